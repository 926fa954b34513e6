//! Finds a text in whatever spelling: urlencoded, escaped as in JSON or PHP, as HTML entities, and
//! any of these within another.

/// From this many characters on, the beginning of a secret before dots counts as the secret: PHP
/// cuts the arguments that it shows in a backtrace.
const BEGINNING: usize = 8;

/// How many bytes of `text`, from its beginning, spell `wanted`.
pub(super) fn find(text: &str, wanted: &[char]) -> Option<usize> {
    let first = text.chars().next()?;
    // Nearly every place is ruled out by its first character.
    let may_begin = wanted.first() == Some(&first) || is_escape(first) || first == UNREADABLE;
    if !may_begin {
        return None;
    }
    let mut ends = vec![0];
    for (number, c) in wanted.iter().enumerate() {
        let mut next: Vec<usize> = Vec::new();
        for end in &ends {
            spellings(&text[*end..], *c, &mut |length| {
                if !next.contains(&(end + length)) {
                    next.push(end + length);
                }
            });
        }
        if next.is_empty() {
            let cut = ends
                .iter()
                .filter(|end| text[**end..].starts_with("...") || text[**end..].starts_with('…'))
                .max();
            return cut.copied().filter(|_| number >= BEGINNING);
        }
        ends = next;
    }
    ends.into_iter().max()
}

/// What stands for a byte that is not UTF-8, such as an umlaut of Latin 1.
const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

fn is_escape(c: char) -> bool {
    matches!(c, '%' | '\\' | '&' | '+')
}

/// Every length at which the text begins with a spelling of one character.
fn spellings(text: &str, wanted: char, found: &mut dyn FnMut(usize)) {
    let Some(first) = text.chars().next() else {
        return;
    };
    if first == wanted || (first == UNREADABLE && !wanted.is_ascii()) {
        found(first.len_utf8());
    }
    match first {
        '+' if wanted == ' ' => found(1),
        '%' => {
            if let Some(length) = percent(text, wanted) {
                found(length);
            }
            // A blank is `+` in a form, and that `%2B` where the form was encoded once more.
            if let Some(length) = percent(text, '+').filter(|_| wanted == ' ') {
                found(length);
            }
        }
        '\\' => backslash(text, wanted, found),
        '&' => {
            if let Some(length) = entity(text, wanted) {
                found(length);
            }
        }
        _ => {}
    }
}

/// `%C3%A4`, and `%25C3%25A4` for what was encoded twice.
fn percent(text: &str, wanted: char) -> Option<usize> {
    let mut buffer = [0; 4];
    let mut rest = text;
    for byte in wanted.encode_utf8(&mut buffer).bytes() {
        rest = rest.strip_prefix('%')?;
        while let Some(inner) = rest
            .strip_prefix("25")
            .filter(|inner| hex(inner, 2).is_some())
        {
            rest = inner;
        }
        let (value, after) = hex(rest, 2)?;
        if value != u32::from(byte) {
            return None;
        }
        rest = after;
    }
    Some(text.len() - rest.len())
}

/// `\/`, `\"`, `\n`, `\u00e4`, `\xe4`, `\u{e4}`, each behind any number of further backslashes.
fn backslash(text: &str, wanted: char, found: &mut dyn FnMut(usize)) {
    let run = text.bytes().take_while(|b| *b == b'\\').count();
    let rest = &text[run..];
    if wanted == '\\' {
        // Two of them may be one, or four; the literal one is counted elsewhere.
        for length in 2..=run.min(8) {
            found(length);
        }
    }
    let named = match rest.chars().next() {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some(other) => other,
        None => return,
    };
    if named == wanted {
        found(run + rest.chars().next().map_or(0, char::len_utf8));
    }
    if let Some(after) = hexadecimal(rest, wanted) {
        found(text.len() - after.len());
    }
}

