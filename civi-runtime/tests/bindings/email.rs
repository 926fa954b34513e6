//! `Email`.

use super::Contact;
use super::options;
use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Email {}

impl rt::Entity for Email {
    const NAME: &'static str = "Email";
}

impl rt::Keyed for Email {
    type Key = rt::Id<Email>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Email {
    type Row = Row;
}

impl rt::CanCreate for Email {}
impl rt::CanUpdate for Email {}
impl rt::CanSave for Email {}
impl rt::CanReplace for Email {}
impl rt::CanDelete for Email {}
impl rt::CanReloadAs for Email {}

impl Email {
    pub const ID: rt::Field<Email, rt::Id<Email>, rt::PrimaryKey> = rt::Field::new("id");
    pub const CONTACT_ID: rt::Field<Email, rt::Id<Contact>> = rt::Field::new("contact_id");
    pub const LOCATION_TYPE_ID: rt::Field<
        Email,
        i64,
        rt::Listed<options::LocationType, suffixes::NameLabel>,
    > = rt::Field::new("location_type_id");
    pub const EMAIL: rt::Field<Email, String> = rt::Field::new("email");
    pub const IS_PRIMARY: rt::Field<Email, bool, rt::NotNull> = rt::Field::new("is_primary");
    pub const ON_HOLD: rt::Field<Email, i64, rt::NotNull> = rt::Field::new("on_hold");

    pub fn values(email: impl rt::IntoWire<String>) -> Values<rt::Complete> {
        rt::codegen::builder::put(rt::codegen::builder::values(), "email", email)
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Email>>,
    pub contact_id: Option<rt::Id<Contact>>,
    pub location_type_id: Option<i64>,
    pub email: Option<String>,
    pub is_primary: Option<bool>,
    pub on_hold: Option<i64>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "contact_id",
        "location_type_id",
        "email",
        "is_primary",
        "on_hold",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.contact_id),
            2 => rt::Value::slot(&mut self.location_type_id),
            3 => rt::Value::slot(&mut self.email),
            4 => rt::Value::slot(&mut self.is_primary),
            5 => rt::Value::slot(&mut self.on_hold),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Email, M>;

impl<M> Values<M> {
    pub fn id(self, id: impl Into<rt::Id<Email>>) -> Self {
        rt::codegen::builder::put::<_, rt::Id<Email>>(self, "id", id.into())
    }

    pub fn contact_id(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "contact_id", value)
    }

    pub fn location_type_id(
        self,
        value: impl rt::IntoWire<Option<rt::Chosen<i64, options::LocationType>>>,
    ) -> Self {
        rt::codegen::builder::put(self, "location_type_id", value)
    }

    pub fn email(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put_max(self, "email", 254, value)
    }

    pub fn on_hold(self, value: impl rt::IntoWire<i64>) -> Self {
        rt::codegen::builder::put(self, "on_hold", value)
    }
}
