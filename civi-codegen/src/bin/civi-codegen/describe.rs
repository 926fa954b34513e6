//! `describe`: an entity, a field or an action, in full.

mod action;
mod entity;
mod field;
mod query;
mod rust;

use civi_codegen::schema::nearest::nearest;
use civi_codegen::schema::{Entity, OptionKey, Schema};
use clap::Args;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::options::SchemaOption;
use crate::settings::Settings;
use crate::snapshot;
use crate::terminal::Terminal;
use rust::Rust;

/// Describe an entity, a field, an action or a named query
///
/// `describe Contact` tells the entity's keys, its fields with their Rust types, and its actions;
/// `describe Contact.gender_id` one field with its options; `describe Contact.get` one action with
/// its parameters; `describe queries::lapsed` a query of the project and `describe
/// searches::Lapsed_Donors` a saved search of the snapshot, with their columns, parameters and
/// filters.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to describe: Entity, Entity.field, Entity.action, queries::NAME or searches::NAME
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    schema: SchemaOption,
}

pub(crate) fn run(
    options: &Options,
    settings: &Settings,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let schema = snapshot::read(&options.schema, settings, terminal)?;
    let rust = Rust::new(&schema, settings);
    let mut queries = None;
    for (index, name) in options.names.iter().enumerate() {
        if index > 0 {
            terminal.data("");
        }
        if let Some(path) = query::path(name) {
            let queries = match &mut queries {
                Some(known) => known,
                none => {
                    let folder = settings.schema(&options.schema)?;
                    none.insert(named::queries(&schema, &folder, settings)?)
                }
            };
            query::print(queries, path, terminal)?;
            continue;
        }
        one(&schema, &rust, name, terminal)?;
    }
    Ok(Exit::Success)
}

fn one(schema: &Schema, rust: &Rust, name: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    let (entity_name, member) = match name.split_once('.') {
        Some((entity, member)) => (entity, Some(member)),
        None => (name, None),
    };
    let Some(entity) = schema.entities.get(entity_name) else {
        let names = schema.entities.keys().map(String::as_str);
        let failure = Failure::new(
            Exit::NotFound,
            format!("the snapshot has no entity `{entity_name}`"),
        );
        return Err(failure.next(match nearest(entity_name, names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("`civi-codegen list --grep {entity_name}` searches the whole schema"),
        }));
    };
    let Some(member) = member else {
        entity::print(schema, rust, entity, terminal);
        return Ok(());
    };
    let (field, action) = (entity.fields.get(member), entity.actions.get(member));
    if let Some(field) = field {
        field::print(schema, rust, entity, field, terminal);
    }
    if let Some(action) = action {
        if field.is_some() {
            terminal.data("");
        }
        action::print(rust, entity, action, terminal);
    }
    if field.is_none() && action.is_none() {
        return Err(unknown_member(entity, member));
    }
    Ok(())
}

fn unknown_member(entity: &Entity, member: &str) -> Failure {
    let name = &entity.name;
    let failure = Failure::new(
        Exit::NotFound,
        format!("the snapshot's `{name}` has neither a field nor an action `{member}`"),
    );
    let names = entity
        .fields
        .keys()
        .chain(entity.actions.keys())
        .map(String::as_str);
    failure.next(match nearest(member, names) {
        Some(meant) => format!("did you mean `{name}.{meant}`?"),
        None => format!("`civi-codegen describe {name}` lists them all"),
    })
}

/// A stored option value as text.
pub(crate) fn key_text(key: &OptionKey) -> String {
    match key {
        OptionKey::Number(number) => number.to_string(),
        OptionKey::Text(text) => text.clone(),
    }
}

/// A default value as text, short enough for a table.
fn value_text(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 {
        text.chars().take(39).chain(['…']).collect()
    } else {
        text
    }
}
