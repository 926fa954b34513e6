//! civi-codegen

pub mod config;
pub mod nearest;

pub use civi_schema as schema;
