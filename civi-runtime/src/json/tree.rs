//! [`tree`]: a text read into a `serde_json::Value` by each of the scanner's methods, so that tests
//! and fuzz targets can compare it with what `serde_json` makes of the same text. Nothing else is
//! made of it: it is compiled for tests and with `--cfg fuzzing` only.
#![cfg_attr(
    not(fuzzing),
    allow(
        unreachable_pub,
        reason = "only the fuzz targets reach it from outside"
    )
)]

use serde_json::{Map, Value};

use super::{Broken, DEPTH, Json, JsonType, Reason};

/// What the whole text is, by the scanner; nothing if it is no JSON.
#[must_use]
pub fn tree(text: &[u8]) -> Option<Value> {
    let mut json = Json::new(text);
    let value = value(&mut json, 0).ok()?;
    json.finish().ok()?;
    Some(value)
}

/// Whether the whole text is JSON, by reading past it.
#[must_use]
pub fn is_json(text: &[u8]) -> bool {
    let mut json = Json::new(text);
    json.skip().is_ok() && json.finish().is_ok()
}

fn value(json: &mut Json<'_>, depth: usize) -> Result<Value, Broken> {
    let json_type = json.json_type()?;
    if depth >= DEPTH && matches!(json_type, JsonType::List | JsonType::Map) {
        return Err(json.broken(Reason::TooDeep));
    }
    Ok(match json_type {
        JsonType::Null => {
            json.null()?;
            Value::Null
        }
        JsonType::Bool => {
            let at_once = json.clone().take_bool();
            let read = json.bool()?;
            assert_eq!(at_once, Some(read), "it is read at once");
            Value::Bool(read)
        }
        JsonType::Number => number(json)?,
        JsonType::Text => text(json)?,
        JsonType::List => {
            let mut list = Vec::new();
            let mut goes_on = json.list()?;
            while goes_on {
                list.push(value(json, depth + 1)?);
                goes_on = json.more()?;
            }
            Value::Array(list)
        }
        JsonType::Map => {
            let mut map = Map::new();
            let mut next = json.map()?;
            while let Some(written) = next {
                let key = Json::of(&format!("\"{written}\"")).text()?.to_owned();
                map.insert(key, value(json, depth + 1)?);
                next = json.key()?;
            }
            Value::Object(map)
        }
    })
}

/// A text, read at once where it has no escapes.
fn text(json: &mut Json<'_>) -> Result<Value, Broken> {
    let start = json.clone();
    let text = json.text()?.to_owned();
    let mut again = start.clone();
    if let Some(at_once) = again.take_text() {
        assert_eq!(at_once, text);
        assert_eq!(again.place(), json.place(), "{text} ends at one place");
    } else {
        let written = json.text.get(start.place()..json.place());
        assert!(
            written.is_some_and(|it| it.contains('\\')),
            "{text} has escapes"
        );
    }
    Ok(Value::String(text))
}

/// A number's text, which the three ways to read a number must agree on.
fn number(json: &mut Json<'_>) -> Result<Value, Broken> {
    let start = json.clone();
    let text = json.number()?;
    let mut at_once = start.clone();
    let mut again = start;
    if let Some(value) = at_once.take_integer() {
        assert_eq!(Ok(value), text.parse(), "{text} is one number");
        assert_eq!(at_once.place(), json.place(), "{text} ends at one place");
    }
    let whole = again.integer()?;
    assert_eq!(again.place(), json.place(), "{text} ends at one place");
    assert_eq!(whole.ok(), text.parse().ok(), "{text} is one number");
    serde_json::from_str(text).map_err(|_| json.broken("a number that is none"))
}
