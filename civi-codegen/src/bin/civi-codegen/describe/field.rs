//! A field as text: its type, what it may hold, who may use it.

use civi_codegen::schema::rust_type::{Presence, TypeRules, ValueType, field_type, option_list};
use civi_codegen::schema::{
    DataType, Entity, Field, OptionList, Options, Schema, Serialization, Suffix, WriteShape, names,
};

use super::{key_text, value_text};
use crate::table::Table;
use crate::terminal::{Paint, Terminal};
use crate::wording::{count, line};

pub(super) fn print(schema: &Schema, entity: &Entity, field: &Field, terminal: &mut Terminal) {
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
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([name.to_owned(), line(&value)]);
        }
    };
    let rust = names::fields(entity.fields.keys().map(String::as_str));
    if let Some(rust) = rust.get(field.name.as_str()) {
        fact(
            "in Rust",
            format!("{}::{}", type_name(schema, &entity.name), rust.constant),
        );
    }
    fact("type", rust_type(schema, entity, field));
    fact("wire type", wire_type(field));
    fact("kind", field.kind.clone());
    fact("input", field.input_type.clone().unwrap_or_default());
    fact("points to", reference(field).unwrap_or_default());
    fact(
        "null",
        if field.nullable { "allowed" } else { "never" }.to_owned(),
    );
    fact(
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
    fact("get", get);
    fact("create", write_text(field.create.as_ref()));
    fact("update", write_text(field.update.as_ref()));
    fact("group", field.custom_group.clone().unwrap_or_default());
    fact(
        "depends on",
        field.control_field.clone().unwrap_or_default(),
    );
    fact(
        "operators",
        field
            .operators
            .as_ref()
            .map(|all| all.join(" "))
            .unwrap_or_default(),
    );
    fact("permission", permission(field));
    fact("suffixes", suffixes(field));
    if field.localizable {
        fact("language", "its value depends on it".to_owned());
    }
    if field.deprecated {
        fact("deprecated", "yes".to_owned());
    }
    table.print("  ", terminal);
    match (&field.options, option_list(field, &schema.option_lists)) {
        (_, Some(list)) => options(list, terminal),
        (Options::Unlisted, None) => {
            terminal.data("");
            terminal.data("It has options that the site did not list.");
        }
        _ => {}
    }
}

fn options(list: &OptionList, terminal: &mut Terminal) {
    terminal.data("");
    let title = format!("Options ({})", list.items.len());
    terminal.data(&terminal.paint(Paint::Heading, &title));
    let mut table = Table::default();
    for item in &list.items {
        table.row([
            line(&key_text(&item.id)),
            line(item.name.as_deref().unwrap_or("")),
            line(item.abbr.as_deref().unwrap_or("")),
            line(item.label.as_deref().unwrap_or("")),
        ]);
    }
    table.print("  ", terminal);
}

/// The field's Rust type in a row of its own entity.
pub(super) fn rust_type(schema: &Schema, entity: &Entity, field: &Field) -> String {
    let facts = field_type(entity, field, &schema.option_lists, &TypeRules::default());
    let one = match &facts.value {
        ValueType::Integer => "i64".to_owned(),
        ValueType::Float => "f64".to_owned(),
        ValueType::Boolean => "bool".to_owned(),
        ValueType::Text => "String".to_owned(),
        ValueType::Money => "Decimal".to_owned(),
        ValueType::Date => "Date".to_owned(),
        ValueType::Timestamp => "DateTime".to_owned(),
        ValueType::Time => "Time".to_owned(),
        ValueType::Id(entity) => format!("Id<{}>", type_name(schema, entity)),
        ValueType::Options => "its options".to_owned(),
        _ => "Value".to_owned(),
    };
    let value = if facts.list {
        format!("Vec<{one}>")
    } else {
        one
    };
    match facts.presence {
        Presence::Nullable => format!("Option<{value}>"),
        Presence::NotNull | Presence::PrimaryKey => value,
    }
}

/// The Rust type of an entity; the wire's own name where the snapshot doesn't have the entity.
fn type_name(schema: &Schema, entity: &str) -> String {
    let names = names::entities(schema.entities.keys().map(String::as_str));
    names
        .get(entity)
        .map_or_else(|| line(entity), |name| name.type_name.clone())
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
pub(super) fn facts(schema: &Schema, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    let mut fact = |holds: bool, text: &str| {
        if holds {
            facts.push(text.to_owned());
        }
    };
    let creates = field.create.as_ref();
    fact(creates.is_some_and(|create| create.required), "required");
    fact(
        creates.is_some_and(|create| create.required_if.is_some()),
        "sometimes required",
    );
    fact(field.readonly, "read-only");
    fact(field.get.is_none() && field.kind != "Filter", "write-only");
    fact(!field.permission.is_empty(), "needs a permission");
    fact(field.deprecated, "deprecated");
    match (&field.options, option_list(field, &schema.option_lists)) {
        (_, Some(list)) => facts.push(count(list.items.len(), "option")),
        (Options::Unlisted, None) => facts.push("options".to_owned()),
        _ => {}
    }
    facts
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

fn write_text(shape: Option<&WriteShape>) -> String {
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
