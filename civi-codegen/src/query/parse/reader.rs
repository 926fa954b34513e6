//! The reader of literals: JSON, and what JavaScript, PHP and Python write like it.

use super::opaque;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};

/// How deep lists and objects may nest: far more than the site itself takes, and few enough for
/// any stack.
const DEPTH: usize = 100;

/// Whose literals are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// JSON, also with a comma or a comment too many.
    Json,
    JavaScript,
    Php,
    Python,
}

/// Reads literals from the input.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, at: usize, dialect: Dialect) -> Self {
        Reader {
            text,
            at,
            dialect,
            depth: 0,
        }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Passes `word`, where it is next.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let there = self.rest().starts_with(word);
        if there {
            self.at += word.len();
        }
        there
    }

    pub(super) fn expect(&mut self, word: &str, what: &str) -> Result<(), Problem> {
        self.space();
        if self.eat(word) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{word}` {what}")))
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Problem {
        let found = match self.peek() {
            Some(c) => format!("`{c}`"),
            None => "the end of the input".to_owned(),
        };
        Problem::at(self.at, format!("expected {wanted}, found {found}"))
    }

    /// Passes blanks and comments.
    pub(super) fn space(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            let rest = self.rest();
            let comment = match self.dialect {
                Dialect::Python => rest.starts_with('#'),
                Dialect::Php => rest.starts_with("//") || rest.starts_with('#'),
                _ => rest.starts_with("//"),
            };
            if comment {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") && self.dialect != Dialect::Python {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else if blank == 0 {
                return;
            }
        }
    }

    /// An identifier: letters, digits and `_`, also `$` in JavaScript.
    pub(super) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The next value.
    pub(super) fn value(&mut self) -> Result<Literal, Problem> {
        self.space();
        let start = self.at;
        let simple = self.simple()?;
        self.space();
        // A literal that something follows is part of an expression: `'%' . $name`.
        match simple {
            Some(literal) if self.ends_value() => Ok(literal),
            Some(Literal {
                value: Value::Text(text),
                ..
            }) if self.joins_text() => self.joined(text, start),
            _ => {
                self.at = start;
                opaque::read(self)
            }
        }
    }

    fn ends_value(&self) -> bool {
        let rest = self.rest();
        rest.is_empty()
            || rest.starts_with([',', ']', '}', ')', ';', ':'])
            || rest.starts_with("=>")
            || (self.depth == 0 && self.dialect == Dialect::Json)
    }

    fn joins_text(&self) -> bool {
        match self.dialect {
            Dialect::Php => self.rest().starts_with('.'),
            Dialect::JavaScript => self.rest().starts_with('+'),
            // Python joins literals that stand beside one another.
            Dialect::Python => self.rest().starts_with(['\'', '"', '+']),
            Dialect::Json => false,
        }
    }

    /// Literals of text joined to one; an expression where anything else takes part.
    fn joined(&mut self, first: String, start: usize) -> Result<Literal, Problem> {
        let mut whole = first;
        while self.joins_text() {
            let _ = self.eat(".") || self.eat("+");
            self.space();
            match self.simple()? {
                Some(Literal {
                    value: Value::Text(text),
                    ..
                }) => whole.push_str(&text),
                Some(Literal {
                    value: Value::Number(digits),
                    ..
                }) => whole.push_str(&digits),
                _ => {
                    self.at = start;
                    return opaque::read(self);
                }
            }
            self.space();
        }
        if self.ends_value() {
            return Ok(Literal {
                value: Value::Text(whole),
                at: start,
            });
        }
        self.at = start;
        opaque::read(self)
    }

    /// A literal; `None` where it is something else.
    fn simple(&mut self) -> Result<Option<Literal>, Problem> {
        let at = self.at;
        let value = match self.peek() {
            None => return Err(self.unexpected("a value")),
            Some('[') => Value::List(Vec::new()),
            Some('{') => {
                self.at += 1;
                return self.entries('}', at).map(Some);
            }
            Some('"' | '\'' | '`') => match self.string()? {
                Some(text) => Value::Text(text),
                None => return Ok(None),
            },
            Some('<') if self.is_heredoc() => match self.heredoc()? {
                Some(text) => Value::Text(text),
                None => return Ok(None),
            },
            Some('-' | '+' | '.' | '0'..='9') => match self.number() {
                Some(digits) => Value::Number(digits),
                None => return Ok(None),
            },
            Some(c) if c.is_alphabetic() || c == '\\' || c == '_' => match self.named()? {
                Some(literal) => return Ok(Some(literal)),
                None => return Ok(None),
            },
            Some(',' | ']' | '}' | ')' | ';' | ':') => return Err(self.unexpected("a value")),
            Some(_) => return Ok(None),
        };
        if matches!(value, Value::List(_)) {
            self.at += 1;
            return self.entries(']', at).map(Some);
        }
        Ok(Some(Literal { value, at }))
    }

    /// `true`, `NULL`, `array(…)`, `ts('…')`.
    fn named(&mut self) -> Result<Option<Literal>, Problem> {
        let at = self.at;
        let word = self.word();
        let value = match word.to_ascii_lowercase().as_str() {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "null" | "none" | "undefined" => Value::Null,
            "array" if self.dialect == Dialect::Php => {
                self.space();
                if !self.eat("(") {
                    return Ok(None);
                }
                return self.entries(')', at).map(Some);
            }
            // Only what translates its one literal stands for it.
            "ts" => return self.translated(at),
            "e" if self.eat("::ts") => return self.translated(at),
            _ => return Ok(None),
        };
        Ok(Some(Literal { value, at }))
    }

    fn translated(&mut self, at: usize) -> Result<Option<Literal>, Problem> {
        self.space();
        if !self.eat("(") {
            return Ok(None);
        }
        self.space();
        if !matches!(self.peek(), Some('"' | '\'')) {
            return Ok(None);
        }
        let inner = self.value()?;
        self.space();
        Ok((self.eat(")") && inner.as_text().is_some()).then_some(Literal { at, ..inner }))
    }

    /// The rest of a list or an object up to `close`.
    fn entries(&mut self, close: char, at: usize) -> Result<Literal, Problem> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Problem::at(
                at,
                format!("lists and objects nest more than {DEPTH} deep here"),
            ));
        }
        let mut items: Vec<(Option<String>, Literal)> = Vec::new();
        loop {
            self.space();
            if self.peek().is_none() {
                return Err(Problem::at(
                    at,
                    format!("this has no end: `{close}` is missing; the input is cut off"),
                ));
            }
            if self.eat(close.encode_utf8(&mut [0; 4])) {
                break;
            }
            let key = if close == '}' {
                let start = self.at;
                let key = self.key()?;
                self.space();
                // `{limit, where: […]}`: a variable of the same name.
                if self.dialect == Dialect::JavaScript
                    && self.text[start..].starts_with(|c: char| c.is_alphabetic() || c == '_')
                    && matches!(self.peek(), Some(',' | '}'))
                {
                    self.at = start;
                    items.push((Some(key), opaque::read(self)?));
                    self.eat(",");
                    continue;
                }
                self.expect(":", "after a name")?;
                Some(key)
            } else {
                None
            };
            let value = self.value()?;
            self.space();
            if key.is_none() && self.dialect == Dialect::Php && self.eat("=>") {
                let key = match &value.value {
                    Value::Text(text) | Value::Number(text) => text.clone(),
                    _ => {
                        return Err(Problem::at(
                            value.at,
                            "the name of an entry is a literal; this is an expression",
                        ));
                    }
                };
                let value = self.value()?;
                items.push((Some(key), value));
            } else {
                items.push((key, value));
            }
            self.space();
            if !self.eat(",")
                && !matches!(self.peek(), Some(c) if c == close)
                && self.peek().is_some()
            {
                return Err(self.unexpected(&format!("`,` or `{close}`")));
            }
        }
        self.depth -= 1;
        Ok(Literal {
            value: collected(items, close),
            at,
        })
    }

    fn key(&mut self) -> Result<String, Problem> {
        let at = self.at;
        match self.peek() {
            Some('"' | '\'') => self
                .string()?
                .ok_or_else(|| Problem::at(at, "the name of an entry is a literal")),
            Some(c) if c.is_alphanumeric() || c == '_' || c == '$' => {
                self.eat("$");
                self.word();
                Ok(self.text[at..self.at].to_owned())
            }
            _ => Err(self.unexpected("a name")),
        }
    }

    fn number(&mut self) -> Option<String> {
        let start = self.at;
        let rest = self.rest();
        let body = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        let sign = rest.len() - body.len();
        let mut end = 0;
        let mut last = ' ';
        for (index, c) in body.char_indices() {
            let fits = c.is_ascii_digit()
                || (c == '.' && !body[..index].contains('.'))
                || (matches!(c, 'e' | 'E') && last.is_ascii_digit())
                || (matches!(c, '+' | '-') && matches!(last, 'e' | 'E'))
                || (c == '_' && last.is_ascii_digit());
            if !fits {
                break;
            }
            last = c;
            end = index + c.len_utf8();
        }
        let digits = body[..end].replace('_', "");
        if !digits.contains(|c: char| c.is_ascii_digit()) || digits.parse::<f64>().is_err() {
            return None;
        }
        // `2fast` is a name.
        if body[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        self.at = start + sign + end;
        let digits = digits.trim_end_matches('.');
        Some(if rest.starts_with('-') {
            format!("-{digits}")
        } else {
            digits.to_owned()
        })
    }
}

/// A list, or an object where entries have names. PHP numbers those without one.
fn collected(items: Vec<(Option<String>, Literal)>, close: char) -> Value {
    // `[0 => 'a', 1 => 'b']` is a list to PHP.
    let in_order = |(place, (key, _)): (usize, &(Option<String>, Literal))| {
        key.as_ref().is_none_or(|key| *key == place.to_string())
    };
    if close != '}' && items.iter().enumerate().all(in_order) {
        return Value::List(items.into_iter().map(|(_, value)| value).collect());
    }
    let mut entries: Vec<(String, Literal)> = Vec::new();
    let mut next = 0;
    for (key, value) in items {
        let key = key.unwrap_or_else(|| {
            let key = next.to_string();
            next += 1;
            key
        });
        if let Ok(number) = key.parse::<usize>() {
            next = next.max(number.saturating_add(1));
        }
        match entries.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = value,
            None => entries.push((key, value)),
        }
    }
    Value::Map(entries)
}
