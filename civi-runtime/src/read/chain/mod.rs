//! Calls inside a call: for each row of a `get`, the rows of another.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::call::action::Params;
use crate::error::{Error, Result};
pub use crate::query::parent::{Parent, parent};
use crate::query::select::{Cells, Selection, Wanted, read_named};
use crate::read::get::Query;
use crate::row::{Decode, Found, Misfit, Places, Slot};

/// One chained call of a query.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    name: Cow<'static, str>,
    query: Query,
    wanted: Wanted,
}

impl Link {
    pub(crate) fn new(name: Cow<'static, str>, query: Query, wanted: Wanted) -> Self {
        Link {
            name,
            query,
            wanted,
        }
    }

    pub(crate) fn name(&self) -> &Cow<'static, str> {
        &self.name
    }

    pub(crate) fn query(&self) -> &Query {
        &self.query
    }

    pub(crate) fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    pub(crate) fn entity(&self) -> &'static str {
        self.query.entity
    }

    /// Whether it is certain without asking the site that there is no row.
    pub(crate) fn is_nothing(&self) -> bool {
        self.query.is_nothing(&self.wanted)
    }

    pub(crate) fn params(&self, parent: &'static str) -> Result<Params> {
        self.query
            .params(&self.wanted, &self.query.window(), Some(parent))
    }

    /// The fields of the parent's row that the call refers to.
    pub(crate) fn parent_paths(&self, parent: &str) -> Result<Vec<Cow<'static, str>>> {
        let mut paths = Vec::new();
        for (entity, path) in crate::query::parent::fields(self.query.trees()) {
            if entity != parent {
                return Err(Error::refused(format!(
                    "the chained call `{}` refers to `{path}` of {entity}, but it is chained to \
                     rows of {parent}",
                    self.name
                )));
            }
            paths.push(path.into());
        }
        Ok(paths)
    }
}

/// A selection with the rows of a chained call beside each row: what
/// [`Get::chain`](crate::Get::chain) makes. Its rows are `(row, Vec<chained row>)`.
#[derive(Debug, Clone)]
pub struct Chained<S, F, C> {
    rows: S,
    name: Cow<'static, str>,
    chained: C,
    columns: Vec<Cow<'static, str>>,
    /// Whether the chained call is known to give no row, and so is not sent.
    nothing: bool,
    marker: PhantomData<fn() -> F>,
}

impl<S, F, C> Chained<S, F, C> {
    pub(crate) fn new(
        rows: S,
        name: Cow<'static, str>,
        chained: C,
        columns: Vec<Cow<'static, str>>,
        nothing: bool,
    ) -> Self {
        Chained {
            rows,
            name,
            chained,
            columns,
            nothing,
            marker: PhantomData,
        }
    }
}

/// A chained call's rows as JSON, until the row is made.
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

impl<E, S, F, C> Selection<E> for Chained<S, F, C>
where
    S: Selection<E>,
    F: 'static,
    C: Selection<F>,
{
    type Row = (S::Row, Vec<C::Row>);
    type Cells = (S::Cells, ChainedRows);

    fn want(&self, wanted: &mut Wanted) {
        self.rows.want(wanted);
        wanted.name(self.name.clone());
    }

    fn row(&self, cells: Self::Cells, found: Found<'_>) -> Result<Self::Row, Misfit> {
        let (row, chained) = cells;
        let row = self.rows.row(row, found)?;
        let chained = match chained.0 {
            Some(json) => found
                .chained(&self.name, |tally| {
                    read_named::<F, C>(&self.chained, self.columns.clone(), &json, tally)
                })
                .map_err(|misfit| misfit.in_field(self.name.clone()))?,
            None if self.nothing => Vec::new(),
            None => return Err(found.after(S::Cells::WIDTH).lacking(0)),
        };
        Ok((row, chained))
    }
}
