//! What the schema says that a column holds.

use civi_schema::rust_type::{FieldType, ValueType};

/// The type of a column's value, as the schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A key of a row of this entity.
    Id(String),
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// An amount of money.
    Money,
    /// Yes or no.
    Boolean,
    /// Text.
    Text,
    /// A day.
    Date,
    /// A day and a time of day.
    DateTime,
    /// A time of day.
    Time,
    /// Anything at all.
    Json,
    /// Any number of them.
    List(Box<Fact>),
}

impl Fact {
    /// What a column holds.
    pub(crate) fn of(kind: &FieldType, suffixed: bool) -> Self {
        let one = if suffixed {
            Fact::Text
        } else {
            match &kind.value {
                ValueType::Id(target) => Fact::Id(target.clone()),
                ValueType::Integer => Fact::Integer,
                ValueType::Float => Fact::Float,
                ValueType::Money => Fact::Money,
                ValueType::Boolean => Fact::Boolean,
                // Without bindings there is no generated option type: it is text, or an enum of
                // the author's own.
                ValueType::Text | ValueType::Options => Fact::Text,
                ValueType::Date => Fact::Date,
                ValueType::Timestamp => Fact::DateTime,
                ValueType::Time => Fact::Time,
                _ => Fact::Json,
            }
        };
        if kind.list {
            Fact::List(Box::new(one))
        } else {
            one
        }
    }

    /// The Rust type, as a struct's author writes it; `me` is the struct.
    pub(crate) fn rust(&self, me: &str, entity: &str) -> String {
        match self {
            Fact::Id(target) if target == entity => format!("Id<{me}>"),
            Fact::Id(_) => "Id<…>".to_owned(),
            Fact::Integer => "i64".to_owned(),
            Fact::Float => "f64".to_owned(),
            Fact::Money => "Decimal".to_owned(),
            Fact::Boolean => "bool".to_owned(),
            Fact::Text => "String".to_owned(),
            Fact::Date => "Date".to_owned(),
            Fact::DateTime => "DateTime".to_owned(),
            Fact::Time => "Time".to_owned(),
            Fact::Json => "serde_json::Value".to_owned(),
            Fact::List(one) => format!("Vec<{}>", one.rust(me, entity)),
        }
    }

    /// The fact in words, as it follows "holds".
    pub(crate) fn words(&self) -> String {
        match self {
            Fact::Id(target) => format!("the id of a `{target}`"),
            Fact::Integer => "a whole number".to_owned(),
            Fact::Float => "a number".to_owned(),
            Fact::Money => "an amount of money".to_owned(),
            Fact::Boolean => "true or false".to_owned(),
            Fact::Text => "text".to_owned(),
            Fact::Date => "a date".to_owned(),
            Fact::DateTime => "a date with a time of day, without a zone".to_owned(),
            Fact::Time => "a time of day".to_owned(),
            Fact::Json => "a structure of any kind".to_owned(),
            Fact::List(one) => format!("a list, each item {}", one.words()),
        }
    }
}
