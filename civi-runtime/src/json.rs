//! [`Json`]: the reader of JSON text under rows and envelopes.
//!
//! It is a scanner of one text from its beginning to its end: no tree, no recursion, nothing that is
//! instantiated per type. It accepts exactly the texts that `serde_json` accepts (a property test and
//! a fuzz target compare the two), but for a limit on nesting, and gives what a row is mostly made of
//! in the fewest steps: the key that came last time, `null`, `true`, `false`, plain text, whole
//! numbers.

mod broken;
mod number;
mod text;
#[cfg(any(test, fuzzing))]
pub mod tree;

pub(crate) use broken::{Broken, Reason};
pub(crate) use text::key_text;

/// What the next value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonType {
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
}

/// How deep lists and objects may stand in each other: as deep as `serde_json` reads them, so that
/// each value that is read past can be kept as well. No row of a site is a tenth as deep.
const DEPTH: usize = 127;

/// Reads one JSON text from its beginning to its end.
#[derive(Clone)]
pub(crate) struct Json<'a> {
    /// The text up to the first byte that is no UTF-8.
    text: &'a str,
    at: usize,
    /// Whether a byte that is no UTF-8 follows the text.
    is_cut: bool,
    /// A text with escapes, decoded.
    decoded: String,
}

impl<'a> Json<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        let (text, is_cut) = match std::str::from_utf8(data) {
            Ok(text) => (text, false),
            Err(e) => {
                let valid = data.get(..e.valid_up_to()).unwrap_or_default();
                (std::str::from_utf8(valid).unwrap_or_default(), true)
            }
        };
        Json {
            is_cut,
            ..Json::of(text)
        }
    }

    pub(crate) fn of(text: &'a str) -> Self {
        Json {
            text,
            at: 0,
            is_cut: false,
            decoded: String::new(),
        }
    }

    /// How many bytes have been read.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    /// Goes back to where [`place`](Self::place) was.
    pub(crate) fn go_back(&mut self, place: usize) {
        self.at = place;
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.text.len() - self.at.min(self.text.len())
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    /// What the next value is; it stays the next.
    #[inline]
    pub(crate) fn json_type(&mut self) -> Result<JsonType, Broken> {
        self.space();
        match self.byte() {
            Some(b'"') => Ok(JsonType::Text),
            Some(b'n') => Ok(JsonType::Null),
            Some(b't' | b'f') => Ok(JsonType::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(JsonType::Number),
            Some(b'[') => Ok(JsonType::List),
            Some(b'{') => Ok(JsonType::Map),
            Some(_) => Err(self.broken("no JSON value")),
            None => Err(self.broken("the text ends where a value should stand")),
        }
    }

    pub(crate) fn null(&mut self) -> Result<(), Broken> {
        if self.take(b"null") {
            Ok(())
        } else {
            Err(self.broken("not `null`"))
        }
    }

    /// Reads past `null`, if it is the next and nothing stands before it.
    #[inline]
    pub(crate) fn take_null(&mut self) -> bool {
        self.take(b"null")
    }

    pub(crate) fn bool(&mut self) -> Result<bool, Broken> {
        if self.take(b"true") {
            Ok(true)
        } else if self.take(b"false") {
            Ok(false)
        } else {
            Err(self.broken("neither `true` nor `false`"))
        }
    }

    /// Reads past `true` or `false`, if one of them is the next and nothing stands before it.
    #[inline]
    pub(crate) fn take_bool(&mut self) -> Option<bool> {
        if self.take(b"false") {
            Some(false)
        } else if self.take(b"true") {
            Some(true)
        } else {
            None
        }
    }

    /// Reads past these bytes, if they are the next.
    #[inline]
    fn take<const N: usize>(&mut self, bytes: &[u8; N]) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_next = rest.first_chunk::<N>() == Some(bytes);
        if is_next {
            self.at += N;
        }
        is_next
    }

    /// Reads past the next key, if the separator before it and the key with its quotes and colon
    /// (`"key":`) are written like this.
    #[inline]
    pub(crate) fn take_key(&mut self, separator: u8, written: &[u8]) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let Some((first, rest)) = rest.split_first() else {
            return false;
        };
        let is_next = *first == separator
            && rest
                .get(..written.len())
                .is_some_and(|next| is_same(next, written));
        if is_next {
            self.at += 1 + written.len();
        }
        is_next
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Reads past the next value and gives its JSON text.
    pub(crate) fn skip(&mut self) -> Result<&'a str, Broken> {
        self.space();
        let start = self.at;
        // Which of the lists and objects that are open are objects.
        let mut open: Vec<bool> = Vec::new();
        loop {
            let has_ended = match self.json_type()? {
                JsonType::Null => self.null().map(|()| true)?,
                JsonType::Bool => self.bool().map(|_| true)?,
                JsonType::Number => self.number().map(|_| true)?,
                JsonType::Text => self.skip_text().map(|()| true)?,
                JsonType::List => {
                    let has_element = self.list()?;
                    if has_element {
                        open.push(false);
                    }
                    !has_element
                }
                JsonType::Map => {
                    let has_entry = self.map()?.is_some();
                    if has_entry {
                        open.push(true);
                    }
                    !has_entry
                }
            };
            if open.len() > DEPTH {
                return Err(self.broken(Reason::TooDeep));
            }
            if !has_ended {
                continue;
            }
            // A value has ended; so do the lists and objects whose last one it was.
            loop {
                let Some(is_map) = open.last() else {
                    return Ok(self.since(start));
                };
                let goes_on = if *is_map {
                    self.key()?.is_some()
                } else {
                    self.more()?
                };
                if goes_on {
                    break;
                }
                open.pop();
            }
        }
    }

    /// Enters the list that is next; whether it has a first element.
    pub(crate) fn list(&mut self) -> Result<bool, Broken> {
        self.at += 1;
        self.space();
        match self.byte() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Ok(true),
            None => Err(self.broken("the text ends inside of a list")),
        }
    }

    /// Reads past a list whose only element is an empty text, if it is the next value.
    pub(crate) fn take_list_of_nothing(&mut self) -> bool {
        self.take(br#"[""]"#)
    }

    /// Whether the list has one more element.
    pub(crate) fn more(&mut self) -> Result<bool, Broken> {
        self.space();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Err(self.broken("neither `,` nor `]` after an element")),
            None => Err(self.broken("the text ends inside of a list")),
        }
    }

    /// Enters the object that is next and gives its first key as it is written.
    pub(crate) fn map(&mut self) -> Result<Option<&'a str>, Broken> {
        self.at += 1;
        self.space();
        if self.byte() == Some(b'}') {
            self.at += 1;
            return Ok(None);
        }
        self.name().map(Some)
    }

    /// The object's next key as it is written: escapes are not decoded.
    pub(crate) fn key(&mut self) -> Result<Option<&'a str>, Broken> {
        self.space();
        match self.byte() {
            Some(b',') => {
                self.at += 1;
                self.space();
                self.name().map(Some)
            }
            Some(b'}') => {
                self.at += 1;
                Ok(None)
            }
            Some(_) => Err(self.broken("neither `,` nor `}` after a value")),
            None => Err(self.broken("the text ends inside of an object")),
        }
    }

    /// A key and its colon.
    fn name(&mut self) -> Result<&'a str, Broken> {
        if self.byte() != Some(b'"') {
            return Err(self.broken("no key"));
        }
        let start = self.at + 1;
        self.skip_text()?;
        let name = self.text.get(start..self.at - 1).unwrap_or_default();
        self.space();
        if self.byte() != Some(b':') {
            return Err(self.broken("no `:` after a key"));
        }
        self.at += 1;
        Ok(name)
    }

    /// Nothing may follow.
    pub(crate) fn finish(&mut self) -> Result<(), Broken> {
        self.space();
        if self.at < self.text.len() || self.is_cut {
            return Err(self.broken(Reason::Trailing));
        }
        Ok(())
    }

    fn broken(&self, reason: impl Into<Reason>) -> Broken {
        let at = self.at.min(self.text.len());
        let reason = if self.is_cut && at == self.text.len() {
            Reason::Syntax("a byte that is no UTF-8")
        } else {
            reason.into()
        };
        Broken::new(at, reason, self.text)
    }
}

/// Whether two texts of one length are the same: eight bytes at a time, which for a key's length is
/// less work than a call of the system's comparison.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let ((ones, _), (others, _)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        // The last eight bytes may overlap with those before.
        (Some(last), Some(other_last)) => {
            last == other_last && ones.iter().zip(others).all(|(a, b)| a == b)
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests;
