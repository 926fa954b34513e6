//! Actions of one entity and their parameters.

use civi_schema::standard::is_standard;
use civi_schema::{Action, Entity, Param};
use serde_json::Value;

use super::change::{Aspect, Change, Impact, Place};

pub(super) fn compare((old, new): (&Entity, &Entity), changes: &mut Vec<Change>) {
    for (name, was) in &old.actions {
        let part = format!("{name}()");
        let place = Place {
            entity: &old.name,
            part: Some(&part),
        };
        match new.actions.get(name) {
            Some(is) => {
                let flags = (&was.deprecated, &is.deprecated);
                place.compare(
                    Aspect::Deprecated,
                    Impact::Cosmetic,
                    None,
                    flags,
                    yes,
                    changes,
                );
                params(&old.name, was, is, changes);
            }
            None => changes.push(
                place
                    .change(Aspect::Action, Impact::Breaking)
                    .from(Some("")),
            ),
        }
    }
    for name in new
        .actions
        .keys()
        .filter(|name| !old.actions.contains_key(*name))
    {
        let part = format!("{name}()");
        let place = Place {
            entity: &new.name,
            part: Some(&part),
        };
        changes.push(place.change(Aspect::Action, Impact::Additive).to(Some("")));
    }
}

fn yes(flag: &bool) -> Option<String> {
    Some(if *flag { "yes" } else { "no" }.to_owned())
}

fn params(entity: &str, was: &Action, is: &Action, changes: &mut Vec<Change>) {
    let standard = is_standard(&was.name);
    for (name, old) in &was.params {
        let part = format!("{}({name})", was.name);
        let place = Place {
            entity,
            part: Some(&part),
        };
        match is.params.get(name) {
            Some(new) => param(place, old, new, standard, changes),
            None => {
                let gone = place.change(Aspect::Parameter, Impact::Breaking);
                changes.push(gone.from(Some(types(&old.types))));
            }
        }
    }
    for (name, new) in is
        .params
        .iter()
        .filter(|(name, _)| !was.params.contains_key(*name))
    {
        let part = format!("{}({name})", is.name);
        let place = Place {
            entity,
            part: Some(&part),
        };
        let (impact, text) = match new.required {
            true => (Impact::Breaking, format!("{}, required", types(&new.types))),
            false => (Impact::Additive, types(&new.types)),
        };
        changes.push(place.change(Aspect::Parameter, impact).to(Some(text)));
    }
}

fn types(types: &[String]) -> String {
    if types.is_empty() {
        "any type".to_owned()
    } else {
        types.join(" or ")
    }
}

fn param(place: Place<'_>, was: &Param, is: &Param, standard: bool, changes: &mut Vec<Change>) {
    // A type that the runtime's own method doesn't show is nobody's compile error.
    let wider = was.types.iter().all(|kind| is.types.contains(kind)) || is.types.is_empty();
    let impact = match (standard, wider) {
        (true, true) => Impact::Additive,
        _ => Impact::Breaking,
    };
    let shown = |kinds: &Vec<String>| Some(types(kinds));
    place.compare(
        Aspect::Type,
        impact,
        None,
        (&was.types, &is.types),
        shown,
        changes,
    );
    let required = (&was.required, &is.required);
    let impact = if standard && !is.required {
        Impact::Additive
    } else {
        Impact::Breaking
    };
    place.compare(Aspect::Required, impact, None, required, yes, changes);
    let value =
        |value: &Option<Value>| Some(value.as_ref().map_or("none".into(), Value::to_string));
    let defaults = (&was.default, &is.default);
    place.compare(
        Aspect::Default,
        Impact::Cosmetic,
        None,
        defaults,
        value,
        changes,
    );
    let deprecated = (&was.deprecated.is_some(), &is.deprecated.is_some());
    place.compare(
        Aspect::Deprecated,
        Impact::Cosmetic,
        None,
        deprecated,
        yes,
        changes,
    );
    // The names of fields to match on change with the fields themselves.
    if standard && place.part.is_some_and(|part| part.ends_with("(match)")) {
        return;
    }
    for gone in was
        .options
        .iter()
        .filter(|option| !is.options.contains(option))
    {
        let change = place.change(Aspect::Option, Impact::Breaking);
        changes.push(change.which(Some(plain(gone))).from(Some("")));
    }
    for new in is
        .options
        .iter()
        .filter(|option| !was.options.contains(option))
    {
        let change = place.change(Aspect::Option, Impact::Additive);
        changes.push(change.which(Some(plain(new))).to(Some("")));
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
