//! What the rows of `getFields` and `getActions` have, as entities of their own: the runtime has
//! their fields, on every site the same.

use std::sync::LazyLock;

use super::typed::plain;
use crate::model::{EntityModel, FieldModel, RustType, Scalar};

type Column = (&'static str, Scalar, bool);

/// What a field is told to be.
pub(in crate::query) static FIELDS: LazyLock<EntityModel> = LazyLock::new(|| {
    let texts = [
        "name",
        "title",
        "label",
        "description",
        "type",
        "entity",
        "data_type",
        "input_type",
        "required_if",
        "fk_entity",
        "fk_column",
        "table_name",
        "column_name",
        "custom_group",
    ];
    let flags = [
        "required",
        "nullable",
        "readonly",
        "localizable",
        "deprecated",
    ];
    let anything = [
        "input_attrs",
        "options",
        "default_value",
        "dfk_entities",
        "permission",
    ];
    let mut columns: Vec<Column> = Vec::new();
    columns.extend(texts.map(|name| (name, Scalar::Text, false)));
    columns.extend(flags.map(|name| (name, Scalar::Boolean, false)));
    columns.extend(anything.map(|name| (name, Scalar::Json, false)));
    columns.extend(["suffixes", "operators", "usage"].map(|name| (name, Scalar::Text, true)));
    columns.extend(["serialize", "custom_field_id"].map(|name| (name, Scalar::Integer, false)));
    entity("getFields", "meta::FieldInfo", &columns)
});

/// What an action is told to be.
pub(in crate::query) static ACTIONS: LazyLock<EntityModel> = LazyLock::new(|| {
    let columns = [
        ("name", Scalar::Text, false),
        ("description", Scalar::Text, false),
        ("comment", Scalar::Text, false),
        ("deprecated", Scalar::Boolean, false),
        ("see", Scalar::Text, true),
        ("params", Scalar::Json, false),
    ];
    entity("getActions", "meta::ActionInfo", &columns)
});

fn entity(wire: &str, type_name: &str, columns: &[Column]) -> EntityModel {
    let names = civi_schema::names::fields(columns.iter().map(|(name, ..)| *name));
    let fields = columns.iter().filter_map(|(name, value, list)| {
        Some(FieldModel {
            wire: (*name).to_owned(),
            names: names.get(*name)?.clone(),
            title: String::new(),
            facts: String::new(),
            refers_to: None,
            rust: RustType {
                list: *list,
                ..plain(value.clone())
            },
            in_get: true,
            in_row: true,
            create: None,
            update: None,
            max_length: None,
            deprecated: false,
        })
    });
    EntityModel {
        wire: wire.to_owned(),
        type_name: type_name.to_owned(),
        module: String::new(),
        docs: Vec::new(),
        key: None,
        action_names: Vec::new(),
        capabilities: Vec::new(),
        gets: true,
        creates: false,
        changes: false,
        fields: fields.collect(),
        actions: Vec::new(),
        setting_actions: Vec::new(),
        settings: Vec::new(),
    }
}
