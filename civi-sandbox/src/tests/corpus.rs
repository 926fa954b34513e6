//! Queries that people really wrote, where `CIVI_CORPUS` names a folder of them: files of JSON
//! lines, each with `entity`, `action` and `params`, and what a site said (`site1`, `site1_keys`).

use std::collections::BTreeMap;

use super::{json, newer, reply};
use crate::json::Json;

/// What became of one query.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum End {
    RightShape,
    NamedLimit,
    Wrong,
}

#[test]
fn queries_of_people_get_an_answer_of_the_right_shape() {
    let Some(folder) = std::env::var_os("CIVI_CORPUS").map(std::path::PathBuf::from) else {
        println!("CIVI_CORPUS is not set: no queries to ask");
        return;
    };
    let sandbox = newer();
    let model = std::sync::Arc::clone(&sandbox.site.model);
    let mut ends: BTreeMap<End, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in ["calls.jsonl", "searches.jsonl"] {
        let Ok(lines) = std::fs::read_to_string(folder.join(file)) else {
            continue;
        };
        for line in lines.lines() {
            let Some(call) = Json::parse(line.as_bytes()) else {
                continue;
            };
            let text = |name: &str| call.get(name).and_then(Json::as_str);
            let (Some(entity), Some(params)) = (text("entity"), call.get("params")) else {
                continue;
            };
            let action = text("action").unwrap_or("get");
            if action != "get" || text("site1") != Some("ok") || !params.is_array() {
                continue;
            }
            // What the snapshot doesn't have, it can't answer.
            let joined = params.get("join").map(Json::items).unwrap_or_default();
            let joined = joined.iter().filter_map(|join| {
                let name = join
                    .items()
                    .first()?
                    .as_str()?
                    .split(" AS ")
                    .next()?
                    .to_owned();
                Some((
                    name,
                    join.items()
                        .get(2)
                        .and_then(|item| item.as_str().map(str::to_owned)),
                ))
            });
            let names: Vec<String> = joined
                .flat_map(|(name, bridge)| [Some(name), bridge])
                .flatten()
                .collect();
            if model.entity(entity).is_none()
                || names.iter().any(|name| model.entity(name).is_none())
            {
                continue;
            }
            let found = reply(&sandbox, &format!("{entity}/get"), &params.compact());
            let (end, why) = judged(&found, &call);
            *ends.entry(end).or_default() += 1;
            if end != End::RightShape {
                wrong.push(format!("{end:?} {why}\n    {entity} {}", params.compact()));
            }
        }
    }
    println!("{}", wrong.join("\n"));
    println!("{ends:?}");
    let right = ends.get(&End::RightShape).copied().unwrap_or_default();
    assert!(right * 10 >= ends.values().sum::<usize>() * 9, "{ends:?}");
}

fn judged(found: &crate::request::Reply, call: &Json) -> (End, String) {
    if found.content_type.starts_with("text/html") {
        return (End::Wrong, "a page".to_owned());
    }
    let body = json(found);
    if let Some(message) = body.get("error_message").and_then(Json::as_str) {
        let is_limit = message.contains("limit of civi-sandbox");
        return (
            if is_limit {
                End::NamedLimit
            } else {
                End::Wrong
            },
            message.to_owned(),
        );
    }
    let rows = body.get("values").map(Json::items).unwrap_or_default();
    let (Some(row), Some(theirs)) = (rows.first(), call.get("site1_keys")) else {
        return (End::RightShape, String::new());
    };
    let missing: Vec<String> = theirs
        .items()
        .into_iter()
        .filter_map(Json::to_text)
        .filter(|key| row.get(key).is_none())
        .collect();
    // Rows of another contact type have other keys.
    let by_type = [
        "first_name",
        "last_name",
        "birth_date",
        "organization_name",
        "household_name",
    ];
    if missing.iter().all(|key| by_type.contains(&key.as_str())) {
        return (End::RightShape, String::new());
    }
    (End::Wrong, format!("no {}", missing.join(", ")))
}
