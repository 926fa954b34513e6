//! Reads the keys around `values`, and where `values` is, without building a tree.

use std::ops::Range;

use jiter::{Jiter, JiterResult, NumberInt, Peek};

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
pub(super) fn read(body: &[u8]) -> JiterResult<Body> {
    let mut jiter = Jiter::new(body);
    let found = match jiter.peek()? {
        Peek::Object => Body::One(Box::new(object(&mut jiter)?)),
        Peek::Array => {
            let mut items = Vec::new();
            let mut next = jiter.known_array()?;
            while let Some(peek) = next {
                items.push(item(&mut jiter, peek)?);
                next = jiter.array_step()?;
            }
            Body::List(items)
        }
        _ => {
            jiter.next_skip()?;
            Body::Scalar
        }
    };
    jiter.finish()?;
    Ok(found)
}

fn item(jiter: &mut Jiter<'_>, peek: Peek) -> JiterResult<Item> {
    if peek == Peek::Object {
        return Ok(Item::Envelope(Box::new(object(jiter)?)));
    }
    let start = jiter.current_index();
    jiter.known_skip(peek)?;
    Ok(Item::Other(start..jiter.current_index()))
}

fn object(jiter: &mut Jiter<'_>) -> JiterResult<Envelope> {
    let mut envelope = Envelope::default();
    let mut key = jiter.next_object()?.map(str::to_owned);
    while let Some(name) = key {
        value(jiter, &mut envelope, name)?;
        key = jiter.next_key()?.map(str::to_owned);
    }
    Ok(envelope)
}

fn value(jiter: &mut Jiter<'_>, into: &mut Envelope, name: String) -> JiterResult<()> {
    let peek = jiter.peek()?;
    let start = jiter.current_index();
    match (name.as_str(), peek) {
        ("entity", Peek::String) => into.entity = Some(jiter.known_str()?.to_owned()),
        ("action", Peek::String) => into.action = Some(jiter.known_str()?.to_owned()),
        ("error_message", Peek::String) => into.error_message = Some(jiter.known_str()?.to_owned()),
        ("error_id", Peek::String) => into.error_id = Some(jiter.known_str()?.to_owned()),
        ("error_code", Peek::String) => into.error_code = Some(jiter.known_str()?.to_owned()),
        ("status_message", Peek::String) => {
            into.status_message = Some(jiter.known_str()?.to_owned());
        }
        ("count", p) if p.is_num() => into.count = count(jiter, p)?,
        ("countFetched", p) if p.is_num() => into.count_fetched = count(jiter, p)?,
        ("countMatched", p) if p.is_num() => into.count_matched = count(jiter, p)?,
        ("status", p) if p.is_num() => into.status = status(jiter, p)?,
        ("status_code", p) if p.is_num() => into.status_code = status(jiter, p)?,
        ("error_code", p) if p.is_num() => {
            let text = jiter.known_number_bytes(p)?;
            into.error_code = Some(String::from_utf8_lossy(text).into_owned());
        }
        ("is_error", p) => {
            jiter.known_skip(p)?;
            let text = jiter.slice_to_current(start);
            into.is_error = !matches!(text, b"0" | b"false" | b"null" | b"\"0\"" | b"\"\"");
        }
        ("error_message", p) => {
            jiter.known_skip(p)?;
            let text = jiter.slice_to_current(start);
            into.error_message = Some(String::from_utf8_lossy(text).into_owned());
        }
        (_, p) => {
            jiter.known_skip(p)?;
            let range = start..jiter.current_index();
            if name == "values" {
                into.values = Some(range);
            } else {
                into.others.push((name, range));
            }
        }
    }
    Ok(())
}

/// A count; a fraction or a negative number is no count, and not worth failing for.
fn count(jiter: &mut Jiter<'_>, peek: Peek) -> JiterResult<Option<u64>> {
    let text = jiter.known_number_bytes(peek)?;
    Ok(std::str::from_utf8(text).ok().and_then(|t| t.parse().ok()))
}

fn status(jiter: &mut Jiter<'_>, peek: Peek) -> JiterResult<Option<u16>> {
    match jiter.known_int(peek)? {
        NumberInt::Int(n) => Ok(u16::try_from(n).ok()),
        NumberInt::BigInt(_) => Ok(None),
    }
}
