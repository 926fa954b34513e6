//! [`UnreadableDates`]: what becomes of a date that no calendar has.

use std::cell::Cell;

/// What becomes of a date or timestamp that no calendar has: `1980-00-00`, `2023-02-30`.
///
/// MySQL stores such dates where the site lets it. That there is no date at all (`0000-00-00`, and
/// `-0001-11-30`, which PHP makes of it) is none of them: it is always read as no value.
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

thread_local! {
    /// What holds for the answer that this thread is reading, and how many dates were left out. A
    /// row, a chained row and a list in it are all read by one call on one thread, through interfaces
    /// that generated code implements, and none of those needs to know.
    static READING: Cell<(UnreadableDates, usize)> = const { Cell::new((UnreadableDates::Refuse, 0)) };
}

/// Reads with this choice, and says how many dates were left out.
pub(crate) fn with_dates<T>(choice: UnreadableDates, read: impl FnOnce() -> T) -> (T, usize) {
    let before = READING.replace((choice, 0));
    // Put back also when the reading panics, in a type of the caller's own.
    let restore = Restore(before);
    let read = read();
    let (_, left_out) = READING.get();
    drop(restore);
    (read, left_out)
}

struct Restore((UnreadableDates, usize));

impl Drop for Restore {
    fn drop(&mut self) {
        READING.set(self.0);
    }
}

/// Whether a date that can't be read is left out; it is counted then.
pub(super) fn leave_out() -> bool {
    let (choice, left_out) = READING.get();
    if choice == UnreadableDates::Refuse {
        return false;
    }
    READING.set((choice, left_out + 1));
    true
}
