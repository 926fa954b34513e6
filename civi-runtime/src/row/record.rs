//! [`Record`]: a row that the reader can fill.

use super::cell::Cell;
use super::misfit::Misfit;
use super::reader::{Places, RowReader};
use super::slot::Slot;

/// A row that the reader can fill: every field is an `Option`.
///
/// Generated code implements it for the row struct of each entity.
///
/// ```
/// use civi_runtime::{Record, Slot, Value};
///
/// #[derive(Default)]
/// struct Row {
///     pub id: Option<i64>,
///     pub title: Option<String>,
/// }
///
/// impl Record for Row {
///     const COLUMNS: &'static [&'static str] = &["id", "title"];
///
///     fn slot(&mut self, column: usize) -> Slot<'_> {
///         match column {
///             0 => Value::slot(&mut self.id),
///             1 => Value::slot(&mut self.title),
///             _ => Slot::Skip,
///         }
///     }
/// }
///
/// let rows: Vec<Row> = civi_runtime::row::read_records(br#"[{"id": "7", "title": null}]"#)?;
/// assert_eq!(rows[0].id, Some(7));
/// # Ok::<(), civi_runtime::row::Misfit>(())
/// ```
pub trait Record: Default + Send + 'static {
    /// The columns' names in the answer, in the order of [`slot`](Record::slot)'s index.
    const COLUMNS: &'static [&'static str];

    /// The place for the column at this index of [`COLUMNS`](Record::COLUMNS).
    fn slot(&mut self, column: usize) -> Slot<'_>;

    /// The field behind the column at this index: what [`slot`](Record::slot) fills. Generated rows
    /// are shown, compared and cloned through it; a row that derives those for itself leaves it out.
    fn cell(&self, _column: usize) -> &dyn Cell {
        nothing()
    }
}

/// A field that isn't there.
#[must_use]
pub fn nothing() -> &'static dyn Cell {
    &None::<bool>
}

/// A record as the places of a row.
struct RecordPlaces<'a, R>(&'a mut R);

impl<R: Record> Places for RecordPlaces<'_, R> {
    fn slot(&mut self, column: usize) -> Slot<'_> {
        self.0.slot(column)
    }
}

/// Reads a JSON list of rows into records.
///
/// # Errors
///
/// When it is no list of rows, or a value does not fit its field.
pub fn read_records<R: Record>(values: &[u8]) -> Result<Vec<R>, Misfit> {
    let names = R::COLUMNS.iter().map(|name| (*name).into()).collect();
    let mut reader = RowReader::new(values, names);
    let mut rows = Vec::new();
    while reader.next_row()? {
        let mut row = R::default();
        reader.read(&mut RecordPlaces(&mut row))?;
        if rows.is_empty() {
            rows.reserve(1 + reader.rows_ahead());
        }
        rows.push(row);
    }
    Ok(rows)
}
