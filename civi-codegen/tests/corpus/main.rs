//! Queries of every kind become Rust that asks for the same: those of `fixtures/`, and what people
//! really wrote, where a corpus of it is at hand. `CIVI_CORPUS` names its folder, with `calls.jsonl`
//! and `searches.jsonl`.

// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;
mod meaning;
mod reading;
mod translating;

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// The lines of a file: those of the project, and those of the corpus where there is one.
fn lines(file: &str) -> Vec<Line> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/fixtures");
    let mut lines = read(&own.join(file), true);
    match std::env::var_os("CIVI_CORPUS") {
        Some(folder) => lines.extend(read(&PathBuf::from(folder).join(file), false)),
        None => println!("CIVI_CORPUS is not set: only the project's own queries are looked at"),
    }
    lines
}

fn read(file: &Path, own: bool) -> Vec<Line> {
    let text = std::fs::read_to_string(file).unwrap();
    let json = |line: &str| serde_json::from_str(line).unwrap();
    let lines = text.lines();
    lines
        .map(|line| Line {
            json: json(line),
            own,
        })
        .collect()
}

/// A line of a file of queries.
struct Line {
    json: Json,
    /// Whether it is the project's own: all of these are read and translated.
    own: bool,
}
