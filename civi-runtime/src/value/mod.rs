//! The Rust types that field values have.
//!
//! An amount ([`Decimal`]) has the digits that the site sent, and a site sends `250` for 250.00.
//! [`in_currency`] writes it with its currency's digits.

mod currency;
mod id;
mod option;
#[doc(hidden)]
pub mod option_impls;
#[cfg(feature = "serde")]
mod serialize;

use std::collections::BTreeMap;

pub use currency::in_currency;
pub use id::{Id, IntoKeys, KeyValue, One, Several};
pub use jiff::civil::{Date, DateTime, Time};
pub use option::{Choice, KnownOptions, OptionList, OtherOption};
pub use rust_decimal::Decimal;
#[cfg(feature = "serde")]
pub use serialize::decimal_as_number;

use crate::row::Slot;

/// A type that a field can have: how it is read from a row.
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
        Slot::Choice(place)
    }
}
