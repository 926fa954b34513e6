//! One field of an entity's file.

use serde_json::{Map, Value};

use super::super::text::{Doc, Facts};
use super::option::{options_doc, read_options};
use super::{put_pairs, read_pairs};
use crate::error::Mismatch;
use crate::{DataType, Field, GetField, Serialization, Suffix, WriteField, json};

pub(super) fn field_doc(field: &Field) -> Doc {
    let mut facts = Facts::default();
    facts.optional("title", field.title.as_ref());
    facts.optional("label", field.label.as_ref());
    facts.optional("description", field.description.as_ref());
    if field.kind != "Field" {
        facts.value("kind", field.kind.clone());
    }
    put_type(&mut facts, Some(&field.data_type));
    facts.optional(
        "serialize",
        field.serialize.map(Serialization::code).as_ref(),
    );
    facts.optional("input_type", field.input_type.as_ref());
    facts.optional("max_length", field.max_length.as_ref());
    facts.optional("control_field", field.control_field.as_ref());
    facts.optional("fk_entity", field.fk_entity.as_ref());
    facts.optional("fk_column", field.fk_column.as_ref());
    put_pairs(&mut facts, "dfk_entities", &field.dfk_entities);
    if let Some(doc) = options_doc(&field.options) {
        facts.doc("options", doc);
    }
    let suffixes: Vec<_> = field
        .suffixes
        .iter()
        .map(|suffix| suffix.as_str().to_owned())
        .collect();
    facts.texts("suffixes", &suffixes);
    facts.optional("operators", field.operators.as_ref());
    if !field.permission.is_empty() {
        facts.value("permission", field.permission.clone());
    }
    facts.flag("nullable", field.nullable, true);
    facts.flag("readonly", field.readonly, false);
    facts.flag("deprecated", field.deprecated, false);
    facts.flag("localizable", field.localizable, false);
    facts.optional("custom_group", field.custom_group.as_ref());
    match &field.get {
        None => facts.value("get", false),
        Some(shape) => {
            if let Some(filter) = &shape.implicit_filter {
                let mut get = Facts::default();
                get.value("implicit_filter", filter.clone());
                facts.doc("get", get.line());
            }
        }
    }
    put_shape(&mut facts, "create", field.create.as_ref());
    put_shape(&mut facts, "update", field.update.as_ref());
    facts.finish()
}

fn put_type(facts: &mut Facts, data_type: Option<&DataType>) {
    if let Some(data_type) = data_type.filter(|data_type| **data_type != DataType::Missing) {
        facts.value("data_type", data_type.as_str());
    }
}

fn put_shape(facts: &mut Facts, key: &str, shape: Option<&WriteField>) {
    let Some(shape) = shape else {
        return facts.value(key, false);
    };
    let mut own = Facts::default();
    own.flag("required", shape.required, false);
    own.optional("required_if", shape.required_if.as_ref());
    own.optional("default", shape.default.as_ref());
    own.flag("readonly", shape.readonly, false);
    if let Some(data_type) = &shape.data_type {
        own.value("data_type", data_type.as_str());
    }
    if !own.is_empty() {
        facts.doc(key, own.line());
    }
}

pub(super) fn read_field(name: &str, value: &Value) -> Result<Field, Mismatch> {
    let map = json::object(value)?;
    Ok(Field {
        name: name.to_owned(),
        title: json::optional_text(map, "title")?,
        label: json::optional_text(map, "label")?,
        description: json::optional_text(map, "description")?,
        kind: json::optional_text(map, "kind")?.unwrap_or_else(|| "Field".to_owned()),
        data_type: read_type(map)?.unwrap_or_default(),
        serialize: number(map, "serialize")?.and_then(Serialization::from_wire),
        input_type: json::optional_text(map, "input_type")?,
        max_length: number(map, "max_length")?.and_then(|length| u32::try_from(length).ok()),
        control_field: json::optional_text(map, "control_field")?,
        fk_entity: json::optional_text(map, "fk_entity")?,
        fk_column: json::optional_text(map, "fk_column")?,
        dfk_entities: read_pairs(map, "dfk_entities")?,
        options: json::get(map, "options")
            .map_or(Ok(crate::Options::None), read_options)
            .map_err(|e| e.within("options"))?,
        suffixes: json::texts(map, "suffixes")?
            .iter()
            .map(|s| Suffix::from_wire(s))
            .collect(),
        operators: json::get(map, "operators")
            .map(json::strings)
            .transpose()
            .map_err(|e| e.within("operators"))?,
        permission: json::get(map, "permission")
            .map_or(Ok(Vec::new()), |value| {
                json::each(json::list(value)?, json::strings)
            })
            .map_err(|e| e.within("permission"))?,
        nullable: json::flag(map, "nullable", true)?,
        readonly: json::flag(map, "readonly", false)?,
        deprecated: json::flag(map, "deprecated", false)?,
        localizable: json::flag(map, "localizable", false)?,
        custom_group: json::optional_text(map, "custom_group")?,
        get: shape(map, "get")?.map(|own| GetField {
            implicit_filter: own.and_then(|own| own.get("implicit_filter").cloned()),
        }),
        create: read_shape(map, "create")?,
        update: read_shape(map, "update")?,
    })
}

fn number(map: &Map<String, Value>, key: &str) -> Result<Option<i64>, Mismatch> {
    json::get(map, key)
        .map(json::integer)
        .transpose()
        .map_err(|e| e.within(key))
}

fn read_type(map: &Map<String, Value>) -> Result<Option<DataType>, Mismatch> {
    Ok(json::optional_text(map, "data_type")?.map(|word| DataType::from_wire(&word)))
}

/// An action's own part: `None` where the action doesn't have the field, `Some(None)` where it has
/// nothing to add.
fn shape<'a>(
    map: &'a Map<String, Value>,
    key: &str,
) -> Result<Option<Option<&'a Map<String, Value>>>, Mismatch> {
    match map.get(key) {
        None | Some(Value::Bool(true)) => Ok(Some(None)),
        Some(Value::Bool(false)) => Ok(None),
        Some(value) => json::object(value)
            .map(|own| Some(Some(own)))
            .map_err(|e| e.within(key)),
    }
}

fn read_shape(map: &Map<String, Value>, key: &str) -> Result<Option<WriteField>, Mismatch> {
    let Some(own) = shape(map, key)? else {
        return Ok(None);
    };
    let Some(own) = own else {
        return Ok(Some(WriteField::default()));
    };
    let read = || {
        Ok(WriteField {
            required: json::flag(own, "required", false)?,
            required_if: json::optional_text(own, "required_if")?,
            default: own.get("default").cloned(),
            readonly: json::flag(own, "readonly", false)?,
            data_type: read_type(own)?,
        })
    };
    read().map(Some).map_err(|e: Mismatch| e.within(key))
}
