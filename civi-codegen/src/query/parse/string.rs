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

    /// Whether PHP's text over several lines begins here: `<<<JSON`, `<<<'JSON'`.
    pub(super) fn is_heredoc(&self) -> bool {
        let label = self.rest().strip_prefix("<<<").map(str::trim_start);
        self.dialect == Dialect::Php
            && label.is_some_and(|label| {
                let label = label.trim_start_matches(['"', '\'']);
                label.starts_with(|c: char| c.is_alphabetic() || c == '_')
            })
    }

    /// The text between `<<<JSON` and `JSON`; `None` where the program would put a value in it.
    pub(super) fn heredoc(&mut self) -> Result<Option<String>, Problem> {
        let start = self.at;
        let cut_off = |label: &str| {
            Problem::at(
                start,
                format!("this text has no end: `{label}` is missing; the input is cut off"),
            )
        };
        self.at += "<<<".len();
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.bump();
        }
        let quote = self.peek().filter(|c| matches!(c, '"' | '\''));
        if quote.is_some() {
            self.bump();
        }
        let label = self.word().to_owned();
        let Some(line) = self.rest().find('\n') else {
            return Err(cut_off(&label));
        };
        self.at += line + 1;
        let body = self.at;
        let mut lines: Vec<&str> = Vec::new();
        // The label ends the text where it begins a line, and what stands before it there is taken
        // off every line.
        let indent = loop {
            let rest = self.rest();
            if rest.is_empty() {
                self.at = body;
                return Err(cut_off(&label));
            }
            let line = rest.split('\n').next().unwrap_or_default();
            let bare = line.trim_start();
            let ends = bare
                .strip_prefix(label.as_str())
                .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
            if ends {
                let indent = line.len() - bare.len();
                self.at += indent + label.len();
                break indent;
            }
            lines.push(line.strip_suffix('\r').unwrap_or(line));
            self.at += (line.len() + 1).min(rest.len());
        };
        let lines: Vec<&str> = lines
            .into_iter()
            .map(|line| {
                let blank = line.len() - line.trim_start().len();
                line.get(indent.min(blank)..).unwrap_or_default()
            })
            .collect();
        let text = lines.join("\n");
        if quote == Some('\'') {
            return Ok(Some(text));
        }
        let mut inner = Reader::new(&text, 0, Dialect::Php);
        inner.heredoc_text()
    }

    /// The text of a heredoc, in which PHP puts variables and escapes.
    fn heredoc_text(&mut self) -> Result<Option<String>, Problem> {
        let mut text = String::new();
        let mut constant = true;
        while let Some(c) = self.bump() {
            match c {
                '\\' => self.escape('\n', &mut text),
                '$' => {
                    constant &= !self
                        .peek()
                        .is_some_and(|next| next.is_alphabetic() || next == '_' || next == '{');
                    text.push(c);
                }
                '{' => {
                    constant &= self.peek() != Some('$');
                    text.push(c);
                }
                _ => text.push(c),
            }
        }
        Ok(constant.then_some(text))
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
