//! Turns a CiviCRM site's schema into typed Rust: a library for build scripts, and the command
//! `civi-codegen`.
//!
//! Data flows one way: a snapshot ([`schema`]) becomes a [`model`] of what Rust will see, that
//! becomes tokens ([`emit`]), and those become files ([`output`]). [`generate`] is all of it.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
pub mod config;
pub mod diff;
pub mod emit;
#[cfg(feature = "live")]
pub mod fetch;
mod generate_error;
mod generate_options;
pub mod graph;
pub mod model;
pub mod output;
pub mod query;

pub use builder::Builder;
pub use civi_schema as schema;
pub use generate_error::GenerateError;
pub use generate_options::{GenerateOptions, Layout};

/// Bindings, and what was odd on the way.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Generated {
    /// The files, in memory.
    pub files: output::Files,
    /// What is odd in the schema, and what was made of it.
    pub warnings: Vec<String>,
    /// How many entities have bindings.
    pub entities: usize,
}

/// Makes the bindings of a schema.
///
/// # Errors
///
/// When the options ask for what the schema doesn't have, or for names that aren't Rust; all of it
/// at once.
pub fn generate(
    schema: &schema::Schema,
    options: &GenerateOptions,
) -> Result<Generated, GenerateError> {
    let model = model::build(schema, options)?;
    let emitted = emit::emit(&model)?;
    Ok(Generated {
        files: output::render(&emitted, options.layout)?,
        entities: model.entities.len(),
        warnings: model.warnings,
    })
}