/// What follows `u00e4` (two of them for what is no single unit of UTF-16), `u{e4}` or `xe4`.
fn hexadecimal(text: &str, wanted: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("u{") {
        let (digits, after) = rest.split_once('}')?;
        return (u32::from_str_radix(digits, 16).ok()? == u32::from(wanted)).then_some(after);
    }
    if let Some(rest) = text.strip_prefix('x') {
        let (value, after) = hex(rest, 2)?;
        return (value == u32::from(wanted)).then_some(after);
    }
    let mut rest = text;
    for (number, unit) in wanted.encode_utf16(&mut [0; 2]).iter().enumerate() {
        if number > 0 {
            rest = rest.trim_start_matches('\\');
        }
        let (value, after) = hex(rest.strip_prefix('u')?, 4)?;
        if value != u32::from(*unit) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// `&lt;`, `&#60;`, `&#x3c;`, and `&amp;lt;` for what was encoded twice.
fn entity(text: &str, wanted: char) -> Option<usize> {
    let mut rest = text.strip_prefix('&')?;
    while let Some(inner) = rest.strip_prefix("amp;").filter(|inner| {
        inner.starts_with('#') || NAMED.iter().any(|(name, _)| inner.starts_with(name))
    }) {
        rest = inner;
    }
    let after = match rest.strip_prefix('#') {
        Some(number) => {
            let (digits, after) = number.split_at_checked(number.find(';')?)?;
            let value = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            (value.ok()? == u32::from(wanted)).then_some(after)?
        }
        None => {
            let (name, _) = NAMED.iter().find(|(_, c)| *c == wanted)?;
            rest.strip_prefix(name)?
        }
    };
    after
        .strip_prefix(';')
        .map(|after| text.len() - after.len())
}

const NAMED: [(&str, char); 5] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
];

/// A number of this many hexadecimal digits, and what follows.
fn hex(text: &str, digits: usize) -> Option<(u32, &str)> {
    let (number, after) = text.split_at_checked(digits)?;
    if !number.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some((u32::from_str_radix(number, 16).ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str, wanted: &str) -> Option<usize> {
        find(text, &wanted.chars().collect::<Vec<_>>())
    }

    #[test]
    fn every_spelling_is_found() {
        let secret = "Gehe/im ä\"&<\\😀x";
        for text in [
            "Gehe/im ä\"&<\\😀x",
            "Gehe%2Fim+%C3%A4%22%26%3C%5C%F0%9F%98%80x",
            "Gehe%2fim%20%c3%a4%22%26%3c%5c%f0%9f%98%80x",
            "Gehe%252Fim%2520%25C3%25A4%2522%2526%253C%255C%25F0%259F%2598%2580x",
            r#"Gehe\/im \u00e4\"&<\\\ud83d\ude00x"#,
            r#"Gehe\/im \u00E4\"\u0026\u003C\\\uD83D\uDE00x"#,
            r#"Gehe\\\/im \\u00e4\\\"&<\\\\\\ud83d\\ude00x"#,
            r#"Gehe/im \u{e4}\"&<\\\u{1f600}x"#,
            "Gehe/im ä&quot;&amp;&lt;\\😀x",
            "Gehe&#47;im&#32;&#228;&#34;&#x26;&#060;&#92;&#128512;x",
            "Gehe/im ä&amp;quot;&amp;&amp;lt;\\😀x",
            "Gehe/im \u{fffd}\"&<\\\u{fffd}x",
        ] {
            assert_eq!(spelled(text, secret), Some(text.len()), "{text}");
            assert_eq!(spelled(&format!("{text}yz"), secret), Some(text.len()));
        }
        for other in [
            "", "Gehe", "gehe/im", "%", "\\", "&", "&#", "%2", "\\u00", "Gehe%",
        ] {
            assert_eq!(spelled(other, secret), None, "{other}");
        }
    }

    #[test]
    fn a_secret_that_php_has_cut_is_found() {
        assert_eq!(
            spelled("correct horse b...'", "correct horse battery"),
            Some(15)
        );
        assert_eq!(spelled("correct…", "correct horse"), None, "it is a word");
        assert_eq!(spelled("correct …", "correct horse"), Some(8));
    }
}
