//! The JSON reader under the rows, behind a narrow interface: nothing else in the crate knows
//! which parser it is.
//!
//! `jiter` is a concrete pull parser, so nothing here is instantiated per type that is read.

use jiter::{Jiter, JsonValue, NumberInt, Peek};

use super::misfit::Misfit;

/// What the next value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
}

/// Reads one JSON text from its beginning to its end.
#[derive(Clone)]
pub(super) struct Json<'a> {
    data: &'a [u8],
    jiter: Jiter<'a>,
    /// What [`shape`](Json::shape) found.
    peek: Peek,
}

impl<'a> Json<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Json {
            data,
            jiter: Jiter::new(data),
            peek: Peek::Null,
        }
    }

    /// What the next value is; it stays the next, for the methods below that read a value.
    pub(super) fn shape(&mut self) -> Result<Shape, Misfit> {
        match self.jiter.peek() {
            Ok(peek) => {
                self.peek = peek;
                shape_of(peek).ok_or_else(|| self.broken("no JSON value"))
            }
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    pub(super) fn null(&mut self) -> Result<(), Misfit> {
        match self.jiter.known_null() {
            Ok(()) => Ok(()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    pub(super) fn bool(&mut self) -> Result<bool, Misfit> {
        match self.jiter.known_bool(self.peek) {
            Ok(value) => Ok(value),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// The next number if it is written as a whole one, otherwise its text.
    pub(super) fn integer(&mut self) -> Result<Result<i64, &'a str>, Misfit> {
        let start = self.jiter.current_index();
        match self.jiter.known_int(self.peek) {
            Ok(NumberInt::Int(number)) => Ok(Ok(number)),
            Ok(NumberInt::BigInt(_)) => {
                let text = self.jiter.slice_to_current(start);
                Ok(Err(std::str::from_utf8(text).unwrap_or("?")))
            }
            // Not a whole number, and not read past.
            Err(_) => self.number().map(Err),
        }
    }

    /// The next number's text, as it stands on the wire.
    pub(super) fn number(&mut self) -> Result<&'a str, Misfit> {
        let length = match self.jiter.known_number_bytes(self.peek) {
            Ok(bytes) => bytes.len(),
            Err(e) => return Err(self.broken(&e.to_string())),
        };
        let end = self.jiter.current_index();
        self.data
            .get(end.saturating_sub(length)..end)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .ok_or_else(|| self.broken("a number that is not text"))
    }

    pub(super) fn text(&mut self) -> Result<&str, Misfit> {
        let at = self.jiter.current_index();
        match self.jiter.known_str() {
            Ok(text) => Ok(text),
            Err(e) => Err(broken(self.data, at, &e.to_string())),
        }
    }

    /// Reads past the next value and gives its JSON text.
    pub(super) fn skip(&mut self) -> Result<&'a [u8], Misfit> {
        let _ = self.shape()?;
        let start = self.jiter.current_index();
        match self.jiter.known_skip(self.peek) {
            Ok(()) => Ok(self.jiter.slice_to_current(start)),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// Enters the list that is next; whether it has a first element.
    pub(super) fn list(&mut self) -> Result<bool, Misfit> {
        match self.jiter.known_array() {
            Ok(first) => Ok(first.is_some()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// Whether the list has one more element.
    pub(super) fn more(&mut self) -> Result<bool, Misfit> {
        match self.jiter.array_step() {
            Ok(next) => Ok(next.is_some()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// Enters the object that is next and gives its first key as it is written.
    pub(super) fn map(&mut self) -> Result<Option<&[u8]>, Misfit> {
        let at = self.jiter.current_index();
        match self.jiter.next_object_bytes() {
            Ok(key) => Ok(key),
            Err(e) => Err(broken(self.data, at, &e.to_string())),
        }
    }

    /// The object's next key as it is written: escapes are not decoded.
    pub(super) fn key(&mut self) -> Result<Option<&[u8]>, Misfit> {
        let at = self.jiter.current_index();
        match self.jiter.next_key_bytes() {
            Ok(key) => Ok(key),
            Err(e) => Err(broken(self.data, at, &e.to_string())),
        }
    }

    /// Nothing may follow.
    pub(super) fn finish(&mut self) -> Result<(), Misfit> {
        match self.jiter.finish() {
            Ok(()) => Ok(()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    fn broken(&self, why: &str) -> Misfit {
        broken(self.data, self.jiter.current_index(), why)
    }
}

fn broken(data: &[u8], at: usize, why: &str) -> Misfit {
    let near = data
        .get(at.saturating_sub(20)..)
        .map(|rest| rest.get(..40).unwrap_or(rest))
        .unwrap_or_default();
    Misfit::said(
        "JSON",
        format!(
            "broken JSON at byte {at} ({why}), near `{}`",
            String::from_utf8_lossy(near)
        ),
    )
}

fn shape_of(peek: Peek) -> Option<Shape> {
    Some(match peek {
        Peek::Null => Shape::Null,
        Peek::True | Peek::False => Shape::Bool,
        Peek::String => Shape::Text,
        Peek::Array => Shape::List,
        Peek::Object => Shape::Map,
        other if other.is_num() => Shape::Number,
        _ => return None,
    })
}

/// A key's text, from how it is written between its quotes.
pub(super) fn key_text(written: &[u8]) -> String {
    if written.contains(&b'\\') {
        let mut quoted = Vec::with_capacity(written.len() + 2);
        quoted.push(b'"');
        quoted.extend_from_slice(written);
        quoted.push(b'"');
        if let Ok(JsonValue::Str(text)) = JsonValue::parse(&quoted, false) {
            return text.into_owned();
        }
    }
    String::from_utf8_lossy(written).into_owned()
}
