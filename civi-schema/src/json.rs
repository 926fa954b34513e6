//! Reading JSON values by shape, with the place of what doesn't fit.

use serde_json::{Map, Value};

use crate::error::Mismatch;

/// Reads a file's JSON. Editors on Windows put a byte order mark before it, which means nothing.
pub(crate) fn parse(bytes: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// What a value is, in a message's words.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("{flag}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => {
            let short: String = text.chars().take(40).collect();
            if short.len() < text.len() {
                format!("\"{short}…\"")
            } else {
                format!("\"{short}\"")
            }
        }
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(map) => format!("an object of {}", map.len()),
    }
}

fn mismatch(expected: &'static str, value: &Value) -> Mismatch {
    Mismatch::new(expected, describe(value))
}

/// The object's value under `key`; null counts as absent.
pub(crate) fn get<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key).filter(|value| !value.is_null())
}

pub(crate) fn object(value: &Value) -> Result<&Map<String, Value>, Mismatch> {
    value
        .as_object()
        .ok_or_else(|| mismatch("an object", value))
}

pub(crate) fn list(value: &Value) -> Result<&[Value], Mismatch> {
    value
        .as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| mismatch("a list", value))
}

pub(crate) fn text(value: &Value) -> Result<&str, Mismatch> {
    value.as_str().ok_or_else(|| mismatch("a string", value))
}

pub(crate) fn boolean(value: &Value) -> Result<bool, Mismatch> {
    value
        .as_bool()
        .ok_or_else(|| mismatch("true or false", value))
}

pub(crate) fn integer(value: &Value) -> Result<i64, Mismatch> {
    value
        .as_i64()
        .ok_or_else(|| mismatch("a whole number", value))
}

/// The string under `key`, where there is one.
pub(crate) fn optional_text(
    map: &Map<String, Value>,
    key: &str,
) -> Result<Option<String>, Mismatch> {
    get(map, key)
        .map(|value| text(value).map(str::to_owned))
        .transpose()
        .map_err(|e| e.within(key))
}

/// The flag under `key`, else the default.
pub(crate) fn flag(map: &Map<String, Value>, key: &str, or: bool) -> Result<bool, Mismatch> {
    get(map, key)
        .map_or(Ok(or), boolean)
        .map_err(|e| e.within(key))
}

/// The list of strings under `key`; empty where there is none.
pub(crate) fn texts(map: &Map<String, Value>, key: &str) -> Result<Vec<String>, Mismatch> {
    get(map, key)
        .map_or(Ok(Vec::new()), strings)
        .map_err(|e| e.within(key))
}

/// A list of strings.
pub(crate) fn strings(value: &Value) -> Result<Vec<String>, Mismatch> {
    each(list(value)?, |item| text(item).map(str::to_owned))
}

/// Reads each item of a list.
pub(crate) fn each<T>(
    items: &[Value],
    read: impl Fn(&Value) -> Result<T, Mismatch>,
) -> Result<Vec<T>, Mismatch> {
    items
        .iter()
        .enumerate()
        .map(|(index, item)| read(item).map_err(|e| e.within(format!("[{index}]"))))
        .collect()
}
