//! Fields of one entity.

use civi_schema::rust_type::{FieldType, Presence, TypeRules, field_type};
use civi_schema::{Entity, Field, Schema, WriteField};
use serde_json::Value;

use super::change::{Aspect, Change, Impact, Place};
use super::dynamic_key;
use super::type_text::type_text;

pub(super) fn compare(
    from: &Schema,
    to: &Schema,
    (old, new): (&Entity, &Entity),
    rules: &TypeRules,
    changes: &mut Vec<Change>,
) {
    for (name, was) in &old.fields {
        let place = Place {
            entity: &old.name,
            part: Some(name),
        };
        let was_type = field_type(old, was, &from.option_lists, rules);
        let Some(is) = new.fields.get(name) else {
            let gone = place.change(Aspect::Field, Impact::Breaking);
            changes.push(gone.from(Some(type_text(&was_type))));
            continue;
        };
        let is_type = field_type(new, is, &to.option_lists, rules);
        types(place, &was_type, &is_type, changes);
        restrictions(place, was, is, changes);
        actions(place, was, is, changes);
        people(place, was, is, changes);
    }
    for (name, is) in new
        .fields
        .iter()
        .filter(|(name, _)| !old.fields.contains_key(*name))
    {
        let place = Place {
            entity: &new.name,
            part: Some(name),
        };
        let kind = type_text(&field_type(new, is, &to.option_lists, rules));
        // A mandatory value more is an argument more in the entity's constructor.
        let (impact, text) = match is.create.as_ref().is_some_and(|create| create.required) {
            true => (Impact::Breaking, format!("{kind}, required by create")),
            false => (Impact::Additive, kind),
        };
        changes.push(place.change(Aspect::Field, impact).to(Some(text)));
    }
}

fn types(place: Place<'_>, was: &FieldType, is: &FieldType, changes: &mut Vec<Change>) {
    let kind = |of: &FieldType| match &of.reference {
        Some(entity) => format!("{} of {entity}", type_text(of)),
        None => type_text(of),
    };
    let kinds = (&kind(was), &kind(is));
    place.compare(
        Aspect::Type,
        Impact::Breaking,
        None,
        kinds,
        |kind| Some(kind.clone()),
        changes,
    );
    let null = |of: &FieldType| of.presence == Presence::Nullable;
    let shown = |null: &bool| Some(if *null { "can be null" } else { "never null" }.to_owned());
    let nulls = (&null(was), &null(is));
    place.compare(
        Aspect::Nullable,
        Impact::Breaking,
        None,
        nulls,
        shown,
        changes,
    );
    let typed = |of: &FieldType| of.listed.as_ref().is_some_and(|listed| listed.typed);
    if was.listed.is_some() && is.listed.is_some() && typed(was) != typed(is) {
        let names = |of: &FieldType| Some(if typed(of) { "an option type" } else { "text" });
        let change = place
            .change(Aspect::Type, Impact::Breaking)
            .which(Some("of option names"));
        changes.push(change.from(names(was)).to(names(is)));
    }
    let suffixes = |of: &FieldType| -> Vec<String> {
        let listed = of.listed.iter().flat_map(|listed| &listed.suffixes);
        listed.map(|suffix| suffix.as_str().to_owned()).collect()
    };
    let (had, has) = (suffixes(was), suffixes(is));
    for gone in had.iter().filter(|suffix| !has.contains(suffix)) {
        let change = place.change(Aspect::Suffix, Impact::Breaking);
        changes.push(change.which(Some(format!(":{gone}"))).from(Some("")));
    }
    for new in has.iter().filter(|suffix| !had.contains(suffix)) {
        let change = place.change(Aspect::Suffix, Impact::Additive);
        changes.push(change.which(Some(format!(":{new}"))).to(Some("")));
    }
    if was.filter_only != is.filter_only {
        let impact = if is.filter_only {
            Impact::Breaking
        } else {
            Impact::Additive
        };
        let shown = |only: bool| {
            Some(if only {
                "in filters only"
            } else {
                "everywhere"
            })
        };
        let change = place.change(Aspect::Readable, impact);
        changes.push(
            change
                .from(shown(was.filter_only))
                .to(shown(is.filter_only)),
        );
    }
}

/// Operators, permissions and lengths.
fn restrictions(place: Place<'_>, was: &Field, is: &Field, changes: &mut Vec<Change>) {
    let narrower = match (&was.operators, &is.operators) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(was), Some(is)) => was.iter().any(|operator| !is.contains(operator)),
    };
    let impact = if narrower {
        Impact::Breaking
    } else {
        Impact::Additive
    };
    let shown = |operators: &Option<Vec<String>>| match operators {
        Some(operators) => Some(operators.join(", ")),
        None => Some("any".to_owned()),
    };
    let operators = (&was.operators, &is.operators);
    place.compare(Aspect::Operators, impact, None, operators, shown, changes);

    // A guarded field is another type; which permission guards it is not.
    let guarded = was.permission.is_empty() != is.permission.is_empty();
    let impact = if guarded {
        Impact::Breaking
    } else {
        Impact::Cosmetic
    };
    let shown = |permission: &Vec<Vec<String>>| {
        let groups: Vec<_> = permission.iter().map(|group| group.join(" or ")).collect();
        Some(if groups.is_empty() {
            "none".to_owned()
        } else {
            groups.join(" and ")
        })
    };
    let permissions = (&was.permission, &is.permission);
    place.compare(
        Aspect::Permission,
        impact,
        None,
        permissions,
        shown,
        changes,
    );

    let shorter = is
        .max_length
        .is_some_and(|is| was.max_length.is_none_or(|was| is < was));
    let impact = if shorter {
        Impact::Breaking
    } else {
        Impact::Additive
    };
    let shown = |length: &Option<u32>| Some(length.map_or("any".to_owned(), |n| n.to_string()));
    let lengths = (&was.max_length, &is.max_length);
    place.compare(Aspect::MaxLength, impact, None, lengths, shown, changes);
}

