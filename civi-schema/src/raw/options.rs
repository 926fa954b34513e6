//! A field's `options` (APIv4 wire contract §4.4).

use serde_json::{Map, Value};

use super::reader::{Reader, plain_text};
use crate::json::describe;
use crate::{OptionItem, OptionKey, OptionList, Options};

/// The field's options, and the suffixes' word that there are some where they are not listed.
pub(super) fn options(field: &mut Reader<'_>, has_suffixes: bool, docs: bool) -> Options {
    let Some(value) = field.map.get("options") else {
        return unlisted(has_suffixes);
    };
    let items: Vec<OptionItem> = match value {
        Value::Bool(true) => return Options::Unlisted,
        Value::Bool(false) | Value::Null => return unlisted(has_suffixes),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .filter_map(|(index, value)| item(field, value, index, docs))
            .collect(),
        Value::Object(map) => map
            .iter()
            .filter_map(|(key, value)| entry(field, key, value, docs))
            .collect(),
        other => {
            field.warn(format!(
                "`options` is {}; taken as not listed",
                describe(other)
            ));
            return Options::Unlisted;
        }
    };
    if items.is_empty() {
        Options::Unlisted
    } else {
        Options::Own(OptionList { items })
    }
}

fn unlisted(has_suffixes: bool) -> Options {
    if has_suffixes {
        Options::Unlisted
    } else {
        Options::None
    }
}

/// An item of a list: an object, or a label alone where the ids are 0…n-1.
fn item(field: &mut Reader<'_>, value: &Value, index: usize, docs: bool) -> Option<OptionItem> {
    if let Value::Object(map) = value {
        return match map.get("id").and_then(option_key) {
            Some(id) => Some(of_object(id, map, docs)),
            None => {
                field.warn("an option without an id; left out");
                None
            }
        };
    }
    label_only(field, OptionKey::Number(i64::try_from(index).ok()?), value)
}

/// An entry of a map from id to label.
fn entry(field: &mut Reader<'_>, key: &str, value: &Value, docs: bool) -> Option<OptionItem> {
    // PHP makes an integer of every key that looks like one.
    let id = match key.parse::<i64>() {
        Ok(number) if number.to_string() == key => OptionKey::Number(number),
        _ => OptionKey::Text(key.to_owned()),
    };
    match value {
        Value::Object(map) => Some(of_object(id, map, docs)),
        other => label_only(field, id, other),
    }
}

fn of_object(id: OptionKey, map: &Map<String, Value>, docs: bool) -> OptionItem {
    let text = |key: &str| map.get(key).and_then(plain_text);
    OptionItem {
        id,
        name: text("name"),
        label: text("label"),
        abbr: text("abbr"),
        description: text("description").filter(|text| docs && !text.is_empty()),
    }
}

fn label_only(field: &mut Reader<'_>, id: OptionKey, value: &Value) -> Option<OptionItem> {
    let label = plain_text(value);
    if label.is_none() && !value.is_null() {
        field.warn(format!("an option that is {}; left out", describe(value)));
        return None;
    }
    Some(OptionItem {
        id,
        name: None,
        label,
        abbr: None,
        description: None,
    })
}

fn option_key(value: &Value) -> Option<OptionKey> {
    match value {
        Value::Number(number) => Some(
            number
                .as_i64()
                .map_or_else(|| OptionKey::Text(number.to_string()), OptionKey::Number),
        ),
        Value::Bool(flag) => Some(OptionKey::Number(i64::from(*flag))),
        other => plain_text(other).map(OptionKey::Text),
    }
}
