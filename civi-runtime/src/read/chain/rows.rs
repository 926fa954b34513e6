//! [`Chained`]: rows with what a chained call gave beside each.

use std::borrow::Cow;

use super::{Chainable, Linked, RowsOfChain};
use crate::entity::CanGet;
use crate::query::select::{Cells, Selection, Wanted};
use crate::read::get::Get;
use crate::row::{Decode, Found, Misfit, Places, Slot};

/// A selection with what a chained call gives beside each row: what
/// [`Get::chain`](crate::Get::chain) makes. Its rows are `(row, output of the chained call)`.
#[derive(Debug, Clone)]
pub struct Chained<S, L> {
    rows: S,
    name: Cow<'static, str>,
    link: L,
    /// Whether the chained call is known to give no row, and so is not sent.
    nothing: bool,
}

impl<S, L> Chained<S, L> {
    pub(crate) fn new(rows: S, name: Cow<'static, str>, link: L, nothing: bool) -> Self {
        Chained {
            rows,
            name,
            link,
            nothing,
        }
    }
}

/// What a chained call gave as JSON, until the row is made.
#[derive(Debug, Default)]
pub struct ChainedRows(Option<Box<[u8]>>);

impl Decode for ChainedRows {
    fn decode(&mut self, json: &[u8]) -> Result<(), Misfit> {
        self.0 = Some(json.into());
        Ok(())
    }
}

impl Places for ChainedRows {
    fn slot(&mut self, _column: usize) -> Slot<'_> {
        Slot::Custom(self)
    }
}

impl Cells for ChainedRows {
    const WIDTH: usize = 1;

    fn empty() -> Self {
        ChainedRows(None)
    }
}

impl<E, S: Selection<E>, L: Chainable> Selection<E> for Chained<S, L> {
    type Row = (S::Row, L::Output);
    type Cells = (S::Cells, ChainedRows);

    fn want(&self, wanted: &mut Wanted) {
        self.rows.want(wanted);
        wanted.name(self.name.clone());
    }

    fn row(&self, cells: Self::Cells, found: Found<'_>) -> Result<Self::Row, Misfit> {
        let (row, chained) = cells;
        let row = self.rows.row(row, found)?;
        let json = match &chained.0 {
            Some(json) => &**json,
            None if self.nothing => b"[]",
            None => return Err(found.after(S::Cells::WIDTH).lacking(0)),
        };
        let chained = found
            .chained(&self.name, |tally| {
                self.link.read_all(RowsOfChain { json, tally })
            })
            .map_err(|misfit| misfit.in_field(self.name.clone()))?;
        Ok((row, chained))
    }
}

impl<E: CanGet, S: Selection<E>> Chainable for Get<E, S> {
    type Output = Vec<S::Row>;
    type One = S::Row;

    fn linked(&self) -> Linked {
        Linked::query(self.query().clone(), self.wanted())
    }

    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<Vec<S::Row>, Misfit> {
        rows.of_selection(self.selection(), self.wanted().into_names())
    }

    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<S::Row, Misfit> {
        let mut rows = self.read_all(rows)?;
        rows.pop()
            .filter(|_| rows.is_empty())
            .ok_or_else(|| Misfit::said("one row", "none or several"))
    }
}
