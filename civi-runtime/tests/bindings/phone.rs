//! `Phone`.

use super::Contact;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phone {}

impl rt::Entity for Phone {
    const NAME: &'static str = "Phone";
}

impl rt::Keyed for Phone {
    type Key = rt::Id<Phone>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Phone {
    type Row = Row;
}

impl rt::CanCreate for Phone {}
impl rt::CanUpdate for Phone {}
impl rt::CanSave for Phone {}
impl rt::CanReplace for Phone {}
impl rt::CanDelete for Phone {}

impl Phone {
    pub const ID: rt::Field<Phone, rt::Id<Phone>, rt::PrimaryKey> = rt::Field::new("id");
    pub const CONTACT_ID: rt::Field<Phone, rt::Id<Contact>> = rt::Field::new("contact_id");
    pub const PHONE: rt::Field<Phone, String> = rt::Field::new("phone");
    pub const IS_PRIMARY: rt::Field<Phone, bool, rt::NotNull> = rt::Field::new("is_primary");

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
    pub id: Option<rt::Id<Phone>>,
    pub contact_id: Option<rt::Id<Contact>>,
    pub phone: Option<String>,
    pub is_primary: Option<bool>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &["id", "contact_id", "phone", "is_primary"];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.contact_id),
            2 => rt::Value::slot(&mut self.phone),
            3 => rt::Value::slot(&mut self.is_primary),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Phone, M>;

impl<M> Values<M> {
    pub fn contact_id(self, value: impl rt::IntoWire<Option<rt::Id<Contact>>>) -> Self {
        rt::codegen::builder::put(self, "contact_id", value)
    }

    pub fn phone(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "phone", value)
    }
}
