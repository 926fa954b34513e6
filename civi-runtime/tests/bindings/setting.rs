//! `Setting`.

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {}

impl rt::Entity for Setting {
    const NAME: &'static str = "Setting";
}

impl rt::CanGet for Setting {
    type Row = Row;
    const ROW_KEY: Option<&'static str> = None;
}

impl Setting {
    pub const NAME: rt::Field<Setting, String> = rt::Field::new("name");
    pub const VALUE: rt::Field<Setting, serde_json::Value> = rt::Field::new("value");
    pub const DOMAIN_ID: rt::Field<Setting, i64> = rt::Field::new("domain_id");
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub name: Option<String>,
    pub value: Option<serde_json::Value>,
    pub domain_id: Option<i64>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &["name", "value", "domain_id"];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.name),
            1 => rt::Value::slot(&mut self.value),
            2 => rt::Value::slot(&mut self.domain_id),
            _ => rt::Slot::Skip,
        }
    }
}
