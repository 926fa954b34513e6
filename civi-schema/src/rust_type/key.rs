//! The type of an entity's key: which fields can be one, and what it is in Rust.

use super::{ValueType, key_entity, value_type};
use crate::{DataType, Entity, Field, PlainType};

/// The Rust type of an entity's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// `Id` of the entity itself; of contacts where it is a contact type.
    Own,
    /// `Id` of the other entity with this wire name, whose rows this entity's belong to.
    Of(String),
    /// `i64`.
    Integer,
    /// `String`.
    Text,
}

/// The field that tells an entity's rows apart, and its Rust type; `None` where no field does so
/// alone, `get` does not have it, or it holds nothing that a row could be chosen by: true or false,
/// a list, a structure.
///
/// ```
/// use civi_schema::rust_type::{KeyType, key};
/// use civi_schema::{DataType, Entity, Field};
///
/// let mut entity = Entity { name: "Rate".into(), primary_key: vec!["day".into()], ..Entity::default() };
/// entity.fields.insert("day".into(), Field::new("day", DataType::Date));
/// assert_eq!(key(&entity).map(|(_, ty)| ty), Some(KeyType::Text));
///
/// entity.fields.insert("day".into(), Field::new("day", DataType::Boolean));
/// assert!(key(&entity).is_none());
/// ```
#[must_use]
pub fn key(entity: &Entity) -> Option<(&Field, KeyType)> {
    let [name] = entity.primary_key.as_slice() else {
        return None;
    };
    let field = entity
        .fields
        .get(name)
        .filter(|field| field.get.is_some())?;
    let (value, list) = value_type(entity, field, true, None, None);
    let ty = match of_value(&value, list) {
        // The site says nothing that is known of the type: what it sends is kept as text.
        None if value == ValueType::Plain(PlainType::Json) && is_unsaid(field) => KeyType::Text,
        None => return None,
        Some(KeyType::Of(target)) if target == key_entity(entity) => KeyType::Own,
        Some(other) => other,
    };
    Some((field, ty))
}

/// Whether the field is the whole of its entity's key.
pub(super) fn is_only(entity: &Entity, field: &Field) -> bool {
    matches!(entity.primary_key.as_slice(), [key] if *key == field.name)
}

/// The key type of a field with values of this type.
pub(super) fn of_value(value: &ValueType, list: bool) -> Option<KeyType> {
    if list {
        return None;
    }
    match value {
        ValueType::Id(target) => Some(KeyType::Of(target.clone())),
        ValueType::Options => Some(KeyType::Text),
        ValueType::Plain(plain) => match plain {
            PlainType::Integer => Some(KeyType::Integer),
            // What the site writes as text, or as a number that its text stands for.
            PlainType::Text
            | PlainType::Money
            | PlainType::Float
            | PlainType::Date
            | PlainType::Timestamp
            | PlainType::Time => Some(KeyType::Text),
            PlainType::Boolean | PlainType::Json => None,
        },
    }
}

fn is_unsaid(field: &Field) -> bool {
    field.serialize.is_none() && matches!(field.data_type, DataType::Missing | DataType::Other(_))
}
