//! [`AllFields`]: the whole row.

use std::fmt;
use std::marker::PhantomData;

use super::{RecordCells, Selection, Wanted};
use crate::entity::CanGet;
use crate::row::{Found, Misfit, Record};

/// Every standard field of an entity, as its generated row: `Contact::all()`.
///
/// The wire's `*` leaves out custom and calculated fields (APIv4 wire contract §6.2); custom ones
/// come with [`with_custom`](Self::with_custom), others beside it in a tuple:
/// `(Contact::all(), Contact::AGE_YEARS)`.
pub struct AllFields<E> {
    custom: bool,
    marker: PhantomData<fn() -> E>,
}

impl<E> AllFields<E> {
    /// All standard fields.
    #[must_use]
    pub const fn new() -> Self {
        AllFields {
            custom: false,
            marker: PhantomData,
        }
    }

    /// With the custom fields of single-record groups.
    #[must_use]
    pub const fn with_custom(self) -> Self {
        AllFields {
            custom: true,
            marker: PhantomData,
        }
    }
}

impl<E: CanGet> Selection<E> for AllFields<E> {
    type Row = E::Row;
    type Cells = RecordCells<E::Row>;

    fn want(&self, wanted: &mut Wanted) {
        wanted.expression("*");
        if self.custom {
            wanted.expression("custom.*");
        }
        for name in E::Row::COLUMNS {
            wanted.name(*name);
        }
    }

    fn row(&self, cells: Self::Cells, _found: Found<'_>) -> Result<Self::Row, Misfit> {
        Ok(cells.0)
    }
}

impl<E> Default for AllFields<E> {
    fn default() -> Self {
        AllFields::new()
    }
}

impl<E> Clone for AllFields<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for AllFields<E> {}

impl<E> fmt::Debug for AllFields<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.custom { "*, custom.*" } else { "*" })
    }
}
