//! Turns a CiviCRM site's schema into typed Rust: a library for build scripts, and the command
//! `civi-codegen`. The bindings run on [`civi-runtime`](https://docs.rs/civi-runtime), whose guide
//! says how they are used.
//!
//! # First steps
//!
//! `civi-codegen init` takes a snapshot of your site's schema into `schemas/site`, which you commit,
//! and writes this `build.rs`. It asks no site and needs no network:
//!
//! ```no_run
//! civi_codegen::Builder::new()
//!     .schema("schemas/site")
//!     .entities(["Contact", "Email", "Custom_*"])
//!     .generate_or_exit();
//! ```
//!
//! In a build script depend on this crate with `default-features = false`: then it has no HTTP client
//! and no command line. The feature `cli` is the command; `live` is reading a schema from a site.
//!
//! # How do I …
//!
//! | | |
//! |---|---|
//! | set a crate up, refresh, compare, look something up | the command: the [manual](https://crates.io/crates/civi-codegen) |
//! | generate in a build script | [`Builder`] |
//! | generate otherwise, or look at what would be generated | [`generate`], [`GenerateOptions`], [`Layout`], [`Files`](output::Files) |
//! | choose entities and fields, name or type some otherwise | [`GenerateOptions`], or `civi.toml`: [`config`] |
//! | read or write a snapshot | [`schema`] |
//! | compare two schemas | [`diff`] |
//! | draw the keys between entities | [`graph`] |
//! | turn a call that I have into Rust | [`query`] |
//!
//! # How it goes
//!
//! Data flows one way: a snapshot ([`schema`]) becomes a [`model`] of what Rust will see, that
//! becomes tokens ([`emit`]), and those become files ([`output`]). [`generate`] is all of it. The
//! same snapshot and options give the same bytes.

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
