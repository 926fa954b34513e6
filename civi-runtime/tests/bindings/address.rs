//! `Address`.

use super::Contact;
use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {}

impl rt::Entity for Address {
    const NAME: &'static str = "Address";
}

impl rt::Keyed for Address {
    type Key = rt::Id<Address>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Address {
    type Row = Row;
}

impl rt::CanCreate for Address {}
impl rt::CanUpdate for Address {}
impl rt::CanSave for Address {}
impl rt::CanReplace for Address {}
impl rt::CanDelete for Address {}

impl Address {
    pub const ID: rt::Field<Address, rt::Id<Address>, rt::PrimaryKey> = rt::Field::new("id");
    pub const CONTACT_ID: rt::Field<Address, rt::Id<Contact>> = rt::Field::new("contact_id");
    pub const CITY: rt::Field<Address, String> = rt::Field::new("city");
    pub const STATE_PROVINCE_ID: rt::Field<
        Address,
        i64,
        rt::Listed<rt::AnyName, suffixes::NameLabelAbbr>,
    > = rt::Field::new("state_province_id");

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
    pub id: Option<rt::Id<Address>>,
    pub contact_id: Option<rt::Id<Contact>>,
    pub city: Option<String>,
    pub state_province_id: Option<i64>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &["id", "contact_id", "city", "state_province_id"];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.contact_id),
            2 => rt::Value::slot(&mut self.city),
            3 => rt::Value::slot(&mut self.state_province_id),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Address, M>;

impl<M> Values<M> {
    pub fn contact_id(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "contact_id", value)
    }

    pub fn city(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "city", value)
    }

    pub fn state_province_id(self, value: impl rt::IntoWire<Option<i64>>) -> Self {
        rt::codegen::builder::put(self, "state_province_id", value)
    }
}
