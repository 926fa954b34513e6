//! `Serialize` and `Deserialize` for what fields hold: feature `serde`.
//!
//! Dates, times and amounts bring their own, from jiff and rust_decimal.

pub mod decimal_as_number;
mod id;
pub(super) mod option;
