//! The right side of a comparison: what a caller's value is in the type of the left side.

use civi_schema::DataType;
use rusqlite::types::Value;

use super::literal::{symbolic, takes_symbols};
use super::render::Rendered;
use super::scope::Target;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::FieldModel;
use crate::store::{Sql, cell_of};

/// A caller's value, bound in the type that it is compared with.
pub(super) fn bound(context: &Context<'_>, left: &Rendered<'_>, value: &Json) -> Sql {
    let value = match &left.target {
        Some(target) if takes_symbols(target) => symbolic(context, value),
        _ => value.clone(),
    };
    if value.is_null() {
        return Sql::null();
    }
    match &left.kind {
        None => Sql::value(untyped(&value)),
        Some(DataType::Boolean) if value.as_str() == Some("") => Sql::value(0_i64),
        // MySQL compares an empty text with a number as 0.
        Some(DataType::Integer | DataType::Float | DataType::Money)
            if value.as_str() == Some("") =>
        {
            Sql::value(0_i64)
        }
        Some(DataType::Integer | DataType::Float | DataType::Money) if !left.is_list => {
            Sql::value(number(&value))
        }
        Some(kind) if left.is_list || is_text(kind) => {
            Sql::value(value.to_text().unwrap_or_else(|| value.compact()))
        }
        Some(kind) => {
            let model = FieldModel::of_type(kind.clone());
            Sql::value(cell_of(&model, &value))
        }
    }
}

/// A number as it is, so that `= 1.5` finds no whole number.
fn number(value: &Json) -> Value {
    match value {
        Json::Float(number) => Value::Real(*number),
        Json::Int(number) => Value::Integer(*number),
        other => {
            let model = FieldModel::of_type(DataType::Float);
            cell_of(&model, other)
        }
    }
}

fn is_text(kind: &DataType) -> bool {
    !matches!(
        kind,
        DataType::Integer
            | DataType::Boolean
            | DataType::Float
            | DataType::Money
            | DataType::Date
            | DataType::Timestamp
    )
}

fn untyped(value: &Json) -> Value {
    match value {
        Json::Int(number) => Value::Integer(*number),
        Json::Float(number) => Value::Real(*number),
        Json::Bool(value) => Value::Integer(i64::from(*value)),
        other => Value::Text(other.to_text().unwrap_or_else(|| other.compact())),
    }
}

/// The ids that names, labels or abbreviations stand for (§6.3).
pub(crate) fn wanted_ids(
    context: &Context<'_>,
    target: Target<'_>,
    suffix: &str,
    values: &[&Json],
) -> Outcome<Vec<Json>> {
    let options = context.options(target.entity.name(), target.field)?;
    let Some(options) = options else {
        return Err(super::render::no_options(target.field.name()));
    };
    let texts = values.iter().filter_map(|value| value.to_text());
    Ok(texts
        .flat_map(|text| options.ids_of(suffix, &text))
        .collect())
}
