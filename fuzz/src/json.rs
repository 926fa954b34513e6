//! The scanner of JSON texts reads what `serde_json` reads, and nothing else, on every input.

use civi_runtime::tree::{is_json, tree};
use serde::de::IgnoredAny;
use serde_json::Value;

/// Deeper than this the scanner refuses; `serde_json` reads past a value of any depth.
const DEPTH: usize = 127;

pub fn run(input: &[u8]) {
    let text = std::str::from_utf8(input).ok();
    let theirs = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    assert_eq!(tree(input), theirs);
    let is_theirs = text.is_some_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    if is_json(input) != is_theirs {
        let opened = input.iter().filter(|byte| matches!(byte, b'[' | b'{'));
        assert!(is_theirs && opened.count() > DEPTH, "read past by one alone");
    }
}
