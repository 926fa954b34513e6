//! A CiviCRM site's schema: what a snapshot holds, how it is read and written, and how a site's
//! raw answers become one. You rarely need it yourself: `civi-codegen` re-exports it as
//! `civi_codegen::schema`.
//!
//! ```
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
//! let schema = civi_schema::Schema::read(folder)?;
//! let contact = &schema.entities["Contact"];
//! assert!(contact.fields.contains_key("display_name"));
//! # Ok::<(), civi_schema::Error>(())
//! ```
//!
//! | | |
//! |---|---|
//! | a whole site, and what is known of it | [`Schema`], [`Site`], [`Release`] |
//! | what is in it | [`Entity`], [`Field`], [`Options`], [`Action`] |
//! | the folder that it is kept in | [`snapshot`] |
//! | a site's answers, with every quirk | [`raw`] |
//! | how a name on the wire is spelled in Rust | [`names`] |
//! | which Rust type a field has | [`rust_type`] |
//! | the name that was probably meant | [`nearest`] |
//! | the functions that a site knows | [`function`] |

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
pub use field::{DataType, Field, GetField, Serialization, WriteField};
pub use operator::Operator;
pub use option::{OptionItem, OptionKey, OptionList, Options, Suffix};
pub use plain_type::{PlainType, TypeOrigin};
pub use release::Release;
pub use site::{Schema, Site};
