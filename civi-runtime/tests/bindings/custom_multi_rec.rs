//! `Custom_multi_rec`.

use super::Contact;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomMultiRec {}

impl rt::Entity for CustomMultiRec {
    const NAME: &'static str = "Custom_multi_rec";
}

impl rt::Keyed for CustomMultiRec {
    type Key = rt::Id<CustomMultiRec>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for CustomMultiRec {
    type Row = Row;
}

impl rt::CanCreate for CustomMultiRec {}
impl rt::CanUpdate for CustomMultiRec {}
impl rt::CanSave for CustomMultiRec {}
impl rt::CanReplace for CustomMultiRec {}
impl rt::CanDelete for CustomMultiRec {}

impl CustomMultiRec {
    pub const ID: rt::Field<CustomMultiRec, rt::Id<CustomMultiRec>, rt::PrimaryKey> =
        rt::Field::new("id");
    pub const ENTITY_ID: rt::Field<CustomMultiRec, rt::Id<Contact>, rt::NotNull> =
        rt::Field::new("entity_id");
    pub const NOTE: rt::Field<CustomMultiRec, String> = rt::Field::new("note");
    pub const WHEN: rt::Field<CustomMultiRec, rt::Date> = rt::Field::new("when");

    pub fn values(entity_id: impl rt::IntoWire<rt::Id<Contact>>) -> Values<rt::Complete> {
        rt::codegen::builder::put(rt::codegen::builder::values(), "entity_id", entity_id)
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<CustomMultiRec>>,
    pub entity_id: Option<rt::Id<Contact>>,
    pub note: Option<String>,
    pub when: Option<rt::Date>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &["id", "entity_id", "note", "when"];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.entity_id),
            2 => rt::Value::slot(&mut self.note),
            3 => rt::Value::slot(&mut self.when),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<CustomMultiRec, M>;

impl<M> Values<M> {
    pub fn entity_id(self, value: impl rt::IntoWire<rt::Id<Contact>>) -> Self {
        rt::codegen::builder::put(self, "entity_id", value)
    }

    pub fn note(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "note", value)
    }

    pub fn when(self, value: impl rt::IntoWire<Option<rt::Date>>) -> Self {
        rt::codegen::builder::put(self, "when", value)
    }
}
