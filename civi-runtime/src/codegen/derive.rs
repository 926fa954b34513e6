//! What `#[derive(CiviEntity)]` and `#[derive(CiviOption)]` expand to calls on.
//!
//! Not for use by hand: it changes without notice. Whatever an expansion can share is here, once,
//! so that a derived struct costs little more than its declaration.

use std::fmt::Display;
use std::marker::PhantomData;

use crate::entity::Entity;
use crate::query::field::{Field, Path};
use crate::query::kind::{Kind, Selectable};
use crate::query::select::{Cells, Selection, Wanted};
use crate::query::values::{IntoWire, Values};
use crate::row::Missing;
use crate::row::{Found, Misfit, Presence, Record, Slot};
use crate::value::{Id, OptionList, OtherOption};

pub use crate::query::select::Selected;
pub use serde_json::Value as Json;

/// A struct that a row's columns are read into.
pub trait Derived: Sized + Send + 'static {
    /// The entity that it is of.
    type Entity: Entity;
    /// Where its columns stand until it is made.
    type Cells: Cells;
    /// Whether it takes a row without any value.
    const TAKES_NULL: bool;

    /// Asks for its columns, each with `prefix` before it.
    fn want(prefix: &str, wanted: &mut Wanted);

    /// Whether no column has a value.
    fn is_vacant(cells: &Self::Cells) -> bool;

    /// Makes the struct of what was read.
    ///
    /// # Errors
    ///
    /// When a value is missing that must be there, or can't be converted.
    fn make(cells: Self::Cells, found: Found<'_>) -> Result<Self, Misfit>;
}

/// The selection of a derived struct: exactly its fields.
pub struct Columns<D>(PhantomData<fn() -> D>);

impl<D> Columns<D> {
    /// The selection.
    #[must_use]
    pub const fn new() -> Self {
        Columns(PhantomData)
    }
}

impl<D> Default for Columns<D> {
    fn default() -> Self {
        Columns::new()
    }
}

impl<D> Clone for Columns<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Columns<D> {}

impl<D: Derived> std::fmt::Debug for Columns<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut wanted = Wanted::default();
        D::want("", &mut wanted);
        f.debug_list().entries(wanted.expressions()).finish()
    }
}

impl<D: Derived> Selection<D::Entity> for Columns<D> {
    type Row = D;
    type Cells = D::Cells;

    fn want(&self, wanted: &mut Wanted) {
        D::want("", wanted);
    }

    fn row(&self, cells: D::Cells, found: Found<'_>) -> Result<D, Misfit> {
        D::make(cells, found)
    }
}

/// Asks for columns, each with `prefix` before it.
pub fn want(prefix: &str, own: &[&'static str], wanted: &mut Wanted) {
    for name in own {
        if prefix.is_empty() {
            wanted.column(*name, *name);
        } else {
            want_one(prefix, name, wanted);
        }
    }
}

/// Asks for one column with `prefix` before it.
pub fn want_one(prefix: &str, name: &str, wanted: &mut Wanted) {
    let name = format!("{prefix}{name}");
    wanted.column(name.clone(), name);
}

/// The outcome of a conversion, its failure told with the column's name.
///
/// # Errors
///
/// The conversion's.
pub fn made<T>(
    found: Found<'_>,
    column: usize,
    outcome: Result<T, impl Display>,
) -> Result<T, Misfit> {
    outcome.map_err(|error| found.refused(column, "a value that converts", error.to_string()))
}

/// The error of a column that must have a value and has none.
#[must_use]
pub fn lacking(found: Found<'_>, column: usize) -> Misfit {
    let why = match found.missing(column) {
        Missing::Unreadable => return found.lacking(column),
        Missing::Null => "null",
        Missing::Absent => {
            "nothing: the site left the field out of the row, because it does not apply to this \
             row, or the user may not see it, or the site does not have it"
        }
    };
    found.refused(
        column,
        "a value",
        format!(
            "{why}; where that can be, the struct's field is an `Option`, or says what null means"
        ),
    )
}

/// A field's type that holds what a constant of the bindings is read as.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold this field: it is read as `{R}`",
    label = "the bindings say `{R}`",
    note = "a field that can be null is an `Option`, unless the struct says what null means with `#[civi_entity(null = …)]`",
    note = "an option list that the bindings have a type for is read as that type; one that they don't takes an enum of your own with `#[derive(CiviOption)]`"
)]
pub trait TakenFrom<R> {}

