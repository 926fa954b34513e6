//! Cutting a wire name into words and writing them in Rust's two styles.

use std::fmt::Write as _;

use heck::ToSnakeCase as _;

use super::letter::{is_confusable, mark, stays};

/// What one character of a wire name becomes.
enum Piece {
    /// A letter or digit, as it is.
    Letter(char),
    /// A low line of the wire's own.
    Low,
    /// The dot between a custom group and its field.
    Dot,
    /// A word of its own: a mark's name, or a code point.
    Word(String),
    /// An end of a word.
    Gap,
}

/// How letters outside ASCII are written.
#[derive(Clone, Copy, PartialEq)]
enum Foreign {
    AsLetters,
    AsCodePoints,
}

fn pieces(wire: &str, foreign: Foreign) -> Vec<Piece> {
    // A name without any letter or digit of its own says its marks by name, else two such names
    // could not be told apart by a reader.
    let bare = !wire
        .chars()
        .any(|c| c.is_ascii_alphanumeric() || !c.is_ascii());
    let chars: Vec<char> = wire.chars().collect();
    let mut out = Vec::with_capacity(chars.len());
    for (i, &c) in chars.iter().enumerate() {
        let sign = matches!(c, '+' | '-')
            && chars.get(i + 1).is_some_and(char::is_ascii_digit)
            && (i == 0 || chars.get(i.wrapping_sub(1)) == Some(&' '));
        out.push(match c {
            '_' => Piece::Low,
            _ if sign || bare => mark(c).map_or(Piece::Gap, |m| Piece::Word(m.to_owned())),
            '.' => Piece::Dot,
            _ if c.is_ascii_alphanumeric() => Piece::Letter(c),
            _ if c.is_ascii() => Piece::Gap,
            _ if c.is_whitespace() => Piece::Gap,
            _ if stays(c) && foreign == Foreign::AsLetters => Piece::Letter(c),
            _ => Piece::Word(format!("u{:x}", u32::from(c))),
        });
    }
    out
}

/// The snake form, always a legal identifier or a keyword: words in lower case, joined by low
/// lines; the wire's own low lines as they are.
pub(super) fn snake(wire: &str) -> String {
    let name = snake_with(wire, Foreign::AsLetters);
    // The constant is written of the same form, in capitals.
    if is_confusable(&name) || is_confusable(&upper(&name)) {
        return snake_with(wire, Foreign::AsCodePoints);
    }
    name
}

fn snake_with(wire: &str, foreign: Foreign) -> String {
    let mut out = String::with_capacity(wire.len() + 4);
    // Letters and digits that stand together: heck finds the words in them.
    let mut run = String::new();
    // A word's end that has not been written yet: written when another word follows, so that a
    // name never ends in a low line that the wire doesn't have.
    let mut gap = false;
    for piece in pieces(wire, foreign) {
        if let Piece::Letter(c) = piece {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            add_word(&mut out, &run.to_snake_case(), gap);
            run.clear();
        }
        match piece {
            Piece::Word(word) => {
                add_word(&mut out, &word, true);
                gap = true;
            }
            Piece::Low => {
                out.push('_');
                gap = false;
            }
            Piece::Dot => {
                out.push_str("__");
                gap = false;
            }
            Piece::Letter(_) | Piece::Gap => gap = true,
        }
    }
    if !run.is_empty() {
        add_word(&mut out, &run.to_snake_case(), gap);
    }
    legal(out, "unnamed")
}

/// Adds a word, with a low line before it where it stands apart from the last one.
fn add_word(out: &mut String, word: &str, apart: bool) {
    if apart && !out.is_empty() && !out.ends_with('_') {
        out.push('_');
    }
    out.push_str(word);
}

/// The camel form: every word's first letter in upper case, the rest as it is.
pub(super) fn camel(wire: &str) -> String {
    let name = camel_with(wire, Foreign::AsLetters);
    if is_confusable(&name) {
        return camel_with(wire, Foreign::AsCodePoints);
    }
    name
}

fn camel_with(wire: &str, foreign: Foreign) -> String {
    let mut out = String::with_capacity(wire.len());
    let mut starts = true;
    for piece in pieces(wire, foreign) {
        match piece {
            Piece::Letter(c) => {
                if starts {
                    let digits = c.is_ascii_digit() && out.ends_with(|b: char| b.is_ascii_digit());
                    if digits {
                        out.push('_');
                    }
                    // `ß` has no capital of one letter that people would recognise.
                    if c == 'ß' {
                        out.push(c)
                    } else {
                        out.extend(c.to_uppercase())
                    }
                } else {
                    out.push(c);
                }
                starts = false;
            }
            Piece::Word(word) => {
                let mut chars = word.chars();
                out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
                let _ = write!(out, "{}", chars.as_str());
                starts = true;
            }
            Piece::Low | Piece::Dot | Piece::Gap => starts = true,
        }
    }
    legal(out, "Unnamed")
}

fn legal(spelled: String, unnamed: &str) -> String {
    if !spelled.contains(|c: char| c != '_') {
        return format!("{unnamed}{spelled}");
    }
    if spelled.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{spelled}");
    }
    spelled
}

/// The constant's form of a snake name.
pub(super) fn upper(snake: &str) -> String {
    snake.chars().flat_map(char::to_uppercase).collect()
}
