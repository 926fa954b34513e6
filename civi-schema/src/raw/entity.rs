//! One row of `Entity.get` (APIv4 wire contract §3).

use std::collections::BTreeMap;

use serde_json::Value;

use super::reader::{Reader, plain_text};
use crate::json;
use crate::{DataType, Entity, Field};

const KEYS: [&str; 29] = [
    "name",
    "title",
    "title_plural",
    "type",
    "class",
    "class_args",
    "primary_key",
    "id_field",
    "searchable",
    "label_field",
    "order_by",
    "parent_field",
    "search_fields",
    "icon",
    "icon_field",
    "dao",
    "table_name",
    "database_name",
    "paths",
    "description",
    "comment",
    "see",
    "since",
    "where",
    "bridge",
    "ui_join_filters",
    "match_fields",
    "group_weights_by",
    "deprecated",
];

/// The entity without its fields and actions.
pub(super) fn entity(row: &mut Reader<'_>, docs: bool) -> Entity {
    row.expect_keys(&KEYS);
    let prose = docs
        .then(|| row.prose(&["description", "comment"]))
        .flatten();
    Entity {
        name: row.entity.to_owned(),
        title: row.text("title"),
        title_plural: row.text("title_plural"),
        kinds: row.texts("type"),
        primary_key: Vec::new(),
        key_guessed: false,
        label_field: row.text("label_field"),
        forced: pairs(row, "where", plain_text),
        bridge: BTreeMap::new(),
        match_fields: row.texts("match_fields"),
        since: row.text("since"),
        description: prose,
        fields: BTreeMap::new(),
        actions: BTreeMap::new(),
    }
}

/// What the site says of the entity's key: `primary_key` since 5.40, `id_field` in 5.39, nothing
/// before.
pub(super) enum Key {
    /// The key's fields; none where the entity has no key.
    Fields(Vec<String>),
    /// This field, if there is one of the name: 5.39 says `id` even of entities without it.
    IdField(String),
    /// Nothing.
    Unsaid,
}

pub(super) fn key(row: &mut Reader<'_>) -> Key {
    if json::get(row.map, "primary_key").is_some() {
        return Key::Fields(row.texts("primary_key"));
    }
    match row.text("id_field") {
        Some(field) => Key::IdField(field),
        None => Key::Unsaid,
    }
}

impl Key {
    /// Gives the key to an entity whose fields are known.
    pub(super) fn put(self, entity: &mut Entity) {
        match self {
            Key::Fields(fields) => entity.primary_key = fields,
            Key::IdField(field) if entity.fields.contains_key(&field) => {
                entity.primary_key = vec![field];
            }
            Key::IdField(_) => {}
            Key::Unsaid => {
                let is_key = |field: &Field| {
                    field.data_type == DataType::Integer
                        && field.serialize.is_none()
                        && field.get.is_some()
                };
                if entity.fields.get("id").is_some_and(is_key) {
                    entity.primary_key = vec!["id".to_owned()];
                    entity.key_guessed = true;
                }
            }
        }
    }
}

/// What the columns of a bridge point to. Until 5.39 the site says only which columns these are, so
/// that it is taken from the fields.
pub(super) fn bridge(row: &mut Reader<'_>, entity: &mut Entity) {
    let map = row.object("bridge").cloned().unwrap_or_default();
    for (column, value) in map {
        let said = match &value {
            Value::Object(facts) => facts.get("to"),
            Value::Array(_) => None,
            other => Some(other),
        };
        let target = match said {
            Some(said) => plain_text(said),
            None => {
                let field = entity.fields.get(&column);
                field.and_then(|field| field.fk_entity.clone())
            }
        };
        match target {
            Some(target) => {
                entity.bridge.insert(column, target);
            }
            None if said.is_some() => row.warn(no_plain_value("bridge", &column)),
            None => {}
        }
    }
}

fn no_plain_value(key: &str, name: &str) -> String {
    format!("`{key}` has no plain value for `{name}`; left out")
}

/// The object's entries that `read` understands; warns of the others.
fn pairs(
    row: &mut Reader<'_>,
    key: &str,
    read: impl Fn(&Value) -> Option<String>,
) -> BTreeMap<String, String> {
    let Some(map) = row.object(key) else {
        return BTreeMap::new();
    };
    let read: Vec<_> = map
        .iter()
        .map(|(name, value)| (name.clone(), read(value)))
        .collect();
    let mut pairs = BTreeMap::new();
    for (name, value) in read {
        match value {
            Some(value) => {
                pairs.insert(name, value);
            }
            None => row.warn(no_plain_value(key, &name)),
        }
    }
    pairs
}
