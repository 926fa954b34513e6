//! `replace` looks up what its records match, and both `replace` and `update_where` can be confirmed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bindings::Tag;
use civi_runtime::prelude::*;
use civi_runtime::{Changes, Error, Values};
use serde_json::{Map, Value as Json, json};
use site::{Said, Sent, Site, now, values};

type Rows = BTreeMap<i64, Map<String, Json>>;

/// A site with rows, that cuts descriptions after ten characters.
#[derive(Clone)]
struct Table(Arc<Mutex<Rows>>);

/// Whether a row passes a `where`, as far as these tests send one.
fn passes(row: &Map<String, Json>, clause: &Json) -> bool {
    let list = clause.as_array().unwrap();
    let all = |nodes: &Json| nodes.as_array().unwrap().iter().all(|it| passes(row, it));
    match (list[0].as_str(), list.get(1).and_then(Json::as_str)) {
        (Some("AND"), _) => all(&list[1]),
        (Some("OR"), _) => list[1].as_array().unwrap().iter().any(|it| passes(row, it)),
        (Some(field), Some("=")) => row.get(field) == Some(&list[2]),
        (Some(field), Some("IN")) => {
            let found = row.get(field).unwrap_or(&Json::Null);
            list[2].as_array().unwrap().contains(found)
        }
        (Some(field), Some(">")) => row[field].as_i64() > list[2].as_i64(),
        (Some(field), Some("LIKE")) => {
            let start = list[2].as_str().unwrap().trim_end_matches('%');
            row[field].as_str().unwrap_or_default().starts_with(start)
        }
        _ => panic!("{clause}"),
    }
}

impl Table {
    fn of(names: &[&str]) -> Self {
        let rows = names.iter().enumerate().map(|(at, name)| {
            let id = i64::try_from(at).unwrap() + 1;
            let row = json!({"id": id, "name": name, "description": null});
            (id, row.as_object().cloned().unwrap())
        });
        Table(Arc::new(Mutex::new(rows.collect())))
    }

    fn names(&self) -> Vec<String> {
        let rows = self.0.lock().unwrap();
        let names = rows
            .values()
            .map(|row| row["name"].as_str().unwrap().to_owned());
        names.collect()
    }

    fn site(&self) -> Site {
        let table = self.clone();
        Site::new(move |sent| table.answer(sent))
    }

    fn answer(&self, sent: &Sent) -> Said {
        let mut rows = self.0.lock().unwrap();
        let all = json!([]);
        let clauses = sent.params.get("where").unwrap_or(&all).as_array().unwrap();
        let found: Vec<i64> = rows
            .iter()
            .filter(|(_, row)| clauses.iter().all(|clause| passes(row, clause)))
            .map(|(id, _)| *id)
            .collect();
        let put = |row: &mut Map<String, Json>, given: &Json| {
            for (name, value) in given.as_object().unwrap() {
                let cut = |text: &str| text.chars().take(10).collect::<String>();
                let stored = match (name.as_str(), value) {
                    ("description", Json::String(text)) => json!(cut(text)),
                    _ => value.clone(),
                };
                row.insert(name.clone(), stored);
            }
        };
        match sent.action.as_str() {
            "get" => {
                let limit = sent.params["limit"].as_u64().unwrap_or(u64::MAX);
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let given = found.into_iter().take(limit).map(|id| json!(rows[&id]));
                values(given.collect())
            }
            "update" => {
                for id in &found {
                    put(rows.get_mut(id).unwrap(), &sent.params["values"]);
                }
                values(found.iter().map(|id| json!({ "id": id })).collect())
            }
            "replace" => {
                let matching = sent.params["match"].as_array().cloned().unwrap_or_default();
                let mut saved = Vec::new();
                for record in sent.params["records"].as_array().unwrap() {
                    let same: Vec<i64> = rows
                        .iter()
                        .filter(|(_, row)| {
                            !matching.is_empty()
                                && matching.iter().all(|field| {
                                    let field = field.as_str().unwrap();
                                    row.get(field) == record.get(field)
                                })
                        })
                        .map(|(id, _)| *id)
                        .collect();
                    let id = match same.as_slice() {
                        [only] => *only,
                        // None, or several: the site makes a new row.
                        _ => rows.keys().last().unwrap_or(&0) + 1,
                    };
                    let row = rows.entry(id).or_default();
                    row.insert("id".to_owned(), json!(id));
                    put(row, record);
                    saved.push(id);
                }
                let deleted: Vec<i64> =
                    found.into_iter().filter(|id| !saved.contains(id)).collect();
                rows.retain(|id, _| !deleted.contains(id));
                let list =
                    |ids: &[i64]| -> Json { ids.iter().map(|id| json!({ "id": id })).collect() };
                Ok(json!({"values": list(&saved), "deleted": list(&deleted), "countMatched": 0}))
            }
            other => panic!("{other}"),
        }
    }
}

