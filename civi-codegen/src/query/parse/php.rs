//! PHP: `\Civi\Api4\Contact::get(FALSE)->addWhere(…)` and `civicrm_api4('Contact', 'get', […])`.

use super::program::function_call;
use super::reader::{Dialect, Reader};
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// How deep calls may be chained.
const DEPTH: usize = 20;

/// A call that a variable holds, until it is executed.
struct Held<'a> {
    variable: &'a str,
    /// Which of the calls it is.
    call: usize,
    /// How many brackets of statements were open where it was made.
    nesting: usize,
}

/// Every call in a PHP text. What stands around the calls is passed over.
pub(super) fn calls(text: &str) -> Result<Vec<Call>, Problem> {
    let mut calls = Vec::new();
    let mut reader = Reader::new(text, 0, Dialect::Php);
    let mut held: Vec<Held<'_>> = Vec::new();
    let mut nesting = 0_usize;
    let mut assigned = None;
    while let Some(c) = reader.peek() {
        let start = reader.at;
        match c {
            '{' => nesting += 1,
            '}' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        if c == '$' {
            reader.bump();
            let variable = reader.word();
            let after = reader.at;
            reader.space();
            let known = held.iter().position(|it| it.variable == variable);
            if let (Some(place), true) = (known, reader.rest().starts_with("->")) {
                let executed = later(&mut reader, &held[place], &mut calls, nesting, start)?;
                if executed {
                    held.remove(place);
                }
                continue;
            }
            if reader.eat("=") && !reader.rest().starts_with(['=', '>']) {
                reader.space();
                assigned = Some((variable, reader.at));
                held.retain(|it| it.variable != variable);
                continue;
            }
            reader.at = after;
            continue;
        }
        if matches!(c, '"' | '\'') {
            reader.string()?;
        } else if reader.is_heredoc() {
            reader.heredoc()?;
        } else if ["//", "/*", "#"]
            .iter()
            .any(|it| reader.rest().starts_with(it))
        {
            reader.space();
        } else if c.is_alphabetic() || c == '\\' || c == '_' {
            if let Some((call, executed)) = fluent(&mut reader, 0)? {
                if let (false, Some((variable, _))) =
                    (executed, assigned.filter(|(_, at)| *at == start))
                {
                    held.push(Held {
                        variable,
                        call: calls.len(),
                        nesting,
                    });
                }
                calls.push(call);
                continue;
            }
            reader.at = start;
            let word = name(&mut reader);
            let plain = word.trim_start_matches('\\');
            if plain == "civicrm_api4" {
                reader.space();
                if reader.eat("(") {
                    calls.push(function_call(&mut reader, start)?);
                }
            }
            if reader.at == start {
                reader.bump();
            }
        } else {
            reader.bump();
        }
    }
    Ok(calls)
}

/// Methods of a call that a variable holds: `$get->addWhere(…)`. Gives whether the last executes it.
fn later(
    reader: &mut Reader<'_>,
    held: &Held<'_>,
    calls: &mut [Call],
    nesting: usize,
    at: usize,
) -> Result<bool, Problem> {
    let Some(call) = calls.get_mut(held.call) else {
        return Ok(true);
    };
    let before = call.params.len();
    let filters = call.params.clone();
    let executed = methods(reader, call, 0)?;
    // A name that only looks like a method of a call, or what does nothing to it.
    if nesting > held.nesting && (call.params.len() != before || call.params != filters) {
        return Err(Problem::at(
            at,
            format!(
                "`${}` is changed here inside brackets of the program, under a condition or in a \
                 loop, and nothing in the input is executed: write the call as it is meant",
                held.variable
            ),
        ));
    }
    Ok(executed)
}

/// A name with its namespace.
fn name<'a>(reader: &mut Reader<'a>) -> &'a str {
    let rest = reader.rest();
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '\\')))
        .unwrap_or(rest.len());
    reader.at += end;
    &rest[..end]
}