#[diagnostic::do_not_recommend]
impl<T> TakenFrom<T> for T {}
#[diagnostic::do_not_recommend]
impl<T> TakenFrom<T> for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T> TakenFrom<T> for Presence<T> {}
#[diagnostic::do_not_recommend]
impl<T> TakenFrom<Option<T>> for Presence<T> {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<String> for O {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<i64> for O {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<String> for Option<O> {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<i64> for Option<O> {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<Option<String>> for Option<O> {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> TakenFrom<Option<i64>> for Option<O> {}

/// Nothing is read as this: it is here so that a wrong type has two candidates, which makes the
/// compiler say the trait's own message instead of comparing with the only one.
pub struct Unread<T>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl<T> TakenFrom<Unread<T>> for T {}

/// Checks a constant of the bindings against the type of a derived struct's field.
pub fn check<R, E, T, K>(_field: &Field<E, T, K, impl Path>)
where
    K: Selectable + Kind,
    R: TakenFrom<K::Read<T>>,
{
}

/// Checks that a key of the bindings leads to an entity.
pub fn check_key<X: Entity, E, K>(_field: &Field<E, Id<X>, K, impl Path>) {}

/// A type that can hold a column's value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't hold this field: it is read as `{T}`",
    label = "the schema says `{T}`",
    note = "write `{T}`, or convert it with `#[civi_entity(with = …)]`; an enum of your own for an option list takes `#[derive(CiviOption)]`"
)]
pub trait Holds<T>: Sized {
    /// Makes it of the column's value.
    ///
    /// # Errors
    ///
    /// Why this value is none of it.
    fn hold(value: T) -> Result<Self, String>;
}

#[diagnostic::do_not_recommend]
impl<T> Holds<T> for T {
    fn hold(value: T) -> Result<Self, String> {
        Ok(value)
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> Holds<String> for O {
    fn hold(value: String) -> Result<Self, String> {
        Ok(O::from_text(&value))
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> Holds<i64> for O {
    fn hold(value: i64) -> Result<Self, String> {
        let text = value.to_string();
        Ok(O::from_stored(&text).unwrap_or_else(|| O::unlisted(OtherOption::new(text))))
    }
}

/// Makes every item of a list.
///
/// # Errors
///
/// The first item's that can't be made.
pub fn each<T, U: Holds<T>>(values: Vec<T>) -> Result<Vec<U>, String> {
    values.into_iter().map(U::hold).collect()
}

/// A field's type that a column can be written from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be written to this field: it takes `{T}`",
    label = "the schema says `{T}`",
    note = "write `{T}`, or convert it with `#[civi_entity(write_with = …)]`"
)]
pub trait Gives<T>: IntoWire<T> {}

#[diagnostic::do_not_recommend]
impl<T, V: IntoWire<T>> Gives<T> for V {}

/// Sets a value of a write; a text of more than `max` characters is refused when it is sent.
#[must_use]
pub fn set<T, V: Gives<T>, E, M>(
    values: Values<E, M>,
    field: &'static str,
    max: Option<u32>,
    value: V,
) -> Values<E, M> {
    match max {
        Some(max) => values.set_max::<T>(field, max, value),
        None => values.set::<T>(field, value),
    }
}

/// A struct that always has every value that `create` demands; a derived struct that does not has
/// a `create` that asks for this.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not always have every value that `create` demands",
    label = "this struct can only change rows that exist",
    note = "write `#[civi_entity(write(create))]` on it, and the compiler says which fields it lacks"
)]
pub trait GivesAllThatCreateDemands<'always> {}

/// Whether an entity's rows are rows of the other: itself, and for contacts the contact types.
#[must_use]
pub const fn is_entity(found: &str, wanted: &str) -> bool {
    same(found, wanted) || (is_contact(found) && is_contact(wanted))
}

const fn is_contact(name: &str) -> bool {
    same(name, "Contact")
        || same(name, "Individual")
        || same(name, "Household")
        || same(name, "Organization")
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The row of an entity that is only known by derived structs: they bring their own.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoRow;

impl Record for NoRow {
    const COLUMNS: &'static [&'static str] = &[];

    fn slot(&mut self, _column: usize) -> Slot<'_> {
        Slot::Skip
    }
}
