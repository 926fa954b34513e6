//! A field's type as a reader of a difference sees it.

use civi_schema::rust_type::{FieldType, ValueType};

/// The Rust type of the field's value in a row that is there: `Id<Contact>`, `Vec<String>`.
pub(super) fn type_text(of: &FieldType) -> String {
    let one = match &of.value {
        ValueType::Integer => "i64".to_owned(),
        ValueType::Float => "f64".to_owned(),
        ValueType::Boolean => "bool".to_owned(),
        ValueType::Text => "String".to_owned(),
        ValueType::Money => "Decimal".to_owned(),
        ValueType::Date => "Date".to_owned(),
        ValueType::Timestamp => "DateTime".to_owned(),
        ValueType::Time => "Time".to_owned(),
        ValueType::Json => "Value".to_owned(),
        ValueType::Id(entity) => format!("Id<{entity}>"),
        ValueType::Options => "an option type".to_owned(),
        other => format!("{other:?}"),
    };
    if of.list { format!("Vec<{one}>") } else { one }
}
