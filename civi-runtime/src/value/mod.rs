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
pub mod wire;

pub use currency::in_currency;
pub use id::{Id, IntoKeys, KeyValue, One, Several};
pub use jiff::civil::{Date, DateTime, Time};
pub use option::{Choice, KnownOptions, OptionList, OtherOption};
pub use rust_decimal::Decimal;
#[cfg(feature = "serde")]
pub use serialize::decimal_as_number;
