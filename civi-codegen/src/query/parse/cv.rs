//! `cv api4 Contact.get +s id,display_name +w 'first_name = Ada' +l 10`, and the same without `cv`.

use super::json;
use super::shell::Word;
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// Operators as a condition writes them, the longest first.
const OPERATORS: [&str; 24] = [
    "NOT CONTAINS ONE OF",
    "NOT REGEXP BINARY",
    "CONTAINS ONE OF",
    "REGEXP BINARY",
    "IS NOT EMPTY",
    "IS NOT NULL",
    "NOT CONTAINS",
    "NOT BETWEEN",
    "NOT REGEXP",
    "NOT LIKE",
    "IS EMPTY",
    "CONTAINS",
    "IS NULL",
    "BETWEEN",
    "NOT IN",
    "REGEXP",
    "LIKE",
    "IN",
    "<=",
    ">=",
    "!=",
    "=",
    "<",
    ">",
];

/// Whether a word names entity and action: `Contact.get`.
pub(super) fn is_target(word: &str) -> bool {
    word.split_once('.').is_some_and(|(entity, action)| {
        let plain = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        plain(entity) && plain(action)
    })
}

/// The call that the words of a line are; `cv`, `api4` and what stands before them is passed over.
pub(super) fn call(words: &[Word]) -> Result<Call, Problem> {
    let from = words
        .iter()
        .position(|word| word.text == "api4")
        .map_or(0, |at| at + 1);
    let mut words = words.iter().skip(from);
    let target = words.find(|word| !word.text.starts_with('-'));
    let Some(target) = target else {
        return Err(Problem::whole(
            "`api4` names no entity and action: `Contact.get`",
        ));
    };
    let Some((entity, action)) = target
        .text
        .split_once('.')
        .filter(|_| is_target(&target.text))
    else {
        return Err(Problem::at(
            target.at,
            format!(
                "`{}` is no entity and action, such as `Contact.get`",
                target.text
            ),
        ));
    };
    let mut call = Call::new(entity, action, target.at);
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        if let Some(rest) = text.strip_prefix('+').filter(|rest| !rest.is_empty()) {
            let (option, joined) = match rest.split_once('=') {
                Some((option, value)) => (option, Some(value.to_owned())),
                None => (rest, None),
            };
            let value = match joined {
                Some(value) => value,
                None => match words.next() {
                    Some(value) => value.text.clone(),
                    None => return Err(Problem::at(word.at, format!("`{text}` takes a value"))),
                },
            };
            plus(&mut call, option, &value, word.at)?;
        } else if text.starts_with('{') {
            let params = json::whole(text, 0).map_err(|problem| moved(problem, word.at))?;
            if let Value::Map(entries) = params.value {
                for (key, value) in entries {
                    call.set(&key, value);
                }
            }
        } else if let Some((key, value)) = text.split_once('=').filter(|(key, _)| is_name(key)) {
            let value = expression(value, word.at)?;
            call.set(key, value);
        }
    }
    Ok(call)
}

fn moved(problem: Problem, by: usize) -> Problem {
    Problem {
        at: problem.at.map(|at| at + by),
        ..problem
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A value: JSON where it looks like it, text otherwise.
fn expression(text: &str, at: usize) -> Result<Literal, Problem> {
    if text.starts_with(['{', '[', '"']) {
        return json::whole(text, 0).map_err(|problem| moved(problem, at));
    }
    Ok(Literal {
        at,
        ..Literal::text(text)
    })
}

/// One of the options that begin with `+`.
fn plus(call: &mut Call, option: &str, value: &str, at: usize) -> Result<(), Problem> {
    let text = |text: &str| Literal {
        at,
        ..Literal::text(text)
    };
    match option {
        "s" | "select" => {
            for field in split(value) {
                call.push("select", text(field));
            }
        }
        "w" | "where" => call.push("where", condition(value, at)?),
        "o" | "order" | "orderBy" => {
            for part in split(value) {
                let (field, direction) = match part.rsplit_once(' ') {
                    Some((field, direction)) => (field.trim(), direction.to_ascii_uppercase()),
                    None => match part.strip_prefix('-') {
                        Some(field) => (field, "DESC".to_owned()),
                        None => (part, "ASC".to_owned()),
                    },
                };
                call.put("orderBy", field.to_owned(), text(&direction));
            }
        }
        "l" | "limit" => {
            let (limit, offset) = value.split_once('@').unwrap_or((value, ""));
            call.set("limit", text(limit));
            if !offset.is_empty() {
                call.set("offset", text(offset));
            }
        }
        "v" | "value" | "values" => match value.split_once('=') {
            Some((key, value)) => call.put("values", key.to_owned(), expression(value, at)?),
            None => return Err(Problem::at(at, "`+v` takes `field=value`")),
        },
        other => {
            return Err(Problem::at(
                at,
                format!("`+{other}` is not known: there are +s, +w, +o, +l and +v"),
            ));
        }
    }
    Ok(())
}

/// The parts between commas that stand in no brackets.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// `first_name = Ada`, `name IN ["a"]`, `hold_date IS NULL`.
fn condition(text: &str, at: usize) -> Result<Literal, Problem> {
    let literal = |value| Literal { value, at };
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '=' | '<' | '>' | '!'))
        .unwrap_or(text.len());
    let (field, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let found = OPERATORS.iter().find(|operator| {
        rest.get(..operator.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(operator))
    });
    let Some(operator) = found else {
        return Err(Problem::at(
            at,
            format!("`{text}` is no condition, such as `first_name = Ada`"),
        ));
    };
    let mut parts = vec![
        literal(Value::Text(field.to_owned())),
        literal(Value::Text((*operator).to_owned())),
    ];
    if !operator.starts_with("IS ") {
        parts.push(expression(rest[operator.len()..].trim(), at)?);
    }
    Ok(literal(Value::List(parts)))
}
