//! Values that stand in a selection as they are.

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use super::{Computed, IntoArgument};
use crate::query::field::Field;
use crate::query::kind::NotNull;

/// A value that can stand in a selection: text, a number, a boolean, a date.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in a selection as it is",
    label = "no literal of APIv4",
    note = "`&str`, `String`, whole numbers, `f64`, `Decimal`, `bool` and dates can"
)]
pub trait Literal {
    /// The type that it comes back as.
    type Value;
}

macro_rules! literals {
    ($($literal:ty => $value:ty,)+) => {$(
        impl Literal for $literal {
            type Value = $value;
        }
    )+};
}
literals! {
    &str => String,
    String => String,
    i32 => i64,
    i64 => i64,
    f64 => f64,
    bool => bool,
    Decimal => Decimal,
    Date => Date,
    DateTime => DateTime,
}

/// A value that every row has: `"tag" AS kind`, which tells apart the rows of an `EntitySet` by the
/// query that they come from (APIv4 wire contract §6.2).
///
/// ```
/// use civi_runtime::{Field, function::{literal, Computed}};
/// # enum Tag {}
/// let kind: Computed<Tag, String, _> = literal("tag");
/// assert_eq!(kind.alias("kind").select_text(), r#""tag" AS kind"#);
/// ```
#[must_use]
pub fn literal<E, V: Literal + IntoArgument<E>>(value: V) -> Computed<E, V::Value, NotNull> {
    let argument = value.into_argument();
    Field::expression(argument.text, argument.uses)
}

/// No value, in every row: `NULL`. It keeps the place of a column that another query of an
/// `EntitySet` has.
///
/// ```
/// use civi_runtime::function::null;
/// # enum Tag {}
/// let colour = null::<Tag, String>().alias("colour");
/// assert_eq!(colour.select_text(), "NULL AS colour");
/// ```
#[must_use]
pub fn null<E, T>() -> Computed<E, T> {
    Field::expression("NULL".to_owned(), Vec::new())
}
