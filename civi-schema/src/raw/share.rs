//! Keeping option lists that recur, or are long, once.

use std::collections::BTreeMap;

use crate::snapshot::fits;
use crate::{Entity, Field, OptionList, Options, Schema};

/// A list with more options than this is kept apart, so that an entity's file stays readable.
const LONG: usize = 50;

/// A field's place in the order that decides which of a list's users names it.
type User = (u8, String, String);

/// Moves lists that more than one field uses, and long ones, into the schema's own; the module
/// [`raw`](super#shared-option-lists) says how they are called.
pub(super) fn share(schema: &mut Schema) {
    let mut users: BTreeMap<OptionList, Vec<User>> = BTreeMap::new();
    for entity in schema.entities.values_mut() {
        let name = entity.name.clone();
        let rank = rank(entity);
        for field in entity.fields.values_mut() {
            if let Options::Own(list) = &mut field.options {
                let list = std::mem::take(list);
                let rank = rank.max(u8::from(is_custom(field)));
                users
                    .entry(list)
                    .or_default()
                    .push((rank, name.clone(), field.name.clone()));
            }
        }
    }
    for (list, mut users) in users {
        users.sort();
        let name = users
            .first()
            .map(|(_, entity, field)| format!("{entity}.{field}"));
        let apart = (users.len() > 1 || list.items.len() > LONG)
            .then_some(name)
            .flatten()
            .filter(|name| fits(name));
        for (_, entity, field) in users {
            let field = schema
                .entities
                .get_mut(&entity)
                .and_then(|e| e.fields.get_mut(&field));
            if let Some(field) = field {
                field.options = match &apart {
                    Some(name) => Options::Shared(name.clone()),
                    None => Options::Own(list.clone()),
                };
            }
        }
        if let Some(name) = apart {
            schema.option_lists.insert(name, list);
        }
    }
}

fn is_custom(field: &Field) -> bool {
    field.custom_group.is_some() || field.kind == "Custom"
}

fn rank(entity: &Entity) -> u8 {
    let made_by_the_site = [
        "CustomValue",
        "SavedSearch",
        "SqlView",
        "Import",
        "EckEntity",
    ];
    if entity
        .kinds
        .iter()
        .any(|kind| made_by_the_site.contains(&kind.as_str()))
        || entity.name.starts_with("Eck_")
    {
        3
    } else if entity.name == "Setting" {
        2
    } else {
        0
    }
}
