//! The JSON reader under the rows, behind a narrow interface: nothing else in the crate knows
//! which parser it is.
//!
//! `jiter` is a concrete pull parser, so nothing here is instantiated per type that is read.

use jiter::{Jiter, JsonValue, NumberInt};

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
///
/// `jiter` reads what is worth a parser. What most of a row is made of is compared here byte by
/// byte: the key that came last time ([`take_key`](Json::take_key)), `null`, `true`, `false`.
/// jiter keeps no state but its place, so it is put to ours when it is needed again.
#[derive(Clone)]
pub(super) struct Json<'a> {
    data: &'a [u8],
    jiter: Jiter<'a>,
    /// Where jiter's own text begins.
    base: usize,
    /// Where we are, when jiter is behind.
    ahead: Option<usize>,
}

impl<'a> Json<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Json {
            data,
            jiter: Jiter::new(data),
            base: 0,
            ahead: None,
        }
    }

    fn place(&self) -> usize {
        self.ahead
            .unwrap_or_else(|| self.base + self.jiter.current_index())
    }

    /// jiter, at our place.
    fn jiter(&mut self) -> &mut Jiter<'a> {
        if let Some(at) = self.ahead.take() {
            let tape = std::mem::replace(&mut self.jiter, Jiter::new(b"")).into_tape();
            self.jiter = Jiter::with_tape(self.data.get(at..).unwrap_or_default(), tape);
            self.base = at;
        }
        &mut self.jiter
    }

    /// What the next value is; it stays the next.
    pub(super) fn shape(&mut self) -> Result<Shape, Misfit> {
        let start = self.place();
        let mut at = start;
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.data.get(at) {
            at += 1;
        }
        if at != start {
            self.ahead = Some(at);
        }
        match self.data.get(at) {
            Some(b'"') => Ok(Shape::Text),
            Some(b'n') => Ok(Shape::Null),
            Some(b't' | b'f') => Ok(Shape::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(Shape::Number),
            Some(b'[') => Ok(Shape::List),
            Some(b'{') => Ok(Shape::Map),
            Some(_) => Err(self.broken("no JSON value")),
            None => Err(self.broken("the text ends where a value should stand")),
        }
    }

    pub(super) fn null(&mut self) -> Result<(), Misfit> {
        if self.take(b"null") {
            Ok(())
        } else {
            Err(self.broken("not `null`"))
        }
    }

    pub(super) fn bool(&mut self) -> Result<bool, Misfit> {
        if self.take(b"true") {
            Ok(true)
        } else if self.take(b"false") {
            Ok(false)
        } else {
            Err(self.broken("neither `true` nor `false`"))
        }
    }

    /// Reads past these bytes, if they are the next.
    fn take(&mut self, bytes: &[u8]) -> bool {
        let at = self.place();
        let end = at + bytes.len();
        let is_next = self.data.get(at..end) == Some(bytes);
        if is_next {
            self.ahead = Some(end);
        }
        is_next
    }

    /// Reads past the next key, if the separator before it and the key with its quotes and colon
    /// (`"key":`) are written like this.
    pub(super) fn take_key(&mut self, separator: u8, written: &[u8]) -> bool {
        let at = self.place();
        let end = at + 1 + written.len();
        let is_next =
            self.data.get(at) == Some(&separator) && self.data.get(at + 1..end) == Some(written);
        if is_next {
            self.ahead = Some(end);
        }
        is_next
    }

    /// The next number if it is written as a whole one, otherwise its text.
    pub(super) fn integer(&mut self) -> Result<Result<i64, &'a str>, Misfit> {
        let start = self.place();
        match self.jiter().next_int() {
            Ok(NumberInt::Int(number)) => Ok(Ok(number)),
            Ok(NumberInt::BigInt(_)) => Ok(Err(self.since(start))),
            // Not a whole number, and not read past.
            Err(_) => self.number().map(Err),
        }
    }

    /// The next number's text, as it stands on the wire.
    pub(super) fn number(&mut self) -> Result<&'a str, Misfit> {
        let start = self.place();
        match self.jiter().next_number_bytes() {
            Ok(_) => Ok(self.since(start)),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    fn since(&self, start: usize) -> &'a str {
        self.data
            .get(start..self.place())
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("?")
    }

    pub(super) fn text(&mut self) -> Result<&str, Misfit> {
        let (data, at) = (self.data, self.place());
        match self.jiter().known_str() {
            Ok(text) => Ok(text),
            Err(e) => Err(broken(data, at, &e.to_string())),
        }
    }

    /// Reads past the next value and gives its JSON text.
    pub(super) fn skip(&mut self) -> Result<&'a [u8], Misfit> {
        let shape = self.shape()?;
        let start = self.place();
        if shape == Shape::Null {
            self.null()?;
        } else if let Err(e) = self.jiter().next_skip() {
            return Err(self.broken(&e.to_string()));
        }
        Ok(self.data.get(start..self.place()).unwrap_or_default())
    }

    /// Enters the list that is next; whether it has a first element.
    pub(super) fn list(&mut self) -> Result<bool, Misfit> {
        match self.jiter().known_array() {
            Ok(first) => Ok(first.is_some()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// Reads past a list whose only element is an empty text, if it is the next value.
    pub(super) fn take_list_of_nothing(&mut self) -> bool {
        self.take(br#"[""]"#)
    }

    /// Whether the list has one more element.
    pub(super) fn more(&mut self) -> Result<bool, Misfit> {
        match self.jiter().array_step() {
            Ok(next) => Ok(next.is_some()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    /// Enters the object that is next and gives its first key as it is written.
    pub(super) fn map(&mut self) -> Result<Option<&[u8]>, Misfit> {
        let (data, at) = (self.data, self.place());
        match self.jiter().next_object_bytes() {
            Ok(key) => Ok(key),
            Err(e) => Err(broken(data, at, &e.to_string())),
        }
    }

    /// The object's next key as it is written: escapes are not decoded.
    pub(super) fn key(&mut self) -> Result<Option<&[u8]>, Misfit> {
        let (data, at) = (self.data, self.place());
        match self.jiter().next_key_bytes() {
            Ok(key) => Ok(key),
            Err(e) => Err(broken(data, at, &e.to_string())),
        }
    }

    /// Nothing may follow.
    pub(super) fn finish(&mut self) -> Result<(), Misfit> {
        match self.jiter().finish() {
            Ok(()) => Ok(()),
            Err(e) => Err(self.broken(&e.to_string())),
        }
    }

    fn broken(&self, why: &str) -> Misfit {
        broken(self.data, self.place(), why)
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
