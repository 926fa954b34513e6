//! What the settings ask for: which entities are chosen, and whether every setting names something
//! that is there.

use std::collections::BTreeSet;

use civi_schema::{Entity, Schema};

use super::entity::EntityModel;
use super::pattern::{fits, fits_any};
use crate::GenerateOptions;
use crate::query::named::NamedQuery;
use crate::schema::nearest::nearest;

/// The chosen entities, in the order of their wire names.
pub(super) fn entities<'a>(
    schema: &'a Schema,
    options: &GenerateOptions,
    problems: &mut Vec<String>,
) -> Vec<&'a Entity> {
    for pattern in options.entities.iter().chain(&options.exclude) {
        if !schema.entities.keys().any(|name| fits(pattern, name)) {
            problems.push(unknown_entity(schema, pattern));
        }
    }
    schema
        .entities
        .values()
        .filter(|entity| {
            let asked = if options.entities.is_empty() {
                !entity.kinds.iter().any(|kind| kind == "Import")
                    && !entity.name.starts_with("Import_")
            } else {
                fits_any(&options.entities, &entity.name)
            };
            asked && !fits_any(&options.exclude, &entity.name)
        })
        .collect()
}

fn unknown_entity(schema: &Schema, asked: &str) -> String {
    let what = if asked.contains('*') {
        "no entity that fits"
    } else {
        "no entity"
    };
    let mut text = format!("the schema has {what} `{asked}`");
    if let Some(near) = nearest(asked, schema.entities.keys().map(String::as_str)) {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    if let Some(why) = schema.site.left_out.get(asked) {
        text.push_str(&format!(" (it was left out of the snapshot: {why})"));
    }
    text
}

/// Settings of single fields that name nothing in the schema are mistakes.
pub(super) fn check_keys(schema: &Schema, options: &GenerateOptions, problems: &mut Vec<String>) {
    for (key, setting) in options
        .types
        .keys()
        .map(|key| (key, "type"))
        .chain(options.names.keys().map(|key| (key, "name")))
    {
        let known = match key.split_once('.') {
            Some((entity, field)) => schema
                .entities
                .get(entity)
                .is_some_and(|entity| entity.fields.contains_key(field)),
            None => setting == "name" && schema.entities.contains_key(key),
        };
        if !known {
            problems.push(format!(
                "a {setting} is given for `{key}`, which the schema doesn't have"
            ));
        }
    }
    for (key, name) in &options.names {
        if syn::parse_str::<syn::Ident>(name).is_err() {
            problems.push(format!(
                "the name `{name}` for `{key}` is no Rust identifier"
            ));
        }
    }
    for (key, path) in &options.types {
        self::path(path, &format!("the type of `{key}`"), problems);
    }
}

/// The saved searches that are asked for, from the snapshot; and a message for each that it does
/// not have.
pub(super) fn searches(
    schema: &Schema,
    options: &GenerateOptions,
) -> (Vec<NamedQuery>, Vec<String>) {
    let (mut found, mut unknown) = (Vec::<NamedQuery>::new(), Vec::new());
    for name in &options.searches {
        if found.iter().any(|known| known.name == *name) {
            continue;
        }
        match schema.searches.get(name) {
            Some(text) => found.push(NamedQuery {
                name: name.clone(),
                file: schema.search_file(name).unwrap_or_else(|| name.clone()),
                text: text.clone(),
            }),
            None => {
                let mut text = format!(
                    "the snapshot has no saved search `{name}`: `civi-codegen refresh` stores those \
                     that `searches` names"
                );
                if let Some(near) = nearest(name, schema.searches.keys().map(String::as_str)) {
                    text.push_str(&format!("; did you mean `{near}`?"));
                }
                unknown.push(text);
            }
        }
    }
    (found, unknown)
}

/// A path of the options; `None`, and a problem more, where it is none.
pub(super) fn path(text: &str, what: &str, problems: &mut Vec<String>) -> Option<syn::Path> {
    match syn::parse_str::<syn::Path>(text) {
        Ok(path) => Some(path),
        Err(_) => {
            problems.push(format!("{what}: `{text}` is no path of Rust"));
            None
        }
    }
}

/// Names that the options give can meet others.
pub(super) fn check_names(entities: &[EntityModel], problems: &mut Vec<String>) {
    let mut types = BTreeSet::new();
    for entity in entities {
        if !types.insert(&entity.type_name) {
            problems.push(format!(
                "`{}` would be named `{}`, as another entity is: choose another name for it",
                entity.wire, entity.type_name
            ));
        }
        let mut fields = BTreeSet::new();
        for field in &entity.fields {
            if !fields.insert(&field.names.constant) {
                problems.push(format!(
                    "`{}.{}` would be named `{}`, as another field is: choose another name for it",
                    entity.wire, field.wire, field.names.field
                ));
            }
        }
    }
}
