//! A field as text: its type, what it may hold, who may use it.

use std::collections::BTreeMap;

use civi_codegen::model::FieldModel;
use civi_codegen::schema::rust_type::option_list;
use civi_codegen::schema::{
    DataType, Entity, Field, OptionList, Options, Schema, Serialization, Suffix, WriteField,
};

use super::rust::{Rust, row_type};
use super::{key_text, value_text};
use crate::table::Table;
use crate::terminal::{Paint, Terminal};
use crate::wording::{count, line};

pub(super) fn print(
    schema: &Schema,
    rust: &Rust,
    entity: &Entity,
    field: &Field,
    terminal: &mut Terminal,
) {
    let model = rust.field(&entity.name, &field.name);
    let name = format!("{}.{}", line(&entity.name), line(&field.name));
    let mut first = terminal.paint(Paint::Heading, &name);
    if let Some(title) = field.label.as_ref().or(field.title.as_ref()) {
        first += &format!(": {}", line(title));
    }
    terminal.data(&first);
    if let Some(description) = &field.description {
        terminal.data(&format!("  {}", line(description)));
    }
    let mut table = Table::default();
    let mut property = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([name.to_owned(), line(&value)]);
        }
    };
    if let (Some(owner), Some(model)) = (rust.entity(&entity.name), model) {
        property(
            "in Rust",
            format!("{}::{}", owner.type_name, model.names.constant),
        );
        property("type", row_type(&model.rust));
    }
    property("wire type", wire_type(field));
    property("kind", field.kind.clone());
    property("input", field.input_type.clone().unwrap_or_default());
    property("points to", reference(field).unwrap_or_default());
    property(
        "null",
        if field.nullable { "allowed" } else { "never" }.to_owned(),
    );
    property(
        "longest",
        field
            .max_length
            .map(|n| count(n as usize, "character"))
            .unwrap_or_default(),
    );
    let implicit = field
        .get
        .as_ref()
        .and_then(|get| get.implicit_filter.as_ref());
    let get = match (&field.get, implicit) {
        (None, _) => "no".to_owned(),
        (Some(_), None) => "yes".to_owned(),
        (Some(_), Some(value)) => {
            format!(
                "yes; rows are those with {} unless the filter names it",
                value_text(value)
            )
        }
    };
    property("get", get);
    property("create", write_text(field.create.as_ref()));
    property("update", write_text(field.update.as_ref()));
    property("group", field.custom_group.clone().unwrap_or_default());
    property(
        "depends on",
        field.control_field.clone().unwrap_or_default(),
    );
    property(
        "operators",
        field
            .operators
            .as_ref()
            .map(|all| all.join(" "))
            .unwrap_or_default(),
    );
    property("permission", permission(field));
    property("suffixes", suffixes(field));
    if field.localizable {
        property("language", "its value depends on it".to_owned());
    }
    if field.deprecated {
        property("deprecated", "yes".to_owned());
    }
    table.print("  ", terminal);
    match (&field.options, option_list(field, &schema.option_lists)) {
        (_, Some(list)) => options(
            list,
            model.and_then(|model| rust.options(model)),
            rust,
            terminal,
        ),
        (Options::Unlisted, None) => {
            terminal.data("");
            terminal.data("It has options that the site did not list.");
        }
        _ => {}
    }
}

fn options(list: &OptionList, type_name: Option<&str>, rust: &Rust, terminal: &mut Terminal) {
    let mut title = format!("Options ({})", list.items.len());
    if let Some(name) = type_name {
        title += &format!(", in Rust options::{name}");
    }
    let variants: BTreeMap<&str, &str> = type_name
        .and_then(|name| rust.list(name))
        .map(|list| {
            list.variants
                .iter()
                .map(|v| (v.value.as_str(), v.ident.as_str()))
                .collect()
        })
        .unwrap_or_default();
    terminal.data("");
    terminal.data(&terminal.paint(Paint::Heading, &title));
    let mut table = Table::default();
    for item in &list.items {
        let key = key_text(&item.id);
        table.row([
            line(&key),
            variants
                .get(key.as_str())
                .map(|variant| (*variant).to_owned())
                .unwrap_or_default(),
            line(item.name.as_deref().unwrap_or("")),
            line(item.abbr.as_deref().unwrap_or("")),
            line(item.label.as_deref().unwrap_or("")),
        ]);
    }
    table.print("  ", terminal);
}

/// The field's type on the wire.
fn wire_type(field: &Field) -> String {
    let one = match &field.data_type {
        DataType::Missing => "none said",
        known => known.as_str(),
    };
    match field.serialize {
        None => one.to_owned(),
        Some(Serialization::Json) => format!("{one}, stored as JSON"),
        Some(Serialization::KeyValue) => format!("{one}, stored as key=value"),
        Some(_) => format!("{one}, stored as a list"),
    }
}

/// What else is worth a place in a table of fields.
pub(super) fn properties(
    schema: &Schema,
    rust: &Rust,
    model: Option<&FieldModel>,
    field: &Field,
) -> Vec<String> {
    let mut properties = Vec::new();
    let mut property = |holds: bool, text: &str| {
        if holds {
            properties.push(text.to_owned());
        }
    };
    let creates = field.create.as_ref();
    property(creates.is_some_and(|create| create.required), "required");
    property(
        creates.is_some_and(|create| create.required_if.is_some()),
        "sometimes required",
    );
    property(field.readonly, "read-only");
    property(field.get.is_none() && field.kind != "Filter", "write-only");
    property(!field.permission.is_empty(), "needs a permission");
    property(field.deprecated, "deprecated");
    match (&field.options, option_list(field, &schema.option_lists)) {
        (_, Some(list)) => {
            let name = model.and_then(|model| rust.options(model));
            let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
            properties.push(format!("{}{name}", count(list.items.len(), "option")));
        }
        (Options::Unlisted, None) => properties.push("options".to_owned()),
        _ => {}
    }
    properties
}

fn reference(field: &Field) -> Option<String> {
    let column = field
        .fk_column
        .as_deref()
        .map(|column| format!(".{column}"));
    if let Some(entity) = &field.fk_entity {
        return Some(format!("{entity}{}", column.unwrap_or_default()));
    }
    if field.dfk_entities.is_empty() {
        return None;
    }
    let targets = field
        .dfk_entities
        .iter()
        .map(|(table, entity)| format!("{entity} ({table})"));
    Some(targets.collect::<Vec<_>>().join(", "))
}

fn write_text(shape: Option<&WriteField>) -> String {
    let Some(shape) = shape else {
        return "no".to_owned();
    };
    let mut parts = Vec::new();
    if shape.readonly {
        parts.push("no, read-only".to_owned());
    } else {
        parts.push(if shape.required { "required" } else { "yes" }.to_owned());
    }
    if let Some(condition) = &shape.required_if {
        parts.push(format!("required if {condition}"));
    }
    if let Some(value) = &shape.default {
        parts.push(format!("default {}", value_text(value)));
    }
    parts.join("; ")
}

fn permission(field: &Field) -> String {
    let any = |choices: &Vec<String>| choices.join(" or ");
    field
        .permission
        .iter()
        .map(any)
        .collect::<Vec<_>>()
        .join(", and ")
}

fn suffixes(field: &Field) -> String {
    let word = |suffix: &Suffix| format!(":{}", suffix.as_str());
    field
        .suffixes
        .iter()
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}
