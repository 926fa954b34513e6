//! Expressions of the program around a call: a variable, a property, a call. They are named and
//! passed over, never evaluated.

use super::reader::Reader;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value, Variable};

/// Words that begin or hold logic, which no variable can stand for.
const LOGIC: &[&str] = &[
    "function", "fn", "match", "new", "yield", "async", "await", "lambda",
];

/// Reads the expression that begins here, up to what ends a value.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Literal, Problem> {
    let start = reader.at;
    let mut closers = Vec::new();
    loop {
        match reader.peek() {
            None => break,
            Some('"' | '\'' | '`') => {
                reader.string()?;
            }
            Some('<') if reader.is_heredoc() => {
                reader.heredoc()?;
            }
            Some(open @ ('(' | '[' | '{')) => {
                closers.push(match open {
                    '(' => ')',
                    '[' => ']',
                    _ => '}',
                });
                reader.bump();
            }
            Some(close @ (')' | ']' | '}')) => {
                match closers.last() {
                    None => break,
                    Some(wanted) if *wanted == close => closers.pop(),
                    Some(wanted) => {
                        return Err(reader.unexpected(&format!("`{wanted}`")));
                    }
                };
                reader.bump();
            }
            Some(',' | ';') if closers.is_empty() => break,
            Some('=') if closers.is_empty() && reader.rest().starts_with("=>") => break,
            Some(c) if c.is_alphabetic() => {
                let at = reader.at;
                let word = reader.word();
                if LOGIC.contains(&word) && !reader.text[..at].ends_with(['$', '>', '.']) {
                    return Err(Problem::at(
                        at,
                        format!(
                            "`{word}` begins logic of the program, and nothing in the input is \
                             executed: put a value or a variable here"
                        ),
                    ));
                }
            }
            Some(_) => {
                reader.bump();
            }
        }
    }
    if let Some(close) = closers.last() {
        return Err(Problem::at(
            start,
            format!("this has no end: `{close}` is missing; the input is cut off"),
        ));
    }
    let text = reader.text[start..reader.at].trim_end();
    if text.is_empty() {
        return Err(reader.unexpected("a value"));
    }
    Ok(Literal {
        value: Value::Variable(Variable {
            name: name(text),
            text: text.to_owned(),
        }),
        at: start,
    })
}

/// A name for an expression: its last plain words, as Rust writes names.
fn name(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .filter(|word| *word != "this")
        .collect();
    let from = words.len().saturating_sub(2);
    let words = words[from..].join("_");
    let named = civi_schema::names::params([words.as_str()]);
    match named.get(words.as_str()) {
        Some(name) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => name.clone(),
        Some(name) if !words.is_empty() => format!("value{name}"),
        _ => "value".to_owned(),
    }
}
