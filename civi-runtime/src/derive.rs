//! What `#[derive(CiviEntity)]` and `#[derive(CiviOption)]` expand to calls on.
//!
//! Not for use by hand: it changes without notice. Whatever an expansion can share is here, once,
//! so that a derived struct costs little more than its declaration.

use std::borrow::Cow;
use std::fmt::Display;

use crate::entity::Entity;
use crate::row::{Misfit, Record, Seen, Slot};
use crate::value::{OptionList, OtherOption};

pub use crate::kind::Missing;
pub use serde_json::Value as Json;

/// A struct that a row's columns are read into.
pub trait Derived: Sized + Send + 'static {
    /// The entity that it is of.
    type Entity: Entity;
    /// Where its columns are read to before it is made.
    type Partial: Default + Send + 'static;
    /// How many columns it has, flattened ones too.
    const WIDTH: usize;
    /// Whether it takes a row without any value.
    const TAKES_NULL: bool;

    /// Adds its columns' names, each with `prefix` before it.
    fn columns(prefix: &str, names: &mut Vec<Cow<'static, str>>);

    /// The place for the column with this index.
    fn slot(partial: &mut Self::Partial, column: usize) -> Slot<'_>;

    /// Whether no column has a value.
    fn is_vacant(partial: &Self::Partial) -> bool;

    /// Makes the struct of what was read.
    ///
    /// # Errors
    ///
    /// When a value is missing that must be there, or can't be converted.
    fn finish(partial: Self::Partial, row: Found<'_>) -> Result<Self, Misfit>;
}

/// Adds columns' names, each with `prefix` before it.
pub fn add(prefix: &str, own: &[&'static str], names: &mut Vec<Cow<'static, str>>) {
    names.extend(own.iter().map(|name| {
        if prefix.is_empty() {
            Cow::Borrowed(*name)
        } else {
            Cow::Owned(format!("{prefix}{name}"))
        }
    }));
}

/// Which columns of a selection a row had, seen from one derived struct's first column.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    seen: &'a Seen,
    names: &'a [Cow<'static, str>],
    first: usize,
}

impl<'a> Found<'a> {
    /// All columns of a row.
    #[must_use]
    pub fn new(seen: &'a Seen, names: &'a [Cow<'static, str>], first: usize) -> Self {
        Found { seen, names, first }
    }

    /// The same, seen from a flattened struct's first column.
    #[must_use]
    pub fn from(self, column: usize) -> Self {
        Found {
            first: self.first + column,
            ..self
        }
    }

    /// A column's value, or why it has none.
    ///
    /// # Errors
    ///
    /// [`Missing`].
    pub fn value<T>(&self, column: usize, value: Option<T>) -> Result<T, Missing> {
        match value {
            Some(value) => Ok(value),
            None if self.seen.has(self.first + column) => Err(Missing::Null),
            None => Err(Missing::Absent),
        }
    }

    /// The outcome of a conversion, its failure told with the column's name.
    ///
    /// # Errors
    ///
    /// The conversion's.
    pub fn made<T>(&self, column: usize, outcome: Result<T, impl Display>) -> Result<T, Misfit> {
        outcome.map_err(|error| self.misfit(column, "a value that converts", error.to_string()))
    }

    /// The error of a column that must have a value and has none.
    #[must_use]
    pub fn missing(&self, column: usize, missing: Missing) -> Misfit {
        self.misfit(
            column,
            "a value, as the schema promises",
            match missing {
                Missing::Null => "null",
                Missing::Absent => "a row without this field",
            },
        )
    }

    fn misfit(&self, column: usize, expected: &str, found: impl Into<String>) -> Misfit {
        let name = self.names.get(self.first + column);
        Misfit::said(expected, found).in_field(name.map_or("?", AsRef::as_ref))
    }
}

/// A type that can hold a column's value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold this field: it is read as `{T}`",
    label = "the schema says `{T}`",
    note = "write `{T}`, or convert it with `#[civi_entity(with = …)]`; an enum of your own for an option list takes `#[derive(CiviOption)]`"
)]
pub trait Holds<T>: Sized {
    /// Makes it of the column's value.
    ///
    /// # Errors
    ///
    /// Why this value is none of it.
    fn hold(value: T) -> Result<Self, String>;
}

impl<T> Holds<T> for T {
    fn hold(value: T) -> Result<Self, String> {
        Ok(value)
    }
}

impl<O: OptionList> Holds<String> for O {
    fn hold(value: String) -> Result<Self, String> {
        Ok(O::from_text(&value))
    }
}

impl<O: OptionList> Holds<i64> for O {
    fn hold(value: i64) -> Result<Self, String> {
        let text = value.to_string();
        Ok(O::from_stored(&text).unwrap_or_else(|| O::other(OtherOption::new(text))))
    }
}

/// Makes every item of a list.
///
/// # Errors
///
/// The first item's that can't be made.
pub fn each<T, U: Holds<T>>(values: Vec<T>) -> Result<Vec<U>, String> {
    values.into_iter().map(U::hold).collect()
}

/// Refuses, when it is compiled, a type of another entity than the schema's.
pub const fn same_entity(found: &str, wanted: &str, message: &str) {
    assert!(is_entity(found, wanted), "{}", message);
}

/// Whether an entity's rows are rows of the other: itself, and for contacts the contact types.
const fn is_entity(found: &str, wanted: &str) -> bool {
    same(found, wanted)
        || (is_contact(found) && is_contact(wanted))
}

const fn is_contact(name: &str) -> bool {
    same(name, "Contact")
        || same(name, "Individual")
        || same(name, "Household")
        || same(name, "Organization")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Refuses, when it is compiled, what does not hold.
pub const fn demand(holds: bool, message: &str) {
    assert!(holds, "{}", message);
}

/// The row of an entity that is only known by derived structs: they bring their own.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoRow;

impl Record for NoRow {
    const COLUMNS: &'static [&'static str] = &[];

    fn slot(&mut self, _column: usize) -> Slot<'_> {
        Slot::Skip
    }
}