/// What `get`, `create` and `update` say of it.
fn actions(place: Place<'_>, was: &Field, is: &Field, changes: &mut Vec<Change>) {
    match (&was.get, &is.get) {
        (Some(was), Some(is)) => {
            let filters = (&was.implicit_filter, &is.implicit_filter);
            place.compare(
                Aspect::ImplicitFilter,
                Impact::Breaking,
                None,
                filters,
                or_none,
                changes,
            );
        }
        (None, None) => {}
        (had, _) => {
            let (impact, text) = gone_or_new(had.is_some());
            changes.push(
                place
                    .change(Aspect::Readable, impact)
                    .from(text.0)
                    .to(text.1),
            );
        }
    }
    let both = |field: &Field, shape: &Option<WriteField>| {
        shape
            .clone()
            .filter(|shape| !shape.readonly && !field.readonly)
    };
    for (action, was, is) in [
        ("create", both(was, &was.create), both(is, &is.create)),
        ("update", both(was, &was.update), both(is, &is.update)),
    ] {
        match (was, is) {
            (Some(was), Some(is)) => write(place, action, &was, &is, changes),
            (None, None) => {}
            (had, has) => {
                let (mut impact, text) = gone_or_new(had.is_some());
                if has.is_some_and(|shape| shape.required && action == "create") {
                    impact = Impact::Breaking;
                }
                let change = place.change(Aspect::Writable, impact).which(Some(action));
                changes.push(change.from(text.0).to(text.1));
            }
        }
    }
}

fn write(
    place: Place<'_>,
    action: &str,
    was: &WriteField,
    is: &WriteField,
    changes: &mut Vec<Change>,
) {
    let yes = |flag: &bool| Some(if *flag { "yes" } else { "no" }.to_owned());
    let required = (&was.required, &is.required);
    // What `create` requires is an argument of the constructor; an update is only refused.
    let eased = action == "update" && !is.required;
    place.compare(
        Aspect::Required,
        if eased {
            Impact::Additive
        } else {
            Impact::Breaking
        },
        Some(action),
        required,
        yes,
        changes,
    );
    let kinds = (&was.data_type, &is.data_type);
    let kind = |kind: &Option<civi_schema::DataType>| {
        Some(
            kind.as_ref()
                .map_or("as read".to_owned(), |kind| kind.as_str().to_owned()),
        )
    };
    let which = format!("in {action}");
    place.compare(
        Aspect::Type,
        Impact::Breaking,
        Some(&which),
        kinds,
        kind,
        changes,
    );
    let which = format!("of {action}");
    let defaults = (&was.default, &is.default);
    place.compare(
        Aspect::Default,
        Impact::Cosmetic,
        Some(&which),
        defaults,
        or_none,
        changes,
    );
    let which = format!("condition under which {action} requires it");
    let text = |text: &Option<String>| text.clone();
    let conditions = (&was.required_if, &is.required_if);
    place.compare(
        Aspect::Detail,
        Impact::Cosmetic,
        Some(&which),
        conditions,
        text,
        changes,
    );
}

/// Impact and both sides of something that was, or is new.
fn gone_or_new(was: bool) -> (Impact, (Option<&'static str>, Option<&'static str>)) {
    if was {
        (Impact::Breaking, (Some("yes"), Some("no")))
    } else {
        (Impact::Additive, (Some("no"), Some("yes")))
    }
}

fn or_none(value: &Option<Value>) -> Option<String> {
    Some(value.as_ref().map_or("none".to_owned(), Value::to_string))
}

/// What only people see.
fn people(place: Place<'_>, was: &Field, is: &Field, changes: &mut Vec<Change>) {
    let text = |text: &Option<String>| text.clone();
    place.compare(
        Aspect::Title,
        Impact::Cosmetic,
        None,
        (&was.title, &is.title),
        text,
        changes,
    );
    let yes = |flag: &bool| Some(if *flag { "yes" } else { "no" }.to_owned());
    let deprecated = (&was.deprecated, &is.deprecated);
    place.compare(
        Aspect::Deprecated,
        Impact::Cosmetic,
        None,
        deprecated,
        yes,
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
    detail("label", was.label.clone(), is.label.clone());
    detail("kind", Some(was.kind.clone()), Some(is.kind.clone()));
    detail(
        "form element",
        was.input_type.clone(),
        is.input_type.clone(),
    );
    let localizable = |field: &Field| Some(if field.localizable { "yes" } else { "no" }.to_owned());
    detail("localizable", localizable(was), localizable(is));
    if was.description.is_some() && is.description.is_some() && was.description != is.description {
        changes.push(
            place
                .change(Aspect::Detail, Impact::Cosmetic)
                .which(Some("description")),
        );
    }
    dynamic_key::compare(place, was, is, changes);
}
