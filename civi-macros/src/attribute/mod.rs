//! What the `#[civi_entity(…)]` and `#[civi_option(…)]` attributes say, read and checked for
//! form; whether it fits the schema is checked later.

mod entity;
mod field;
mod key;
mod option;

pub(crate) use entity::EntityAttribute;
pub(crate) use field::{FieldAttribute, Meaning, Path};
pub(crate) use option::{EnumAttribute, OptionValue, VariantAttribute};
