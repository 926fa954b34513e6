//! [`Cell`]: one field of a row, for what is done with rows as a whole.
//!
//! A row struct with sixty fields costs the compiler more in its `Debug`, `Clone` and `PartialEq`
//! derives than in everything else. So generated rows hand out their fields one by one, as
//! [`Record::cell`], and the three traits are written here, once for all rows.

use std::any::Any;
use std::fmt;

use super::Record;

/// One field of a row: an `Option` of a type that can be shown, compared and cloned.
pub trait Cell: Any {
    /// The value as it is shown; `None` where the field has none.
    fn shown(&self) -> Option<&dyn fmt::Debug>;

    /// Whether the other is of the same type and has the same value.
    fn same(&self, other: &dyn Cell) -> bool;

    /// Clones the value into a place of the same type; another place is left as it is.
    fn clone_into(&self, place: &mut dyn Any);
}

impl<T: Clone + PartialEq + fmt::Debug + 'static> Cell for Option<T> {
    fn shown(&self) -> Option<&dyn fmt::Debug> {
        self.as_ref().map(|value| value as &dyn fmt::Debug)
    }

    fn same(&self, other: &dyn Cell) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref() == Some(self)
    }

    fn clone_into(&self, place: &mut dyn Any) {
        if let Some(place) = place.downcast_mut() {
            Option::clone_from(place, self);
        }
    }
}

/// The fields of a record, by name.
fn cells<R: Record>(row: &R) -> impl Iterator<Item = (&'static str, &dyn Cell)> {
    R::COLUMNS
        .iter()
        .enumerate()
        .map(|(column, name)| (*name, row.cell(column)))
}

/// Shows a row by its wire names, with the fields that have a value: most rows were asked for a
/// part of what the struct could hold.
pub fn debug<R: Record>(row: &R, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct("Row");
    for (name, cell) in cells(row) {
        if let Some(value) = cell.shown() {
            shown.field(name, value);
        }
    }
    shown.finish_non_exhaustive()
}

/// The same row once more.
pub fn clone<R: Record>(row: &R) -> R {
    let mut copy = R::default();
    for (column, (_, cell)) in cells(row).enumerate() {
        if let (Some(_), Some(place)) = (cell.shown(), copy.slot(column).into_place()) {
            cell.clone_into(place);
        }
    }
    copy
}

/// Whether two rows have the same values.
pub fn eq<R: Record>(row: &R, other: &R) -> bool {
    cells(row)
        .zip(cells(other))
        .all(|((_, one), (_, two))| one.same(two))
}

/// Gives a generated row `Debug`, `Clone` and `PartialEq`, through [`Record::cell`].
#[doc(hidden)]
#[macro_export]
macro_rules! row_impls {
    ($row:ident) => {
        impl ::core::fmt::Debug for $row {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::codegen::row::debug(self, f)
            }
        }

        impl ::core::clone::Clone for $row {
            fn clone(&self) -> Self {
                $crate::codegen::row::clone(self)
            }
        }

        impl ::core::cmp::PartialEq for $row {
            fn eq(&self, other: &Self) -> ::core::primitive::bool {
                $crate::codegen::row::eq(self, other)
            }
        }
    };
}
