//! Text between quotes, as each language writes it.

use super::reader::{Dialect, Reader};
use crate::query::error::Problem;

impl Reader<'_> {
    /// The text of the string that begins here; `None` where the program would put a value in it.
    pub(super) fn string(&mut self) -> Result<Option<String>, Problem> {
        let start = self.at;
        let Some(quote) = self.bump() else {
            return Err(self.unexpected("text"));
        };
        let mut text = String::new();
        let mut constant = true;
        loop {
            let Some(c) = self.bump() else {
                return Err(Problem::at(
                    start,
                    format!("this text has no end: {quote} is missing; the input is cut off"),
                ));
            };
            match c {
                _ if c == quote => return Ok(constant.then_some(text)),
                '\\' => self.escape(quote, &mut text),
                '$' if self.dialect == Dialect::Php && quote == '"' => {
                    constant &= !self
                        .peek()
                        .is_some_and(|next| next.is_alphabetic() || next == '_' || next == '{');
                    text.push(c);
                }
                '{' if self.dialect == Dialect::Php && quote == '"' => {
                    constant &= self.peek() != Some('$');
                    text.push(c);
                }
                '$' if quote == '`' => {
                    constant &= self.peek() != Some('{');
                    text.push(c);
                }
                _ => text.push(c),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, quote: char, text: &mut String) {
        let Some(c) = self.bump() else {
            text.push('\\');
            return;
        };
        if self.dialect == Dialect::Php && quote == '\'' {
            if c != '\'' && c != '\\' {
                text.push('\\');
            }
            text.push(c);
            return;
        }
        match c {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'u' => self.unicode(text),
            'b' if self.dialect != Dialect::Php => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            '\n' if self.dialect != Dialect::Json => {}
            '\\' | '/' | '"' | '\'' | '`' | '$' => text.push(c),
            // PHP and Python keep a backslash that means nothing.
            _ if self.dialect == Dialect::JavaScript => text.push(c),
            _ => {
                text.push('\\');
                text.push(c);
            }
        }
    }

    /// `\u00e9`, pairs of surrogates, and `\u{e9}`.
    fn unicode(&mut self, text: &mut String) {
        if self.eat("{") {
            let rest = self.rest();
            let end = rest.find('}').unwrap_or(0);
            let code = u32::from_str_radix(&rest[..end], 16).ok();
            self.at += if end == 0 { 0 } else { end + 1 };
            text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
            return;
        }
        let Some(high) = self.unit() else {
            text.push_str("\\u");
            return;
        };
        let low = if (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            let low = self.unit().filter(|low| (0xdc00..0xe000).contains(low));
            if low.is_none() {
                self.at = back;
            }
            low
        } else {
            None
        };
        let code = match low {
            Some(low) => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
            None => high,
        };
        text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }
}
