//! Several calls in one request.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Contact, Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{SiteAction, UnreadableValues, Values};
use serde_json::json;
use site::{Site, now, values};

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

fn site() -> Site {
    Site::new(|sent| match (sent.entity.as_str(), sent.action.as_str()) {
        ("Tag", "create") => values(json!([{"id": 5}])),
        ("Contact", "checkAccess") => values(json!([{"access": false, "id": 1}])),
        ("Tag", "get") => values(json!([{"id": 5}])),
        ("Tag", "update") => values(json!([{"id": 5}])),
        _ => Err(("Authorization failed: CiviCRM APIv4 (System::check)", 403)),
    })
}

#[test]
fn a_tuple_is_one_request_and_each_call_has_its_own_result() {
    let site = site();
    let (access, forbidden, tag) = now(site.client().batch((
        Contact::check_access("delete").id(id(1)),
        SiteAction::<Email>::new("check"),
        Tag::create(Tag::values("x")),
    )))
    .unwrap();
    assert!(!access.unwrap());
    assert!(forbidden.unwrap_err().is_permission());
    assert_eq!(tag.unwrap(), id(5));
    let sent = site.sent();
    assert_eq!(
        site.names(),
        ["Contact.checkAccess", "Email.check", "Tag.create"]
    );
    assert!(sent.iter().all(|sent| sent.request == 0), "{sent:?}");
    assert_eq!(
        sent[1].params,
        json!({}),
        "never null, which is fatal to the request"
    );
}

#[test]
fn a_list_of_one_kind() {
    let site = site();
    let creates: Vec<_> = ["a", "b", "c"]
        .map(|label| Tag::create(Tag::values(label)))
        .into();
    let made = now(site.client().batch(creates)).unwrap();
    assert_eq!(made.len(), 3);
    assert!(made.into_iter().all(|tag| tag.unwrap() == id(5)));
}

#[test]
fn what_can_not_be_sent_fails_alone() {
    let site = site();
    let (refused, made) = now(site.client().batch((
        Tag::create(Tag::values("x").label("x".repeat(65))),
        Tag::create(Tag::values("y")),
    )))
    .unwrap();
    assert!(refused.unwrap_err().is_refused());
    assert_eq!(made.unwrap(), id(5));
    assert_eq!(site.names(), ["Tag.create"]);
}

#[test]
fn the_guards_of_a_batch_go_before_it() {
    let site = site();
    let update = |tag: i64| Tag::update(Tag::changes().description("x")).id(id(tag));
    let (there, not_there) = now(site.client().batch((update(5), update(6)))).unwrap();
    assert_eq!(there.unwrap(), [id(5)]);
    assert!(not_there.unwrap_err().is_missing());
    assert_eq!(site.names(), ["Tag.get", "Tag.get", "Tag.update"]);
}

#[test]
fn nothing_is_not_sent() {
    let site = site();
    let none: Vec<civi_runtime::write::Create<Tag>> = Vec::new();
    assert!(now(site.client().batch(none)).unwrap().is_empty());
    assert!(site.sent().is_empty(), "an empty batch is an HTML page");
}

#[test]
fn a_batch_over_the_cap_is_cut() {
    let site = site();
    let creates: Vec<_> = (0..10)
        .map(|_| Tag::create(Values::from(Tag::values("x")).raw("description", "y".repeat(3000))))
        .collect();
    let made = now(site.client_with_cap(16 * 1024).batch(creates)).unwrap();
    assert!(
        made.iter()
            .all(|tag| tag.as_ref().is_ok_and(|tag| *tag == id(5)))
    );
    let requests = site.sent().last().unwrap().request + 1;
    assert!(requests > 1 && requests < 10, "{requests} requests");
}

#[test]
fn a_save_is_cut_by_bytes_too() {
    let site = Site::new(|sent| {
        let records = sent.params["records"].as_array();
        let rows = records.into_iter().flatten().map(|_| json!({"id": 1}));
        values(rows.collect())
    });
    let records: Vec<_> = (0..20)
        .map(|n| {
            Values::from(Tag::changes())
                .raw("name", n)
                .raw("description", "é".repeat(500))
        })
        .collect();
    let save = Tag::save(records).matching(Tag::NAME);
    let saved = now(save.send(&site.client_with_cap(32 * 1024))).unwrap();
    assert_eq!(saved.rows.len(), 20);
    let saves = site.names().into_iter().filter(|name| name == "Tag.save");
    let requests = saves.count();
    assert!(requests > 1 && requests < 20, "{requests} requests");
}

#[test]
fn an_action_of_its_own_is_read_as_json_as_a_type_or_as_rows() {
    let site = Site::new(|sent| match sent.params["broken"].as_bool() {
        Some(true) => values(json!([{"id": 5}, {"id": "five"}])),
        _ => values(json!([{"id": 5, "name": "x", "more": 1}])),
    });
    let action = || SiteAction::<Tag>::new("getSmart");
    let json = now(action().send(&site.client())).unwrap();
    assert_eq!(json[0]["more"], 1);
    let rows = now(action()
        .reads_rows::<bindings::tag::Row>()
        .send(&site.client()))
    .unwrap();
    assert_eq!(rows[0].id, Some(id(5)));
    let broken = action().set::<bool>("broken", true);
    // What can't be read costs no more than itself, unless that is chosen.
    let rows = now(broken
        .clone()
        .reads_rows::<bindings::tag::Row>()
        .send(&site.client()))
    .unwrap();
    assert_eq!((rows[0].id, rows[1].id), (Some(id(5)), None));
    let strict = site.builder().unreadable_values(UnreadableValues::Refuse);
    let error = now(broken
        .reads_rows::<bindings::tag::Row>()
        .send(&strict.build().unwrap()))
    .unwrap_err();
    assert!(error.is_decode());
    let text = error.to_string();
    assert!(
        text.contains("Tag.getSmart") && text.contains("row 2, field `id`"),
        "{text}"
    );
}

/// The site takes a name that begins with `get` for a read; whoever knows better says so.
#[test]
fn an_action_that_is_said_to_write_is_sent_once_and_by_post() {
    let site = || Site::new(|_| values(json!([]))).breaking(0);
    let client = |site: &Site| {
        let builder = site.builder().reads_by_get(true);
        builder
            .retry(civi_runtime::Retry::default())
            .build()
            .unwrap()
    };
    let action = || SiteAction::<Tag>::new("getNextNumber");
    let writing = site();
    let error = now(action().writes().send(&client(&writing))).unwrap_err();
    assert!(
        error.is_outcome_unknown() && error.attempts() == 1,
        "{error}"
    );
    // It is a POST, which the site reads the parameters of.
    let fine = Site::new(|_| values(json!([])));
    now(action().writes().send(&client(&fine))).unwrap();
    assert_eq!(fine.names(), ["Tag.getNextNumber"]);
    // In a batch with a read it is not repeated either.
    let batched = site();
    let error = now(client(&batched).batch((action().writes(), Tag::get().limit(1)))).unwrap_err();
    assert!(
        error.is_outcome_unknown() && error.attempts() == 1,
        "{error}"
    );
    // Otherwise it is a read, and the failure of a read is no matter of outcome.
    let reading = site()
        .builder()
        .retry(civi_runtime::Retry::off())
        .build()
        .unwrap();
    let error = now(action().send(&reading)).unwrap_err();
    assert!(!error.is_outcome_unknown(), "{error}");
}
