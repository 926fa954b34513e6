//! [`IntoWire`]: what Rust values a field's type is written from.

mod list;
mod number;
mod option;
mod text;
mod time;

use serde_json::Value as Json;

pub use option::{ByAbbr, ByLabel, ByName, Chosen};

/// A value on its way to the site: its JSON, whether it is stored or named by an option's suffix,
/// and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Wire {
    pub(crate) value: Json,
    pub(crate) suffix: Option<&'static str>,
    /// The field of the row that a key points to, where the key is told by it.
    pub(crate) column: Option<String>,
    pub(crate) problem: Option<String>,
    /// The fields of a parent's row that are in the value, in a chained call: entity and path.
    pub(crate) parents: Vec<(&'static str, String)>,
    /// Texts that name options which the bindings do not know.
    pub(crate) unlisted: Vec<String>,
    /// The machine name of an option that is written as what is stored for it.
    #[cfg_attr(
        not(feature = "testing"),
        allow(dead_code, reason = "only a scripted site reads it")
    )]
    pub(crate) option_name: Option<String>,
}

impl Wire {
    /// A value as it is stored.
    #[must_use]
    pub fn stored(value: impl Into<Json>) -> Self {
        Wire {
            value: value.into(),
            suffix: None,
            column: None,
            problem: None,
            parents: Vec::new(),
            unlisted: Vec::new(),
            option_name: None,
        }
    }

    /// An option by a suffix of the field: `field:name` (APIv4 wire contract §6.3).
    #[must_use]
    pub fn suffixed(suffix: &'static str, value: impl Into<Json>) -> Self {
        Wire {
            value: value.into(),
            suffix: Some(suffix),
            column: None,
            problem: None,
            parents: Vec::new(),
            unlisted: Vec::new(),
            option_name: None,
        }
    }

    /// An option that the bindings do not know: it is looked up before it is sent.
    pub(crate) fn unlisted(suffix: &'static str, text: String) -> Self {
        Wire {
            unlisted: vec![text.clone()],
            ..Wire::suffixed(suffix, text)
        }
    }

    /// A field of the row that a chained call is made for: `$id`.
    pub(crate) fn parent(entity: &'static str, path: String) -> Self {
        Wire {
            parents: vec![(entity, path.clone())],
            ..Wire::stored(format!("${path}"))
        }
    }

    /// A value that must not be sent. The text goes on after the field's name: "has the year 0 …".
    #[must_use]
    pub fn refused(problem: impl Into<String>) -> Self {
        Wire {
            value: Json::Null,
            suffix: None,
            column: None,
            problem: Some(problem.into()),
            parents: Vec::new(),
            unlisted: Vec::new(),
            option_name: None,
        }
    }
}

/// What of the runtime takes values by their names on the wire: [`Values`](crate::Values) those of fields,
/// [`SiteAction`](crate::SiteAction) those of parameters.
pub trait TakesValues {
    /// Gives the field or the parameter of this wire name a value; `max` is the greatest number of
    /// characters that a text may have.
    fn take(&mut self, name: &'static str, value: Wire, max: Option<u32>);
}

/// What a field of type `T` can be written from; `T` is an `Option` for a field that can be null.
///
/// Text is written from `&str` and `String`, money from `Decimal` and whole numbers but never from
/// a float, a date from `jiff`'s types and not from text, a field with options from the stored
/// value or from the option.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` can't be written from `{Self}`",
    label = "this value has the wrong type for the field",
    note = "money takes `Decimal` or whole numbers, dates take `jiff::civil` types, a field that can be null takes `None` too"
)]
pub trait IntoWire<T> {
    /// The value, checked.
    fn into_wire(self) -> Wire;
}

/// Clears a field, as `None` does: for a place where `None` alone would not say of which type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Null;

#[diagnostic::do_not_recommend]
impl<T> IntoWire<Option<T>> for Null {
    fn into_wire(self) -> Wire {
        Wire::stored(Json::Null)
    }
}

/// One implementation for all types, and it takes `Option<T>` itself only: so a bare `None` is
/// enough for the compiler.
#[diagnostic::do_not_recommend]
impl<T: IntoWire<T>> IntoWire<Option<T>> for Option<T> {
    fn into_wire(self) -> Wire {
        self.map_or_else(|| Null.into_wire_null(), IntoWire::into_wire)
    }
}

impl Null {
    fn into_wire_null(self) -> Wire {
        Wire::stored(Json::Null)
    }
}

/// `$from` can be written into a field of type `$to`, and into one that can be null.
macro_rules! written_as {
    ($($from:ty => $to:ty: |$value:ident| $wire:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl $crate::IntoWire<$to> for $from {
            fn into_wire(self) -> $crate::Wire {
                let $value = self;
                $wire
            }
        }
        #[diagnostic::do_not_recommend]
        impl $crate::IntoWire<Option<$to>> for $from {
            fn into_wire(self) -> $crate::Wire {
                $crate::IntoWire::<$to>::into_wire(self)
            }
        }
    )+};
}
use written_as;
