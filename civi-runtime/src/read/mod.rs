//! Reading: `get`, its pages and streams, chained calls, autocomplete.

pub(crate) mod chain;
pub(crate) mod get;

pub use chain::{
    By, Chainable, Chained, ChainedRows, Chaining, First, Linked, Parent, RowsOfChain, by, first,
    parent,
};
pub use get::{Page, RowStream, TranslationMode};
