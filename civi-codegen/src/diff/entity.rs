//! Entities: which there are, and what is said of each as a whole.

use civi_schema::rust_type::TypeRules;
use civi_schema::{Entity, Schema};

use super::change::{Aspect, Change, Impact, Place};
use super::{action, field};

pub(super) fn compare(from: &Schema, to: &Schema, rules: &TypeRules, changes: &mut Vec<Change>) {
    for (name, old) in &from.entities {
        let place = Place {
            entity: name,
            part: None,
        };
        match to.entities.get(name) {
            Some(new) => {
                own(place, old, new, changes);
                field::compare(from, to, (old, new), rules, changes);
                action::compare((old, new), changes);
            }
            None => {
                let change = place
                    .change(Aspect::Entity, Impact::Breaking)
                    .from(Some(size(old)));
                let why = to
                    .site
                    .left_out
                    .get(name)
                    .map(|why| format!("left out: {why}"));
                changes.push(change.to(why));
            }
        }
    }
    for (name, new) in to
        .entities
        .iter()
        .filter(|(name, _)| !from.entities.contains_key(*name))
    {
        let place = Place {
            entity: name,
            part: None,
        };
        changes.push(
            place
                .change(Aspect::Entity, Impact::Additive)
                .to(Some(size(new))),
        );
    }
}

fn size(entity: &Entity) -> String {
    format!(
        "{} fields, {} actions",
        entity.fields.len(),
        entity.actions.len()
    )
}

fn own(place: Place<'_>, old: &Entity, new: &Entity, changes: &mut Vec<Change>) {
    let text = |text: &Option<String>| text.clone();
    let list = |list: &Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    let keys = (&old.primary_key, &new.primary_key);
    place.compare(
        Aspect::PrimaryKey,
        Impact::Breaking,
        None,
        keys,
        list,
        changes,
    );
    place.compare(
        Aspect::Title,
        Impact::Cosmetic,
        None,
        (&old.title, &new.title),
        text,
        changes,
    );
    let mut detail = |name: &str, from: Option<String>, to: Option<String>| {
        place.compare(
            Aspect::Detail,
            Impact::Cosmetic,
            Some(name),
            (&from, &to),
            text,
            changes,
        );
    };
    detail(
        "title in the plural",
        old.title_plural.clone(),
        new.title_plural.clone(),
    );
    detail("kinds", list(&old.kinds), list(&new.kinds));
    detail(
        "label field",
        old.label_field.clone(),
        new.label_field.clone(),
    );
    detail(
        "match fields",
        list(&old.match_fields),
        list(&new.match_fields),
    );
    let pairs = |map: &std::collections::BTreeMap<String, String>| {
        let pairs: Vec<_> = map
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        list(&pairs)
    };
    detail("forced values", pairs(&old.forced), pairs(&new.forced));
    detail("bridge", pairs(&old.bridge), pairs(&new.bridge));
    let described = old.description.is_some() && new.description.is_some();
    if described && old.description != new.description {
        changes.push(
            place
                .change(Aspect::Detail, Impact::Cosmetic)
                .which(Some("description")),
        );
    }
}
