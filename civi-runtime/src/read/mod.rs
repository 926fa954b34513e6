//! Reading: `get`, its pages and streams, chained calls, autocomplete.

pub(crate) mod chain;
pub(crate) mod get;

pub use chain::{Chained, ChainedRows, Parent, parent};
pub use get::{Page, RowStream};
