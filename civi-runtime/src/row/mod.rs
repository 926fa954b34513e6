//! From an answer's bytes straight into rows: no JSON tree between, no code instantiated once an
//! entity.
//!
//! A generated row is its struct, a list of wire names and one `match` from a column's index to a
//! [`Slot`]. All reading, all leniency and all error text is here, once, for every row
//! there is.

pub(crate) mod cell;
mod columns;
mod date;
mod fill;
pub(crate) mod found;
mod misfit;
mod number;
pub(crate) mod presence;
pub(crate) mod reader;
pub(crate) mod record;
#[cfg(feature = "serde")]
pub(crate) mod serialize;
pub(crate) mod slot;
mod tally;
#[cfg(test)]
mod tests;
pub(crate) mod unreadable;
pub(crate) mod value;
#[cfg(not(feature = "serde"))]
mod without_serde;

pub use misfit::Misfit;
pub use record::read_records;
#[cfg(feature = "serde")]
pub use serialize::NumberAmounts;
pub use slot::{Decode, FromColumn, List, Map, Put, PutText, ReadInto};

pub(crate) use date::{same_moment, same_time};
pub(crate) use found::{Found, Missing};
pub(crate) use presence::Presence;
pub(crate) use reader::{Places, RowReader};
pub(crate) use record::Record;
pub(crate) use slot::Slot;
pub(crate) use tally::Tally;
pub(crate) use unreadable::{
    Unreadable, UnreadableDates, UnreadableValue, UnreadableValues, kept, reading,
};
pub(crate) use value::Value;
