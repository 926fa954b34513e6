//! A site's raw answers, and the schema that they become.
//!
//! A site describes itself in five answers: `Entity.get`; one batch of `getFields` each for `get`,
//! `create` and `update`, with `loadOptions` as a list of keys; and one batch of `getActions`, each
//! batch keyed by entity (APIv4 wire contract §3–5). [`Answers`] holds them as they came, from
//! memory or from a [folder of captures](Answers::read); [`normalize`](Answers::normalize) makes
//! them a [`Schema`](crate::Schema) and evens out what PHP and different versions of CiviCRM write
//! in different ways.
//!
//! Nothing that a site says of one field or one entity makes the whole fail: what is not understood
//! is kept or left out, and a [`Warning`] says so; an entity that could not be read is in
//! [`Site::left_out`](crate::Site::left_out) with the reason.
//!
//! # Shared option lists
//!
//! A list that more than one field uses, or that is longer than 50, is kept once in
//! [`Schema::option_lists`](crate::Schema::option_lists). Its name is `Entity.field` of its first
//! user: standard fields come before custom ones, custom ones before those of `Setting`, those
//! before fields of entities that the site itself made (custom groups, ECK, SearchKit), and within
//! each of these the order is by entity and field. So a field that the site adds can give a list
//! another user, but not another name, unless it is a standard field.

mod action;
mod answers;
mod entity;
mod field;
mod normalize;
mod options;
mod random;
mod reader;
mod share;
mod warning;

pub use answers::{Answers, Question};
pub use normalize::{Normalized, SnapshotSettings};
pub use warning::Warning;
