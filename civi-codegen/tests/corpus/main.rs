//! What people really wrote, where a corpus of it is at hand: `CIVI_CORPUS` names its folder, with
//! `calls.jsonl` and `searches.jsonl`. Without it these tests do nothing.

// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;
mod meaning;
mod reading;
mod translating;

use std::path::PathBuf;

use serde_json::Value as Json;

/// The lines of a file of the corpus; `None` where there is none.
fn lines(file: &str) -> Option<Vec<Json>> {
    let folder = PathBuf::from(std::env::var_os("CIVI_CORPUS")?);
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}
