//! The API's actions, one a file.

mod access;
mod array;
mod autocomplete;
mod call;
mod chain;
mod create;
mod delete;
mod entity;
mod file;
mod get;
mod get_actions;
mod get_fields;
mod index;
mod links;
mod managed;
mod parameters;
mod record;
mod required;
mod row_lookup;
mod rules;
mod save;
mod setting;
mod special;
mod update;

pub(crate) use call::{Call, Surroundings, call};
pub(crate) use create::plant;
pub(crate) use index::Index;
