//! Reading: what is sent, and what becomes of the answers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

#[path = "../bindings/mod.rs"]
mod bindings;
mod chains;
mod counts;
mod pages;
mod recorded;
mod rows;

use civi_runtime::Action;
use serde_json::Value as Json;

/// The parameters of one call.
fn params(action: &impl Action) -> Json {
    serde_json::from_str(&action.call().unwrap().params.to_json()).unwrap()
}

fn refused(action: &impl Action) -> String {
    let error = action.call().unwrap_err();
    assert!(error.is_refused(), "{error}");
    error.to_string()
}
