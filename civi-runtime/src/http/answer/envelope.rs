//! Reads the keys around `values`, and where `values` is, without building a tree.

use std::ops::Range;

use crate::json::{Broken, Json, JsonType, key_text};

/// One JSON object of an answer, success or error, in the terms of the APIv4 wire contract §1.6
/// and §1.8.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) values: Option<Range<usize>>,
    pub(super) entity: Option<String>,
    pub(super) action: Option<String>,
    pub(super) count: Option<u64>,
    pub(super) count_fetched: Option<u64>,
    pub(super) count_matched: Option<u64>,
    pub(super) error_message: Option<String>,
    pub(super) error_code: Option<String>,
    pub(super) error_id: Option<String>,
    pub(super) is_error: bool,
    pub(super) status: Option<u16>,
    pub(super) status_code: Option<u16>,
    pub(super) status_message: Option<String>,
    pub(super) others: Vec<(String, Range<usize>)>,
}

/// What a body holds at its top.
#[derive(Debug)]
pub(super) enum Body {
    One(Box<Envelope>),
    List(Vec<Item>),
    /// A string, a number, `null`.
    Scalar,
}

/// One element of a list: an envelope, or something else.
#[derive(Debug)]
pub(super) enum Item {
    Envelope(Box<Envelope>),
    Other(Range<usize>),
}

impl Envelope {
    /// The client rule of the wire contract §1.8: a key of an error and no `values`.
    pub(super) fn is_failure(&self) -> bool {
        self.values.is_none()
            && (self.error_message.is_some()
                || self.error_code.is_some()
                || self.is_error
                || self.status_code.is_some())
    }
}

/// Reads a whole body.
pub(super) fn read(body: &str) -> Result<Body, Broken> {
    let mut json = Json::of(body);
    let found = match json.json_type()? {
        JsonType::Map => Body::One(Box::new(object(&mut json)?)),
        JsonType::List => {
            let mut items = Vec::new();
            let mut more = json.list()?;
            while more {
                items.push(item(&mut json)?);
                more = json.more()?;
            }
            Body::List(items)
        }
        _ => {
            json.skip()?;
            Body::Scalar
        }
    };
    json.finish()?;
    Ok(found)
}

fn item(json: &mut Json<'_>) -> Result<Item, Broken> {
    if json.json_type()? == JsonType::Map {
        return Ok(Item::Envelope(Box::new(object(json)?)));
    }
    Ok(Item::Other(skipped(json)?.1))
}

fn object(json: &mut Json<'_>) -> Result<Envelope, Broken> {
    let mut envelope = Envelope::default();
    let mut key = json.map()?.map(key_text);
    while let Some(name) = key {
        value(json, &mut envelope, name)?;
        key = json.key()?.map(key_text);
    }
    Ok(envelope)
}

/// Reads past the next value: its JSON text, and where it stands.
fn skipped<'a>(json: &mut Json<'a>) -> Result<(&'a str, Range<usize>), Broken> {
    let text = json.skip()?;
    Ok((text, json.place() - text.len()..json.place()))
}

fn value(json: &mut Json<'_>, into: &mut Envelope, name: String) -> Result<(), Broken> {
    match (name.as_str(), json.json_type()?) {
        ("entity", JsonType::Text) => into.entity = Some(json.text()?.to_owned()),
        ("action", JsonType::Text) => into.action = Some(json.text()?.to_owned()),
        ("error_message", JsonType::Text) => into.error_message = Some(json.text()?.to_owned()),
        ("error_id", JsonType::Text) => into.error_id = Some(json.text()?.to_owned()),
        ("error_code", JsonType::Text) => into.error_code = Some(json.text()?.to_owned()),
        ("status_message", JsonType::Text) => into.status_message = Some(json.text()?.to_owned()),
        // A fraction or a negative number is no count, and not worth failing for.
        ("count", JsonType::Number) => into.count = json.number()?.parse().ok(),
        ("countFetched", JsonType::Number) => into.count_fetched = json.number()?.parse().ok(),
        ("countMatched", JsonType::Number) => into.count_matched = json.number()?.parse().ok(),
        ("status", JsonType::Number) => into.status = json.number()?.parse().ok(),
        ("status_code", JsonType::Number) => into.status_code = json.number()?.parse().ok(),
        ("error_code", JsonType::Number) => into.error_code = Some(json.number()?.to_owned()),
        ("is_error", _) => {
            let text = json.skip()?;
            into.is_error = !matches!(text, "0" | "false" | "null" | "\"0\"" | "\"\"");
        }
        ("error_message", _) => into.error_message = Some(json.skip()?.to_owned()),
        ("values", _) => into.values = Some(skipped(json)?.1),
        _ => into.others.push((name, skipped(json)?.1)),
    }
    Ok(())
}
