//! A `save` of records that are found by a filter, which may go through keys: contacts by their
//! primary e-mail.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use std::sync::{Arc, Mutex};

use bindings::{Contact, Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::write::Save;
use civi_runtime::{Changes, Credential, Filter, Planned, Retry, Step, blocking};
use serde_json::{Value as Json, json};
use site::{Said, Sent, Site, now, values};

/// Contacts, each with an e-mail address, compared as MySQL compares: without case.
#[derive(Clone, Default)]
struct People(Arc<Mutex<Vec<Person>>>);

/// An e-mail address and a name.
type Person = (Option<String>, String);

impl People {
    fn of(people: &[(&str, &str)]) -> Self {
        let all = People::default();
        for (email, name) in people {
            all.add(Some(email), name);
        }
        all
    }

    fn add(&self, email: Option<&str>, name: &str) -> usize {
        let mut rows = self.0.lock().unwrap();
        rows.push((email.map(str::to_owned), name.to_owned()));
        rows.len()
    }

    fn names(&self) -> Vec<String> {
        let rows = self.0.lock().unwrap();
        rows.iter().map(|(_, name)| name.clone()).collect()
    }

    fn get(&self, params: &Json) -> Said {
        let clause = &params["where"][0];
        if clause[0] == "id" {
            return values(json!([{"id": clause[2]}]));
        }
        assert_eq!(clause[0], "email_primary.email");
        assert_eq!(params["select"], json!(["id", "email_primary.email"]));
        assert_eq!(params["limit"], 2);
        let sought = clause[2].as_str().unwrap().to_lowercase();
        let rows = self.0.lock().unwrap();
        let found = rows.iter().enumerate().filter_map(|(at, (email, _))| {
            let email = email.as_deref()?;
            (email.to_lowercase() == sought)
                .then(|| json!({"id": at + 1, "email_primary.email": email}))
        });
        values(found.take(2).collect())
    }

    /// Everything up to the first record that it refuses, as a site does.
    fn save(&self, params: &Json) -> Said {
        assert!(params["match"].is_null(), "the site is not to match again");
        let mut saved = Vec::new();
        for record in params["records"].as_array().unwrap() {
            let name = record["first_name"].as_str().unwrap();
            if name == "Bad" {
                return Err(("Mandatory values missing", 500));
            }
            let id = match record["id"].as_u64() {
                Some(id) => {
                    self.0.lock().unwrap()[id as usize - 1].1 = name.to_owned();
                    id as usize
                }
                None => self.add(record["email_primary.email"].as_str(), name),
            };
            saved.push(json!({ "id": id }));
        }
        values(saved.into())
    }

    fn site(&self) -> Site {
        let people = self.clone();
        Site::new(move |sent: &Sent| match sent.action.as_str() {
            "get" => people.get(&sent.params),
            "save" => people.save(&sent.params),
            other => panic!("{other} was not expected"),
        })
    }
}

fn by(email: &str) -> Filter<Contact> {
    Contact::EMAIL_PRIMARY.to(Email::EMAIL).eq(email)
}

fn person(name: &str) -> bindings::contact::Values<Changes> {
    Contact::changes().first_name(name)
}

/// New contacts get the address.
fn import(lines: &[(&str, &str)]) -> Save<Contact> {
    Contact::save_where(
        lines
            .iter()
            .map(|(email, name)| (by(email), person(name).raw("email_primary.email", *email))),
    )
}

fn saves(site: &Site) -> Vec<usize> {
    let saves = site.sent().into_iter().filter(|sent| sent.action == "save");
    saves
        .map(|sent| sent.params["records"].as_array().unwrap().len())
        .collect()
}

#[test]
fn the_row_that_is_found_is_changed_and_what_is_not_found_is_new() {
    let people = People::of(&[("ada@x", "?"), ("eve@x", "Eve")]);
    let site = people.site();
    let lines = [("ADA@x", "Ada"), ("new@x", "New")];
    let saved = now(import(&lines).send(&site.client())).unwrap();
    assert_eq!(saved.rows, [Id::new(1), Id::new(3)]);
    assert_eq!(people.names(), ["Ada", "Eve", "New"]);
    let sent = site.sent();
    // One request finds all, and each record is a call of its own, since the new one must not be sent
    // twice.
    assert_eq!(sent.iter().filter(|sent| sent.request == 0).count(), 2);
    assert_eq!(saves(&site), [1, 1]);
    assert_eq!(sent[2].params["records"][0]["id"], 1);
}

#[test]
fn rows_that_are_all_there_go_in_one_call() {
    let people = People::of(&[("ada@x", "?"), ("bob@x", "?")]);
    let site = people.site();
    let lines = [("ada@x", "Ada"), ("bob@x", "Bob")];
    now(import(&lines).send(&site.client())).unwrap();
    assert_eq!(saves(&site), [2]);
    assert_eq!(people.names(), ["Ada", "Bob"]);
}

#[test]
fn the_blocking_client_does_the_same() {
    let people = People::of(&[("ada@x", "?")]);
    let client = blocking::Client::builder("https://crm.example.org")
        .credential(Credential::api_key("key"))
        .retry(Retry::off())
        .transport(people.site())
        .build()
        .unwrap();
    let lines = [("ada@x", "Ada"), ("new@x", "New")];
    assert_eq!(
        import(&lines).dry_run().send(&client).unwrap(),
        [Planned::Change(Id::new(1)), Planned::New]
    );
    import(&lines).send(&client).unwrap();
    assert_eq!(people.names(), ["Ada", "New"]);
}

#[test]
fn a_record_that_several_rows_are_found_for_is_not_written() {
    let people = People::of(&[("twice@x", "A"), ("twice@x", "B")]);
    let site = people.site();
    let lines = [("new@x", "New"), ("twice@x", "C"), ("newer@x", "Newer")];
    let error = now(import(&lines).send(&site.client())).unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
    assert!(
        error.to_string().contains("match it by its filter"),
        "{error}"
    );
    assert!(
        !error.to_string().contains("would add another one"),
        "{error}"
    );
    assert_eq!(people.names(), ["A", "B"]);

    let error = now(import(&lines).keep_going().send(&site.client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!((report.done.len(), report.failed[0].index), (2, 1));
    assert!(report.untried.is_empty());
    assert_eq!(people.names(), ["A", "B", "New", "Newer"]);
}

#[test]
fn a_refused_record_stops_the_save_or_is_only_reported() {
    let lines: Vec<(String, &str)> = (0..6)
        .map(|n| (format!("n{n}@x"), if n == 1 { "Bad" } else { "Good" }))
        .collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|(e, n)| (e.as_str(), *n)).collect();

    let people = People::default();
    let error = now(import(&lines).chunk(2).send(&people.site().client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!((report.done.len(), report.failed[0].index), (1, 1));
    assert_eq!(report.untried, [2, 3, 4, 5]);

    // What is untried is sent as it is.
    let rest: Vec<_> = report.untried.iter().map(|at| lines[*at]).collect();
    now(import(&rest).chunk(2).send(&people.site().client())).unwrap();
    assert_eq!(people.names().len(), 5);

    // All at once, with rows that are there now: sent together, then one by one.
    let people = People::of(&lines);
    let site = people.site();
    let told: Arc<Mutex<Vec<(usize, usize)>>> = Arc::default();
    let kept = Arc::clone(&told);
    let save = import(&lines)
        .chunk(4)
        .keep_going()
        .on_progress(move |report| {
            if report.step == Step::Ended {
                kept.lock()
                    .unwrap()
                    .push((report.done.len(), report.failed.len()));
            }
        });
    let error = now(save.send(&site.client())).unwrap_err();
    assert!(error.is_partial());
    assert_eq!(error.partial_write().unwrap().done.len(), 5);
    assert_eq!(*told.lock().unwrap(), [(3, 1), (2, 0)]);
    assert_eq!(saves(&site), [4, 1, 1, 1, 1, 2]);
}

#[test]
fn a_broken_connection_stops_even_a_save_that_keeps_going() {
    let people = People::default();
    // Look-up and writing of the first part, look-up and writing of the second.
    let site = people.site().breaking(3);
    let lines = [("a@x", "A"), ("b@x", "B"), ("c@x", "C")];
    let error = now(import(&lines).chunk(1).keep_going().send(&site.client())).unwrap_err();
    assert!(error.is_outcome_unknown());
    let report = error.partial_write().unwrap();
    assert_eq!(report.done.len(), 1);
    assert_eq!(
        (report.unknown.clone(), report.untried.clone()),
        (vec![1], vec![2])
    );
    // The rest again, with what is unknown: it is found where it came through.
    people.add(Some("b@x"), "?");
    now(import(&lines[1..]).send(&people.site().client())).unwrap();
    assert_eq!(people.names(), ["A", "B", "C"]);
}

#[test]
fn two_records_for_one_row_make_one_row() {
    let people = People::default();
    let site = people.site();
    let lines = [
        ("new@x", "First"),
        ("other@x", "Other"),
        ("New@x", "Second"),
    ];
    assert_eq!(
        now(import(&lines).dry_run().send(&site.client())).unwrap(),
        [Planned::New, Planned::New, Planned::After(0)]
    );
    assert!(people.names().is_empty(), "a dry run writes nothing");
    now(import(&lines).send(&site.client())).unwrap();
    assert_eq!(people.names(), ["Second", "Other"]);
}

/// The records don't give the row what it is found by, so the site can't find it.
#[test]
fn a_second_record_for_a_row_that_is_not_found_again_is_refused() {
    let people = People::default();
    let site = people.site();
    let records = ["First", "Second"].map(|name| (by("new@x"), person(name)));
    let error = now(Contact::save_where(records).send(&site.client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!((report.done.len(), report.failed[0].index), (1, 1));
    assert!(
        error.to_string().contains("found by the same as record 0"),
        "{error}"
    );
    assert_eq!(people.names(), ["First"]);
}

#[test]
fn filters_that_only_look_alike_are_different() {
    let people = People::default();
    let site = people.site();
    let records = ["a.b@x", "ab@x"].map(|email| (by(email), person("New")));
    now(Contact::save_where(records).send(&site.client())).unwrap();
    assert_eq!(people.names().len(), 2);
}

#[test]
fn a_site_that_drops_the_filter_is_found_out() {
    let site = Site::new(|sent: &Sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 1}])),
        other => panic!("{other} was not expected"),
    });
    let error = now(import(&[("ada@x", "Ada")]).send(&site.client())).unwrap_err();
    assert!(error.is_filter_dropped(), "{error}");
    assert_eq!(error.fields(), ["email_primary.email"]);
}

#[test]
fn what_can_find_no_row_is_refused_before_anything_is_sent() {
    let site = People::default().site();
    let refused = |save: Save<Contact>| {
        let error = now(save.send(&site.client())).unwrap_err();
        assert!(error.is_refused(), "{error}");
        error.to_string()
    };
    let all = Contact::save_where([(Filter::everything(), person("A"))]);
    assert!(refused(all).contains("record 0: the filter has no clause"));
    let keyed = Contact::save_where([(by("a@x"), person("A").id(Id::new(1)))]);
    assert!(refused(keyed).contains("by its key, and by a filter too"));
    let matching = import(&[("a@x", "A")]).matching(Contact::FIRST_NAME);
    assert!(refused(matching).contains("by a filter, and by `matching` too"));
    assert!(site.sent().is_empty());
}

#[test]
fn a_filter_that_no_row_passes_makes_new_rows_without_asking() {
    let people = People::of(&[("ada@x", "Ada")]);
    let site = people.site();
    let records = ["A", "B"].map(|name| (Filter::nothing(), person(name)));
    now(Contact::save_where(records).send(&site.client())).unwrap();
    assert_eq!(people.names(), ["Ada", "A", "B"]);
    assert!(site.sent().iter().all(|sent| sent.action == "save"));
}

#[test]
fn in_a_batch_the_keys_are_written_into_the_call() {
    let people = People::of(&[("ada@x", "?"), ("twice@x", "?"), ("twice@x", "?")]);
    let site = people.site();
    let (fine, ambiguous, same) = now(site.client().batch((
        import(&[("new@x", "New"), ("ada@x", "Ada")]),
        import(&[("twice@x", "C")]),
        import(&[("a@x", "A"), ("A@x", "B")]),
    )))
    .unwrap();
    assert_eq!(fine.unwrap().rows, [Id::new(4), Id::new(1)]);
    assert!(ambiguous.unwrap_err().is_ambiguous());
    let same = same.unwrap_err().to_string();
    assert!(
        same.contains("record 1 matches record 0 by its filter"),
        "{same}"
    );
    assert_eq!(people.names(), ["Ada", "?", "?", "New"]);
}

/// The other ways to say which row a record is for have a dry run too.
#[test]
fn a_dry_run_of_records_with_keys_and_of_matching() {
    let site = Site::new(|sent: &Sent| match &sent.params["where"][0] {
        clause if clause[0] == "id" => values(json!([{"id": 5}])),
        clause if clause[2] == "there" => values(json!([{"id": 7}])),
        clause if clause[2] == "twice" => values(json!([{"id": 8}, {"id": 9}])),
        _ => values(json!([])),
    });
    let named = ["there", "twice", "new", "NEW"].map(|name| Tag::changes().name(name));
    let keyed = Tag::changes().id(Id::new(5)).name("keyed");
    let records = named.into_iter().chain([keyed]);
    let plans = now(Tag::save(records)
        .matching(Tag::NAME)
        .dry_run()
        .send(&site.client()));
    assert_eq!(
        plans.unwrap(),
        [
            Planned::Change(Id::new(7)),
            Planned::Ambiguous(vec![Id::new(8), Id::new(9)]),
            Planned::New,
            Planned::After(2),
            Planned::Change(Id::new(5)),
        ]
    );
    assert!(site.sent().iter().all(|sent| sent.action == "get"));
}
