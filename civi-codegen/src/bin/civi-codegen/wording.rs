//! Words for numbers, and text that fits a line.

/// A number and its noun: `1 entity`, `2 entities`, `1,234 fields`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("{grouped} {noun}"),
        (_, Some(stem)) if !noun.ends_with("ay") && !noun.ends_with("ey") => {
            format!("{grouped} {stem}ies")
        }
        _ => format!("{grouped} {noun}s"),
    }
}

/// A size: `0.8 kB`, `1.4 MB`.
pub(crate) fn bytes(size: usize) -> String {
    let kilobytes = size as f64 / 1e3;
    if kilobytes < 1e3 {
        format!("{kilobytes:.1} kB")
    } else {
        format!("{:.1} MB", kilobytes / 1e3)
    }
}

/// Text from a site on one line, without characters that could move a terminal's cursor.
pub(crate) fn line(text: &str) -> String {
    let printable = |c: char| {
        if c.is_control() || c.is_whitespace() {
            ' '
        } else {
            c
        }
    };
    let plain: String = text.chars().map(printable).collect();
    plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text that may hold something from a site, on as many lines as it has, without characters that
/// could move a terminal's cursor.
pub(crate) fn lines(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                ' '
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{count, line, lines};

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(count(0, "field"), "0 fields");
        assert_eq!(count(1, "entity"), "1 entity");
        assert_eq!(count(1234, "entity"), "1,234 entities");
        assert_eq!(count(2, "key"), "2 keys");
    }

    #[test]
    fn a_sites_text_cannot_move_the_cursor() {
        assert_eq!(line("a\u{1b}[2Jb\r\n  c\u{9b}"), "a [2Jb c");
        assert_eq!(lines("a\u{1b}[2J\n\tb\r"), "a [2J\n\tb ");
    }
}
