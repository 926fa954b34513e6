//! From the cells of a row to JSON (§7).

use civi_schema::{DataType, Serialization};
use rusqlite::types::Value;

use super::select::{Format, Selected};
use crate::json::Json;
use crate::schema::{FieldOption, FieldOptions, Model};
use crate::store::stored_text;

/// One row.
pub(super) fn row(selected: &[Selected<'_>], cells: &[Value]) -> Json {
    let mut pairs = Vec::with_capacity(selected.len());
    for (one, value) in selected.iter().zip(cells) {
        let json = cell(&one.format, value);
        let leaves_mark = one.format.leaves_mark && json.is_null();
        pairs.push((one.key.clone(), json));
        // Core takes the keys of the rows out again only where there are any.
        if leaves_mark {
            pairs.push((format!("_{}", one.key), Json::Null));
        }
    }
    Json::Map(pairs)
}

fn cell(format: &Format, value: &Value) -> Json {
    let plain = typed(format, value);
    let Some((suffix, options)) = &format.suffix else {
        return plain;
    };
    let one = |id: &Json| -> Json {
        let option = id.to_text().and_then(|id| options.by_id(&id).cloned());
        option
            .and_then(|option| option.suffix(suffix))
            .unwrap_or_default()
    };
    match &plain {
        Json::Null => Json::Null,
        _ if format.is_old && suffix == "icon" => Json::Null,
        Json::List(items) => Json::List(
            items
                .iter()
                .map(one)
                .filter(|text| !text.is_null())
                .collect(),
        ),
        Json::Bool(value) => one(&Json::Int(i64::from(*value))),
        scalar => one(scalar),
    }
}

/// A cell in its data type.
fn typed(format: &Format, value: &Value) -> Json {
    if format.is_list {
        return list(format, value);
    }
    let free_text = || stored_text(value).map_or(Json::Null, Json::Text);
    match (&format.kind, value) {
        (_, Value::Null) => Json::Null,
        (Some(DataType::Boolean), value) => Json::Bool(is_true(value)),
        (Some(DataType::Integer), Value::Integer(number)) => Json::Int(*number),
        (Some(DataType::Integer), Value::Real(number)) =>
        {
            #[allow(clippy::cast_possible_truncation, reason = "PHP casts, too")]
            Json::Int(*number as i64)
        }
        // What is no number is cast to one, as PHP does it (§6.2, IFNULL).
        (Some(DataType::Integer), Value::Text(text)) => Json::Int(text.trim().parse().unwrap_or(0)),
        (Some(DataType::Float | DataType::Money), Value::Real(number)) => Json::Float(*number),
        (Some(DataType::Float | DataType::Money), Value::Integer(number)) => Json::Int(*number),
        (Some(DataType::Float | DataType::Money), Value::Text(text)) => {
            Json::Float(text.trim().parse().unwrap_or(0.0))
        }
        (Some(DataType::Timestamp), Value::Text(text)) if text.len() == 10 => {
            Json::Text(format!("{text} 00:00:00"))
        }
        (Some(DataType::Array), Value::Text(text)) => {
            Json::parse(text.as_bytes()).unwrap_or_default()
        }
        (None, Value::Integer(number)) => Json::Int(*number),
        (None, Value::Real(number)) => Json::Float(*number),
        _ => free_text(),
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Integer(number) => *number != 0,
        Value::Real(number) => *number != 0.0,
        Value::Text(text) => !text.is_empty() && text != "0",
        _ => false,
    }
}

/// A cell with JSON in it.
fn list(format: &Format, value: &Value) -> Json {
    let Value::Text(text) = value else {
        return Json::Null;
    };
    if text.is_empty() {
        return Json::List(Vec::new());
    }
    let json = Json::parse(text.as_bytes()).unwrap_or_else(|| Json::Text(text.clone()));
    let is_free = matches!(
        format.serialize,
        Some(Serialization::Json | Serialization::Php | Serialization::KeyValue)
    );
    match json {
        Json::List(items) if format.is_old && items.is_empty() => Json::List(vec!["".into()]),
        // A list that a query has made is of texts.
        Json::List(items) if format.is_old && format.serialize.is_none() => {
            let texts = items.iter().map(|item| item.to_text().into());
            Json::List(texts.collect())
        }
        Json::List(items) if !is_free => {
            let element = |item: Json| match (&format.kind, item) {
                (Some(DataType::Boolean), item) => Json::Bool(item.is_truthy()),
                (Some(DataType::Integer), item) => item.to_int().map_or(item.clone(), Json::Int),
                (_, item) => item,
            };
            Json::List(items.into_iter().map(element).collect())
        }
        other => other,
    }
}

/// Takes out the fields that a row's contact type doesn't have, once the type is in the row.
pub(super) fn absent(model: &Model, selected: &[Selected<'_>], row: &mut Json) {
    for one in selected {
        let Some((path, field)) = &one.format.contact else {
            continue;
        };
        let contact_type = row
            .get(&format!("{path}contact_type"))
            .and_then(Json::as_str);
        if contact_type.is_some_and(|kind| model.is_foreign_to(field, kind)) {
            row.remove(&one.key);
        }
    }
}

/// Takes out the names and labels of nothing, which PHP does not add to its own rows.
pub(super) fn without_empty_suffixes(selected: &[Selected<'_>], row: &mut Json) {
    for one in selected.iter().filter(|one| one.format.suffix.is_some()) {
        if row.get(&one.key).is_some_and(Json::is_null) {
            row.remove(&one.key);
        }
    }
}

/// The same for a row of a contact that was written.
pub(crate) fn remove_foreign_fields(model: &Model, row: &mut Json) {
    let Some(kind) = row
        .get("contact_type")
        .and_then(Json::as_str)
        .map(ToOwned::to_owned)
    else {
        return;
    };
    let Some(contact) = model.entity("Contact") else {
        return;
    };
    if let Json::Map(pairs) = row {
        pairs.retain(|(key, _)| {
            let custom = contact.field(key).is_none_or(|field| field.is_custom());
            custom || !model.is_foreign_to(key, &kind)
        });
    }
}

/// The months, for `MONTH(…):label`.
pub(super) fn months() -> FieldOptions {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    numbered(&NAMES)
}

/// The days, for `DAYOFWEEK(…):label`.
pub(super) fn weekdays() -> FieldOptions {
    numbered(&[
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
    ])
}

fn numbered(names: &[&str]) -> FieldOptions {
    FieldOptions::new((1_i64..).zip(names).map(|(number, name)| FieldOption {
        id: Json::Int(number),
        name: (*name).to_owned(),
        label: (*name).to_owned(),
        abbr: name.get(..3).map(ToOwned::to_owned),
        description: None,
        color: None,
        icon: None,
    }))
}
