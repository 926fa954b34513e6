//! The Rust types that field values have.

mod id;
mod option;
#[doc(hidden)]
pub mod option_impls;
#[cfg(feature = "serde")]
mod serialize;
pub mod wire;

pub use id::{Id, KeyValue};
pub use jiff::civil::{Date, DateTime, Time};
pub use option::{Choice, OptionList, OtherOption};
pub use rust_decimal::Decimal;
#[cfg(feature = "serde")]
pub use serialize::decimal_as_number;
