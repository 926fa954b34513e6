//! Texts and keys of a JSON text: their plain part eight bytes at a time, and their escapes.

use super::{Broken, Json};

impl Json<'_> {
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

    /// Reads past a text without escapes, if it is the next and nothing stands before it.
    #[inline]
    pub(crate) fn take_text(&mut self) -> Option<&str> {
        self.take_text_if(Some)
    }

    /// The same, if `made` makes something of it.
    #[inline]
    pub(crate) fn take_text_if<'t, T>(
        &'t mut self,
        made: impl FnOnce(&'t str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text;
        if self.byte() != Some(b'"') {
            return None;
        }
        let start = self.at + 1;
        let end = self.plain(start);
        if text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        let made = made(text.get(start..end)?)?;
        self.at = end + 1;
        Some(made)
    }

    /// The first place from `at` on that ends a text's plain part: a quote, a backslash, a control
    /// character, or the end.
    #[inline]
    pub(super) fn plain(&self, mut at: usize) -> usize {
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
    pub(super) fn skip_text(&mut self) -> Result<(), Broken> {
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
