//! What a `get` asks for, and the type that its rows have.

mod all;
mod cells;
mod field;
mod mapped;
mod matching;
mod tuple;
mod wanted;

pub use all::AllFields;
pub use cells::{Cells, RecordCells};
pub use field::{AsPresence, Optional};
pub use mapped::{Mapped, mapped};
pub use matching::{Matching, matching};
pub use tuple::{Row13, Row14, Row15, Row16};
pub use wanted::Wanted;

use std::borrow::Cow;

use crate::row::{Found, Misfit, Places, RowReader, Slot, Tally};

/// What a call on entity `E` asks for: a field, a tuple of up to 16 selections, a derived struct,
/// or the whole row. A tuple gives rows that are tuples, and from 13 selections on a [`Row13`] to
/// [`Row16`], which has what shorter tuples have (`Debug`, `PartialEq`, …).
///
/// ```
/// # use civi_runtime::{Field, Id, NotNull, PrimaryKey, Selection, codegen::Wanted};
/// # enum Contact {}
/// # impl Contact {
/// #     const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
/// #     const DISPLAY_NAME: Field<Contact, String> = Field::new("display_name");
/// # }
/// fn row_of<S: Selection<Contact>>(_: S) -> Option<S::Row> { None }
///
/// let row: Option<(Id<Contact>, Option<String>)> = row_of((Contact::ID, Contact::DISPLAY_NAME));
/// # drop(row);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be selected from `{E}`",
    label = "not a selection of `{E}`",
    note = "a selection is a field of `{E}`, a tuple of up to 16 of them (tuples nest), `{E}::all()`, or a struct with `#[derive(CiviEntity)]`",
    note = "a field of another entity is reached by `.to(…)` or by an explicit join"
)]
pub trait Selection<E>: Send + Sync + 'static {
    /// The Rust type of one row.
    type Row: Send + 'static;

    /// Where a row's values stand while it is read.
    type Cells: Cells;

    /// Says which columns to ask for, exactly [`Cells::WIDTH`] of them, in the order of the cells.
    fn want(&self, wanted: &mut Wanted);

    /// Makes the row of its cells.
    ///
    /// # Errors
    ///
    /// When a column that must have a value has none.
    fn row(&self, cells: Self::Cells, found: Found<'_>) -> Result<Self::Row, Misfit>;
}

/// A row type that says itself what to ask for: a struct with `#[derive(CiviEntity)]`.
pub trait Selected: Sized + Send + 'static {
    /// The entity that it is a row of.
    type Entity;

    /// The selection that gives it.
    type Selection: Selection<Self::Entity, Row = Self>;

    /// The selection that gives it.
    fn selection() -> Self::Selection;
}

/// Reads all rows of a JSON list.
///
/// # Errors
///
/// When it is no list of rows, or a value does not fit its column.
pub fn read_rows<E, S: Selection<E>>(selection: &S, values: &[u8]) -> Result<Vec<S::Row>, Misfit> {
    let mut wanted = Wanted::default();
    selection.want(&mut wanted);
    read_named(
        selection,
        wanted.into_names(),
        values,
        &mut Tally::default(),
    )
}

/// As [`read_rows`], with the names of the columns known, and a tally of those that rows have.
pub(crate) fn read_named<E, S: Selection<E>>(
    selection: &S,
    names: Vec<Cow<'static, str>>,
    values: &[u8],
    tally: &mut Tally,
) -> Result<Vec<S::Row>, Misfit> {
    let mut reader = RowReader::new(values, names);
    let mut rows = Vec::new();
    while reader.next_row()? {
        let row = read_row(selection, &mut reader)?;
        if rows.is_empty() {
            rows.reserve(1 + reader.rows_ahead());
        }
        rows.push(row);
    }
    tally.add(reader.tally());
    Ok(rows)
}

fn read_row<E, S: Selection<E>>(
    selection: &S,
    reader: &mut RowReader<'_>,
) -> Result<S::Row, Misfit> {
    let mut cells = S::Cells::empty();
    let number = reader.number();
    let found = reader.read(&mut cells)?;
    selection
        .row(cells, found)
        .map_err(|misfit| misfit.in_row(number))
}

/// A page of rows, each with its key where that is a whole number.
pub(crate) type Page<R> = (Vec<R>, Vec<Option<i64>>);

/// Reads a page of rows with their keys. `names` are the selection's columns and then the key's.
pub(crate) fn read_page<E, S: Selection<E>>(
    selection: &S,
    names: Vec<Cow<'static, str>>,
    values: &[u8],
    tally: &mut Tally,
) -> Result<Page<S::Row>, Misfit> {
    let mut reader = RowReader::new(values, names);
    let mut rows = Vec::new();
    let mut keys = Vec::new();
    while reader.next_row()? {
        let mut cells = S::Cells::empty();
        let mut key = None;
        let number = reader.number();
        let found = reader.read(&mut KeyedPlaces {
            cells: &mut cells,
            width: S::Cells::WIDTH,
            key: &mut key,
        })?;
        let row = selection
            .row(cells, found)
            .map_err(|misfit| misfit.in_row(number))?;
        if rows.is_empty() {
            rows.reserve(1 + reader.rows_ahead());
            keys.reserve(1 + reader.rows_ahead());
        }
        rows.push(row);
        keys.push(key.as_ref().and_then(serde_json::Value::as_i64));
    }
    tally.add(reader.tally());
    Ok((rows, keys))
}

/// A selection's cells, and the key behind them.
struct KeyedPlaces<'a> {
    cells: &'a mut dyn Places,
    width: usize,
    key: &'a mut Option<serde_json::Value>,
}

impl Places for KeyedPlaces<'_> {
    fn slot(&mut self, column: usize) -> Slot<'_> {
        if column == self.width {
            Slot::Json(self.key)
        } else {
            self.cells.slot(column)
        }
    }
}
