//! From the notations that people have a call in to [`Call`].

mod address;
mod curl;
mod cv;
mod json;
mod opaque;
mod php;
mod program;
mod reader;
mod shell;
mod string;
#[cfg(test)]
mod tests;

use super::call::Call;
use super::error::{Problem, QueryError};
use reader::Dialect;

/// The most bytes that an input may have.
const LIMIT: usize = 8 << 20;

/// Reads the calls of an input, whatever it is written in: JSON, `Contact.get {…}`, an address of
/// the Explorer or of REST, `curl`, `cv api4`, JavaScript, PHP, Python, or what SearchKit exports.
///
/// Nothing in the input is executed. A variable or another expression where a value stands becomes
/// a [`Variable`](super::Variable).
///
/// # Errors
///
/// Where the input has no call, or one that is cut off or is made by logic, with the place.
///
/// ```
/// use civi_codegen::query::parse;
///
/// let calls = parse("cv api4 Contact.get +s id +w 'first_name = Ada'")?;
/// assert_eq!(calls[0].entity, "Contact");
/// let php = parse("\\Civi\\Api4\\Contact::get()->addSelect('id')->execute();")?;
/// assert_eq!(php[0].params.len(), 1);
/// # Ok::<(), civi_codegen::query::QueryError>(())
/// ```
pub fn parse(input: &str) -> Result<Vec<Call>, QueryError> {
    parse_for(input, None)
}

/// [`parse`], where the input may be the parameters alone: of this entity and action.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_for(input: &str, target: Option<(&str, &str)>) -> Result<Vec<Call>, QueryError> {
    calls(input, target).map_err(|problem| QueryError::new(input, [problem]))
}

/// [`parse`], of the words that a shell has taken a line apart to already.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_words(
    words: &[String],
    target: Option<(&str, &str)>,
) -> Result<Vec<Call>, QueryError> {
    let joined = words.join(" ");
    let first = words.iter().find(|word| *word == "api4").or(words.first());
    let is_line = first.is_some_and(|word| word == "api4" || cv::is_target(word));
    if words.len() < 2 || !is_line {
        return parse_for(&joined, target);
    }
    let mut at = 0;
    let words: Vec<shell::Word> = words
        .iter()
        .map(|text| {
            let word = shell::Word {
                text: text.clone(),
                at,
            };
            at += text.len() + 1;
            word
        })
        .collect();
    cv::call(&words)
        .map(|call| vec![call])
        .map_err(|problem| QueryError::new(&joined, [problem]))
}

/// A value of JSON, with its keys in their order.
pub(super) fn value(text: &str) -> Result<super::literal::Literal, Problem> {
    json::whole(text, 0)
}

fn calls(input: &str, target: Option<(&str, &str)>) -> Result<Vec<Call>, Problem> {
    if input.len() > LIMIT {
        return Err(Problem::whole(format!(
            "the input has {} bytes; a call has {LIMIT} at most",
            input.len()
        )));
    }
    let text = input.trim_start_matches('\u{feff}').trim_start();
    let base = input.len() - text.len();
    let text = text.trim_end();
    if text.is_empty() {
        return Err(Problem::whole("the input is empty: a call is expected"));
    }
    if text.starts_with(['{', '[']) {
        return json::calls(input, target);
    }
    let first = text.split_whitespace().next().unwrap_or_default();
    if cv::is_target(first) && !text.contains("::") && !first.contains("api4") {
        return line(input, base);
    }
    if is_word(text, "curl") {
        return curl::calls(input);
    }
    let request = ["GET ", "POST "]
        .iter()
        .find_map(|verb| text.strip_prefix(verb));
    if let Some(request) = request.or(text.starts_with("http").then_some(text)) {
        let at = input.len() - input.trim_end().len();
        let base = input.len() - at - request.len();
        return curl::request(request.trim_start(), base);
    }
    if let Some(params) = text.strip_prefix("params=") {
        let decoded = address::plain(params);
        return json::calls(&decoded, target);
    }
    if is_word(text, "api4") && !text.contains("civicrm_api4(") {
        return line(input, base);
    }
    program(input)
}

/// Whether the text has this word between blanks, on a line of a shell.
fn is_word(text: &str, word: &str) -> bool {
    let words = |line: &str| line.split_whitespace().any(|found| found == word);
    text.lines().any(words) && !text.contains("Api4\\") && !text.contains("api4(")
}

fn line(input: &str, base: usize) -> Result<Vec<Call>, Problem> {
    // `Entity.action` before JSON that no shell takes apart.
    let text = &input[base..];
    if let Some(brace) = text.find('{')
        && cv::is_target(text[..brace].trim())
        && let Some((entity, action)) = text[..brace].trim().split_once('.')
    {
        let value = json::whole(input, base + brace)?;
        return json::of_value(value, Some((entity, action)));
    }
    let words = shell::words(input)?;
    cv::call(&words).map(|call| vec![call])
}

fn program(input: &str) -> Result<Vec<Call>, Problem> {
    let is_php = input.contains("::") || input.contains("civicrm_api4") || input.contains("<?php");
    let calls = if is_php {
        php::calls(input)?
    } else {
        match program::calls(input, Dialect::JavaScript) {
            Ok(calls) if !calls.is_empty() => calls,
            other => match program::calls(input, Dialect::Python) {
                Ok(calls) if !calls.is_empty() => calls,
                _ => other?,
            },
        }
    };
    if calls.is_empty() {
        return Err(Problem::whole(
            "the input has no call. One is read from JSON, `Contact.get {…}`, an address, `curl`, \
             `cv api4`, `CRM.api4('Contact', 'get', {…})`, `\\Civi\\Api4\\Contact::get()->…`, \
             `civicrm_api4('Contact', 'get', […])` and from what SearchKit exports",
        ));
    }
    Ok(calls)
}
