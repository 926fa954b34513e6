//! An entity as text: its keys, its fields by kind, its actions.

use std::collections::BTreeMap;

use civi_codegen::schema::{Entity, Field, Schema};

use super::field;
use super::rust::{Rust, row_type};
use crate::table::Table;
use crate::terminal::{Paint, Terminal};
use crate::wording::{count, line};

pub(super) fn print(schema: &Schema, rust: &Rust, entity: &Entity, terminal: &mut Terminal) {
    heading(rust, entity, terminal);
    let mut kinds: BTreeMap<(u8, &str), Vec<&Field>> = BTreeMap::new();
    for field in entity.fields.values() {
        kinds
            .entry((rank(&field.kind), &field.kind))
            .or_default()
            .push(field);
    }
    for ((_, kind), fields) in kinds {
        terminal.data("");
        let title = format!("{} ({})", kind_title(kind), fields.len());
        terminal.data(&terminal.paint(Paint::Heading, &title));
        let mut table = Table::default();
        for field in fields {
            let model = rust.field(&entity.name, &field.name);
            table.row([
                line(&field.name),
                model.map(|model| row_type(&model.rust)).unwrap_or_default(),
                field::properties(schema, rust, model, field).join(", "),
            ]);
        }
        table.print("  ", terminal);
    }
    if entity.actions.is_empty() {
        return;
    }
    terminal.data("");
    let title = format!("Actions ({})", entity.actions.len());
    terminal.data(&terminal.paint(Paint::Heading, &title));
    let mut table = Table::default();
    for (name, action) in &entity.actions {
        let params = action.params.iter().map(|(name, param)| {
            format!("{}{}", line(name), if param.required { "*" } else { "" })
        });
        let mut params = params.collect::<Vec<_>>().join(", ");
        if action.deprecated {
            params += " (deprecated)";
        }
        table.row([line(name), params]);
    }
    table.print("  ", terminal);
}

fn heading(rust: &Rust, entity: &Entity, terminal: &mut Terminal) {
    let mut first = terminal.paint(Paint::Heading, &line(&entity.name));
    if let Some(title) = entity
        .title
        .as_deref()
        .filter(|title| *title != entity.name)
    {
        first += &format!(": {}", line(title));
    }
    terminal.data(&first);
    if let Some(description) = &entity.description {
        terminal.data(&format!("  {}", line(description)));
    }
    let mut table = Table::default();
    let mut property = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([name.to_owned(), line(&value)]);
        }
    };
    if let Some(model) = rust.entity(&entity.name) {
        property(
            "in Rust",
            format!(
                "{}, with its rows and values in {}",
                model.type_name, model.module
            ),
        );
    }
    let key = entity.primary_key.join(", ");
    property(
        "key",
        if key.is_empty() {
            "none".to_owned()
        } else {
            key
        },
    );
    property("kind", entity.kinds.join(", "));
    property("label", entity.label_field.clone().unwrap_or_default());
    let pairs = |map: &BTreeMap<String, String>, by: &str| {
        map.iter()
            .map(|(key, value)| format!("{key}{by}{value}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    property("always", pairs(&entity.forced, " = "));
    property("bridges", pairs(&entity.bridge, " to "));
    property("match on", entity.match_fields.join(", "));
    property(
        "since",
        entity
            .since
            .as_ref()
            .map(|v| format!("CiviCRM {v}"))
            .unwrap_or_default(),
    );
    property(
        "has",
        format!(
            "{}, {}",
            count(entity.fields.len(), "field"),
            count(entity.actions.len(), "action")
        ),
    );
    table.print("  ", terminal);
}

fn rank(kind: &str) -> u8 {
    match kind {
        "Field" => 0,
        "Custom" => 1,
        "Extra" => 2,
        "Filter" => 3,
        _ => 4,
    }
}

fn kind_title(kind: &str) -> String {
    match kind {
        "Field" => "Fields".to_owned(),
        "Custom" => "Custom fields".to_owned(),
        "Extra" => "Extra fields, only on request".to_owned(),
        "Filter" => "Filters, only in conditions".to_owned(),
        other => format!("Fields of kind {}", line(other)),
    }
}
