//! Named queries and saved searches: which of them a change of the schema breaks, and which are
//! other ones now.

use std::collections::{BTreeMap, BTreeSet};

use civi_schema::Schema;

use super::change::{Aspect, Change, Impact, Place};
use crate::query::QueryError;
use crate::query::named::{Module, Outlined, QueryOutline, outlines};
use crate::{GenerateError, GenerateOptions};

/// Queries by module and name.
type Queries = BTreeMap<(Module, String), Outlined>;

pub(super) fn compare(
    from: &Schema,
    to: &Schema,
    options: &GenerateOptions,
    changes: &mut Vec<Change>,
) -> Result<(), GenerateError> {
    let queries = |schema: &Schema| -> Result<Queries, GenerateError> {
        let mut options = options.clone();
        options.searches = schema.searches.keys().cloned().collect();
        let outlined = outlines(schema, &options)?.into_iter();
        Ok(outlined
            .map(|query| ((query.module, query.name.clone()), query))
            .collect())
    };
    let (old, new) = (queries(from)?, queries(to)?);
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let path = format!("{}::{}", key.0.as_str(), key.1);
        let place = Place {
            entity: &path,
            part: None,
        };
        match (old.get(key), new.get(key)) {
            (Some(old), Some(new)) => one(place, old, new, changes),
            (Some(old), None) => {
                let change = place.change(Aspect::Query, Impact::Breaking);
                changes.push(change.from(Some(said(old))));
            }
            (None, Some(new)) => {
                let change = place.change(Aspect::Query, Impact::Additive);
                changes.push(change.to(Some(said(new))));
                if let Err(error) = &new.outline {
                    broken(place, error, changes);
                }
            }
            (None, None) => {}
        }
    }
    Ok(())
}

/// What a query is, in few words.
fn said(query: &Outlined) -> String {
    match &query.outline {
        Ok(outline) if outline.columns.is_empty() => format!("rows of {}", outline.entity),
        Ok(outline) => {
            let count = outline.columns.len();
            let columns = if count == 1 { "column" } else { "columns" };
            format!("{count} {columns} of {}", outline.entity)
        }
        Err(_) => query.label.clone().unwrap_or_default(),
    }
}

/// Every reason why the schema does not support a query.
fn broken(place: Place<'_>, error: &QueryError, changes: &mut Vec<Change>) {
    for (message, at) in error.problems() {
        let which = match at {
            Some(at) => format!("{at}: {message}"),
            None => message.to_owned(),
        };
        let change = place.change(Aspect::Supported, Impact::Breaking);
        changes.push(change.which(Some(which)));
    }
}

fn one(place: Place<'_>, old: &Outlined, new: &Outlined, changes: &mut Vec<Change>) {
    let label = |query: &Outlined| query.label.clone();
    place.compare(
        Aspect::Title,
        Impact::Cosmetic,
        None,
        (&label(old), &label(new)),
        Clone::clone,
        changes,
    );
    match (&old.outline, &new.outline) {
        (Ok(from), Ok(to)) => outline(place, from, to, changes),
        (Ok(_), Err(error)) => broken(place, error, changes),
        (Err(_), Ok(_)) => changes.push(place.change(Aspect::Supported, Impact::Additive)),
        (Err(_), Err(_)) => {}
    }
}

fn outline(place: Place<'_>, old: &QueryOutline, new: &QueryOutline, changes: &mut Vec<Change>) {
    let mut clause = |which: &str, from: String, to: String| {
        place.compare(
            Aspect::Clause,
            Impact::Breaking,
            Some(which),
            (&from, &to),
            |text| (!text.is_empty()).then(|| text.clone()),
            changes,
        );
    };
    clause("entity", old.entity.clone(), new.entity.clone());
    if old.columns.is_empty() != new.columns.is_empty() {
        clause("row", old.row.clone(), new.row.clone());
    } else {
        columns(place, old, new, changes);
    }
    parameters(place, old, new, changes);
    let names: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|outline| outline.parts.iter().map(|(name, _)| name.as_str()))
        .collect();
    for name in names {
        let (from, to) = (part(old, name), part(new, name));
        match name {
            "where" => conditions(place, None, (from, to), changes),
            "having" => conditions(place, Some(name), (from, to), changes),
            "join" => joins(place, (from, to), changes),
            _ => place.compare(
                Aspect::Clause,
                Impact::Breaking,
                Some(name),
                (&from, &to),
                |items| (!items.is_empty()).then(|| items.join(", ")),
                changes,
            ),
        }
    }
}

