//! [`Misfit`]: a value that is not what its column holds.

use std::fmt;

use crate::error::{Error, Kind};
use crate::json::Broken;

/// A value in an answer that is not what its column holds, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit(Box<Inner>);

/// Boxed, so that reading a value that fits carries no more than a pointer's worth of result.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    expected: String,
    found: String,
    /// Nothing was found, since the row does not have the column.
    absent: bool,
    /// What can be done, said at the end of the error.
    hint: &'static str,
    /// The answer is refused for it, whatever is done with other values that can't be read.
    never_kept: bool,
    /// The way to the value from the outside in: row numbers, field names, list positions.
    place: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Row(usize),
    Field(String),
    Element(usize),
}

/// How much of a wrong value an error shows, in characters.
const SHOWN: usize = 80;

impl From<Broken> for Misfit {
    fn from(broken: Broken) -> Self {
        Misfit::said("JSON", broken.to_string())
    }
}

impl Misfit {
    /// A misfit: what was expected (`a date`), and the JSON that was found instead.
    #[must_use]
    pub fn new(expected: impl Into<String>, found: &[u8]) -> Self {
        Misfit(Box::new(Inner {
            expected: expected.into(),
            found: excerpt(found),
            absent: false,
            hint: "",
            never_kept: false,
            place: Vec::new(),
        }))
    }

    /// A misfit found in a text value.
    pub(crate) fn text(expected: impl Into<String>, found: &str) -> Self {
        Misfit(Box::new(Inner {
            expected: expected.into(),
            found: format!("{:?}", excerpt(found.as_bytes())),
            absent: false,
            hint: "",
            never_kept: false,
            place: Vec::new(),
        }))
    }

    /// A misfit that is described in words: there is no value to show.
    pub(crate) fn said(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Misfit(Box::new(Inner {
            expected: expected.into(),
            found: found.into(),
            absent: false,
            hint: "",
            never_kept: false,
            place: Vec::new(),
        }))
    }

    /// The same, where the row does not have the column.
    #[must_use]
    pub(crate) fn of_absence(mut self, absent: bool) -> Self {
        self.0.absent = absent;
        self
    }

    /// Whether the row does not have the column.
    pub(crate) fn is_absence(&self) -> bool {
        self.0.absent
    }

    /// The same, with what can be done about it.
    pub(crate) fn with_hint(mut self, hint: &'static str) -> Self {
        self.0.hint = hint;
        self
    }

    /// The same, for which the answer is refused in any case.
    pub(crate) fn never_kept(mut self) -> Self {
        self.0.never_kept = true;
        self
    }

    /// Whether it is of one value of a row, which can be kept while the rest of the row is read.
    pub(super) fn is_of_one_value(&self) -> bool {
        let in_rows = |step: &Step| matches!(step, Step::Row(_));
        !self.0.never_kept && !self.0.place.iter().any(in_rows)
    }

    /// What was expected.
    pub(super) fn expected(&self) -> &str {
        &self.0.expected
    }

    /// The same, in the row with this number (counted from 1).
    #[must_use]
    pub(crate) fn in_row(mut self, number: usize) -> Self {
        self.0.place.push(Step::Row(number));
        self
    }

    /// The same, in this field.
    #[must_use]
    pub(crate) fn in_field(mut self, name: impl Into<String>) -> Self {
        self.0.place.push(Step::Field(name.into()));
        self
    }

    /// The same, in the list element with this number (counted from 1).
    #[must_use]
    pub(crate) fn in_element(mut self, number: usize) -> Self {
        self.0.place.push(Step::Element(number));
        self
    }

    /// The field that the value stands in; the outermost where it is in a chained row.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.place.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The number of the row that the value stands in, counted from 1.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.0.place.iter().rev().find_map(|step| match step {
            Step::Row(number) => Some(*number),
            _ => None,
        })
    }
}

impl Misfit {
    /// The misfit as the error of a call.
    pub(crate) fn into_error(self, entity: &str, action: &str) -> Error {
        let mut error = Error::new(
            Kind::Decode,
            format!("the answer does not fit: {self}{}", self.0.hint),
        )
        .at(entity, Some(action));
        if let Some(row) = self.row() {
            error = error.with_row(row.saturating_sub(1));
        }
        match self.field() {
            Some(field) => error.with_fields(vec![field.to_owned()]),
            None => error,
        }
    }
}

fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if text.chars().nth(SHOWN).is_none() {
        return text.into_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in self.0.place.iter().rev() {
            match step {
                Step::Row(number) => write!(f, "row {number}, ")?,
                Step::Field(name) => write!(f, "field `{name}`, ")?,
                Step::Element(number) => write!(f, "element {number}, ")?,
            }
        }
        write!(f, "expected {}, found {}", self.0.expected, self.0.found)
    }
}

impl std::error::Error for Misfit {}
