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
        impl $crate::codegen::row::WriteRow for $row {
            fn write(&self, column: ::core::primitive::usize) -> &dyn $crate::codegen::row::WriteCell {
                match column {
                    $($column => &self.$field,)*
                    _ => &(),
                }
            }
        }

        impl $crate::codegen::row::serde::Serialize for $row {
            fn serialize<S: $crate::codegen::row::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::codegen::row::write(self, serializer)
            }
        }
    };
}

/// Gives a generated row `Deserialize`, as [`serialize_row!`](crate::serialize_row).
#[doc(hidden)]
#[macro_export]
macro_rules! deserialize_row {
    ($row:ident) => {
        impl<'de> $crate::codegen::row::serde::Deserialize<'de> for $row {
            fn deserialize<D: $crate::codegen::row::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::codegen::row::read(deserializer)
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
