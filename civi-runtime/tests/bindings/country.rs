//! `Country`.

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Country {}

impl rt::Entity for Country {
    const NAME: &'static str = "Country";
}

impl rt::Keyed for Country {
    type Key = rt::Id<Country>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Country {
    type Row = Row;
}

impl Country {
    pub const ID: rt::Field<Country, rt::Id<Country>, rt::PrimaryKey> = rt::Field::new("id");
    pub const NAME: rt::Field<Country, String> = rt::Field::new("name");
    pub const ISO_CODE: rt::Field<Country, String> = rt::Field::new("iso_code");
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Country>>,
    pub name: Option<String>,
    pub iso_code: Option<String>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &["id", "name", "iso_code"];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.name),
            2 => rt::Value::slot(&mut self.iso_code),
            _ => rt::Slot::Skip,
        }
    }
}
