//! [`Reader`]: TOML with spans, key by key, collecting what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use crate::schema::nearest::nearest;

/// Keys that people would put a secret under.
const SECRETS: [&str; 10] = [
    "api_key",
    "apikey",
    "key",
    "token",
    "jwt",
    "password",
    "secret",
    "site_key",
    "credential",
    "bearer",
];

/// A settings file while it is read.
pub(super) struct Reader<'t> {
    text: &'t str,
    root: Option<DeTable<'t>>,
    problems: Vec<Problem>,
}

/// One table of it.
pub(super) struct Table<'r> {
    text: &'r str,
    name: String,
    entries: &'r DeTable<'r>,
    asked: BTreeSet<&'static str>,
    /// Whether any key is right.
    open: bool,
    problems: &'r mut Vec<Problem>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        match DeTable::parse(text) {
            Ok(root) => Self {
                text,
                root: Some(root.into_inner()),
                problems: Vec::new(),
            },
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let problem = problem(text, span, format!("it isn't TOML: {}", error.message()));
                Self {
                    text,
                    root: None,
                    problems: vec![problem],
                }
            }
        }
    }

    /// The file's outermost table; `None` where the file isn't TOML.
    pub(super) fn root(&mut self) -> Option<Table<'_>> {
        Some(Table {
            text: self.text,
            name: String::new(),
            entries: self.root.as_ref()?,
            asked: BTreeSet::new(),
            open: false,
            problems: &mut self.problems,
        })
    }

    /// What was wrong.
    pub(super) fn problems(self) -> Vec<Problem> {
        self.problems
    }
}

impl<'r> Table<'r> {
    /// A text that isn't empty.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        match value.get_ref().as_str() {
            Some("") => self.wrong(value.span(), key, "must not be empty"),
            Some(text) => Some(text.to_owned()),
            None => self.wrong_type(value, key, "a text in quotes"),
        }
    }

    /// A text that passes a check.
    pub(super) fn checked(
        &mut self,
        key: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<String> {
        let text = self.text(key)?;
        match (check(&text), self.value(key)) {
            (Err(message), Some(value)) => {
                self.report(value.span(), format!("`{}`: {message}", self.path(key)));
                None
            }
            _ => Some(text),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match value.get_ref().as_bool() {
            Some(flag) => Some(flag),
            None => self.wrong_type(value, key, "`true` or `false`"),
        }
    }

    /// A number of seconds, from one to a day.
    pub(super) fn seconds(&mut self, key: &'static str) -> Option<u64> {
        match self.number(key) {
            Some(0 | 86_401..) => {
                let span = self.value(key)?.span();
                self.wrong(span, key, "must be from 1 second to a day, 86400")
            }
            other => other,
        }
    }

    /// A number that isn't negative.
    pub(super) fn number(&mut self, key: &'static str) -> Option<u64> {
        let value = self.value(key)?;
        let number = value.get_ref().as_integer();
        match number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok()) {
            Some(number) => Some(number),
            None => self.wrong_type(value, key, "a whole number, not negative"),
        }
    }

    /// Texts by keys of the caller's own.
    pub(super) fn pairs(&mut self) -> BTreeMap<String, String> {
        self.open = true;
        let mut pairs = BTreeMap::new();
        for (key, value) in self.entries.iter() {
            let name: &str = key.get_ref();
            match value.get_ref().as_str() {
                Some(text) => pairs.extend([(name.to_owned(), text.to_owned())]),
                None if value.get_ref().is_table() => self.report(
                    key.span(),
                    format!(
                        "`{}`: put a name with a dot in quotes, `\"Contact.source\"`",
                        self.path(name)
                    ),
                ),
                None => self
                    .wrong_type::<()>(value, name, "a text in quotes")
                    .unwrap_or_default(),
            }
        }
        pairs
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let value = self.value(key)?;
        let Some(items) = value.get_ref().as_array() else {
            return self.wrong_type(value, key, "a list of texts");
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self
                    .wrong_type::<()>(item, key, "a list of texts")
                    .unwrap_or_default(),
            }
        }
        Some(texts)
    }

    /// A table in this one.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Table<'_>> {
        let value = self.value(key)?;
        if value.get_ref().as_table().is_none() {
            return self.wrong_type(value, key, "a table");
        }
        let name = self.path(key);
        let entries = value.get_ref().as_table()?;
        let asked = BTreeSet::new();
        Some(Table {
            text: self.text,
            name,
            entries,
            asked,
            open: false,
            problems: &mut *self.problems,
        })
    }

    fn value(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.asked.insert(key);
        self.entries.get(key)
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    fn wrong_type<T>(&mut self, value: &Spanned<DeValue<'_>>, key: &str, want: &str) -> Option<T> {
        let found = value.get_ref().type_str();
        self.wrong(
            value.span(),
            key,
            &format!("must be {want}, and is of type {found}"),
        )
    }

    fn wrong<T>(&mut self, span: Range<usize>, key: &str, message: &str) -> Option<T> {
        self.report(span, format!("`{}` {message}", self.path(key)));
        None
    }

    fn report(&mut self, span: Range<usize>, message: String) {
        self.problems.push(problem(self.text, span, message));
    }
}

/// A table that has been read tells which of its keys nobody asked for.
impl Drop for Table<'_> {
    fn drop(&mut self) {
        let entries = self.entries;
        for (key, _) in entries.iter() {
            let name: &str = key.get_ref();
            if self.open || self.asked.contains(name) {
                continue;
            }
            let mut message = format!("`{}` isn't a setting", self.path(name));
            if SECRETS.contains(&name.to_ascii_lowercase().replace('-', "_").as_str()) {
                message = format!(
                    "`{}`: a secret must not be in a file that is committed: take it out, change \
                     it on the site if it was shared, and set CIVI_API_KEY in the environment",
                    self.path(name)
                );
            } else if let Some(known) = nearest(name, self.asked.iter().copied()) {
                message += &format!("; did you mean `{known}`?");
            } else {
                let known: Vec<_> = self.asked.iter().map(|key| format!("`{key}`")).collect();
                message += &format!("; there are {}", known.join(", "));
            }
            self.report(key.span(), message);
        }
    }
}

fn problem(text: &str, span: Range<usize>, message: String) -> Problem {
    let before = text.get(..span.start.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Problem {
        line,
        column,
        message,
    }
}