fn record(name: &str, description: &str) -> Values<Tag, Changes> {
    Tag::changes().name(name).description(description).into()
}

fn id(number: i64) -> Id<Tag> {
    Id::new(number)
}

#[track_caller]
fn assert_ambiguous(error: &Error, row: usize) {
    assert!(
        error.is_ambiguous() && !error.is_outcome_unknown(),
        "{error}"
    );
    assert_eq!((error.row(), error.action()), (Some(row), Some("replace")));
    assert_eq!(error.fields(), ["name"]);
}

#[test]
fn a_record_that_matches_several_rows_replaces_nothing() {
    let names = ["tmp a", "tmp b", "tmp b", "kept"];
    let table = Table::of(&names);
    let site = table.site();
    let client = site.client();
    let replace = || {
        let records = [record("tmp a", "x"), record("tmp b", "y")];
        Tag::replace(Tag::NAME.like("tmp%"), records).matching(Tag::NAME)
    };
    assert_ambiguous(&now(replace().send(&client)).unwrap_err(), 1);
    let (batched, read) = now(client.batch((replace(), Tag::get().limit(1)))).unwrap();
    assert_ambiguous(&batched.unwrap_err(), 1);
    assert!(read.is_ok());
    assert_ambiguous(&now(replace().confirm().send(&client)).unwrap_err(), 1);
    // Also where the rows that match do not pass the filter.
    let elsewhere = Tag::replace(Tag::NAME.like("none%"), [record("tmp b", "y")]);
    let error = now(elsewhere.matching(Tag::NAME).send(&client)).unwrap_err();
    assert_ambiguous(&error, 0);
    assert_eq!(table.names(), names);
    assert!(site.names().iter().all(|name| name == "Tag.get"));
}

#[test]
fn records_that_match_each_other_are_refused_before_anything_is_asked() {
    let site = Table::of(&["tmp a"]).site();
    let records = [record("tmp c", "x"), record("TMP C", "y")];
    let replace = Tag::replace(Tag::NAME.like("tmp%"), records).matching(Tag::NAME);
    let error = now(replace.send(&site.client())).unwrap_err();
    assert!(error.is_refused() && error.is_unsent(), "{error}");
    assert!(site.sent().is_empty());
}

#[test]
fn what_the_records_match_is_looked_up_in_one_request() {
    let table = Table::of(&["tmp a", "tmp b", "tmp c", "kept"]);
    let site = table.site();
    let records = [
        record("tmp a", "x"),
        record("tmp b", "y"),
        record("tmp d", "z"),
    ];
    let replace = Tag::replace(Tag::NAME.like("tmp%"), records).matching(Tag::NAME);
    let replaced = now(replace.clone().send(&site.client())).unwrap();
    assert_eq!(replaced.rows, [id(1), id(2), id(5)]);
    assert_eq!(replaced.deleted, [id(3)]);
    let requests: Vec<usize> = site.sent().iter().map(|sent| sent.request).collect();
    assert_eq!(requests, [0, 1, 1, 1, 2]);
    // In a batch, the proof of the filter is still told from the look-ups.
    let table = Table::of(&["tmp a", "tmp b", "tmp c", "kept"]);
    let (batched,) = now(table.site().client().batch((replace,))).unwrap();
    let batched = batched.unwrap();
    assert_eq!(batched.deleted, [id(3)]);
    assert!(batched.no_longer_matching.is_empty());
    assert_eq!(table.names(), ["tmp a", "tmp b", "kept", "tmp d"]);
}

