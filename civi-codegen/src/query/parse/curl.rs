//! A `curl` line, and an HTTP request as people write it down: `POST …/ajax/api4/Contact/get {…}`.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::address;
use super::shell::{Word, words};
use crate::query::call::Call;
use crate::query::error::Problem;

/// What is sent besides the address: name, value, and where it stands.
type Sent = Vec<(String, String, usize)>;

/// The calls that a `curl` line sends.
pub(super) fn calls(text: &str) -> Result<Vec<Call>, Problem> {
    let words = words(text)?;
    let target = words
        .iter()
        .find(|word| address::is_address(&word.text) && !word.text.starts_with('-'));
    let Some(target) = target else {
        return Err(Problem::whole(
            "the line has no address of a call, such as https://example.org/civicrm/ajax/api4/Contact/get",
        ));
    };
    let mut sent = Sent::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (flag, joined) = match word.text.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
            _ => (word.text.as_str(), None),
        };
        let attached = |flag: &str| {
            let value = word.text.strip_prefix(flag)?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        let short = ["-d", "-F"]
            .into_iter()
            .find_map(|it| Some((it, attached(it)?)));
        let (flag, joined) = short.map_or((flag, joined), |(flag, value)| (flag, Some(value)));
        let Some(encoding) = Encoding::of(flag) else {
            continue;
        };
        let data = match joined {
            Some(text) => Word { text, at: word.at },
            None => match rest.next() {
                Some(data) => data.clone(),
                None => return Err(Problem::at(word.at, format!("`{flag}` takes a value"))),
            },
        };
        body(&mut sent, &data, encoding)?;
    }
    address::calls(&target.text, target.at, &sent)
}

/// The calls of a request line and its body.
pub(super) fn request(text: &str, base: usize) -> Result<Vec<Call>, Problem> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let mut sent = Sent::new();
    let rest = text[end..].trim();
    if !rest.is_empty() {
        let data = Word {
            text: rest.to_owned(),
            at: base + end,
        };
        body(&mut sent, &data, Encoding::Form)?;
    }
    address::calls(&text[..end], base, &sent)
}

/// How data stands in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// As a form has it: percent-encoded pairs between `&`.
    Form,
    /// One pair as it is, which `curl` encodes or sends as a part of its own.
    Plain,
}

impl Encoding {
    /// The encoding of an option's data; nothing where the option gives none.
    fn of(flag: &str) -> Option<Self> {
        Some(match flag {
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json" => {
                Encoding::Form
            }
            "--data-urlencode" | "-F" | "--form" | "--form-string" => Encoding::Plain,
            _ => return None,
        })
    }
}

/// What is sent: `params={…}` or `calls={…}`, encoded or not, or JSON of the same.
fn body(sent: &mut Sent, data: &Word, encoding: Encoding) -> Result<(), Problem> {
    let text = data.text.trim();
    let mut put = |name: &str, value: String| sent.push((name.to_owned(), value, data.at));
    let file = text.starts_with('@')
        || (encoding == Encoding::Plain && text.contains("=@"))
        || (encoding == Encoding::Plain && !text.contains('=') && text.contains('@'));
    if file {
        return Err(Problem::at(
            data.at,
            "the data is in a file, which is not read: put it into the line",
        ));
    }
    if text.starts_with('{') {
        // The order of keys has a meaning, so the text itself is handed on.
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)
            .map_err(|error| Problem::at(data.at, format!("the data is no JSON: {error}")))?;
        let inside = ["params", "calls"].into_iter().find_map(|name| {
            let value = members.get(name)?.get();
            (value != "null").then_some((name, value))
        });
        match inside {
            // A member that is a text is what it says.
            Some((name, value)) => {
                put(
                    name,
                    serde_json::from_str(value).unwrap_or_else(|_| value.to_owned()),
                );
            }
            None => put("params", text.to_owned()),
        }
        return Ok(());
    }
    // A `&` in JSON that is not encoded ends nothing.
    for name in ["params", "calls"] {
        let raw = text
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('='))
            .filter(|rest| encoding == Encoding::Plain || rest.starts_with(['{', '[']));
        if let Some(raw) = raw {
            put(name, raw.to_owned());
            return Ok(());
        }
    }
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Problem::at(
                data.at,
                "the data is neither JSON nor `params={…}` nor `calls={…}`",
            ));
        };
        match encoding {
            Encoding::Form => put(&address::plain(name), address::plain(value)),
            Encoding::Plain => put(name, value.to_owned()),
        }
    }
    Ok(())
}
