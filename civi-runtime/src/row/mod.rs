//! From an answer's bytes straight into rows: no JSON tree between, no code instantiated once an
//! entity.

/// Where the reader puts one column's value: one variant a wire kind, borrowing the field.
///
/// `#[non_exhaustive]`: generated code makes slots through [`Value::slot`](crate::value::Value).
#[non_exhaustive]
pub enum Slot<'a> {
    /// The column is read past.
    Skip,
    /// `Boolean`; `0`, `1`, `"0"`, `"1"` are accepted.
    Boolean(&'a mut Option<bool>),
    /// `Integer`; a numeric string is accepted, `""` is no value.
    Integer(&'a mut Option<i64>),
    /// `String` or `Text`; a number is accepted as its text.
    Text(&'a mut Option<String>),
    // … the row reader's owner completes this list
}

/// A row that the reader can fill: a generated row struct, or a derived one.
pub trait Record: Default + Send + 'static {
    /// The columns' names in the answer, in the order of [`slot`](Record::slot)'s index.
    const COLUMNS: &'static [&'static str];

    /// The place for the column at this index of [`COLUMNS`](Record::COLUMNS).
    fn slot(&mut self, column: usize) -> Slot<'_>;
}
