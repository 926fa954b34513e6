//! A snapshot on disk: a folder that holds what is known of one site.
//!
//! ```text
//! site.json                 format version, CiviCRM's version, what was left out …
//! entities/Contact.json     one entity: its fields and actions
//! options/Contact.gender_id.json    one option list that several fields share, or a long one
//! ```
//!
//! Names of fields, actions, parameters and lists are sorted; options keep the site's order. One
//! thing is on one line, an option and a parameter with all its facts, so that a change on the site
//! is a small diff. Facts that have their usual value are left out. The same schema gives the same
//! bytes.
//!
//! A file is called by its entity's name; bytes that are not plain ASCII letters, digits, `_`, `-`
//! or an inner `.` are written `%XX`, and names that differ in case only get a mark (`ACL~7`), so
//! that every name has a file of its own on every file system.

mod files;
mod folder;
mod form;
mod name;
mod read;
mod text;
mod write;

pub use name::fits;
pub use write::Written;

/// The version of the snapshot format that this crate reads and writes.
pub const FORMAT: u32 = 1;
