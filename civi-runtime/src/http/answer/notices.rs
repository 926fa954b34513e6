//! What PHP prints before an answer where `display_errors` is on: the answer behind it is good.

use super::envelope::{self, Body};

/// How many places are tried as the beginning of the JSON.
const TRIED: usize = 10_000;

/// Where the JSON that ends a body begins, and what it holds, when text stands before it.
///
/// Only JSON that reaches to the body's end counts, and only what `fits`: an answer to this very
/// call. A page that has some JSON in it is no answer.
pub(super) fn before_json(
    body: &[u8],
    fits: impl Fn(&Body, &[u8]) -> bool,
) -> Option<(usize, Body)> {
    // Behind the last byte that is no UTF-8, which JSON never has.
    let text = body
        .utf8_chunks()
        .last()
        .filter(|last| last.invalid().is_empty())?
        .valid();
    let before = body.len() - text.len();
    // Each attempt reads at most to the first place that is no JSON. All of them together read the
    // body a few times at most, whatever a hostile site nests.
    let mut allowed = text.len().saturating_mul(4).saturating_add(1 << 16);
    let starts = text.match_indices(['{', '[']).filter_map(|(at, _)| {
        let json = text.get(at..)?;
        (before + at > 0 && could_begin(json.as_bytes())).then_some((before + at, json))
    });
    for (at, json) in starts.take(TRIED) {
        match envelope::read(json) {
            Ok(found) if fits(&found, json.as_bytes()) => return Some((at, found)),
            Ok(_) => return None,
            Err(broken) => allowed = allowed.checked_sub(broken.at().max(1))?,
        }
    }
    None
}

/// Whether this is the beginning of an object with keys, or of a list of such.
fn could_begin(text: &[u8]) -> bool {
    // PHP's JSON has no blanks; one or two are allowed for what somebody has formatted.
    let next = |wanted: u8| {
        text.iter()
            .skip(1)
            .take(3)
            .find(|b| !b.is_ascii_whitespace())
            == Some(&wanted)
    };
    match text.first() {
        Some(b'{') => next(b'"'),
        Some(b'[') => next(b'{'),
        _ => false,
    }
}

/// Whether an answer of APIv4 begins somewhere in a text that is not one as a whole.
pub(super) fn has_envelope(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    [
        "{\"values\":",
        "{\"error_message\":",
        "{\"error_code\":",
        "{\"error_id\":",
    ]
    .iter()
    .any(|start| text.contains(start))
}