/// `Contact::get(FALSE)` and the methods after it, and whether the last of them executes it; `None`
/// where something else begins here.
fn fluent(reader: &mut Reader<'_>, depth: usize) -> Result<Option<(Call, bool)>, Problem> {
    let start = reader.at;
    let class = name(reader);
    let entity = class.rsplit('\\').next().unwrap_or_default();
    let entity = match class.trim_start_matches('\\').to_ascii_lowercase().as_str() {
        "self" | "static" | "parent" | "e" => return Ok(None),
        // `Case` is a word of PHP.
        _ if entity == "CiviCase" => "Case",
        _ => entity,
    };
    if !entity.starts_with(|c: char| c.is_ascii_uppercase()) || !reader.eat("::") {
        return Ok(None);
    }
    let action = reader.word();
    reader.space();
    if !action.starts_with(|c: char| c.is_ascii_lowercase()) || !reader.eat("(") {
        return Ok(None);
    }
    if depth > DEPTH {
        return Err(Problem::at(
            start,
            format!("calls are chained more than {DEPTH} deep here"),
        ));
    }
    let mut call = Call::new(entity, action, start);
    let mut arguments = arguments(reader, depth)?;
    // `CustomValue::get('Group', FALSE)` is the entity `Custom_Group`.
    if entity == "CustomValue"
        && let Some(Value::Text(group)) = arguments.first().map(|it| &it.value)
    {
        call.entity = format!("Custom_{group}");
        arguments.remove(0);
    }
    if let Some(check) = arguments.into_iter().next() {
        call.set("checkPermissions", check);
    }
    let executed = methods(reader, &mut call, depth)?;
    Ok(Some((call, executed)))
}

/// The methods after a call; gives whether it is executed.
fn methods(reader: &mut Reader<'_>, call: &mut Call, depth: usize) -> Result<bool, Problem> {
    let mut executed = false;
    loop {
        reader.space();
        let before = reader.at;
        if reader.eat("[") {
            // `->execute()['name']`, `->first()['id']`
            reader.at = before;
            let taken = super::opaque::read(reader);
            taken?;
            break;
        }
        if !reader.eat("->") && !reader.eat("?->") {
            break;
        }
        reader.space();
        let at = reader.at;
        let method = reader.word();
        reader.space();
        if !reader.eat("(") {
            break;
        }
        let arguments = arguments(reader, depth)?;
        if executed {
            taken(call, method, arguments);
        } else if method == "execute" {
            executed = true;
        } else {
            parameter(call, method, arguments, at)?;
        }
    }
    Ok(executed)
}

/// What stands between the brackets of a call.
fn arguments(reader: &mut Reader<'_>, depth: usize) -> Result<Vec<Literal>, Problem> {
    let mut arguments = Vec::new();
    loop {
        reader.space();
        if reader.eat(")") {
            return Ok(arguments);
        }
        let start = reader.at;
        let chained = match reader.peek() {
            Some(c) if c.is_alphabetic() || c == '\\' => fluent(reader, depth + 1)?,
            _ => None,
        };
        match chained {
            Some((call, _)) => arguments.push(as_literal(call)),
            None => {
                reader.at = start;
                // A named argument of PHP 8: `checkPermissions: FALSE`.
                let word = reader.word();
                let named = !word.is_empty()
                    && reader.rest().starts_with(':')
                    && !reader.rest().starts_with("::");
                if named {
                    reader.eat(":");
                } else {
                    reader.at = start;
                }
                arguments.push(reader.value()?);
            }
        }
        reader.space();
        if !reader.eat(",") && reader.peek() != Some(')') {
            return Err(reader.unexpected("`,` or `)`"));
        }
    }
}

/// A chained call as the wire has it.
fn as_literal(call: Call) -> Literal {
    let at = call.at;
    let literal = |value| Literal { value, at };
    let mut parts = vec![
        literal(Value::Text(call.entity)),
        literal(Value::Text(call.action)),
        literal(Value::Map(call.params)),
    ];
    parts.extend(call.index);
    literal(Value::List(parts))
}

/// Wraps what a method takes as several arguments.
fn list(arguments: Vec<Literal>, at: usize) -> Literal {
    Literal {
        value: Value::List(arguments),
        at,
    }
}