#[test]
fn a_replace_that_is_confirmed_says_what_was_stored_otherwise() {
    let table = Table::of(&["tmp a", "tmp b"]);
    let site = table.site();
    let client = site.client();
    let records = || {
        [
            record("tmp a", "short"),
            record("tmp c", "much too long for it"),
        ]
    };
    let replace = || Tag::replace(Tag::NAME.like("tmp%"), records()).matching(Tag::NAME);
    let error = now(replace().confirm().send(&client)).unwrap_err();
    assert!(
        error.is_unconfirmed() && !error.is_outcome_unknown(),
        "{error}"
    );
    let report = error.unconfirmed().unwrap();
    assert_eq!(report.written, [json!(1), json!(3)]);
    let [cut] = report.stored_otherwise.as_slice() else {
        panic!("{error}");
    };
    assert_eq!((cut.index, cut.field.as_str()), (1, "description"));
    assert_eq!(cut.stored, Some(json!("much too l")));
    assert_eq!(error.action(), Some("replace"));

    let (batched,) = now(client.batch((replace().confirm(),))).unwrap();
    assert_eq!(
        batched
            .unwrap_err()
            .unconfirmed()
            .unwrap()
            .stored_otherwise
            .len(),
        1
    );

    let good = Tag::replace(Tag::NAME.like("tmp%"), [record("tmp a", "short")]);
    let good = now(good.matching(Tag::NAME).confirm().send(&client)).unwrap();
    assert_eq!((good.rows, good.deleted), (vec![id(1)], vec![id(3)]));
}

#[test]
fn an_update_by_filter_is_confirmed_by_the_keys() {
    let table = Table::of(&["tmp a", "kept", "tmp b"]);
    let site = table.site();
    let client = site.client();
    // The rows no longer pass the filter afterwards, and are read back all the same.
    let changes = || record("done", "much too long for it");
    let update = Tag::update_where(Tag::NAME.like("tmp%"), changes());
    let error = now(update.confirm().send(&client)).unwrap_err();
    let report = error.unconfirmed().unwrap();
    assert_eq!(report.written, [json!(1), json!(3)]);
    let told: Vec<(usize, &str)> = report
        .stored_otherwise
        .iter()
        .map(|other| (other.index, other.field.as_str()))
        .collect();
    assert_eq!(told, [(0, "description"), (1, "description")]);
    assert_eq!(table.names(), ["done", "kept", "done"]);

    let update = Tag::update_where(Tag::NAME.eq("done"), record("tmp", "short"));
    let written = now(update.confirm().send(&client)).unwrap();
    assert_eq!(written, [id(1), id(3)]);
    assert!(written.no_longer_matching.is_empty());
    // Where nothing passes the filter there is nothing to read back.
    let before = site.sent().len();
    let update = Tag::update_where(Tag::NAME.eq("nobody"), record("x", "y"));
    assert!(now(update.confirm().send(&client)).unwrap().is_empty());
    assert_eq!(site.sent().len(), before + 1);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_does_the_same() {
    let table = Table::of(&["tmp a", "tmp a"]);
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .transport(table.site())
        .build()
        .unwrap();
    let replace = Tag::replace(Tag::NAME.like("tmp%"), [record("tmp a", "x")]);
    assert_ambiguous(&replace.matching(Tag::NAME).send(&client).unwrap_err(), 0);
    let update = Tag::update_where(
        Tag::NAME.like("tmp%"),
        record("tmp", "much too long for it"),
    );
    assert!(update.confirm().send(&client).unwrap_err().is_unconfirmed());
}
