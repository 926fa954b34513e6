//! [`Cells`]: where a row's values stand while it is read.

use crate::row::Value;
use crate::row::{Places, Record, Slot};

/// The places of a selection's columns. A cell that stays empty was null or not in the row.
pub trait Cells: Places + Send + 'static {
    /// How many columns there are.
    const WIDTH: usize;

    /// Empty cells, for the next row. (Not `Default`: large tuples have none.)
    fn empty() -> Self;
}

impl<T: Value> Places for Option<T> {
    fn slot(&mut self, _column: usize) -> Slot<'_> {
        T::slot(self)
    }
}

impl<T: Value> Cells for Option<T> {
    const WIDTH: usize = 1;

    fn empty() -> Self {
        None
    }
}

/// The cells of a whole generated row: the row itself.
#[derive(Debug)]
pub struct RecordCells<R>(pub(crate) R);

impl<R: Record> Places for RecordCells<R> {
    fn slot(&mut self, column: usize) -> Slot<'_> {
        self.0.slot(column)
    }
}

impl<R: Record> Cells for RecordCells<R> {
    const WIDTH: usize = R::COLUMNS.len();

    fn empty() -> Self {
        RecordCells(R::default())
    }
}
