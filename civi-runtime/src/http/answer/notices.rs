//! What PHP prints before an answer where `display_errors` is on: the answer behind it is good.

use jiter::JiterError;

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
    let mut text = 0;
    let mut read = 0;
    for chunk in body.utf8_chunks() {
        read += chunk.valid().len() + chunk.invalid().len();
        if !chunk.invalid().is_empty() {
            text = read;
        }
    }
    // Each attempt reads at most to the first place that is no JSON. All of them together read the
    // body a few times at most, whatever a hostile site nests.
    let mut allowed = body.len().saturating_mul(4).saturating_add(1 << 16);
    let starts = (text.max(1)..body.len()).filter(|at| could_begin(&body[*at..]));
    for at in starts.take(TRIED) {
        let json = &body[at..];
        match envelope::read(json) {
            Ok(found) if fits(&found, json) => return Some((at, found)),
            Ok(_) => return None,
            Err(JiterError { index, .. }) => allowed = allowed.checked_sub(index.max(1))?,
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
