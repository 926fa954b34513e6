//! The Rust types that field values have.
//!
//! An amount ([`Decimal`]) has the digits that the site sent, and a site sends `250` for 250.00.
//! [`in_currency`] writes it with its currency's digits.

mod currency;
pub(crate) mod id;
pub(crate) mod option;
pub(crate) mod option_impls;
#[cfg(feature = "serde")]
pub(crate) mod serialize;
pub(crate) mod wire;

pub use currency::in_currency;
pub use id::{IntoKeys, KeyValue, One, Several};
pub use option::KnownOptions;
#[cfg(feature = "serde")]
pub use serialize::decimal_as_number;

pub(crate) use id::Id;
pub(crate) use jiff::civil::{Date, DateTime, Time};
pub(crate) use option::{OptionList, OtherOption};
pub(crate) use rust_decimal::Decimal;
