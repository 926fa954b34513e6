//! civi-codegen

pub mod config;
pub mod diff;
pub mod nearest;

pub use civi_schema as schema;
