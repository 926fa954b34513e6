//! Calls by a function of three or four arguments: `CRM.api4('Contact', 'get', {…}, 'name')`, in
//! JavaScript, PHP and Python alike, and JavaScript's batches.

use super::reader::{Dialect, Reader};
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// Every call by a function whose name ends so, in a text of JavaScript or Python.
const FUNCTIONS: [&str; 2] = ["api4", "apiv4"];

/// Every call in a text of JavaScript or Python. What stands around the calls is passed over.
pub(super) fn calls(text: &str, dialect: Dialect) -> Result<Vec<Call>, Problem> {
    let mut calls = Vec::new();
    let mut reader = Reader::new(text, 0, dialect);
    while let Some(c) = reader.peek() {
        let start = reader.at;
        if matches!(c, '"' | '\'' | '`') {
            reader.string()?;
            continue;
        }
        if c.is_alphabetic() || c == '_' {
            let word = reader.word().to_ascii_lowercase();
            reader.space();
            if FUNCTIONS.iter().any(|function| word.ends_with(function)) && reader.eat("(") {
                reader.space();
                if matches!(reader.peek(), Some('{' | '[')) {
                    calls.extend(batch(&mut reader)?);
                } else {
                    calls.push(function_call(&mut reader, start)?);
                }
            }
            continue;
        }
        reader.space();
        if reader.at == start {
            reader.bump();
        }
    }
    Ok(calls)
}

/// The arguments of one call, after its opening bracket.
pub(super) fn function_call(reader: &mut Reader<'_>, at: usize) -> Result<Call, Problem> {
    let mut arguments = Vec::new();
    loop {
        reader.space();
        if reader.eat(")") {
            break;
        }
        if reader.peek().is_none() {
            return Err(Problem::at(
                at,
                "this call has no end: `)` is missing; the input is cut off",
            ));
        }
        // Python: `params={…}`.
        let start = reader.at;
        if reader.dialect == Dialect::Python {
            let named = !reader.word().is_empty() && reader.rest().starts_with('=');
            if !named || reader.rest().starts_with("==") {
                reader.at = start;
            } else {
                reader.eat("=");
            }
        }
        arguments.push(reader.value()?);
        reader.space();
        if !reader.eat(",") && reader.peek() != Some(')') {
            return Err(reader.unexpected("`,` or `)`"));
        }
    }
    call_of(arguments, at)
}

/// The call that a list of entity, action, params and index is.
pub(super) fn call_of(parts: Vec<Literal>, at: usize) -> Result<Call, Problem> {
    let mut parts = parts.into_iter();
    let name = |part: Option<Literal>, what: &str| match part {
        Some(Literal {
            value: Value::Text(text),
            ..
        }) => Ok(text),
        Some(other) => Err(Problem::at(
            other.at,
            format!("the {what} is a literal, such as 'Contact' or 'get'"),
        )),
        None => Err(Problem::at(at, format!("the call names no {what}"))),
    };
    let entity = name(parts.next(), "entity")?;
    let action = name(parts.next(), "action")?;
    let mut call = Call::new(entity, action, at);
    match parts.next() {
        None => {}
        Some(params) if params.is_vacant() => {}
        Some(Literal {
            value: Value::Map(params),
            ..
        }) => call.params = params,
        Some(other) => {
            return Err(Problem::at(
                other.at,
                "the parameters are an object, literal by literal: an expression is not evaluated",
            ));
        }
    }
    call.index = parts.next().filter(|index| !index.is_vacant());
    Ok(call)
}

/// `{contacts: ['Contact', 'get', {…}], …}` or a list of such calls.
fn batch(reader: &mut Reader<'_>) -> Result<Vec<Call>, Problem> {
    batch_of(reader.value()?)
}

/// The calls of a batch, which is a list of them, or an object with a name for each.
pub(super) fn batch_of(batch: Literal) -> Result<Vec<Call>, Problem> {
    let at = batch.at;
    let entries: Vec<(Option<String>, Literal)> = match batch.value {
        Value::Map(entries) => entries
            .into_iter()
            .map(|(key, it)| (Some(key), it))
            .collect(),
        Value::List(items) => items.into_iter().map(|it| (None, it)).collect(),
        _ => return Err(Problem::at(at, "a batch is a list or an object of calls")),
    };
    entries
        .into_iter()
        .map(|(key, entry)| match entry.value {
            Value::List(parts) => {
                let mut call = call_of(parts, entry.at)?;
                call.name = key;
                Ok(call)
            }
            _ => Err(Problem::at(
                entry.at,
                "a call of a batch is a list: `['Contact', 'get', {…}]`",
            )),
        })
        .collect()
}
