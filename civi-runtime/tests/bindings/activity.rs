//! `Activity`.

use super::Contact;
use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {}

impl rt::Entity for Activity {
    const NAME: &'static str = "Activity";
}

impl rt::Keyed for Activity {
    type Key = rt::Id<Activity>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Activity {
    type Row = Row;
}

impl rt::CanCreate for Activity {}
impl rt::CanUpdate for Activity {}
impl rt::CanSave for Activity {}
impl rt::CanReplace for Activity {}
impl rt::CanDelete for Activity {}

impl Activity {
    pub const ID: rt::Field<Activity, rt::Id<Activity>, rt::PrimaryKey> = rt::Field::new("id");
    pub const ACTIVITY_TYPE_ID: rt::Field<
        Activity,
        i64,
        rt::Listed<rt::AnyName, suffixes::NameLabel, rt::NotNull>,
    > = rt::Field::new("activity_type_id");
    pub const SUBJECT: rt::Field<Activity, String> = rt::Field::new("subject");
    pub const ACTIVITY_DATE_TIME: rt::Field<Activity, rt::DateTime> =
        rt::Field::new("activity_date_time");
    pub const DURATION: rt::Field<Activity, i64> = rt::Field::new("duration");
    pub const DETAILS: rt::Field<Activity, String> = rt::Field::new("details");
    pub const STATUS_ID: rt::Field<Activity, i64, rt::Listed<rt::AnyName, suffixes::NameLabel>> =
        rt::Field::new("status_id");
    pub const IS_TEST: rt::Field<Activity, bool, rt::NotNull> = rt::Field::new("is_test");
    pub const IS_DELETED: rt::Field<Activity, bool, rt::NotNull> = rt::Field::new("is_deleted");
    pub const CREATED_DATE: rt::Field<Activity, rt::DateTime> = rt::Field::new("created_date");
    pub const SOURCE_CONTACT_ID: rt::Field<Activity, rt::Id<Contact>> =
        rt::Field::new("source_contact_id");
    pub const TARGET_CONTACT_ID: rt::Field<Activity, Vec<rt::Id<Contact>>> =
        rt::Field::new("target_contact_id");
    pub const ASSIGNEE_CONTACT_ID: rt::Field<Activity, Vec<rt::Id<Contact>>> =
        rt::Field::new("assignee_contact_id");

    pub fn values(
        activity_type_id: impl rt::IntoWire<rt::Chosen<i64, rt::AnyName>>,
    ) -> Values<rt::Complete> {
        rt::codegen::builder::put(
            rt::codegen::builder::values(),
            "activity_type_id",
            activity_type_id,
        )
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Activity>>,
    pub activity_type_id: Option<i64>,
    pub subject: Option<String>,
    pub activity_date_time: Option<rt::DateTime>,
    pub duration: Option<i64>,
    pub details: Option<String>,
    pub status_id: Option<i64>,
    pub is_test: Option<bool>,
    pub is_deleted: Option<bool>,
    pub created_date: Option<rt::DateTime>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "activity_type_id",
        "subject",
        "activity_date_time",
        "duration",
        "details",
        "status_id",
        "is_test",
        "is_deleted",
        "created_date",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.activity_type_id),
            2 => rt::Value::slot(&mut self.subject),
            3 => rt::Value::slot(&mut self.activity_date_time),
            4 => rt::Value::slot(&mut self.duration),
            5 => rt::Value::slot(&mut self.details),
            6 => rt::Value::slot(&mut self.status_id),
            7 => rt::Value::slot(&mut self.is_test),
            8 => rt::Value::slot(&mut self.is_deleted),
            9 => rt::Value::slot(&mut self.created_date),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Activity, M>;

impl<M> Values<M> {
    pub fn activity_type_id(self, value: impl rt::IntoWire<rt::Chosen<i64, rt::AnyName>>) -> Self {
        rt::codegen::builder::put(self, "activity_type_id", value)
    }

    pub fn subject(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put_max(self, "subject", 255, value)
    }

    pub fn activity_date_time(self, value: impl rt::IntoWire<Option<rt::DateTime>>) -> Self {
        rt::codegen::builder::put(self, "activity_date_time", value)
    }

    pub fn duration(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "duration", value)
    }

    pub fn details(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "details", value)
    }

    pub fn status_id(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "status_id", value)
    }

    pub fn is_test(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_test", value)
    }

    pub fn is_deleted(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_deleted", value)
    }

    pub fn source_contact_id(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "source_contact_id", value)
    }

    pub fn target_contact_id(self, value: impl rt::IntoWire<Option<Vec<rt::Id<Contact>>>>) -> Self {
        rt::codegen::builder::put(self, "target_contact_id", value)
    }

    pub fn assignee_contact_id(
        self,
        value: impl rt::IntoWire<Option<Vec<rt::Id<Contact>>>>,
    ) -> Self {
        rt::codegen::builder::put(self, "assignee_contact_id", value)
    }
}
