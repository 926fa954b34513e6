//! Writing: values, the standard actions that write, and the reports of what has been written.

pub(crate) mod chunks;
pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod dry_run;
pub(crate) mod filtered_keys;
pub(crate) mod matched;
pub(crate) mod options_known;
pub(crate) mod partial;
pub(crate) mod progress;
pub(crate) mod record_set;
pub(crate) mod replace;
pub(crate) mod returning;
pub(crate) mod rows_by_key;
pub(crate) mod save;
pub(crate) mod update;
pub(crate) mod update_where;
pub(crate) mod written_where;

pub use create::Create;
pub use delete::{Delete, DeleteWhere};
pub use dry_run::DryRun;
pub use partial::{Done, Failed};
pub use record_set::Columns;
pub use replace::{Replace, Replaced};
pub use returning::{Keys, Reloaded, Returning, Rows};
pub use save::{Save, SaveDryRun, Saved};
pub use update::Update;
pub use update_where::UpdateWhere;
