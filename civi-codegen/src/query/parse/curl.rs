//! A `curl` line, and an HTTP request as people write it down: `POST …/ajax/api4/Contact/get {…}`.

use super::shell::{Word, words};
use super::{address, json};
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::Value;

/// The call that a `curl` line sends.
pub(super) fn call(text: &str) -> Result<Call, Problem> {
    let words = words(text)?;
    let target = words
        .iter()
        .find(|word| address::is_address(&word.text) && !word.text.starts_with('-'));
    let Some(target) = target else {
        return Err(Problem::whole(
            "the line has no address of a call, such as https://example.org/civicrm/ajax/api4/Contact/get",
        ));
    };
    let mut call = address::call(&target.text, target.at)?;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (flag, joined) = match word.text.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
            _ => (word.text.as_str(), None),
        };
        let short = flag.strip_prefix("-d").filter(|rest| !rest.is_empty());
        let is_data = matches!(
            flag,
            "-d" | "--data"
                | "--data-raw"
                | "--data-urlencode"
                | "--data-binary"
                | "--data-ascii"
                | "--json"
                | "-F"
                | "--form"
        );
        if let Some(text) = short {
            body(
                &mut call,
                &Word {
                    text: text.to_owned(),
                    at: word.at,
                },
                "-d",
            )?;
        } else if is_data {
            let data = match joined {
                Some(text) => Word { text, at: word.at },
                None => match rest.next() {
                    Some(data) => data.clone(),
                    None => return Err(Problem::at(word.at, format!("`{flag}` takes a value"))),
                },
            };
            body(&mut call, &data, flag)?;
        }
    }
    Ok(call)
}

/// The call of a request line and its body.
pub(super) fn request(text: &str, base: usize) -> Result<Call, Problem> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let mut call = address::call(&text[..end], base)?;
    let rest = text[end..].trim();
    if !rest.is_empty() {
        let data = Word {
            text: rest.to_owned(),
            at: base + end,
        };
        body(&mut call, &data, "-d")?;
    }
    Ok(call)
}

/// What is sent: `params={…}`, encoded or not, or the parameters as JSON.
fn body(call: &mut Call, data: &Word, flag: &str) -> Result<(), Problem> {
    let text = data.text.trim();
    if text.starts_with('@') {
        return Err(Problem::at(
            data.at,
            "the data is in a file, which is not read: put it into the line",
        ));
    }
    if text.starts_with('{') {
        let value =
            json::whole(text, 0).map_err(|problem| Problem::at(data.at, problem.message))?;
        let Value::Map(entries) = address::unplaced(value).value else {
            return Err(Problem::at(data.at, "the parameters are an object"));
        };
        for (key, value) in entries {
            match (key.as_str(), value.value) {
                ("params", Value::Map(inner)) => {
                    for (key, value) in inner {
                        call.set(&key, value);
                    }
                }
                ("params", Value::Text(inner)) => address::params(call, &inner, data.at)?,
                (key, value) => call.set(key, crate::query::literal::Literal::new(value)),
            }
        }
        return Ok(());
    }
    for pair in text.split('&') {
        let Some((key, value)) = pair.split_once('=') else {
            continue;
        };
        if key == "params" {
            let whole = text
                .get(text.find("params=").unwrap_or(0) + 7..)
                .unwrap_or(value);
            let raw = flag != "-d" && flag != "--data" || value.starts_with('{');
            let decoded = if raw {
                whole.to_owned()
            } else {
                address::plain(value)
            };
            return address::params(call, &decoded, data.at);
        }
    }
    Ok(())
}
