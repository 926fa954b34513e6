//! `Serialize` and `Deserialize` for rows: feature `serde`.
//!
//! A generated row has one impl of [`WriteRow`] and two impls of one line each, whatever it holds;
//! serde's derive costs the compiler ten times that on rows as wide as a contact.

mod presence;
mod read;
mod write;

pub use read::read;
pub use write::{NumberAmounts, WriteCell, WriteRow, write};

/// What the macros name.
#[doc(hidden)]
pub use serde;

/// Gives a generated row `Serialize`. Without the feature `serde` it gives nothing, and
/// [`require_serde!`](crate::require_serde) says so once.
#[doc(hidden)]
#[macro_export]
macro_rules! serialize_row {
    ($row:ident; $($column:literal => $field:ident;)*) => {
        impl $crate::row::serialize::WriteRow for $row {
            fn write(&self, column: ::core::primitive::usize) -> &dyn $crate::row::serialize::WriteCell {
                match column {
                    $($column => &self.$field,)*
                    _ => &(),
                }
            }
        }

        impl $crate::row::serialize::serde::Serialize for $row {
            fn serialize<S: $crate::row::serialize::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::row::serialize::write(self, serializer)
            }
        }
    };
}

/// Gives a generated row `Deserialize`, as [`serialize_row!`](crate::serialize_row).
#[doc(hidden)]
#[macro_export]
macro_rules! deserialize_row {
    ($row:ident) => {
        impl<'de> $crate::row::serialize::serde::Deserialize<'de> for $row {
            fn deserialize<D: $crate::row::serialize::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::row::serialize::read(deserializer)
            }
        }
    };
}

/// Says what is missing where bindings are to have serde's traits and the feature is off.
#[doc(hidden)]
#[macro_export]
macro_rules! require_serde {
    () => {};
}
