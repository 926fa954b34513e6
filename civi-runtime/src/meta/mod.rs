//! What a site says about itself: fields, actions, permissions, links, managed entities.

pub mod access;
pub mod autocomplete;
pub mod links;
pub mod managed;
mod schema;
mod verify;

pub use schema::*;
pub(crate) use verify::verify;
pub use verify::{EntityReport, EntitySchema, MissingField, SchemaReport};
