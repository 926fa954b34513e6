//! Writing: values, the standard actions that write, and the reports of what has been written.

pub(crate) mod chunks;
pub mod confirm;
pub mod create;
pub mod delete;
pub mod dry_run;
pub(crate) mod matched;
pub(crate) mod options_known;
pub mod partial;
pub(crate) mod progress;
pub mod records;
pub mod replace;
pub(crate) mod resolve;
pub(crate) mod rows_by_key;
pub mod save;
pub mod update;
pub mod update_where;
pub mod written;
pub mod written_where;
