//! `entities/<Entity>.json`.

use serde_json::Value;

use super::super::text::{Doc, Facts};
use super::action::{action_doc, read_action};
use super::field::{field_doc, read_field};
use super::{named, put_pairs, read_pairs};
use crate::error::Mismatch;
use crate::{Entity, json};

pub(in super::super) fn entity_doc(entity: &Entity) -> Doc {
    let mut facts = Facts::default();
    facts.value("name", entity.name.clone());
    facts.optional("title", entity.title.as_ref());
    facts.optional("title_plural", entity.title_plural.as_ref());
    facts.optional("description", entity.description.as_ref());
    facts.texts("kinds", &entity.kinds);
    facts.texts("primary_key", &entity.primary_key);
    facts.flag("key_guessed", entity.key_guessed, false);
    facts.optional("label_field", entity.label_field.as_ref());
    put_pairs(&mut facts, "forced", &entity.forced);
    put_pairs(&mut facts, "bridge", &entity.bridge);
    facts.texts("match_fields", &entity.match_fields);
    facts.optional("since", entity.since.as_ref());
    facts.doc(
        "fields",
        Doc::Map(
            entity
                .fields
                .iter()
                .map(|(name, field)| (name.clone(), field_doc(field)))
                .collect(),
        ),
    );
    facts.doc(
        "actions",
        Doc::Map(
            entity
                .actions
                .iter()
                .map(|(name, action)| (name.clone(), action_doc(action)))
                .collect(),
        ),
    );
    facts.finish()
}

pub(in super::super) fn read_entity(value: &Value) -> Result<Entity, Mismatch> {
    let map = json::object(value)?;
    let name = json::optional_text(map, "name")?
        .ok_or_else(|| Mismatch::new("the entity's name", "nothing").within("name"))?;
    Ok(Entity {
        name,
        title: json::optional_text(map, "title")?,
        title_plural: json::optional_text(map, "title_plural")?,
        description: json::optional_text(map, "description")?,
        kinds: json::texts(map, "kinds")?,
        primary_key: json::texts(map, "primary_key")?,
        key_guessed: json::flag(map, "key_guessed", false)?,
        label_field: json::optional_text(map, "label_field")?,
        forced: read_pairs(map, "forced")?,
        bridge: read_pairs(map, "bridge")?,
        match_fields: json::texts(map, "match_fields")?,
        since: json::optional_text(map, "since")?,
        fields: named(map, "fields", read_field)?,
        actions: named(map, "actions", read_action)?,
    })
}
