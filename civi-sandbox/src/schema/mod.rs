//! What a snapshot says, in the form that queries need: tables, columns, and what is calculated.

mod calculated;
mod entity;
mod model;
mod option;
mod site_kind;

pub(crate) use calculated::Calculated;
pub(crate) use entity::{EntityModel, FieldModel, Source};
pub(crate) use model::Model;
pub(crate) use option::{FieldOption, FieldOptions, OptionSource, icon};
pub use site_kind::Cms;
pub(crate) use site_kind::Release;
