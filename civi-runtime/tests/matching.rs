//! A `save` that matches rows, against a site that does as CiviCRM does: where several rows match a
//! record it changes none of them and adds one more.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use std::sync::{Arc, Mutex};

use bindings::{Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{Ambiguous, Changes, ChunkReport, Step};
use serde_json::{Value as Json, json};
use site::{Said, Sent, Site, now, values};

type Rows = Arc<Mutex<Vec<Json>>>;

/// A table of addresses, compared as MySQL compares: without case.
#[derive(Clone, Default)]
struct Table {
    rows: Rows,
    /// What is done before the site refuses an address that begins with `bad`.
    meanwhile: Rows,
}

impl Table {
    fn of(emails: &[&str]) -> Self {
        let table = Table::default();
        for email in emails {
            table.add(json!({"contact_id": 1, "email": email}));
        }
        table
    }

    fn add(&self, mut row: Json) -> Json {
        let mut rows = self.rows.lock().unwrap();
        row["id"] = json!(rows.len() + 1);
        rows.push(row.clone());
        row
    }

    fn emails(&self) -> Vec<String> {
        let rows = self.rows.lock().unwrap();
        rows.iter()
            .map(|row| row["email"].as_str().unwrap().to_owned())
            .collect()
    }

    fn matching(&self, clauses: &[(String, Json)]) -> Vec<Json> {
        let same = |a: &Json, b: &Json| match (a.as_str(), b.as_str()) {
            (Some(a), Some(b)) => a.to_lowercase() == b.to_lowercase(),
            _ => a == b,
        };
        let rows = self.rows.lock().unwrap();
        rows.iter()
            .filter(|row| {
                clauses
                    .iter()
                    .all(|(field, value)| same(&row[field], value))
            })
            .cloned()
            .collect()
    }

    fn get(&self, params: &Json) -> Said {
        let clauses: Vec<(String, Json)> = params["where"]
            .as_array()
            .unwrap()
            .iter()
            .map(|clause| {
                assert_eq!(clause[1], "=");
                (clause[0].as_str().unwrap().to_owned(), clause[2].clone())
            })
            .collect();
        let limit = params["limit"].as_u64().unwrap_or(u64::MAX) as usize;
        let found = self.matching(&clauses).into_iter().take(limit);
        values(found.map(|row| json!({"id": row["id"]})).collect())
    }

    /// All matches first, then the writing, as the site does it; what is written before a failure
    /// stays.
    fn save(&self, params: &Json) -> Said {
        let fields: Vec<&str> = params["match"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|field| field.as_str().unwrap())
            .collect();
        let records = params["records"].as_array().unwrap();
        let matched: Vec<Option<Json>> = records
            .iter()
            .map(|record| {
                let clauses: Vec<_> = fields
                    .iter()
                    .map(|field| ((*field).to_owned(), record[*field].clone()))
                    .collect();
                match self.matching(&clauses).as_slice() {
                    [only] if !fields.is_empty() => Some(only["id"].clone()),
                    _ => None,
                }
            })
            .collect();
        let mut saved = Vec::new();
        for (record, id) in records.iter().zip(matched) {
            if record["email"].as_str().unwrap().starts_with("bad") {
                for row in self.meanwhile.lock().unwrap().drain(..) {
                    self.add(row);
                }
                return Err(("DB Error: already exists", 500));
            }
            saved.push(match id {
                Some(id) => json!({ "id": id }),
                None => json!({"id": self.add(record.clone())["id"]}),
            });
        }
        values(saved.into())
    }

    fn site(&self) -> Site {
        let table = self.clone();
        Site::new(move |sent: &Sent| match sent.action.as_str() {
            "get" => table.get(&sent.params),
            "save" => table.save(&sent.params),
            other => panic!("{other} was not expected"),
        })
    }
}

fn record(email: &str) -> bindings::email::Values<Changes> {
    Email::changes().contact_id(Id::new(1)).email(email)
}

fn save(emails: &[&str]) -> civi_runtime::write::Save<Email> {
    Email::save(emails.iter().map(|email| record(email)))
        .matching((Email::CONTACT_ID, Email::EMAIL))
}

#[test]
fn a_record_that_matches_several_rows_is_not_written() {
    let table = Table::of(&["twice@x", "Twice@x", "once@x"]);
    let site = table.site();
    let error = now(save(&["once@x", "twice@x", "new@x"]).send(&site.client())).unwrap_err();
    assert!(
        error.is_ambiguous() && !error.is_outcome_unknown(),
        "{error}"
    );
    let report = error.partial_write().unwrap();
    assert_eq!(report.failed[0].index, 1);
    assert!(report.failed[0].error.is_ambiguous());
    assert_eq!(report.failed[0].error.row(), Some(1));
    assert_eq!(report.failed[0].error.fields(), ["contact_id", "email"]);
    assert_eq!((report.done.len(), report.untried.clone()), (0, vec![0, 2]));
    assert_eq!(table.emails(), ["twice@x", "Twice@x", "once@x"]);
    // One request, before any write.
    assert!(
        site.sent()
            .iter()
            .all(|sent| sent.action == "get" && sent.request == 0)
    );
}

#[test]
fn a_single_ambiguous_record_is_an_error_of_its_own() {
    let table = Table::of(&["twice@x", "twice@x"]);
    let error = now(save(&["twice@x"]).send(&table.site().client())).unwrap_err();
    assert!(error.is_ambiguous() && error.partial_write().is_none());
    assert!(
        error.to_string().contains("would add another one"),
        "{error}"
    );
    assert_eq!(table.emails().len(), 2);
}

#[test]
fn ambiguous_records_are_reported_and_the_others_written_where_that_was_chosen() {
    let table = Table::of(&["twice@x", "twice@x", "once@x"]);
    let all = ["once@x", "twice@x", "new@x", "newer@x"];
    let save = save(&all).on_ambiguous(Ambiguous::Report).chunk(3);
    let error = now(save.send(&table.site().client())).unwrap_err();
    assert!(error.is_partial());
    let report = error.partial_write().unwrap();
    let done: Vec<_> = report.done.iter().map(|done| done.index).collect();
    assert_eq!(done, [0, 2, 3]);
    assert_eq!(report.failed.len(), 1);
    assert!(report.failed[0].error.is_ambiguous());
    assert!(report.unknown.is_empty() && report.untried.is_empty());
    assert_eq!(
        table.emails(),
        ["twice@x", "twice@x", "once@x", "new@x", "newer@x"]
    );
}

/// What a chunk's report lists is of that chunk, also what was refused before it was sent, and also
/// where that is all of it.
#[test]
fn what_a_part_leaves_out_is_told_with_the_part() {
    type Heard = (Step, Vec<usize>, Vec<usize>, Vec<usize>, Vec<usize>);
    let follow = || {
        let heard = Arc::new(Mutex::new(Vec::<Heard>::new()));
        let into = Arc::clone(&heard);
        let follow = move |report: &ChunkReport<'_>| {
            into.lock().unwrap().push((
                report.step,
                report.positions.to_vec(),
                report.done.iter().map(|done| done.index).collect(),
                report.failed.iter().map(|failed| failed.index).collect(),
                report.unknown.to_vec(),
            ));
        };
        (heard, follow)
    };
    let all = ["once@x", "twice@x", "twice@x", "thrice@x", "bad@x", "new@x"];
    let table = Table::of(&["twice@x", "twice@x", "thrice@x", "thrice@x"]);
    let (heard, hear) = follow();
    let writing = save(&all).on_ambiguous(Ambiguous::Report).chunk(2);
    let error = now(writing.on_progress(hear).send(&table.site().client())).unwrap_err();
    let failed = |error: &civi_runtime::Error| -> Vec<usize> {
        let report = error.partial_write().unwrap();
        report.failed.iter().map(|failed| failed.index).collect()
    };
    assert_eq!(failed(&error), [1, 2, 3, 4]);
    assert_eq!(
        *heard.lock().unwrap(),
        [
            (Step::Sending, vec![0, 1], vec![], vec![1], vec![]),
            (Step::Ended, vec![0, 1], vec![0], vec![1], vec![]),
            // Nothing of this part is sent.
            (Step::Ended, vec![2, 3], vec![], vec![2, 3], vec![]),
            (Step::Sending, vec![4, 5], vec![], vec![], vec![]),
            (Step::Ended, vec![4, 5], vec![5], vec![4], vec![]),
        ]
    );

    // Given up on its way: what was left out is not unknown.
    let (heard, hear) = follow();
    let site = Table::of(&["twice@x", "twice@x"]).site().silent(1);
    let writing = save(&["once@x", "twice@x"]).on_ambiguous(Ambiguous::Report);
    let mut future = Box::pin(writing.on_progress(hear).send(&site.client()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    drop(future);
    assert_eq!(
        *heard.lock().unwrap(),
        [
            (Step::Sending, vec![0, 1], vec![], vec![1], vec![]),
            (Step::GivenUp, vec![0, 1], vec![], vec![], vec![0]),
        ]
    );
}

#[test]
fn a_later_part_is_refused_and_the_earlier_one_is_reported() {
    let table = Table::of(&["twice@x", "twice@x"]);
    let save = save(&["a@x", "b@x", "twice@x", "c@x", "d@x"]).chunk(2);
    let error = now(save.send(&table.site().client())).unwrap_err();
    assert!(error.is_partial() && !error.is_ambiguous());
    let report = error.partial_write().unwrap();
    assert_eq!((report.done.len(), report.failed[0].index), (2, 2));
    assert_eq!(report.untried, [3, 4]);
}

#[test]
fn records_that_match_each_other_make_one_row() {
    for (first, second) in [
        ("new@x", "new@x"),
        ("new@x", "NEW@x"),
        ("n\u{e9}w@x", "ne\u{301}w@x"),
    ] {
        let table = Table::default();
        let site = table.site();
        let saved = now(save(&[first, "other@x", second]).send(&site.client())).unwrap();
        assert_eq!(saved.rows.len(), 3);
        let saves: Vec<_> = site
            .sent()
            .into_iter()
            .filter(|sent| sent.action == "save")
            .map(|sent| sent.params["records"].as_array().unwrap().len())
            .collect();
        assert_eq!(saves, [2, 1]);
        if first.is_ascii() {
            assert_eq!(table.emails(), ["new@x", "other@x"]);
            assert_eq!(saved.rows[0], saved.rows[2]);
        }
    }
}

#[test]
fn records_that_match_each_other_are_refused_in_a_batch() {
    let table = Table::of(&["twice@x", "twice@x", "once@x"]);
    let site = table.site();
    let (same, ambiguous, fine) = now(site.client().batch((
        save(&["new@x", "New@x"]),
        save(&["once@x", "twice@x"]),
        save(&["once@x", "new@x"]),
    )))
    .unwrap();
    assert!(same.unwrap_err().is_refused());
    let error = ambiguous.unwrap_err();
    assert!(error.is_ambiguous() && error.row() == Some(1), "{error}");
    assert_eq!(fine.unwrap().rows.len(), 2);
    assert_eq!(table.emails().len(), 4);
}

/// The site refuses a call of several records after it has written the first ones. Sent again one by
/// one, each finds its row and makes no other.
#[test]
fn what_is_sent_again_one_by_one_makes_no_row_twice() {
    let table = Table::of(&["once@x"]);
    let error = now(save(&["new@x", "once@x", "bad@x", "newer@x"]).send(&table.site().client()))
        .unwrap_err();
    let report = error.partial_write().unwrap();
    let done: Vec<_> = report.done.iter().map(|done| done.index).collect();
    assert_eq!((done, report.failed[0].index), (vec![0, 1, 3], 2));
    assert!(report.failed[0].error.is_database());
    assert!(
        error.to_string().contains("2 was refused by the database"),
        "{error}"
    );
    assert_eq!(table.emails(), ["once@x", "new@x", "newer@x"]);
}

/// Somebody, or a hook of the site, makes a second row while the first sending runs.
#[test]
fn what_has_become_ambiguous_meanwhile_is_not_sent_again() {
    let table = Table::of(&[]);
    table
        .meanwhile
        .lock()
        .unwrap()
        .push(json!({"contact_id": 1, "email": "new@x"}));
    let site = table.site();
    let error = now(save(&["new@x", "bad@x"]).send(&site.client())).unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    let report = error.partial_write().unwrap();
    assert_eq!(report.unknown, [0, 1]);
    assert!(report.cause.as_ref().unwrap().is_database());
    assert_eq!(
        table.emails(),
        ["new@x", "new@x"],
        "the two that were there"
    );
    let saves = site
        .names()
        .iter()
        .filter(|name| *name == "Email.save")
        .count();
    assert_eq!(saves, 1);
}

#[test]
fn what_is_cut_is_not_sent_again() {
    let table = Table::of(&[]);
    let site = table.site().breaking(1);
    let error = now(save(&["a@x", "b@x"]).send(&site.client())).unwrap_err();
    assert!(error.is_outcome_unknown());
    assert_eq!(error.partial_write().unwrap().unknown, [0, 1]);
    assert_eq!(site.names(), ["Email.get", "Email.get"]);
}

#[test]
fn a_look_up_that_fails_writes_nothing() {
    let site = Site::new(|sent: &Sent| match sent.action.as_str() {
        "get" => Err(("Invalid field", 500)),
        other => panic!("{other} was not expected"),
    });
    let error = now(save(&["a@x", "b@x"]).send(&site.client())).unwrap_err();
    assert!(error.is_api() && error.partial_write().is_none(), "{error}");
}

#[test]
fn records_with_a_key_are_not_looked_up_by_what_they_match() {
    let site = Site::new(|sent: &Sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 5}])),
        _ => values(json!([{"id": 5}])),
    });
    let records = [Tag::changes().id(Id::new(5)).name("x")];
    now(Tag::save(records).matching(Tag::NAME).send(&site.client())).unwrap();
    // Only whether the row is there.
    assert_eq!(site.sent()[0].params["where"], json!([["id", "=", 5]]));
    assert_eq!(site.names(), ["Tag.get", "Tag.save"]);
}