fn part<'o>(outline: &'o QueryOutline, name: &str) -> &'o [String] {
    let found = outline.parts.iter().find(|(known, _)| known == name);
    found.map_or(&[], |(_, items)| items)
}

fn columns(place: Place<'_>, old: &QueryOutline, new: &QueryOutline, changes: &mut Vec<Change>) {
    let by_name = |outline: &QueryOutline| -> BTreeMap<String, (String, String)> {
        let columns = outline.columns.iter();
        columns
            .map(|it| (it.name.clone(), (it.rust.clone(), it.reads.clone())))
            .collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let place = Place {
            part: Some(name),
            ..place
        };
        let column = |impact| place.change(Aspect::Column, impact);
        match (old.get(name), new.get(name)) {
            (Some((rust, _)), None) => {
                changes.push(column(Impact::Breaking).from(Some(rust.clone())));
            }
            (None, Some((rust, _))) => {
                changes.push(column(Impact::Additive).to(Some(rust.clone())));
            }
            (Some(from), Some(to)) => {
                for (what, which, from, to) in [
                    (Aspect::Type, None, &from.0, &to.0),
                    (Aspect::Clause, Some("reads"), &from.1, &to.1),
                ] {
                    place.compare(
                        what,
                        Impact::Breaking,
                        which,
                        (from, to),
                        |text| Some(text.clone()),
                        changes,
                    );
                }
            }
            (None, None) => {}
        }
    }
}

fn parameters(place: Place<'_>, old: &QueryOutline, new: &QueryOutline, changes: &mut Vec<Change>) {
    let by_name = |outline: &QueryOutline| -> BTreeMap<String, String> {
        let parameters = outline.parameters.iter();
        parameters
            .map(|it| (it.name.clone(), it.rust.clone()))
            .collect()
    };
    let (old, new) = (by_name(old), by_name(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let place = Place {
            part: Some(name),
            ..place
        };
        place.compare(
            Aspect::Parameter,
            Impact::Breaking,
            None,
            (&old.get(name), &new.get(name)),
            |rust| rust.cloned(),
            changes,
        );
    }
}

/// Conditions that are in one list only; their order means nothing.
fn conditions(
    place: Place<'_>,
    which: Option<&str>,
    (from, to): (&[String], &[String]),
    changes: &mut Vec<Change>,
) {
    let change = || {
        place
            .change(Aspect::Condition, Impact::Breaking)
            .which(which)
    };
    for gone in from.iter().filter(|it| !to.contains(it)) {
        changes.push(change().from(Some(gone.clone())));
    }
    for new in to.iter().filter(|it| !from.contains(it)) {
        changes.push(change().to(Some(new.clone())));
    }
}

/// Joins, each by its alias.
fn joins(place: Place<'_>, (from, to): (&[String], &[String]), changes: &mut Vec<Change>) {
    let by_alias = |joins: &[String]| -> BTreeMap<String, String> {
        let joins = joins.iter();
        joins.map(|join| (alias(join), join.clone())).collect()
    };
    let (from, to) = (by_alias(from), by_alias(to));
    let aliases: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    for alias in aliases {
        let place = Place {
            part: Some(alias),
            ..place
        };
        place.compare(
            Aspect::Join,
            Impact::Breaking,
            None,
            (&from.get(alias), &to.get(alias)),
            |join| join.cloned(),
            changes,
        );
    }
}

/// The alias in the JSON of a join: `["Email AS e", …]`.
fn alias(join: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(join).unwrap_or_default();
    let target = json.get(0).and_then(|it| it.as_str()).unwrap_or(join);
    let alias = target
        .rsplit_once(" AS ")
        .map_or(target, |(_, alias)| alias);
    alias.to_owned()
}
