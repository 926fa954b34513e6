//! Text as MySQL's usual collation compares it: without case and accents.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without case, accents and trailing spaces.
pub(crate) fn fold(text: &str) -> String {
    let text = text.trim_end_matches(' ');
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The order of two texts in that collation.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let lower =
            |text: &'_ str| -> Vec<u8> { text.trim_end_matches(' ').to_ascii_lowercase().into() };
        return lower(a).cmp(&lower(b));
    }
    fold(a).cmp(&fold(b))
}

/// Whether a text is like a pattern with `%`, `_` and `\`, without case.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (folded(text), folded(pattern));
    let (mut t, mut p) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let (step, literal) = match pattern.get(p) {
            Some('%') => {
                retry = Some((t, p + 1));
                p += 1;
                continue;
            }
            Some('\\') if p + 1 < pattern.len() => (2, pattern.get(p + 1)),
            Some('_') => (1, None),
            Some(other) => (1, Some(other)),
            None if t == text.len() => return true,
            None => (0, None),
        };
        let fits = step > 0 && t < text.len() && literal.is_none_or(|c| text.get(t) == Some(c));
        if fits {
            t += 1;
            p += step;
            continue;
        }
        // The last `%` takes one more character.
        match retry {
            Some((from, after)) if from < text.len() => {
                retry = Some((from + 1, after));
                t = from + 1;
                p = after;
            }
            _ => return false,
        }
    }
}

/// The folded characters; spaces at the end count under `LIKE`.
fn folded(text: &str) -> Vec<char> {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{fold, is_like};

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(fold("MÜLLER "), fold("muller"));
        assert!(is_like("Ärger%", "a%\\%"));
        assert!(is_like("abc", "A_c") && !is_like("abc", "a_") && is_like("", "%"));
        assert!(is_like("aXbXc", "a%b%c") && !is_like("aXbXd", "a%b%c"));
    }
}
