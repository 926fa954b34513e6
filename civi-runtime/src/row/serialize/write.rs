//! A row as a struct with the columns' names on the wire.

use std::any::Any;

use rust_decimal::Decimal;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::row::Record;
use crate::value::decimal_as_number;

/// A row that hands out its fields to be written. Generated code implements it where
/// `row-derives` has `serde::Serialize`.
pub trait WriteRow: Record {
    /// The field behind the column at this index of [`COLUMNS`](Record::COLUMNS).
    fn write(&self, column: usize) -> &dyn WriteCell;
}

/// One field of a row that can be written.
pub trait WriteCell: Any + erased_serde::Serialize {}

impl<T: Any + erased_serde::Serialize> WriteCell for T {}

/// Writes every column in its order; one without a value is null.
///
/// # Errors
///
/// Those of the serializer.
pub fn write<R: WriteRow, S: Serializer>(row: &R, serializer: S) -> Result<S::Ok, S::Error> {
    write_columns(row, Form::Text, serializer)
}

/// A generated row whose amounts are written as JSON numbers, every digit of them; by itself it has
/// them as text. See [`decimal_as_number`](crate::value::decimal_as_number).
///
/// ```
/// use civi_runtime::{Decimal, Record, Slot, row::NumberAmounts};
///
/// #[derive(Default)]
/// pub struct Row {
///     pub id: Option<i64>,
///     pub total_amount: Option<Decimal>,
/// }
/// # impl Record for Row {
/// #     const COLUMNS: &'static [&'static str] = &["id", "total_amount"];
/// #     fn slot(&mut self, _: usize) -> Slot<'_> { Slot::Skip }
/// # }
/// # civi_runtime::serialize_row! { Row; 0 => id; 1 => total_amount; }
///
/// let row = Row { id: Some(7), total_amount: Some("250.00".parse()?) };
/// assert_eq!(serde_json::to_string(&row)?, r#"{"id":7,"total_amount":"250.00"}"#);
/// assert_eq!(serde_json::to_string(&NumberAmounts(&row))?, r#"{"id":7,"total_amount":250.00}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct NumberAmounts<'a, R>(pub &'a R);

impl<R: WriteRow> Serialize for NumberAmounts<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_columns(self.0, Form::Number, serializer)
    }
}

/// How amounts are written.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Number,
}

fn write_columns<R: WriteRow, S: Serializer>(
    row: &R,
    form: Form,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct("Row", R::COLUMNS.len())?;
    for (column, name) in R::COLUMNS.iter().enumerate() {
        let cell = row.write(column);
        fields.serialize_field(name, &Written { cell, form })?;
    }
    fields.end()
}

struct Written<'a> {
    cell: &'a dyn WriteCell,
    form: Form,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let any: &dyn Any = self.cell;
        if let Form::Number = self.form {
            if let Some(amount) = any.downcast_ref::<Option<Decimal>>() {
                return decimal_as_number::serialize(amount, serializer);
            }
            if let Some(amounts) = any.downcast_ref::<Option<Vec<Decimal>>>() {
                return decimal_as_number::serialize(amounts, serializer);
            }
        }
        erased_serde::serialize(self.cell, serializer)
    }
}