type Told = Arc<Mutex<Vec<(Step, Vec<usize>, Vec<Json>, usize, Vec<usize>)>>>;

/// What a callback was told: step, positions, keys, how many are done, unknown ones.
fn told() -> (Told, impl Fn(&ChunkReport<'_>) + Send + Sync + 'static) {
    let told = Told::default();
    let into = Arc::clone(&told);
    let follow = move |report: &ChunkReport<'_>| {
        into.lock().unwrap().push((
            report.step,
            report.positions.to_vec(),
            report.keys.to_vec(),
            report.done.len() + report.failed.len(),
            report.unknown.to_vec(),
        ));
    };
    (told, follow)
}

#[test]
fn a_long_save_is_followed() {
    let table = Table::of(&[]);
    let (told, follow) = told();
    let site = table.site().breaking(3);
    let save = save(&["a@x", "b@x", "c@x"]).chunk(2).on_progress(follow);
    now(save.send(&site.client())).unwrap_err();
    assert_eq!(
        *told.lock().unwrap(),
        [
            (Step::Sending, vec![0, 1], vec![], 0, vec![]),
            (Step::Ended, vec![0, 1], vec![], 2, vec![]),
            (Step::Sending, vec![2], vec![], 0, vec![]),
            (Step::Ended, vec![2], vec![], 0, vec![2]),
        ]
    );
}

