//! What generated bindings and derives call. Not for use by hand: it changes without notice.

pub mod builder;
pub mod derive;
mod include;
mod version;

pub use crate::call::batch::{Answered, Prepared, Reading};
pub use crate::call::known_fields::{KnownFields, Unproven, WrittenFields};
pub use crate::query::select::{Cells, RecordCells, Wanted};
pub use crate::row::cell::Cell;
pub use crate::row::found::{Found, Missing};
pub use crate::row::reader::{Places, RowReader};
pub use crate::row::record::nothing;

/// The traits of option types, each as one function.
pub mod option {
    pub use crate::value::option_impls::*;
}

/// The traits of rows, each as one function.
pub mod row {
    pub use crate::row::cell::{clone, debug, eq};
    #[cfg(feature = "serde")]
    pub use crate::row::serialize::{WriteCell, WriteRow, read, serde, write};
}
