//! Queries that people really wrote, where `CIVI_CORPUS` names a folder of them: files of JSON
//! lines, each with `entity`, `action` and `params`, and what a site said (`site1`, `site1_keys`).

mod expected_rows;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{every_entity_has_a_row, json, newer, reply};
use crate::Sandbox;
use crate::json::Json;
use expected_rows::ExpectedRows;

/// What became of one query.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum End {
    /// Rows with the keys and types that the query asks for.
    RightShape,
    /// No rows, with the filter and without.
    NoRows,
    /// Refused as the site refused it.
    RefusedAlike,
    NamedLimit,
    Wrong,
}

/// Queries that core answers by a rule of its own, and why the sandbox doesn't.
const SPECIAL: &[(&str, &str)] = &[(
    "from_email_address",
    "core answers an option group of the past out of `SiteEmailAddress`",
)];

/// Whether a site refused what it doesn't have.
fn is_of_another_site(message: &str) -> bool {
    // The site that was asked has other custom fields and extensions than the snapshot.
    ["Invalid field", "does not exist"]
        .iter()
        .any(|words| message.contains(words))
}

#[test]
fn queries_of_people_get_an_answer_of_the_right_shape() {
    let Some(folder) = std::env::var_os("CIVI_CORPUS").map(PathBuf::from) else {
        println!("CIVI_CORPUS is not set: no queries to ask");
        return;
    };
    let sandbox = newer();
    every_entity_has_a_row(&sandbox);
    let mut ends: BTreeMap<End, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let (mut values, mut asked) = (0, 0);
    for file in ["calls.jsonl", "searches.jsonl", "hard.jsonl"] {
        let lines = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        for call in lines
            .lines()
            .filter_map(|line| Json::parse(line.as_bytes()))
        {
            let Some((entity, params)) = query(&sandbox, &call) else {
                continue;
            };
            // Settings have no pages, and the limit is the test's own.
            if entity == "Setting" {
                continue;
            }
            asked += 1;
            let shape = ExpectedRows::new(&sandbox.site.model, &entity, &params);
            let (end, why) = judged(&sandbox, &entity, &params, &call, &shape);
            values += shape.seen();
            *ends.entry(end).or_default() += 1;
            if end == End::Wrong || end == End::NamedLimit || end == End::NoRows {
                wrong.push(format!("{end:?} {why}\n    {entity} {}", params.compact()));
            }
        }
    }
    println!("{}", wrong.join("\n"));
    println!("{asked} queries, {values} values of a known type: {ends:?}");
    let of = |end: End| ends.get(&end).copied().unwrap_or_default();
    let right = of(End::RightShape) + of(End::RefusedAlike);
    assert_eq!(of(End::Wrong), 0, "{ends:?}");
    assert!(right * 10 >= asked * 9, "{ends:?}");
}

