//! What a site says about itself: fields, actions, permissions, links, managed entities.

pub mod access;
pub mod autocomplete;
mod info;
pub mod links;
pub mod managed;
mod schema;
mod verify;

pub use info::{ActionInfo, FieldInfo};
pub use schema::*;
pub(crate) use verify::verify;
pub use verify::{EntityReport, EntitySchema, MissingField, SchemaReport};
