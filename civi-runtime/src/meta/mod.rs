//! What a site says about itself: fields, actions, permissions, links, managed entities.

pub mod access;
pub mod links;
pub mod managed;
mod schema;

pub use schema::*;
