//! `Event`.

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {}

impl rt::Entity for Event {
    const NAME: &'static str = "Event";
}

impl rt::Keyed for Event {
    type Key = rt::Id<Event>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Event {
    type Row = Row;
}

impl rt::CanCreate for Event {}
impl rt::CanUpdate for Event {}
impl rt::CanSave for Event {}
impl rt::CanReplace for Event {}
impl rt::CanDelete for Event {}

impl Event {
    pub const ID: rt::Field<Event, rt::Id<Event>, rt::PrimaryKey> = rt::Field::new("id");
    pub const TITLE: rt::Field<Event, String> = rt::Field::new("title");
    pub const START_DATE: rt::Field<Event, rt::DateTime> = rt::Field::new("start_date");
    pub const END_DATE: rt::Field<Event, rt::DateTime> = rt::Field::new("end_date");
    pub const IS_ACTIVE: rt::Field<Event, bool, rt::NotNull> = rt::Field::new("is_active");
    pub const MAX_PARTICIPANTS: rt::Field<Event, i64> = rt::Field::new("max_participants");
    pub const CREATED_DATE: rt::Field<Event, rt::DateTime> = rt::Field::new("created_date");

    pub fn values() -> Values<rt::Complete> {
        rt::codegen::builder::values()
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Event>>,
    pub title: Option<String>,
    pub start_date: Option<rt::DateTime>,
    pub end_date: Option<rt::DateTime>,
    pub is_active: Option<bool>,
    pub max_participants: Option<i64>,
    pub created_date: Option<rt::DateTime>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "title",
        "start_date",
        "end_date",
        "is_active",
        "max_participants",
        "created_date",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.title),
            2 => rt::Value::slot(&mut self.start_date),
            3 => rt::Value::slot(&mut self.end_date),
            4 => rt::Value::slot(&mut self.is_active),
            5 => rt::Value::slot(&mut self.max_participants),
            6 => rt::Value::slot(&mut self.created_date),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Event, M>;

impl<M> Values<M> {
    pub fn title(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "title", value)
    }

    pub fn start_date(self, value: impl rt::IntoWire<Option<rt::DateTime>>) -> Self {
        rt::codegen::builder::put(self, "start_date", value)
    }

    pub fn end_date(self, value: impl rt::IntoWire<Option<rt::DateTime>>) -> Self {
        rt::codegen::builder::put(self, "end_date", value)
    }

    pub fn is_active(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_active", value)
    }

    pub fn max_participants(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "max_participants", value)
    }
}
