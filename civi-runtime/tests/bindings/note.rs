//! `Note`: whose `entity_id` is a dynamic key.

use super::{Contact, Contribution};

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {}

impl rt::Entity for Note {
    const NAME: &'static str = "Note";
}

impl Note {
    /// A key of what `entity_table` says: `Contact` for `civicrm_contact`, `Contribution` for
    /// `civicrm_contribution`.
    pub const ENTITY_ID: rt::Field<Note, i64, rt::Dynamic<NoteEntityId, rt::NotNull>> =
        rt::field("entity_id");

    pub fn values(entity_id: impl rt::IntoWire<rt::Dynamic<NoteEntityId>>) -> Values<rt::Complete> {
        rt::codegen::builder::put(rt::codegen::builder::values(), "entity_id", entity_id)
    }
}

pub enum NoteEntityId {}
impl rt::query::Targets for NoteEntityId {
    const CONTROL: &'static str = "entity_table";
}
impl rt::query::Target<Contact> for NoteEntityId {
    const VALUE: &'static str = "civicrm_contact";
}
impl rt::query::Target<Contribution> for NoteEntityId {
    const VALUE: &'static str = "civicrm_contribution";
}

pub type Values<M = rt::Complete> = super::builders::Values<Note, M>;
