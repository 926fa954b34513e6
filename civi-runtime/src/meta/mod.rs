//! What a site says about itself: fields, actions, permissions, links, managed entities.

pub(crate) mod access;
pub(crate) mod autocomplete;
mod info;
pub(crate) mod links;
pub(crate) mod managed;
mod schema;
mod verify;

pub use info::{ActionInfo, FieldInfo};
pub use schema::*;
pub(crate) use verify::verify;
pub use verify::{EntityReport, EntitySchema, MissingField, SchemaReport};