/// The queries of the project that are translated into Rust, in whose words they ask for the same.
#[test]
fn the_queries_that_are_translated_are_answered() {
    let own = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../civi-codegen/tests/corpus/fixtures/"
    );
    let sandbox = newer();
    every_entity_has_a_row(&sandbox);
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in ["calls.jsonl", "searches.jsonl"] {
        let lines = std::fs::read_to_string(format!("{own}{file}")).unwrap();
        for line in lines.lines() {
            let mut call = Json::parse(line.as_bytes()).unwrap();
            call.set("site1", "ok".into());
            let Some((entity, params)) = query(&sandbox, &call) else {
                continue;
            };
            // Settings have no pages, and the limit is the test's own.
            if entity == "Setting" {
                continue;
            }
            asked += 1;
            let shape = ExpectedRows::new(&sandbox.site.model, &entity, &params);
            let (end, why) = judged(&sandbox, &entity, &params, &call, &shape);
            if end == End::Wrong || end == End::NamedLimit {
                wrong.push(format!("{end:?} {why}\n    {entity} {}", params.compact()));
            }
        }
    }
    assert!(asked > 70, "{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The entity and parameters of a line that is a `get` of what the snapshot has, and that a site
/// was asked.
fn query(sandbox: &Sandbox, call: &Json) -> Option<(String, Json)> {
    let model = &sandbox.site.model;
    let text = |name: &str| call.get(name).and_then(Json::as_str);
    let (entity, params) = (text("entity")?, call.get("params")?);
    let said = text("site1")?;
    let is_get = text("action").unwrap_or("get") == "get" && params.is_array();
    // What the snapshot doesn't have, it can't answer.
    let joins = params.get("join").map(Json::items).unwrap_or_default();
    let named = joins.iter().flat_map(|join| {
        let items = join.items();
        let name = items
            .first()
            .and_then(|item| item.as_str())
            .map(|name| name.split(" AS ").next().unwrap_or(name).trim().to_owned());
        let bridge = items
            .get(2)
            .and_then(|item| item.as_str())
            .map(ToOwned::to_owned);
        [name, bridge].into_iter().flatten()
    });
    let all_known = model.entity(entity).is_some()
        && named.into_iter().all(|name| model.entity(&name).is_some());
    // The site was asked for one row each.
    let mut params = params.clone();
    if is_get {
        params.set("limit", Json::Int(1));
    }
    (is_get && all_known && !is_of_another_site(said)).then(|| (entity.to_owned(), params))
}

fn judged(
    sandbox: &Sandbox,
    entity: &str,
    params: &Json,
    call: &Json,
    shape: &ExpectedRows<'_>,
) -> (End, String) {
    let said = call.get("site1").and_then(Json::as_str).unwrap_or_default();
    let found = reply(sandbox, &format!("{entity}/get"), &params.compact());
    if found.content_type.starts_with("text/html") {
        return match said.starts_with("HTTP 500") {
            true => (End::RefusedAlike, String::new()),
            false => (End::Wrong, "a page".to_owned()),
        };
    }
    let body = json(&found);
    if let Some(message) = body.get("error_message").and_then(Json::as_str) {
        let end = match said.strip_prefix("ERR ") {
            Some(theirs) if theirs == message => End::RefusedAlike,
            _ if message.contains("limit of civi-sandbox") => End::NamedLimit,
            _ => End::Wrong,
        };
        return (end, format!("{message}, where the site said {said}"));
    }
    if said != "ok" {
        return (End::Wrong, format!("an answer, where the site said {said}"));
    }
    let is_special = SPECIAL
        .iter()
        .any(|(text, _)| params.compact().contains(text));
    let theirs = call.get("site1_keys").filter(|_| !is_special);
    let rows = body.get("values").cloned().unwrap_or_default();
    if let Err(why) = shape.check(&rows, theirs) {
        return (End::Wrong, why);
    }
    if !rows.items().is_empty() {
        return (End::RightShape, String::new());
    }
    // Without its filter there are rows to look at.
    let mut open = params.clone();
    for name in ["where", "having", "offset"] {
        open.remove(name);
    }
    if let Some(joins) = open.get("join").cloned() {
        open.set(
            "join",
            Json::List(joins.items().into_iter().map(left).collect()),
        );
    }
    open.set("limit", Json::Int(5));
    let body = json(&reply(sandbox, &format!("{entity}/get"), &open.compact()));
    let rows = body.get("values").cloned().unwrap_or_default();
    match shape.check(&rows, theirs) {
        Err(why) => (End::Wrong, format!("without its filter: {why}")),
        Ok(()) if rows.items().is_empty() => (End::NoRows, String::new()),
        Ok(()) => (End::RightShape, String::new()),
    }
}

/// A join that takes no rows away.
fn left(join: &Json) -> Json {
    let mut items: Vec<Json> = join.items().into_iter().cloned().collect();
    if let Some(side) = items.get_mut(1) {
        *side = "LEFT".into();
    }
    Json::List(items)
}
