//! One row of `Entity.get` (APIv4 wire contract §3).

use std::collections::BTreeMap;

use serde_json::Value;

use super::reader::{Reader, plain_text};
use crate::Entity;

const KEYS: [&str; 28] = [
    "name",
    "title",
    "title_plural",
    "type",
    "class",
    "class_args",
    "primary_key",
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
        primary_key: row.texts("primary_key"),
        label_field: row.text("label_field"),
        forced: pairs(row, "where", plain_text),
        bridge: pairs(row, "bridge", |value| {
            plain_text(value.get("to").unwrap_or(value))
        }),
        match_fields: row.texts("match_fields"),
        since: row.text("since"),
        description: prose,
        fields: BTreeMap::new(),
        actions: BTreeMap::new(),
    }
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
            None => row.warn(format!("`{key}` has no plain value for `{name}`; left out")),
        }
    }
    pairs
}
