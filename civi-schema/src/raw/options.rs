//! A field's `options` (APIv4 wire contract §4.4).

use serde_json::{Map, Value};

use super::reader::{Reader, plain_text};
use crate::json::describe;
use crate::{OptionItem, OptionKey, OptionList, Options, Suffix};

/// The field's options, and the suffixes' word that there are some where they are not listed.
pub(super) fn options(field: &mut Reader<'_>, has_suffixes: bool, docs: bool) -> Options {
    let Some(value) = field.map.get("options") else {
        return unlisted(has_suffixes);
    };
    let items = match value {
        Value::Bool(true) => return Options::Unlisted,
        Value::Bool(false) | Value::Null => return unlisted(has_suffixes),
        Value::Array(_) | Value::Object(_) => items(field, value, docs),
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

/// The suffixes of a field whose site lists none: what its options have, in the order that later
/// versions list them. Options that the site did not send have what all options have.
pub(super) fn of_options(field: &Map<String, Value>, options: &Options) -> Vec<Suffix> {
    let items: Vec<&Value> = match (options, field.get("options")) {
        (Options::None, _) => return Vec::new(),
        (Options::Own(_), Some(Value::Array(items))) => items.iter().collect(),
        (Options::Own(_), Some(Value::Object(map))) => map.values().collect(),
        _ => Vec::new(),
    };
    let objects: Vec<_> = items.iter().filter_map(|item| item.as_object()).collect();
    let is_filled = |value: &Value| plain_text(value).is_some_and(|text| !text.is_empty());
    let has = |suffix: &Suffix| {
        let usual = matches!(suffix, Suffix::Name | Suffix::Label);
        usual && objects.is_empty()
            || objects
                .iter()
                .any(|item| item.get(suffix.as_str()).is_some_and(is_filled))
    };
    Suffix::known().filter(has).collect()
}

fn unlisted(has_suffixes: bool) -> Options {
    if has_suffixes {
        Options::Unlisted
    } else {
        Options::None
    }
}

/// What an option can say of itself.
const KEYS: [&str; 9] = [
    "id",
    "name",
    "label",
    "description",
    "abbr",
    "color",
    "icon",
    "grouping",
    "url",
];

/// Under what a group of options holds its members.
const MEMBERS: [&str; 2] = ["options", "children"];

/// The options of a list or of a map from id to label. The members of a group stand in its place,
/// since a group itself is no value.
fn items(field: &mut Reader<'_>, value: &Value, docs: bool) -> Vec<OptionItem> {
    let mut found = Vec::new();
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                item(field, value, index, docs, &mut found);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                entry(field, key, value, docs, &mut found);
            }
        }
        other => field.warn(format!(
            "a group of options whose members are {}; left out",
            describe(other)
        )),
    }
    found
}

/// An item of a list: an object, or a label alone where the ids are 0…n-1.
fn item(
    field: &mut Reader<'_>,
    value: &Value,
    index: usize,
    docs: bool,
    found: &mut Vec<OptionItem>,
) {
    let Value::Object(map) = value else {
        let id = i64::try_from(index).map(OptionKey::Number).ok();
        found.extend(id.and_then(|id| label_only(field, id, value)));
        return;
    };
    let members = MEMBERS.iter().find_map(|key| map.get(*key));
    match (map.get("id").and_then(option_key), members) {
        (Some(id), _) => found.push(of_object(id, map, docs)),
        (None, Some(_)) => {}
        (None, None) => field.warn(format!("an option without an id: {value}; left out")),
    }
    if let Some(members) = members {
        found.extend(items(field, members, docs));
    }
}

/// An entry of a map from id to label, or from a group's label to its members.
fn entry(
    field: &mut Reader<'_>,
    key: &str,
    value: &Value,
    docs: bool,
    found: &mut Vec<OptionItem>,
) {
    // PHP makes an integer of every key that looks like one.
    let id = match key.parse::<i64>() {
        Ok(number) if number.to_string() == key => OptionKey::Number(number),
        _ => OptionKey::Text(key.to_owned()),
    };
    match value {
        Value::Object(map) => match MEMBERS.iter().find_map(|key| map.get(*key)) {
            Some(members) => found.extend(items(field, members, docs)),
            None if map.keys().any(|key| KEYS.contains(&key.as_str())) => {
                found.push(of_object(id, map, docs));
            }
            None => found.extend(items(field, value, docs)),
        },
        Value::Array(_) => found.extend(items(field, value, docs)),
        other => found.extend(label_only(field, id, other)),
    }
}

fn of_object(id: OptionKey, map: &Map<String, Value>, docs: bool) -> OptionItem {
    let text = |key: &str| map.get(key).and_then(plain_text);
    OptionItem {
        id,
        name: text("name"),
        label: text("label").or_else(|| text("text")),
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
