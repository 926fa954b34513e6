//! A CiviCRM site's schema: what a snapshot holds, how it is read and written, and how a site's
//! raw answers become one.

mod action;
mod entity;
mod error;
mod field;
pub mod function;
mod json;
pub mod names;
pub mod nearest;
mod operator;
mod option;
mod plain_type;
pub mod raw;
mod release;
pub mod rust_type;
mod site;
pub mod snapshot;
pub mod standard;

pub use action::{Action, Param};
pub use entity::Entity;
pub use error::{Error, Result};
pub use field::{DataType, Field, GetShape, Serialization, WriteShape};
pub use operator::Operator;
pub use option::{OptionItem, OptionKey, OptionList, Options, Suffix};
pub use plain_type::{Home, PlainType};
pub use release::Release;
pub use site::{Schema, Site};
