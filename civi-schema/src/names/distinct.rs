//! The ending that tells colliding names apart: how each is written on the wire.

use super::spelling::{camel, snake};

/// Stands between a name and its ending.
pub(super) const AS: &str = "__as_";

/// The ending of a wire name in snake style, so that name and ending together give back the wire
/// name: no two wire names have both in common.
///
/// `words` is the name's snake form. The well-known styles have a word, since each is a function
/// of the snake form; anything else lists its characters other than `a-z0-9` by kind and place.
pub(super) fn ending(wire: &str, words: &str) -> String {
    if wire.is_ascii() {
        for (style, write) in STYLES {
            if write(words) == wire {
                return (*style).to_owned();
            }
        }
    }
    let mut marks = Vec::new();
    if wire.starts_with(|c: char| c.is_ascii_digit()) {
        marks.push("n".to_owned());
    }
    for (i, c) in wire.chars().enumerate() {
        match c {
            'a'..='z' | '0'..='9' => {}
            'A'..='Z' => marks.push(format!("c{i}")),
            '_' => marks.push(format!("l{i}")),
            '.' => marks.push(format!("d{i}")),
            ' ' => marks.push(format!("s{i}")),
            '-' => marks.push(format!("h{i}")),
            _ => marks.push(format!("u{i}x{:x}", u32::from(c))),
        }
    }
    if marks.is_empty() {
        marks.push("z".to_owned());
    }
    marks.join("_")
}

type Style = (&'static str, fn(&str) -> String);

const STYLES: &[Style] = &[
    ("plain", str::to_owned),
    ("pascal", camel),
    ("camel", lower_camel),
    ("upper", |words| words.to_ascii_uppercase()),
    ("dotted", |words| words.replace("__", ".")),
    ("spaced", |words| words.replace('_', " ")),
    ("dashed", |words| words.replace('_', "-")),
    ("title", |words| title(words, " ")),
];

fn lower_camel(words: &str) -> String {
    let camel = camel(words);
    let mut chars = camel.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => camel,
    }
}

fn title(words: &str, between: &str) -> String {
    words
        .split('_')
        .map(camel)
        .collect::<Vec<_>>()
        .join(between)
}

/// The ending in camel style.
pub(super) fn camel_ending(wire: &str, name: &str) -> String {
    format!("_As{}", camel(&ending(wire, &snake(name))))
}
