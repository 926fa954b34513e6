//! An OpenAPI document of a site, made from the same snapshot as civi's bindings.
//!
//! CiviCRM hands out none, so this is the one that a careful person would write: a schema for each
//! entity's row and each action's parameters, an operation for each action.

use civi_schema::{Action, DataType, Entity, Field, OptionKey, Schema};
use serde_json::{Map, Value, json};

/// Whether a field that is stored by a word becomes an enumeration of its options.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choices {
    /// As enumerations.
    Listed,
    /// As text.
    Text,
}

/// The document, of OpenAPI 3.0.
pub(crate) fn document(schema: &Schema, choices: Choices) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for entity in schema.entities.values() {
        schemas.insert(entity.name.clone(), row(schema, entity, choices));
        schemas.insert(format!("{}Answer", entity.name), answer(&entity.name));
        for action in entity.actions.values() {
            let parameters = format!("{}_{}_params", entity.name, action.name);
            schemas.insert(parameters.clone(), params(action));
            paths.insert(
                format!("/civicrm/ajax/api4/{}/{}", entity.name, action.name),
                operation(&entity.name, &action.name, &parameters),
            );
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "CiviCRM", "version": "4" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn row(schema: &Schema, entity: &Entity, choices: Choices) -> Value {
    let properties: Map<String, Value> = entity
        .fields
        .values()
        .filter(|field| field.get.is_some())
        .map(|field| (field.name.clone(), property(schema, field, choices)))
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn property(schema: &Schema, field: &Field, choices: Choices) -> Value {
    let mut one = match field.data_type {
        DataType::Integer => json!({ "type": "integer", "format": "int64" }),
        DataType::Float | DataType::Money => json!({ "type": "number" }),
        DataType::Boolean => json!({ "type": "boolean" }),
        _ => json!({ "type": "string" }),
    };
    let words = words(schema, field);
    if choices == Choices::Listed && one["type"] == "string" && !words.is_empty() {
        one["enum"] = json!(words);
    }
    if field.serialize.is_some() {
        return json!({ "type": "array", "items": one, "nullable": true });
    }
    one["nullable"] = json!(true);
    one
}

/// The words that a field is stored by, if it is.
fn words<'a>(schema: &'a Schema, field: &'a Field) -> Vec<&'a str> {
    let list = field.options.list(&schema.option_lists);
    let mut words: Vec<&str> = list
        .iter()
        .flat_map(|list| &list.items)
        .filter_map(|option| match &option.id {
            OptionKey::Text(word) => Some(word.as_str()),
            OptionKey::Number(_) => None,
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn answer(entity: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "entity": { "type": "string" },
            "action": { "type": "string" },
            "version": { "type": "integer" },
            "count": { "type": "integer" },
            "values": {
                "type": "array",
                "items": { "$ref": format!("#/components/schemas/{entity}") },
            },
        },
    })
}

fn params(action: &Action) -> Value {
    let properties: Map<String, Value> = action
        .params
        .iter()
        .map(|(name, param)| {
            let one = match param.types.first().map(String::as_str) {
                Some("int") => json!({ "type": "integer" }),
                Some("bool") => json!({ "type": "boolean" }),
                Some("string") => json!({ "type": "string" }),
                Some("array") => json!({ "type": "array", "items": {} }),
                _ => json!({}),
            };
            (name.clone(), one)
        })
        .collect();
    json!({ "type": "object", "properties": properties })
}

fn operation(entity: &str, action: &str, parameters: &str) -> Value {
    json!({ "post": {
        "operationId": format!("{entity}_{action}"),
        "requestBody": { "required": true, "content": { "application/json": {
            "schema": { "$ref": format!("#/components/schemas/{parameters}") },
        } } },
        "responses": { "200": {
            "description": "What the action gives",
            "content": { "application/json": {
                "schema": { "$ref": format!("#/components/schemas/{entity}Answer") },
            } },
        } },
    } })
}
