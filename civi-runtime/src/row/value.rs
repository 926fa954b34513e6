//! [`Value`]: which Rust types a field can have, and how each is read from a row.

use std::collections::BTreeMap;

use super::slot::Slot;
use crate::value::{Date, DateTime, Decimal, Id, OptionList, Time};

/// A type that a field can have: how it is read from a row.
///
/// Programs may implement it, for a type of their own: see [`FromColumn`](crate::row::FromColumn).
pub trait Value: Sized + Send + 'static {
    /// The slot that reads this type.
    fn slot(place: &mut Option<Self>) -> Slot<'_>;
}

macro_rules! values {
    ($($type:ty => $slot:ident),* $(,)?) => {
        $(impl Value for $type {
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::$slot(place)
            }
        })*
    };
}

values! {
    bool => Boolean,
    i64 => Integer,
    f64 => Float,
    String => Text,
    Decimal => Decimal,
    Date => Date,
    DateTime => Timestamp,
    Time => Time,
    serde_json::Value => Json,
}

impl<E: 'static> Value for Id<E> {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Key(place)
    }
}

impl<T: Value> Value for Vec<T> {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::List(place)
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Map(place)
    }
}

impl<O: OptionList> Value for O {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::ListOption(place)
    }
}
