//! [`Found`]: which columns a row had, for the selection that makes the row's Rust value.

use std::cell::RefCell;

use super::columns::Columns;
use super::misfit::Misfit;
use super::presence::Presence;
use super::tally::Tally;
use super::unreadable;

/// Why a column has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The site left the column out of the row.
    Absent,
    /// The site sent `null`.
    Null,
    /// The site sent something that is no such value.
    Unreadable,
}

/// Which columns a row has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The first 64 columns, which are all that most selections have.
    first: u64,
    more: Vec<u64>,
}

/// How many columns stand in one word.
const WORD: usize = 64;

impl Seen {
    /// Whether it has the column.
    pub(super) fn has(&self, column: usize) -> bool {
        let word = match column.checked_sub(WORD) {
            None => Some(&self.first),
            Some(column) => self.more.get(column / WORD),
        };
        word.is_some_and(|word| word & (1 << (column % WORD)) != 0)
    }

    /// A row of so many columns begins.
    #[inline]
    pub(super) fn clear(&mut self, columns: usize) {
        self.first = 0;
        if columns > WORD {
            self.more.clear();
            self.more.resize((columns - WORD).div_ceil(WORD), 0);
        }
    }

    /// What another row has, too.
    #[inline]
    pub(super) fn absorb(&mut self, other: &Seen) {
        self.first |= other.first;
        if self.more.len() < other.more.len() {
            self.more.resize(other.more.len(), 0);
        }
        for (word, more) in self.more.iter_mut().zip(&other.more) {
            *word |= more;
        }
    }

    /// The row has this column, too.
    #[inline]
    pub(super) fn add(&mut self, column: usize) {
        let word = match column.checked_sub(WORD) {
            None => Some(&mut self.first),
            Some(column) => self.more.get_mut(column / WORD),
        };
        if let Some(word) = word {
            *word |= 1 << (column % WORD);
        }
    }
}

/// The row that is read, and what all rows before it had.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) columns: Columns,
    pub(super) seen: Seen,
    /// What any row had.
    pub(super) ever: Seen,
    /// The columns of the row that could not be read, and why.
    pub(super) unread: Vec<(usize, Misfit)>,
    pub(super) chained: RefCell<Vec<(String, Tally)>>,
    /// The row's number, counted from 1.
    pub(super) number: usize,
}

/// Which columns a row had. Columns are counted from the first of the selection that is asked.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    row: &'a Current,
    first: usize,
}

impl<'a> Found<'a> {
    pub(super) fn new(row: &'a Current) -> Self {
        Found { row, first: 0 }
    }

    /// The same, seen from the selection that begins so many columns later.
    #[must_use]
    #[inline]
    pub fn after(self, columns: usize) -> Self {
        Found {
            first: self.first + columns,
            ..self
        }
    }

    /// Whether the row had the column, be it `null`.
    #[must_use]
    #[inline]
    pub fn has(self, column: usize) -> bool {
        self.row.seen.has(self.first + column)
    }

    /// Why a column has no value.
    #[must_use]
    pub fn missing(self, column: usize) -> Missing {
        if self.is_unreadable(column) {
            Missing::Unreadable
        } else if self.has(column) {
            Missing::Null
        } else {
            Missing::Absent
        }
    }

    /// Whether the row has something in the column that is no such value.
    #[must_use]
    #[inline]
    pub fn is_unreadable(self, column: usize) -> bool {
        self.unread_misfit(column).is_some()
    }

    /// Whether any of the first so many columns has something that is no value of it.
    #[must_use]
    pub fn has_unreadable(self, columns: usize) -> bool {
        let range = self.first..self.first + columns;
        self.row.unread.iter().any(|(at, _)| range.contains(at))
    }

    fn unread_misfit(self, column: usize) -> Option<&'a Misfit> {
        let column = self.first + column;
        let mut unread = self.row.unread.iter();
        unread.find_map(|(at, misfit)| (*at == column).then_some(misfit))
    }

    /// A column's value told apart from absent and null.
    #[must_use]
    pub fn presence<T>(self, column: usize, cell: Option<T>) -> Presence<T> {
        match (cell, self.missing(column)) {
            (Some(value), _) => Presence::Value(value),
            (None, Missing::Null) => Presence::Null,
            (None, Missing::Unreadable) => Presence::Unreadable,
            (None, Missing::Absent) => Presence::Absent,
        }
    }

    /// Where the columns of the rows that are chained under this name are told.
    pub(crate) fn chained<T>(self, name: &str, read: impl FnOnce(&mut Tally) -> T) -> T {
        let read = |tally: &mut Tally| unreadable::chained(self.row.number, name, || read(tally));
        let mut chained = self.row.chained.borrow_mut();
        let at = chained.iter().position(|(known, _)| known == name);
        let at = at.unwrap_or_else(|| {
            chained.push((name.to_owned(), Tally::default()));
            chained.len() - 1
        });
        match chained.get_mut(at) {
            Some((_, tally)) => read(tally),
            None => read(&mut Tally::default()),
        }
    }

    /// The value of a column that must have one.
    ///
    /// # Errors
    ///
    /// When it has none; the error names the column and says what to do.
    pub fn required<T>(self, column: usize, cell: Option<T>) -> Result<T, Misfit> {
        cell.ok_or_else(|| self.lacking(column))
    }

    /// The error that a column without a value is, where one is demanded.
    #[must_use]
    pub fn lacking(self, column: usize) -> Misfit {
        if let Some(misfit) = self.unread_misfit(column) {
            let misfit = misfit.clone().in_field(self.name(column));
            return misfit.with_hint(
                "; where that can be, select the field with `.optional()`, or read it as JSON",
            );
        }
        let missing = self.missing(column);
        let why = match missing {
            Missing::Null | Missing::Unreadable => "null",
            Missing::Absent => {
                "nothing: the site left the field out of the row, because it does not apply to \
                 this row, or the user may not see it, or the site does not have it"
            }
        };
        Misfit::said(
            "a value",
            format!("{why}; where that can be, select the field with `.optional()`"),
        )
        .of_absence(missing == Missing::Absent)
        .in_field(self.name(column))
    }

    /// The error that a column's value is, where it is not what was expected.
    #[must_use]
    pub(crate) fn refused(
        self,
        column: usize,
        expected: &str,
        instead: impl Into<String>,
    ) -> Misfit {
        Misfit::said(expected, instead).in_field(self.name(column))
    }

    fn name(self, column: usize) -> &'a str {
        self.row.columns.name(self.first + column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_apart_however_many_there_are() {
        for columns in [1, 63, 64, 65, 128, 129, 200] {
            let mut ever = Seen::default();
            let mut seen = Seen::default();
            for column in 0..columns {
                seen.clear(columns);
                seen.add(column);
                for other in 0..columns + 70 {
                    assert_eq!(seen.has(other), other == column, "{other} of {columns}");
                }
                ever.absorb(&seen);
                assert!((0..columns).all(|other| ever.has(other) == (other <= column)));
            }
        }
    }
}
