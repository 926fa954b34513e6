//! The Rust types that field values have.

mod id;

pub use id::{Id, KeyValue};

use crate::row::Slot;

/// A type that a field can have: how it is read from a row.
pub trait Value: Sized + Send + 'static {
    /// The slot that reads this type.
    fn slot(place: &mut Option<Self>) -> Slot<'_>;
}

impl Value for i64 {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Integer(place)
    }
}

impl Value for bool {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Boolean(place)
    }
}

impl Value for String {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Text(place)
    }
}
