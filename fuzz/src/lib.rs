//! What the fuzz targets do with an input, one module a target, and what they start from.
//!
//! `.ci/fuzz` builds and runs them: each first over its seeds and over the inputs in `found/`, which
//! once were findings, and then over what libFuzzer makes of those.

#[path = "../../civi-codegen/tests/golden/standalone/mod.rs"]
#[allow(dead_code)]
mod bindings;

pub mod addresses;
pub mod answers;
// The scanner is private to civi-runtime but for this.
#[cfg(fuzzing)]
pub mod json;
pub mod plain;
pub mod queries;
pub mod raw;
pub mod rows;
pub mod seeds;
pub mod settings;
pub mod snapshot;
pub mod values;
