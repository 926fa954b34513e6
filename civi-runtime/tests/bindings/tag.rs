//! `Tag`.

use super::suffixes;

use civi_runtime as rt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {}

impl rt::Entity for Tag {
    const NAME: &'static str = "Tag";
}

impl rt::Keyed for Tag {
    type Key = rt::Id<Tag>;
    const KEY: &'static str = "id";
}

impl rt::CanGet for Tag {
    type Row = Row;
}

impl rt::CanCreate for Tag {}
impl rt::CanUpdate for Tag {}
impl rt::CanSave for Tag {}
impl rt::CanReplace for Tag {}
impl rt::CanDelete for Tag {}

impl Tag {
    pub const ID: rt::Field<Tag, rt::Id<Tag>, rt::PrimaryKey> = rt::Field::new("id");
    pub const NAME: rt::Field<Tag, String, rt::NotNull> = rt::Field::new("name");
    pub const LABEL: rt::Field<Tag, String, rt::NotNull> = rt::Field::new("label");
    pub const DESCRIPTION: rt::Field<Tag, String> = rt::Field::new("description");
    pub const USED_FOR: rt::Field<Tag, Vec<String>, rt::Listed<rt::AnyName, suffixes::NameLabel>> =
        rt::Field::new("used_for");
    pub const IS_SELECTABLE: rt::Field<Tag, bool, rt::NotNull> = rt::Field::new("is_selectable");

    pub fn values(label: impl rt::IntoWire<String>) -> Values<rt::Complete> {
        rt::codegen::builder::put(rt::codegen::builder::values(), "label", label)
    }

    pub fn changes() -> Values<rt::Changes> {
        rt::codegen::builder::values()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    pub id: Option<rt::Id<Tag>>,
    pub name: Option<String>,
    pub label: Option<String>,
    pub description: Option<String>,
    pub used_for: Option<Vec<String>>,
    pub is_selectable: Option<bool>,
}

impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "name",
        "label",
        "description",
        "used_for",
        "is_selectable",
    ];

    fn slot(&mut self, column: usize) -> rt::Slot<'_> {
        match column {
            0 => rt::Value::slot(&mut self.id),
            1 => rt::Value::slot(&mut self.name),
            2 => rt::Value::slot(&mut self.label),
            3 => rt::Value::slot(&mut self.description),
            4 => rt::Value::slot(&mut self.used_for),
            5 => rt::Value::slot(&mut self.is_selectable),
            _ => rt::Slot::Skip,
        }
    }
}

pub type Values<M = rt::Complete> = super::builders::Values<Tag, M>;

impl<M> Values<M> {
    pub fn id(self, id: impl Into<rt::Id<Tag>>) -> Self {
        rt::codegen::builder::put::<_, rt::Id<Tag>>(self, "id", id.into())
    }

    pub fn name(self, value: impl rt::IntoWire<String>) -> Self {
        rt::codegen::builder::put(self, "name", value)
    }

    pub fn label(self, value: impl rt::IntoWire<String>) -> Self {
        rt::codegen::builder::put_max(self, "label", 64, value)
    }

    pub fn description(self, value: impl rt::IntoWire<Option<String>>) -> Self {
        rt::codegen::builder::put(self, "description", value)
    }

    pub fn used_for(self, value: impl rt::IntoWire<Option<Vec<String>>>) -> Self {
        rt::codegen::builder::put(self, "used_for", value)
    }

    pub fn is_selectable(self, value: impl rt::IntoWire<bool>) -> Self {
        rt::codegen::builder::put(self, "is_selectable", value)
    }
}
