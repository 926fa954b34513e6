//! A picture of a schema: the keys between entities, as Mermaid or DOT.
//!
//! ```
//! use civi_codegen::graph::Graph;
//! use civi_codegen::schema::{Entity, Schema};
//!
//! let mut schema = Schema::default();
//! let tag = Entity { name: "Tag".to_owned(), ..Entity::default() };
//! schema.entities.insert("Tag".to_owned(), tag);
//! let graph = Graph::new(&schema, ["Tag"], 0);
//! assert_eq!(graph.mermaid(), "flowchart LR\n    Tag[\"Tag\"]\n");
//! ```

mod dot;
mod mermaid;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use civi_schema::{Entity, Field, Schema};

/// Entities and the keys between them.
///
/// The same schema and choice give the same picture, and a new entity or key is a line more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The entities by name.
    pub nodes: BTreeMap<String, Node>,
    /// The keys by the entity that has them, the one that they point to, and whether they are
    /// dynamic.
    pub edges: BTreeMap<(String, String, bool), BTreeSet<String>>,
}

/// An entity of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Whether it was chosen, or is there because a key points to it.
    pub chosen: bool,
    /// Whether its rows are those of a custom group that takes several.
    pub is_custom: bool,
    /// The custom groups whose fields it has.
    pub groups: BTreeSet<String>,
}

impl Graph {
    /// The keys between these entities, and between those that their keys lead to in so many
    /// steps. Names that the schema doesn't have are passed over.
    #[must_use]
    pub fn new<'n>(
        schema: &Schema,
        chosen: impl IntoIterator<Item = &'n str>,
        depth: usize,
    ) -> Self {
        let mut nodes = BTreeMap::new();
        let mut last = Vec::new();
        for name in chosen {
            if let Some(entity) = schema.entities.get(name) {
                nodes.insert(name.to_owned(), node(entity, true));
                last.push(entity);
            }
        }
        for _ in 0..depth {
            let mut next = Vec::new();
            for key in last.iter().flat_map(|entity| keys(entity)) {
                if !nodes.contains_key(&key.target)
                    && let Some(entity) = schema.entities.get(&key.target)
                {
                    nodes.insert(key.target, node(entity, false));
                    next.push(entity);
                }
            }
            if next.is_empty() {
                break;
            }
            last = next;
        }
        let mut edges: BTreeMap<(String, String, bool), BTreeSet<String>> = BTreeMap::new();
        let entities = nodes.keys().filter_map(|name| schema.entities.get(name));
        for entity in entities {
            for key in keys(entity) {
                if nodes.contains_key(&key.target) {
                    let place = (entity.name.clone(), key.target, key.is_dynamic);
                    edges.entry(place).or_default().insert(key.label);
                }
            }
        }
        Graph { nodes, edges }
    }
}

fn node(entity: &Entity, chosen: bool) -> Node {
    let is_custom = entity.kinds.iter().any(|kind| kind == "CustomValue");
    let groups = entity.fields.values();
    let groups = groups.filter_map(|field| field.custom_group.clone());
    Node {
        chosen,
        is_custom,
        groups: if is_custom {
            BTreeSet::new()
        } else {
            groups.collect()
        },
    }
}

/// A key of an entity.
struct Key {
    target: String,
    label: String,
    is_dynamic: bool,
}

/// The keys that `get` has: what is for filters only points to nothing.
fn keys(entity: &Entity) -> Vec<Key> {
    let mut keys = Vec::new();
    let fields = entity.fields.values();
    for field in fields.filter(|field| field.kind != "Filter") {
        let name = named(field);
        if let Some(target) = &field.fk_entity {
            keys.push(Key {
                target: target.clone(),
                label: name.clone(),
                is_dynamic: false,
            });
        }
        for (value, target) in &field.dfk_entities {
            let label = match &field.control_field {
                Some(control) => format!("{name} ({control} = {value})"),
                None => format!("{name} ({value})"),
            };
            keys.push(Key {
                target: target.clone(),
                label,
                is_dynamic: true,
            });
        }
    }
    keys
}

/// A key's name: with `[]` where it holds several, and with the column where it isn't the id.
fn named(field: &Field) -> String {
    let several = if field.serialize.is_some() { "[]" } else { "" };
    match field.fk_column.as_deref() {
        None | Some("id") => format!("{}{several}", field.name),
        Some(column) => format!("{}{several} = {column}", field.name),
    }
}

impl Node {
    /// What stands under the entity's name, a line each.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.is_custom {
            notes.push("custom group".to_owned());
        }
        notes.extend(self.groups.iter().map(|group| format!("custom: {group}")));
        notes
    }
}

/// On one line, whatever the site's text holds.
fn plain(text: &str) -> String {
    let is_break = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    text.chars()
        .map(|c| if is_break(c) { ' ' } else { c })
        .collect()
}
