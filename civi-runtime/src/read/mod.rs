//! Reading: `get`, its pages and streams, chained calls, autocomplete.

pub mod autocomplete;
pub mod chain;
pub mod get;
pub(crate) mod rows_by_key;
