//! JSON: a call as an object, a list of calls, and what SearchKit exports.

use super::program::call_of;
use super::reader::{Dialect, Reader};
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// The value of a whole text.
pub(super) fn whole(text: &str, at: usize) -> Result<Literal, Problem> {
    let mut reader = Reader::new(text, at, Dialect::Json);
    let value = reader.value()?;
    reader.space();
    reader.eat(";");
    reader.space();
    if let Value::Variable(_) = value.value {
        return Err(Problem::at(value.at, "this is neither JSON nor a call"));
    }
    if reader.peek().is_some() {
        return Err(reader.unexpected("the end of the input"));
    }
    Ok(value)
}

/// The calls that a JSON text holds. Params alone are a call of `hint`'s entity and action.
pub(super) fn calls(text: &str, hint: Option<(&str, &str)>) -> Result<Vec<Call>, Problem> {
    of_value(whole(text, 0)?, hint)
}

pub(super) fn of_value(value: Literal, hint: Option<(&str, &str)>) -> Result<Vec<Call>, Problem> {
    let at = value.at;
    match value.value {
        Value::Map(entries) => of_object(entries, at, hint).map(|call| vec![call]),
        Value::List(items) if is_call(&items) => of_list(items, at),
        Value::List(items) if !items.is_empty() => {
            let calls: Result<Vec<_>, _> = items
                .into_iter()
                .map(|item| match item.value {
                    Value::List(parts) if is_call(&parts) => of_list(parts, item.at),
                    Value::Map(_) => of_value(item, None),
                    _ => Err(Problem::at(
                        item.at,
                        "a call in a list is `[\"Contact\", \"get\", {…}]`",
                    )),
                })
                .collect();
            Ok(calls?.into_iter().flatten().collect())
        }
        _ => Err(Problem::at(
            at,
            "this is no call: a call is an object with `entity`, `action` and `params`",
        )),
    }
}

fn is_call(parts: &[Literal]) -> bool {
    matches!(parts, [entity, action, ..] if entity.as_text().is_some() && action.as_text().is_some())
}

/// `["Contact", "get", {…}]`, or the saved searches in `["SavedSearch", "save", {"records": […]}]`.
fn of_list(parts: Vec<Literal>, at: usize) -> Result<Vec<Call>, Problem> {
    let call = call_of(parts, at)?;
    if call.action != "save" || !["SavedSearch", "SearchDisplay"].contains(&call.entity.as_str()) {
        return Ok(vec![call]);
    }
    let records = call.param("records").and_then(Literal::as_list);
    let mut searches = Vec::new();
    for record in records.unwrap_or_default() {
        if let Some(entries) = record.as_map()
            && entries.iter().any(|(key, _)| key == "api_entity")
        {
            searches.push(of_object(entries.to_vec(), record.at, None)?);
        }
    }
    // A display says how rows are shown; the search that it belongs to says which.
    if searches.is_empty() && call.entity == "SavedSearch" {
        return Ok(vec![call]);
    }
    Ok(searches)
}

/// `{"entity": …, "action": …, "params": {…}}`, a saved search, or params alone.
fn of_object(
    entries: Vec<(String, Literal)>,
    at: usize,
    hint: Option<(&str, &str)>,
) -> Result<Call, Problem> {
    let has = |key: &str| entries.iter().any(|(name, _)| name == key);
    let (entity, params) = if has("api_entity") {
        ("api_entity", "api_params")
    } else {
        ("entity", "params")
    };
    if !has(entity) {
        let Some((entity, action)) = hint else {
            return Err(Problem::at(
                at,
                "these are the parameters of a call, but of which? Put `Entity.action` before \
                 them, or name both with --entity and --action",
            ));
        };
        let mut call = Call::new(entity, action, at);
        call.params = entries;
        return Ok(call);
    }
    let mut call = Call::new("", "get", at);
    for (key, value) in entries {
        match (key.as_str(), value.value) {
            (name, Value::Text(text)) if name == entity => call.entity = text,
            ("action" | "api_action", Value::Text(text)) => call.action = text,
            ("name", Value::Text(text)) => call.name = Some(text),
            (name, Value::Map(given)) if name == params => call.params = given,
            (name, Value::List(given)) if name == params && given.is_empty() => {}
            (name, Value::Text(inner)) if name == params => {
                call.params = match whole(&inner, 0).map(|it| it.value) {
                    Ok(Value::Map(given)) => given,
                    _ => return Err(Problem::at(value.at, "the parameters are an object")),
                };
            }
            (name, _) if name == params || name == entity => {
                let what = if name == params { "an object" } else { "text" };
                return Err(Problem::at(value.at, format!("`{name}` is {what}")));
            }
            _ => {}
        }
    }
    Ok(call)
}
