//! A field's type as a reader of a difference sees it.

use civi_schema::rust_type::{FieldType, ValueType};

/// The Rust type of the field's value in a row that is there: `Id<Contact>`, `Vec<String>`.
pub(super) fn type_text(of: &FieldType) -> String {
    let one = match &of.value {
        ValueType::Plain(plain) => plain.rust_name().to_owned(),
        ValueType::Id(entity) => format!("Id<{entity}>"),
        ValueType::Options => "an option type".to_owned(),
    };
    if of.list { format!("Vec<{one}>") } else { one }
}
