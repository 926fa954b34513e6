//! Text as MySQL's usual collation compares it, `utf8mb4_unicode_ci`: without case and accents.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without case, accents and trailing spaces.
pub(crate) fn fold(text: &str) -> String {
    let text = text.trim_end_matches(' ');
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in base_letters(text) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            c => folded.push(c),
        }
    }
    folded
}

/// The letters without case and accents. All that the collation has no weight for, such as emoji,
/// is the same to it.
fn base_letters(text: &str) -> impl Iterator<Item = char> {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c));
    let lower = letters.flat_map(char::to_lowercase);
    lower.map(|c| if c > '\u{FFFF}' { '\u{FFFD}' } else { c })
}

/// The characters of ASCII that are no letters or digits, in the order of the collation.
const SIGNS: &[u8] = b"_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// A character's place in the order.
fn weight(c: char) -> u32 {
    if c.is_ascii() && !c.is_ascii_alphanumeric() && !c.is_ascii_control() && c != ' ' {
        let at = SIGNS.iter().position(|sign| char::from(*sign) == c);
        return 0x21 + at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
    }
    match c {
        '0'..='9' | 'a'..='z' => 0x100 + u32::from(c),
        c if c.is_ascii() => u32::from(c),
        c => 0x100 + u32::from(c),
    }
}

/// The order of two texts in that collation.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let weights = |text: &str| -> Vec<u32> {
            let letters = text.trim_end_matches(' ').bytes();
            letters
                .map(|b| weight(char::from(b.to_ascii_lowercase())))
                .collect()
        };
        return weights(a).cmp(&weights(b));
    }
    let (a, b) = (fold(a), fold(b));
    a.chars().map(weight).cmp(b.chars().map(weight))
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
    base_letters(text).collect()
}

#[cfg(test)]
mod tests {
    use super::{compare, fold, is_like};
    use std::cmp::Ordering;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(fold("MÜLLER "), fold("muller"));
        assert!(is_like("Ärger%", "a%\\%"));
        assert!(is_like("abc", "A_c") && !is_like("abc", "a_") && is_like("", "%"));
        assert!(is_like("aXbXc", "a%b%c") && !is_like("aXbXd", "a%b%c"));
    }

    /// What `utf8mb4_unicode_ci` makes equal, and the order of its signs (§6.1).
    #[test]
    fn wire_6_1_text_has_mysqls_order() {
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("Æsop"), "aesop");
        assert_eq!(fold("😀"), fold("🎉"));
        let mut names = [
            "zoe",
            "Émile",
            "emil",
            "2nd",
            "_x",
            "(a)",
            "Ångström",
            "$5",
            "-y",
            "Ω",
        ];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(
            names,
            [
                "_x",
                "-y",
                "(a)",
                "$5",
                "2nd",
                "Ångström",
                "emil",
                "Émile",
                "zoe",
                "Ω"
            ]
        );
        assert_eq!(compare("a ", "A"), Ordering::Equal);
    }
}
