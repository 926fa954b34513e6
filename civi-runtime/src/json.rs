//! [`Json`]: the reader of JSON text under rows and envelopes.
//!
//! It is a scanner of one text from its beginning to its end: no tree, no recursion, nothing that is
//! instantiated per type. It accepts exactly the texts that `serde_json` accepts (a property test and
//! a fuzz target compare the two), but for a limit on nesting, and gives what a row is mostly made of
//! in the fewest steps: the key that came last time, `null`, `true`, `false`, plain text, whole
//! numbers.

mod broken;

pub(crate) use broken::{Broken, Reason};

/// What the next value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
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

    #[inline]
    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.text.len() - self.at.min(self.text.len())
    }

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
    pub(crate) fn shape(&mut self) -> Result<Shape, Broken> {
        self.space();
        match self.byte() {
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

    /// The next number if it is written as a whole one that fits, otherwise its text.
    pub(crate) fn integer(&mut self) -> Result<Result<i64, &'a str>, Broken> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..).unwrap_or_default();
        let mut value = 0_i64;
        let mut count = 0;
        // 18 digits fit without a look at the overflow.
        for digit in digits.iter().take(19) {
            let unit = digit.wrapping_sub(b'0');
            if unit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(i64::from(unit));
            count += 1;
        }
        let is_plain = match (count, digits.first()) {
            (0 | 19, _) => false,
            (count, Some(b'0')) => count == 1,
            _ => true,
        };
        if is_plain && !matches!(digits.get(count), Some(b'.' | b'e' | b'E')) {
            self.at += usize::from(negative) + count;
            return Ok(Ok(if negative { -value } else { value }));
        }
        let text = self.number()?;
        Ok(text.parse().map_err(|_| text))
    }

    /// The next number's text, as it stands on the wire.
    pub(crate) fn number(&mut self) -> Result<&'a str, Broken> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.broken("a number has no digits")),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.some_digits()?;
        }
        if let Some(b'0'..=b'9') = self.byte() {
            return Err(self.broken("a number begins with 0"));
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.digits();
        if self.at == start {
            return Err(self.broken("a number ends without a digit"));
        }
        Ok(())
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next value, which is a text.
    pub(crate) fn text(&mut self) -> Result<&str, Broken> {
        if self.byte() != Some(b'"') {
            return Err(self.broken("no text"));
        }
        let start = self.at + 1;
        let end = self.plain(start);
        self.at = end;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(self.text.get(start..end).unwrap_or_default());
        }
        self.decoded.clear();
        self.decoded
            .push_str(self.text.get(start..end).unwrap_or_default());
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.decoded);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    self.decoded.push(character);
                }
                _ => return Err(self.unended()),
            }
            let start = self.at;
            self.at = self.plain(start);
            self.decoded
                .push_str(self.text.get(start..self.at).unwrap_or_default());
        }
    }

    /// The first place from `at` on that ends a text's plain part: a quote, a backslash, a control
    /// character, or the end.
    #[inline]
    fn plain(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let found = special(u64::from_le_bytes(*eight));
            if found != 0 {
                return at + (found.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        while let Some(byte) = bytes.get(at) {
            if matches!(byte, b'"' | b'\\' | 0..0x20) {
                break;
            }
            at += 1;
        }
        at
    }

    /// Reads one escape, from its backslash on.
    fn escape(&mut self) -> Result<char, Broken> {
        self.at += 1;
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let code = match first {
                    0xD800..0xDC00 if self.take(b"\\u") => match self.hex()? {
                        second @ 0xDC00..0xE000 => {
                            0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                        }
                        _ => first,
                    },
                    _ => first,
                };
                char::from_u32(code)
                    .ok_or_else(|| self.broken("half of a character outside the basic plane"))?
            }
            _ => return Err(self.broken("an escape that JSON does not have")),
        })
    }

    /// Four hexadecimal digits.
    fn hex(&mut self) -> Result<u32, Broken> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.broken("an escape that JSON does not have"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    /// Reads past a text without decoding it.
    fn skip_text(&mut self) -> Result<(), Broken> {
        self.at += 1;
        loop {
            self.at = self.plain(self.at);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.skip_escape()?,
                _ => return Err(self.unended()),
            }
        }
    }

    fn skip_escape(&mut self) -> Result<(), Broken> {
        self.at += 1;
        match self.byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 1;
                Ok(())
            }
            Some(b'u') => {
                self.at += 1;
                self.hex().map(drop)
            }
            _ => Err(self.broken("an escape that JSON does not have")),
        }
    }

    fn unended(&self) -> Broken {
        match self.byte() {
            Some(_) => self.broken("a control character inside a text"),
            None => self.broken("the text ends inside of quotes"),
        }
    }

    /// Reads past the next value and gives its JSON text.
    pub(crate) fn skip(&mut self) -> Result<&'a str, Broken> {
        self.space();
        let start = self.at;
        // Which of the lists and objects that are open are objects.
        let mut open: Vec<bool> = Vec::new();
        loop {
            let has_ended = match self.shape()? {
                Shape::Null => self.null().map(|()| true)?,
                Shape::Bool => self.bool().map(|_| true)?,
                Shape::Number => self.number().map(|_| true)?,
                Shape::Text => self.skip_text().map(|()| true)?,
                Shape::List => {
                    let has_element = self.list()?;
                    if has_element {
                        open.push(false);
                    }
                    !has_element
                }
                Shape::Map => {
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

/// One byte in each of the eight places.
const fn eight(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// Marks the highest bit of the first byte that ends a text's plain part; later marks may be wrong.
fn special(bytes: u64) -> u64 {
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(eight(limit)) & !bytes;
    let equal = |byte: u8| below(bytes ^ eight(byte), 1);
    (equal(b'"') | equal(b'\\') | below(bytes, 0x20)) & eight(0x80)
}

/// A key's text, from how it is written between its quotes.
pub(crate) fn key_text(written: &str) -> String {
    if written.contains('\\') {
        let quoted = format!("\"{written}\"");
        if let Ok(text) = Json::new(quoted.as_bytes()).text() {
            return text.to_owned();
        }
    }
    written.to_owned()
}

#[cfg(test)]
mod tests;
