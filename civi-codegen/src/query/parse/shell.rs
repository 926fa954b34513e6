//! Shell words: what a terminal takes a line apart to, with the variables that the input sets.

use crate::query::error::Problem;

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// One word of a line, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: usize,
}

/// The words of the text. A new line ends a word as a blank does; `\` before it is passed over.
pub(super) fn words(text: &str) -> Result<Vec<Word>, Problem> {
    let mut words: Vec<Word> = Vec::new();
    let mut known: Vec<(String, String)> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut word: Option<Word> = None;
    while let Some((at, c)) = chars.next() {
        match c {
            c if c.is_whitespace() || matches!(c, ';' | '|') => {
                finish(&mut word, &mut words, &mut known)
            }
            '\\' => match chars.next() {
                Some((_, '\n')) => {}
                Some((_, ' ')) if word.is_none() => {}
                Some((_, next)) => begun(&mut word, at).push(next),
                None => {}
            },
            '#' if word.is_none() => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            '\'' => {
                let text = begun(&mut word, at);
                loop {
                    match chars.next() {
                        Some((_, '\'')) => break,
                        Some((_, c)) => text.push(c),
                        None => return Err(unclosed(at, '\'')),
                    }
                }
            }
            '"' => {
                begun(&mut word, at);
                loop {
                    match chars.next() {
                        Some((_, '"')) => break,
                        Some((_, '\\')) => {
                            let text = begun(&mut word, at);
                            match chars.next() {
                                Some((_, '\n')) => {}
                                Some((_, c @ ('"' | '\\' | '$' | '`'))) => text.push(c),
                                Some((_, c)) => text.extend(['\\', c]),
                                None => return Err(unclosed(at, '"')),
                            }
                        }
                        Some((_, '$')) => {
                            let name = variable(&mut chars);
                            expand(begun(&mut word, at), &name, &known);
                        }
                        Some((_, c)) => begun(&mut word, at).push(c),
                        None => return Err(unclosed(at, '"')),
                    }
                }
            }
            '$' if chars.next_if(|(_, c)| *c == '\'').is_some() => {
                escaped(begun(&mut word, at), &mut chars, at)?;
            }
            '$' => {
                let name = variable(&mut chars);
                expand(begun(&mut word, at), &name, &known);
            }
            c => begun(&mut word, at).push(c),
        }
    }
    finish(&mut word, &mut words, &mut known);
    Ok(words)
}

/// The text of `$'…'`, which browsers write where they copy a request as a `curl` line.
fn escaped(text: &mut String, chars: &mut Chars<'_>, at: usize) -> Result<(), Problem> {
    loop {
        match chars.next() {
            Some((_, '\'')) => return Ok(()),
            Some((place, '\\')) => {
                let (_, c) = chars.next().ok_or_else(|| unclosed(at, '\''))?;
                text.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'e' | 'E' => '\u{1b}',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    'x' => coded(chars, 16, 2, String::new(), place)?,
                    'u' => coded(chars, 16, 4, String::new(), place)?,
                    'U' => coded(chars, 16, 8, String::new(), place)?,
                    '0'..='7' => coded(chars, 8, 3, c.to_string(), place)?,
                    other => other,
                });
            }
            Some((_, c)) => text.push(c),
            None => return Err(unclosed(at, '\'')),
        }
    }
}

/// The character whose number stands here, in so many digits at most.
fn coded(
    chars: &mut Chars<'_>,
    radix: u32,
    most: usize,
    mut digits: String,
    at: usize,
) -> Result<char, Problem> {
    while digits.len() < most
        && let Some((_, digit)) = chars.next_if(|(_, c)| c.is_digit(radix))
    {
        digits.push(digit);
    }
    let number = u32::from_str_radix(&digits, radix).ok();
    number
        .and_then(char::from_u32)
        .ok_or_else(|| Problem::at(at, "this escape is the number of no character"))
}

fn begun(word: &mut Option<Word>, at: usize) -> &mut String {
    &mut word
        .get_or_insert_with(|| Word {
            text: String::new(),
            at,
        })
        .text
}

fn unclosed(at: usize, quote: char) -> Problem {
    Problem::at(
        at,
        format!("this has no end: {quote} is missing; the input is cut off"),
    )
}

/// Ends a word. `NAME=value` at a line's begin sets a variable, as the Explorer's `curl` does.
fn finish(word: &mut Option<Word>, words: &mut Vec<Word>, known: &mut Vec<(String, String)>) {
    let Some(word) = word.take() else { return };
    if let Some((name, value)) = word.text.split_once('=')
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
    {
        known.push((name.to_owned(), value.to_owned()));
        return;
    }
    words.push(word);
}

fn variable(chars: &mut Chars<'_>) -> String {
    let braced = chars.next_if(|(_, c)| *c == '{').is_some();
    let mut name = String::new();
    while let Some((_, c)) = chars.next_if(|(_, c)| c.is_ascii_alphanumeric() || *c == '_') {
        name.push(c);
    }
    if braced {
        chars.next_if(|(_, c)| *c == '}');
    }
    name
}

fn expand(text: &mut String, name: &str, known: &[(String, String)]) {
    match known.iter().rev().find(|(set, _)| set == name) {
        Some((_, value)) => text.push_str(value),
        None => {
            text.push('$');
            text.push_str(name);
        }
    }
}
