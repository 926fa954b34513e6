//! Between JSON and the cells of the database.

use civi_schema::{DataType, Serialization};
use rusqlite::types::Value;

use super::moment;
use crate::json::Json;
use crate::schema::FieldModel;

/// A value of a caller as MySQL would store it in a column of this type: coerced, never refused
/// (§6.7).
pub(crate) fn cell_of(field: &FieldModel, value: &Json) -> Value {
    if value.is_null() || (value.as_str() == Some("") && field.field.serialize.is_none()) {
        return Value::Null;
    }
    if let Some(how) = field.field.serialize {
        return serialized(&field.field.data_type, how, value);
    }
    scalar(&field.field.data_type, value)
}

/// One value of a data type.
fn scalar(data_type: &DataType, value: &Json) -> Value {
    match data_type {
        DataType::Integer => Value::Integer(integer(value)),
        DataType::Boolean => Value::Integer(i64::from(boolean(value))),
        DataType::Money => Value::Real(in_cents(float(value))),
        DataType::Float => Value::Real(float(value)),
        DataType::Date => stored_moment(value, "%Y-%m-%d"),
        DataType::Timestamp => stored_moment(value, "%Y-%m-%d %H:%M:%S"),
        _ => match value {
            // `null` as a text is what CiviCRM itself stores for it.
            Json::Text(text) if text == "null" => Value::Text("Null".to_owned()),
            Json::List(_) | Json::Map(_) => Value::Text(value.compact()),
            other => Value::Text(other.to_text().unwrap_or_default()),
        },
    }
}

/// A list or a structure as JSON text; a scalar becomes a list of one.
fn serialized(data_type: &DataType, how: Serialization, value: &Json) -> Value {
    let free_form = matches!(
        how,
        Serialization::Json | Serialization::Php | Serialization::KeyValue
    );
    let element = |item: &Json| -> Json {
        match data_type {
            DataType::Integer => Json::Int(integer(item)),
            DataType::Boolean => Json::Bool(boolean(item)),
            DataType::Money | DataType::Float => Json::Float(float(item)),
            _ => item.to_text().map_or(Json::Null, Json::Text),
        }
    };
    let json = match value {
        Json::Text(text) if text.is_empty() => Json::List(Vec::new()),
        Json::List(_) | Json::Map(_) if free_form => value.clone(),
        other if free_form => other.clone(),
        Json::List(_) | Json::Map(_) => {
            Json::List(value.items().into_iter().map(element).collect())
        }
        scalar => Json::List(vec![element(scalar)]),
    };
    Value::Text(json.compact())
}

/// The whole number at the beginning of a text, as MySQL reads it.
fn integer(value: &Json) -> i64 {
    match value.to_int() {
        Some(number) => number,
        #[allow(
            clippy::cast_possible_truncation,
            reason = "it saturates, as MySQL does"
        )]
        None => float(value).round() as i64,
    }
}

/// The number at the beginning of a text; `1,234.50` is 1.
fn float(value: &Json) -> f64 {
    match value {
        Json::Int(number) => {
            #[allow(clippy::cast_precision_loss, reason = "the column is a double")]
            let number = *number as f64;
            number
        }
        Json::Float(number) if number.is_finite() => *number,
        Json::Bool(value) => f64::from(u8::from(*value)),
        Json::Text(text) => leading_number(text.trim_start()),
        _ => 0.0,
    }
}

/// An amount as a column with two digits behind the point keeps it: 0.005 is rounded away from zero.
fn in_cents(amount: f64) -> f64 {
    // The double of 12.345 is a little smaller than what was written.
    let cents = (amount.abs() * 100.0 + 1e-9).round();
    if cents.is_finite() && cents < 1e15 {
        (cents / 100.0).copysign(amount)
    } else {
        amount
    }
}

fn leading_number(text: &str) -> f64 {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let number = text.get(..end).unwrap_or_default();
    let mut cuts = (0..=number.len()).rev();
    let number: Option<f64> = cuts.find_map(|at| number.get(..at)?.parse().ok());
    number.filter(|number| number.is_finite()).unwrap_or(0.0)
}

/// Only a 1 and what looks like one is true: the text `false` and the text `true` are not.
fn boolean(value: &Json) -> bool {
    match value {
        Json::Bool(value) => *value,
        other => integer(other) != 0,
    }
}

/// A date as it is stored; what can't be read becomes 1970 (§0.9).
fn stored_moment(value: &Json, form: &str) -> Value {
    let moment = value.as_str().and_then(moment::parse);
    let moment = moment.unwrap_or_else(|| jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
    Value::Text(moment.strftime(form).to_string())
}

/// A text cell's text.
pub(crate) fn stored_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Real(number) => Some(crate::json::float_text(*number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(data_type: DataType, value: &Json) -> Value {
        cell_of(&FieldModel::of_type(data_type), value)
    }

    /// MySQL coerces, and nothing is refused (§6.7).
    #[test]
    fn wire_6_7_values_are_coerced_in_silence() {
        assert_eq!(stored(DataType::Integer, &"abc".into()), Value::Integer(0));
        assert_eq!(
            stored(DataType::Boolean, &"false".into()),
            Value::Integer(0)
        );
        assert_eq!(stored(DataType::String, &"".into()), Value::Null);
        assert_eq!(
            stored(DataType::String, &"null".into()),
            Value::Text("Null".into())
        );
        assert_eq!(
            stored(DataType::Money, &"12.50 EUR".into()),
            Value::Real(12.5)
        );
    }

    /// `"1,234.50"` is stored as 1 (§0.14).
    #[test]
    fn wire_0_14_money_with_a_comma_loses_what_follows() {
        assert_eq!(
            stored(DataType::Money, &"1,234.50".into()),
            Value::Real(1.0)
        );
    }

    /// Money has two digits behind the point (§7).
    #[test]
    fn wire_7_money_is_rounded_to_cents() {
        let money = |text: &str| stored(DataType::Money, &text.into());
        assert_eq!(money("12.345"), Value::Real(12.35));
        assert_eq!(money("-12.345"), Value::Real(-12.35));
        assert_eq!(money("0.004"), Value::Real(0.0));
        assert_eq!(money("19.99"), Value::Real(19.99));
    }

    /// A date that can't be read is 1970, and so is a number (§0.9).
    #[test]
    fn wire_0_9_unreadable_dates_are_1970() {
        let epoch = Value::Text("1970-01-01 00:00:00".into());
        assert_eq!(stored(DataType::Timestamp, &"garbage".into()), epoch);
        assert_eq!(
            stored(DataType::Timestamp, &Json::Int(1_700_000_000)),
            epoch
        );
    }
}