/// A method before `execute()`: it sets a parameter.
fn parameter(
    call: &mut Call,
    method: &str,
    arguments: Vec<Literal>,
    at: usize,
) -> Result<(), Problem> {
    let few = || {
        Problem::at(
            at,
            format!("`{method}` takes more arguments than stand here"),
        )
    };
    let mut given = arguments.into_iter();
    match method.to_ascii_lowercase().as_str() {
        "addselect" => given.for_each(|field| call.push("select", field)),
        "addgroupby" => given.for_each(|field| call.push("groupBy", field)),
        "selectrowcount" => call.push(
            "select",
            Literal {
                at,
                ..Literal::text("row_count")
            },
        ),
        "addwhere" => call.push("where", list(given.collect(), at)),
        "addhaving" => call.push("having", list(given.collect(), at)),
        "addjoin" => {
            let mut parts: Vec<Literal> = given.collect();
            // Trailing arguments that say nothing.
            while parts.len() > 1 && parts.last().is_some_and(|it| it.value == Value::Null) {
                parts.pop();
            }
            call.push("join", list(parts, at));
        }
        "addclause" => {
            let operator = given.next().ok_or_else(few)?;
            let mut conditions: Vec<Literal> = given.collect();
            if let [
                Literal {
                    value: Value::List(inner),
                    ..
                },
            ] = conditions.as_slice()
                && matches!(
                    inner.first().map(|it| &it.value),
                    Some(Value::List(_)) | None
                )
            {
                conditions = inner.clone();
            }
            call.push("where", list(vec![operator, list(conditions, at)], at));
        }
        "addorderby" => {
            let key = text(given.next().ok_or_else(few)?)?;
            let direction = given.next().unwrap_or_else(|| Literal::text("ASC"));
            call.put("orderBy", key, direction);
        }
        "addvalue" => {
            let key = text(given.next().ok_or_else(few)?)?;
            call.put("values", key, given.next().ok_or_else(few)?);
        }
        "addrecord" => call.push("records", given.next().ok_or_else(few)?),
        "adddefault" => {
            let key = text(given.next().ok_or_else(few)?)?;
            call.put("defaults", key, given.next().ok_or_else(few)?);
        }
        "addset" => {
            let union = given.next().ok_or_else(few)?;
            let mut set = vec![union];
            match given.next().ok_or_else(few)?.value {
                Value::List(call) => set.extend(call),
                other => set.push(Literal { value: other, at }),
            }
            call.push("sets", list(set, at));
        }
        "addchain" => {
            let key = text(given.next().ok_or_else(few)?)?;
            let mut chained = given.next().ok_or_else(few)?;
            if let (Some(index), Value::List(parts)) = (given.next(), &mut chained.value) {
                parts.push(index);
            }
            call.put("chain", key, chained);
        }
        lower => {
            let name = |from: usize| {
                let mut chars = method[from..].chars();
                chars
                    .next()
                    .map(|c| c.to_ascii_lowercase().to_string() + chars.as_str())
            };
            let set = lower.starts_with("set").then(|| name(3)).flatten();
            let add = lower.starts_with("add").then(|| name(3)).flatten();
            match (set, add, given.next(), given.next()) {
                (Some(name), _, Some(value), _) => call.set(&name, value),
                (_, Some(name), Some(value), None) => call.push(&plural(&name), value),
                (_, Some(name), Some(key), Some(value)) => {
                    call.put(&plural(&name), text(key)?, value);
                }
                _ => {
                    return Err(Problem::at(
                        at,
                        format!(
                            "`{method}` sets no parameter of a call; what it does is not known"
                        ),
                    ));
                }
            }
        }
    }
    Ok(())
}

/// The parameter that `add…` of one entry adds to.
fn plural(name: &str) -> String {
    if name.ends_with('s') || name == "match" || name == "data" {
        name.to_owned()
    } else {
        format!("{name}s")
    }
}

fn text(literal: Literal) -> Result<String, Problem> {
    match literal.value {
        Value::Text(text) | Value::Number(text) => Ok(text),
        _ => Err(Problem::at(
            literal.at,
            "a name stands here as a literal, not as an expression",
        )),
    }
}

/// A method after `execute()`: what is taken of the answer.
fn taken(call: &mut Call, method: &str, mut arguments: Vec<Literal>) {
    let first = (!arguments.is_empty()).then(|| arguments.remove(0));
    let index = match (method, first) {
        ("first", _) => Literal::new(Value::Number("0".to_owned())),
        ("last", _) => Literal::new(Value::Number("-1".to_owned())),
        ("itemAt", Some(number)) => number,
        ("single", _) => Literal::text("single"),
        ("count" | "rowCount", _) => Literal::text("#count"),
        ("countMatched", _) => Literal::text("#countMatched"),
        ("countFetched", _) => Literal::text("#countFetched"),
        ("indexBy", Some(field)) => field,
        ("column", Some(field)) => match call.index.take() {
            Some(Literal {
                value: Value::Text(key),
                at,
            }) => Literal {
                value: Value::Map(vec![(key, field)]),
                at,
            },
            _ => Literal::new(Value::List(vec![field])),
        },
        _ => return,
    };
    if call.index.is_none() {
        call.index = Some(index);
    }
}