#[test]
fn what_was_told_outlives_the_future() {
    let table = Table::of(&[]);
    let (told, follow) = told();
    // The third request, the write of the second part, is never answered.
    let site = table.site().silent(3);
    let save = save(&["a@x", "b@x", "c@x", "d@x", "e@x"]).chunk(2);
    let mut future = Box::pin(save.on_progress(follow).send(&site.client()));
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    assert!(future.as_mut().poll(&mut context).is_pending());
    drop(future);
    let told = told.lock().unwrap();
    assert_eq!(told[1], (Step::Ended, vec![0, 1], vec![], 2, vec![]));
    assert_eq!(told[2], (Step::Sending, vec![2, 3], vec![], 0, vec![]));
    assert_eq!(told[3], (Step::GivenUp, vec![2, 3], vec![], 0, vec![2, 3]));
    assert_eq!(told.len(), 4);
}

#[test]
fn writes_by_key_and_by_filter_are_followed() {
    // The keys that a call names, wherever its `where` has them.
    fn named(sent: &Sent) -> Vec<Json> {
        let clauses = sent.params["where"].as_array().unwrap();
        let keys = clauses
            .iter()
            .find(|clause| clause[0] == "id" && clause[1] == "IN");
        keys.map_or_else(Vec::new, |clause| clause[2].as_array().unwrap().clone())
    }
    let site = || {
        Site::new(|sent: &Sent| {
            let keys = named(sent);
            match keys.is_empty() {
                true => values((1..=150).map(|n| json!({"id": n, "name": "x"})).collect()),
                false => values(keys.into_iter().map(|id| json!({ "id": id })).collect()),
            }
        })
        .breaking(2)
    };
    let keys = |from: usize, to: usize| (from..=to).map(|n| json!(n)).collect::<Vec<_>>();
    let filter = || Tag::NAME.eq("x");
    let changes = || Tag::changes().description("x");
    let ids = || (1..=150).map(Id::<Tag>::new);
    let check = |told: &Told, error: civi_runtime::Error| {
        let told = told.lock().unwrap();
        assert_eq!(told[0].0, Step::Sending);
        assert_eq!(
            told[1],
            (Step::Ended, (0..100).collect(), keys(1, 100), 100, vec![])
        );
        assert_eq!(told[3].0, Step::Ended);
        assert_eq!(
            (told[3].2.clone(), told[3].4.clone()),
            (keys(101, 150), (100..150).collect())
        );
        assert!(error.is_outcome_unknown());
        let report = error.partial_write().unwrap();
        assert_eq!(
            report.unknown_keys().cloned().collect::<Vec<_>>(),
            keys(101, 150)
        );
        assert!(error.to_string().contains("(keys 101, 102, "), "{error}");
    };
    let (all, follow) = told();
    let delete = Tag::delete_where(filter()).on_progress(follow);
    check(&all, now(delete.send(&site().client())).unwrap_err());
    let (all, follow) = told();
    let update = Tag::update_where(filter(), changes()).on_progress(follow);
    check(&all, now(update.send(&site().client())).unwrap_err());
    let (all, follow) = told();
    let update = Tag::update(changes()).ids(ids()).on_progress(follow);
    check(&all, now(update.send(&site().client())).unwrap_err());
    let (all, follow) = told();
    let delete = Tag::delete(ids()).on_progress(follow);
    check(
        &all,
        now(delete.send(&site().breaking(1).client())).unwrap_err(),
    );
}
