//! What becomes of a value that is not what its field declares: [`UnreadableValues`], and for dates
//! that no calendar has [`UnreadableDates`].

use std::cell::RefCell;

use super::misfit::Misfit;

/// What becomes of a date or timestamp that no calendar has: `1980-00-00`, `2023-02-30`.
///
/// MySQL stores such dates where the site lets it, and people who look after the site can correct
/// them. That there is no date at all (`0000-00-00`, and `-0001-11-30`, which PHP makes of it) is none
/// of them: it is always read as no value. What is no date in any form (`soon`, a list) is a matter of
/// [`UnreadableValues`].
///
/// A row that is read as text has the date as the site wrote it, whatever is chosen here:
/// `field::<Contact, String>("birth_date")` in a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum UnreadableDates {
    /// The answer is not read; the error names the entity, row, field and what was found. Nothing is
    /// lost, since nobody goes on without the date unknowingly.
    #[default]
    Refuse,
    /// The date is read as no value, and the rows are read. A warning in the trace says how many such
    /// dates an answer had.
    Null,
}

/// What becomes of a value that is not what the site declares its field to be: a list or an object
/// in a whole number, a word in an amount (APIv4 wire contract §12.2).
///
/// Some entities declare such a column, and nobody who only uses the site can correct it. So it costs
/// no more than that one value, unless this says otherwise.
///
/// As JSON the value is there as the site wrote it, whatever is chosen here:
/// `field::<Extension, Json>("requires")` in a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum UnreadableValues {
    /// The rows are read. The value is kept for who asks for it with
    /// [`Get::on_unreadable`](crate::Get::on_unreadable); a field that is read as a
    /// [`Presence`](crate::Presence) says [`Unreadable`](crate::Presence::Unreadable), an `Option` is
    /// `None`, and a field that must have a value, or that says itself what stands for none, is an
    /// error that names entity, row, field and what was found. A warning in the trace names the
    /// fields.
    #[default]
    Keep,
    /// The answer is not read; the error names the entity, row, field and what was found.
    Refuse,
}

/// A value that is not what its field declares, as the site sent it.
///
/// `Debug` does not show the value, which can be anybody's data.
#[derive(Clone, PartialEq, Eq)]
pub struct UnreadableValue {
    row: usize,
    field: String,
    expected: String,
    json: String,
}

impl UnreadableValue {
    /// The row that it stands in, counted from 0 among the rows that the call gives: over all pages of
    /// `rows` and of a stream.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row
    }

    /// The field's name in the answer. In the rows of a chained call, that call's name stands before
    /// it: `emails.email`.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What was expected: `a whole number`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The value as the site wrote it: JSON.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The same, with so many rows before its own.
    pub(crate) fn after(mut self, rows: usize) -> Self {
        self.row = self.row.saturating_add(rows);
        self
    }
}

impl std::fmt::Debug for UnreadableValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UnreadableValue")
            .field("row", &self.row)
            .field("field", &self.field)
            .field("expected", &self.expected)
            .field("json", &format_args!("{} bytes", self.json.len()))
            .finish()
    }
}

/// Both choices.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unreadable {
    pub(crate) dates: UnreadableDates,
    pub(crate) values: UnreadableValues,
}

/// What was not read of an answer.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// How many dates that no calendar has.
    pub(crate) dates: usize,
    pub(crate) values: Vec<UnreadableValue>,
}

struct Reading {
    choice: Unreadable,
    left_out: LeftOut,
}

impl Reading {
    const fn new(choice: Unreadable) -> Self {
        Reading {
            choice,
            left_out: LeftOut {
                dates: 0,
                values: Vec::new(),
            },
        }
    }
}

thread_local! {
    /// What holds for the answer that this thread is reading, and what was left out. A row, a chained
    /// row and a list in it are all read by one call on one thread, through interfaces that generated
    /// code implements, and none of those needs to know.
    static READING: RefCell<Reading> = const {
        RefCell::new(Reading::new(Unreadable {
            dates: UnreadableDates::Refuse,
            values: UnreadableValues::Refuse,
        }))
    };
}

/// Reads with these choices, and says what was left out.
pub(crate) fn reading<T>(choice: Unreadable, read: impl FnOnce() -> T) -> (T, LeftOut) {
    let before = READING.replace(Reading::new(choice));
    // Put back also when the reading panics, in a type of the caller's own.
    let restore = Restore(Some(before));
    let read = read();
    let left_out = READING.with_borrow_mut(|reading| std::mem::take(&mut reading.left_out));
    drop(restore);
    (read, left_out)
}

struct Restore(Option<Reading>);

impl Drop for Restore {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            READING.set(before);
        }
    }
}

/// Whether a date that no calendar has is left out; it is counted then.
pub(super) fn leave_out_date() -> bool {
    READING.with_borrow_mut(|reading| {
        let leaves_out = reading.choice.dates == UnreadableDates::Null;
        reading.left_out.dates += usize::from(leaves_out);
        leaves_out
    })
}

/// Whether a value that can't be read is kept.
pub(super) fn are_kept() -> bool {
    READING.with_borrow(|reading| reading.choice.values == UnreadableValues::Keep)
}

/// Keeps a value that can't be read, of the row with this number (counted from 1).
pub(super) fn keep(row: usize, field: &str, misfit: &Misfit, json: &str) {
    let kept = UnreadableValue {
        row: row.saturating_sub(1),
        field: field.to_owned(),
        expected: misfit.expected().to_owned(),
        json: json.to_owned(),
    };
    READING.with_borrow_mut(|reading| reading.left_out.values.push(kept));
}

/// Reads the rows of a chained call of this name, which stand in the row with this number (counted
/// from 1): what is kept of them is kept of that row.
pub(super) fn chained<T>(row: usize, name: &str, read: impl FnOnce() -> T) -> T {
    let before = READING.with_borrow(|reading| reading.left_out.values.len());
    let read = read();
    READING.with_borrow_mut(|reading| {
        for kept in reading.left_out.values.iter_mut().skip(before) {
            kept.row = row.saturating_sub(1);
            kept.field = format!("{name}.{}", kept.field);
        }
    });
    read
}

/// What this thread has kept so far of the answer that it is reading.
pub(crate) fn kept() -> Vec<UnreadableValue> {
    READING.with_borrow(|reading| reading.left_out.values.clone())
}
