//! Does this credential see what the snapshot has? What it doesn't see, the site drops silently
//! from filters and selections (APIv4 wire contract §0, 7).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use civi_codegen::schema::{Entity, Schema};
use civi_runtime::blocking::Client;
use civi_runtime::{Call, Result};
use serde_json::Value;

use super::Report;
use super::wanted::Wanted;
use crate::wording::count;

/// How many calls go into one request.
const BATCH: usize = 40;

/// How many findings of a kind are told one by one.
const TOLD: usize = 10;

type Names = BTreeMap<String, Result<BTreeSet<String>>>;

/// What an entity of the snapshot has and the site doesn't show, by entity.
type Missing<'e> = [(&'e str, Vec<&'e str>)];

pub(super) fn examine(
    client: &Client,
    schema: &Schema,
    wanted: &Wanted,
    folder: &Path,
    report: &mut Report,
) {
    let there = match names(client, "Entity", "get") {
        Ok(there) => Some(there),
        // It has been told; each entity can be asked about all the same.
        Err(error) if error.is_permission() => None,
        Err(error) => {
            report.note(
                "access",
                format!("the site's entities can't be listed: {error}"),
                "run it again when the site answers",
            );
            return;
        }
    };
    let is_there = |entity: &&Entity| {
        let there = there.as_ref();
        there.is_none_or(|there| there.contains(&entity.name))
    };
    let (known, gone): (Vec<&Entity>, Vec<&Entity>) = schema
        .entities
        .values()
        .filter(|entity| wanted.entity(&entity.name))
        .partition(is_there);
    if !gone.is_empty() {
        let names: Vec<&str> = gone.iter().map(|entity| entity.name.as_str()).collect();
        report.problem(
            "access",
            format!(
                "{} of {} are not on the site: {}",
                names.len(),
                folder.display(),
                some(&names)
            ),
            "enable the component or extension that they belong to, or refresh the snapshot",
        );
    }
    let fields = ask(client, &known, "getFields");
    let hidden = missing(&known, &fields, |entity| {
        let fields = entity.fields.values();
        let read = fields
            .filter(|field| field.get.is_some())
            .map(|field| field.name.as_str());
        read.filter(|field| wanted.field(&entity.name, field))
            .collect()
    });
    let tell = |report: &mut Report, missing: &Missing<'_>, what: &str, advice: &str| {
        tell(report, wanted.is_chosen(), missing, what, advice);
    };
    tell(
        report,
        &hidden,
        "field",
        "a filter on it would be dropped silently: give the user the permission (`civi-codegen \
         describe` names it), or leave the field out (`exclude-fields` in civi.toml)",
    );
    let actions = ask(client, &known, "getActions");
    let refused = missing(&known, &actions, |entity| {
        let actions = entity.actions.keys().map(String::as_str);
        actions
            .filter(|action| wanted.action(&entity.name, action))
            .collect()
    });
    tell(
        report,
        &refused,
        "action",
        "a call would be refused: give the user the permission, or leave the action out \
         (`exclude-actions` in civi.toml)",
    );
    let unread = unread(&fields, wanted.is_chosen(), report);
    if !unread && hidden.is_empty() && refused.is_empty() && gone.is_empty() {
        report.fine(
            "access",
            format!(
                "this credential sees all {} of {}, and their fields and actions",
                count(known.len(), "entity"),
                folder.display()
            ),
        );
    }
}

/// The names of what each entity has, by entity.
fn ask(client: &Client, entities: &[&Entity], action: &'static str) -> Names {
    let mut names = Names::new();
    for part in entities.chunks(BATCH) {
        let calls: Result<Vec<Call>> = part
            .iter()
            .map(|entity| call(&entity.name, action))
            .collect();
        let answers = match calls.and_then(|calls| client.execute_batch(calls)) {
            Ok(answers) => answers,
            // No batch on this site: one by one.
            Err(_) => part
                .iter()
                .map(|entity| call(&entity.name, action).and_then(|call| client.execute(call)))
                .collect(),
        };
        for (entity, answer) in part.iter().zip(answers) {
            let found = answer.and_then(|answer| Ok(set(&answer.decode::<Vec<Value>>()?)));
            names.insert(entity.name.clone(), found);
        }
    }
    names
}

fn names(client: &Client, entity: &str, action: &'static str) -> Result<BTreeSet<String>> {
    let answer = client.execute(call(entity, action)?)?;
    Ok(set(&answer.decode::<Vec<Value>>()?))
}

fn call(entity: &str, action: &'static str) -> Result<Call> {
    let mut call = Call::reading(entity.to_owned(), action);
    call.params.set("select", &["name"])?;
    Ok(call)
}

fn set(rows: &[Value]) -> BTreeSet<String> {
    rows.iter()
        .filter_map(|row| row.get("name")?.as_str().map(str::to_owned))
        .collect()
}

/// What the snapshot has and the site doesn't show, by entity.
fn missing<'e>(
    entities: &[&'e Entity],
    found: &Names,
    wanted: impl Fn(&'e Entity) -> Vec<&'e str>,
) -> Vec<(&'e str, Vec<&'e str>)> {
    let mut missing = Vec::new();
    for entity in entities {
        let Some(Ok(found)) = found.get(&entity.name) else {
            continue;
        };
        let names: Vec<&str> = wanted(entity)
            .into_iter()
            .filter(|name| !found.contains(*name))
            .collect();
        if !names.is_empty() {
            missing.push((entity.name.as_str(), names));
        }
    }
    missing
}

/// A problem where the settings choose what is missing, else a note.
fn finding(report: &mut Report, is_chosen: bool, text: String, advice: &str) {
    if is_chosen {
        report.problem("access", text, advice);
    } else {
        report.note("access", text, advice);
    }
}

fn tell(report: &mut Report, is_chosen: bool, missing: &Missing<'_>, what: &str, advice: &str) {
    for (entity, names) in missing.iter().take(TOLD) {
        let number = count(names.len(), what);
        finding(
            report,
            is_chosen,
            format!("{number} of {entity} not visible: {}", some(names)),
            advice,
        );
    }
    if let Some(more @ 1..) = missing.len().checked_sub(TOLD) {
        finding(
            report,
            is_chosen,
            format!("so it is with {}", count(more, "more entity")),
            advice,
        );
    }
}

/// Tells which entities can't be read at all; says whether there are any.
fn unread(found: &Names, is_chosen: bool, report: &mut Report) -> bool {
    let failed: Vec<&str> = found
        .iter()
        .filter(|(_, result)| result.is_err())
        .map(|(entity, _)| entity.as_str())
        .collect();
    let Some(Err(error)) = failed.first().and_then(|first| found.get(*first)) else {
        return false;
    };
    finding(
        report,
        is_chosen,
        format!("the fields of {} can't be read: {error}", some(&failed)),
        "give the user the permission to see them, or leave these entities out (`exclude` in \
         civi.toml)",
    );
    true
}

/// The first few names.
fn some(names: &[&str]) -> String {
    let (first, rest) = names.split_at(names.len().min(8));
    match rest.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
