//! Reading: `get`, its pages and streams, chained calls, autocomplete.

pub mod chain;
pub mod get;
