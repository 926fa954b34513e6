//! What the schema says that a column holds.

use civi_schema::PlainType;
use civi_schema::rust_type::{FieldType, ValueType};

/// The type of a column's value, as the schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// A key of a row of this entity.
    Id(String),
    /// A type that is the same on every site.
    Plain(PlainType),
    /// Any number of them.
    List(Box<ColumnType>),
}

impl ColumnType {
    /// What a column holds.
    pub(crate) fn of(kind: &FieldType, suffixed: bool) -> Self {
        let one = match &kind.value {
            _ if suffixed => ColumnType::Plain(PlainType::Text),
            ValueType::Id(entity) => ColumnType::Id(entity.clone()),
            ValueType::Plain(plain) => ColumnType::Plain(*plain),
            // Without bindings there is no generated option type: it is text, or an enum of the
            // author's own.
            ValueType::Options => ColumnType::Plain(PlainType::Text),
        };
        if kind.list {
            ColumnType::List(Box::new(one))
        } else {
            one
        }
    }

    /// The Rust type, as a struct's author writes it; `me` is the struct.
    pub(crate) fn rust(&self, me: &str, entity: &str) -> String {
        match self {
            ColumnType::Id(of) if of == entity => format!("Id<{me}>"),
            ColumnType::Id(_) => "Id<…>".to_owned(),
            ColumnType::Plain(PlainType::Json) => "serde_json::Value".to_owned(),
            ColumnType::Plain(plain) => plain.rust_name().to_owned(),
            ColumnType::List(one) => format!("Vec<{}>", one.rust(me, entity)),
        }
    }

    /// The type in words, as it follows "holds".
    pub(crate) fn words(&self) -> String {
        match self {
            ColumnType::Id(entity) => format!("the id of a `{entity}`"),
            ColumnType::Plain(plain) => plain.words().to_owned(),
            ColumnType::List(one) => format!("a list, each item {}", one.words()),
        }
    }
}
