//! What each write sends, and how its answer is read. The parameters have the form of recorded
//! exchanges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::options::{ContactType, Gender, LocationType};
use bindings::{Activity, Contact, Contribution, Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{Action, Repeat, file::Upload, setting};
use serde_json::{Value as Json, json};
use site::{Site, now, values};

#[track_caller]
fn params(action: &impl Action) -> Json {
    serde_json::from_str(&action.call().unwrap().params.to_json()).unwrap()
}

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

#[test]
fn create_sends_values_and_gives_the_id() {
    let create = Contact::create(
        Contact::values()
            .contact_type(ContactType::Individual)
            .first_name("Ada")
            .last_name("Example")
            .birth_date(jiff::civil::date(1985, 12, 10))
            .gender_id(Gender::Female)
            .preferred_communication_method(["1", "2"]),
    );
    assert_eq!(
        params(&create),
        json!({"values": {
            "contact_type": "Individual", "first_name": "Ada", "last_name": "Example",
            "birth_date": "1985-12-10", "gender_id:name": "Female",
            "preferred_communication_method": ["1", "2"],
        }})
    );
    let site = Site::new(|_| {
        values(json!([{"id": 214, "custom": null, "created_date": "20260203040506"}]))
    });
    assert_eq!(now(create.send(&site.client())).unwrap(), id(214));
    assert_eq!(site.names(), ["Contact.create"]);
}

#[test]
fn options_without_a_list_go_by_name_and_dates_as_text() {
    assert_eq!(
        params(&Activity::create(
            Activity::values(ByName("Meeting"))
                .source_contact_id(id(214))
                .subject("Hello")
                .activity_date_time(jiff::civil::date(2026, 2, 3).at(4, 5, 6, 0))
        )),
        json!({"values": {
            "activity_type_id:name": "Meeting", "source_contact_id": 214, "subject": "Hello",
            "activity_date_time": "2026-02-03 04:05:06",
        }})
    );
    assert_eq!(
        params(&Contribution::create(
            Contribution::values(id(214), ByName("Donation"), Decimal::new(1250, 2))
                .receive_date(jiff::civil::date(2026, 2, 3))
        )),
        json!({"values": {
            "contact_id": 214, "financial_type_id:name": "Donation", "total_amount": "12.50",
            "receive_date": "2026-02-03",
        }})
    );
    assert_eq!(
        params(&Email::create(
            Email::values("ada@example.org")
                .contact_id(id(214))
                .location_type_id(LocationType::Home)
        )),
        json!({"values": {
            "contact_id": 214, "email": "ada@example.org", "location_type_id:name": "Home",
        }})
    );
}

#[test]
fn update_goes_by_the_key() {
    let changes = || Contact::changes().job_title("Analyst");
    assert_eq!(
        params(&Contact::update(changes()).id(id(214)).reload()),
        json!({"values": {"job_title": "Analyst"}, "where": [["id", "=", 214]], "reload": true})
    );
    assert_eq!(
        params(&Contact::update(changes()).ids([id(3), id(4), id(3)])),
        json!({"values": {"job_title": "Analyst"}, "where": [["id", "IN", [3, 4]]]})
    );
    assert_eq!(
        params(
            &Contact::update(changes())
                .id(id(3))
                .reload_as((Contact::JOB_TITLE, Contact::BIRTH_DATE))
        ),
        json!({
            "values": {"job_title": "Analyst"}, "where": [["id", "=", 3]],
            "reload": ["job_title", "birth_date"],
        })
    );
}

#[test]
fn reloaded_rows_are_read_as_rows() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 3}])),
        _ => values(json!([{"id": 3, "job_title": "Analyst", "birth_date": null, "custom": null}])),
    });
    let client = site.client();
    let update = || Contact::update(Contact::changes().job_title("Analyst")).id(id(3));
    assert_eq!(now(update().send(&client)).unwrap(), [id(3)]);
    let rows = now(update().reload().send(&client)).unwrap();
    assert_eq!(rows[0].job_title.as_deref(), Some("Analyst"));
    let rows = now(update()
        .reload_as((Contact::ID, Contact::JOB_TITLE))
        .send(&client))
    .unwrap();
    assert_eq!(rows, [(id(3), Some("Analyst".to_owned()))]);
}

#[test]
fn what_can_not_be_meant_is_refused_before_anything_is_sent() {
    let site = Site::new(|_| values(json!([])));
    let client = site.client();
    let message = |error: civi_runtime::Error| {
        assert!(error.is_refused(), "{error}");
        error.to_string()
    };
    let no_row = now(Contact::update(Contact::changes().job_title("x")).send(&client)).unwrap_err();
    assert!(message(no_row).contains("no row is chosen"));
    let no_value = now(Contact::update(Contact::changes()).id(id(3)).send(&client)).unwrap_err();
    assert!(message(no_value).contains("no field is given a value"));
    let everything = now(Tag::delete_where(filter::all([])).send(&client)).unwrap_err();
    assert!(message(everything).contains("every row"));
    let with_id =
        now(Tag::create(civi_runtime::Values::from(Tag::values("x")).id(id(3))).send(&client));
    assert!(message(with_id.unwrap_err()).contains("a new row has no `id`"));
    let long = now(Tag::create(Tag::values("x").label("x".repeat(65))).send(&client)).unwrap_err();
    assert!(message(long).contains("`label` takes 64 characters"));
    let unmatched = Email::save([Email::changes().email("a@example.org")])
        .matching((Email::CONTACT_ID, Email::EMAIL));
    let unmatched = now(unmatched.send(&client)).unwrap_err();
    assert!(message(unmatched).contains("record 0 has no value for `contact_id`"));
    let all_settings = now(setting::revert([""; 0]).send(&client)).unwrap_err();
    assert!(message(all_settings).contains("every setting"));
    assert!(site.sent().is_empty());
}

#[test]
fn nothing_chosen_sends_nothing() {
    let site = Site::new(|_| values(json!([])));
    let client = site.client();
    assert!(
        now(Tag::delete([] as [Id<Tag>; 0]).send(&client))
            .unwrap()
            .is_empty()
    );
    let none: [Id<Tag>; 0] = [];
    assert!(
        now(Tag::update(Tag::changes().description("x"))
            .ids(none)
            .send(&client))
        .unwrap()
        .is_empty()
    );
    assert!(
        now(Tag::delete_where(filter::any([])).send(&client))
            .unwrap()
            .is_empty()
    );
    assert!(
        now(Tag::save([] as [bindings::tag::Values; 0]).send(&client))
            .unwrap()
            .rows
            .is_empty()
    );
    assert!(site.sent().is_empty());
}

#[test]
fn save_with_matching_is_one_call() {
    let record = |email: &str| Email::changes().contact_id(id(214)).email(email);
    let save = Email::save([record("ada@example.org"), record("ada.two@example.org")])
        .matching((Email::CONTACT_ID, Email::EMAIL))
        .defaults(Email::changes().location_type_id(1))
        .reload();
    assert_eq!(
        params(&save),
        json!({
            "records": [
                {"contact_id": 214, "email": "ada@example.org"},
                {"contact_id": 214, "email": "ada.two@example.org"},
            ],
            "match": ["contact_id", "email"],
            "defaults": {"location_type_id": 1},
            "reload": true,
        })
    );
    assert_eq!(
        save.call().unwrap().repeat,
        Repeat::IfUnsent,
        "where several rows match, each sending adds one"
    );
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" if sent.params["where"][1][2] == "ada@example.org" => values(json!([{"id": 210}])),
        "get" => values(json!([])),
        _ => Ok(
            json!({"values": [{"id": 210, "email": "ada@example.org"}, {"id": 211}], "countMatched": 1}),
        ),
    });
    let saved = now(save.send(&site.client())).unwrap();
    assert_eq!(saved.rows[0].email.as_deref(), Some("ada@example.org"));
    assert_eq!((saved.rows.len(), saved.updated), (2, Some(1)));
    assert_eq!(site.names(), ["Email.get", "Email.get", "Email.save"]);
    // What is matched is looked up in one request, as the site will look it up.
    let sent = site.sent();
    assert_eq!(sent[0].request, sent[1].request);
    assert_eq!(
        sent[0].params,
        json!({
            "select": ["id"],
            "where": [["contact_id", "=", 214], ["email", "=", "ada@example.org"]],
            "limit": 2,
        })
    );
}

#[test]
fn save_without_matching_is_not_sent_twice() {
    let save = Email::save([Email::values("ada@example.org")]);
    assert_eq!(save.call().unwrap().repeat, Repeat::Never);
    let create = Email::create(Email::values("ada@example.org"));
    assert_eq!(create.call().unwrap().repeat, Repeat::Never);
}

#[test]
fn replace_sends_the_filter_after_proof() {
    let replace = || {
        Email::replace(
            Email::CONTACT_ID.eq(id::<Contact>(214)),
            [Email::changes()
                .contact_id(id(214))
                .email("only@example.org")],
        )
        .reload()
    };
    assert_eq!(
        params(&replace()),
        json!({
            "where": [["contact_id", "=", 214]],
            "records": [{"contact_id": 214, "email": "only@example.org"}],
            "reload": true,
        })
    );
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 210, "contact_id": 214}])),
        _ => Ok(
            json!({"values": [{"id": 214}], "deleted": [{"id": "210"}, {"id": "211"}], "countMatched": 0}),
        ),
    });
    let replaced = now(replace().send(&site.client())).unwrap();
    assert_eq!(replaced.deleted, [id(210), id(211)]);
    assert_eq!(
        (replaced.rows[0].id, replaced.updated),
        (Some(id(214)), Some(0))
    );
    assert_eq!(site.names(), ["Email.get", "Email.replace"]);
}

#[test]
fn delete_goes_by_the_key() {
    assert_eq!(
        params(&Contact::delete([id(214)]).use_trash(true)),
        json!({"where": [["id", "=", 214]], "useTrash": true})
    );
    assert_eq!(
        params(&Tag::delete([id(1), id(2)])),
        json!({"where": [["id", "IN", [1, 2]]]})
    );
}

#[test]
fn where_is_resolved_to_keys_page_by_page() {
    let site = Site::new(|sent| {
        match (
            sent.action.as_str(),
            sent.params["where"].as_array().unwrap().len(),
        ) {
            ("get", 1) => values((1..=1000).map(|n| json!({"id": n, "name": "x"})).collect()),
            ("get", _) => values(json!([{"id": 1001, "name": "x"}])),
            _ => values(sent.params["where"][1][1][0][2].clone()),
        }
    });
    let deleted = now(Tag::delete_where(Tag::NAME.like("tmp%")).send(&site.client())).unwrap();
    assert_eq!(deleted.len(), 1001);
    let sent = site.sent();
    assert_eq!(
        sent[0].params,
        json!({
            "select": ["id", "name"], "where": [["name", "LIKE", "tmp%"]],
            "orderBy": {"id": "ASC"}, "limit": 1000,
        })
    );
    assert_eq!(
        sent[1].params["where"],
        json!([["name", "LIKE", "tmp%"], ["id", ">", 1000]])
    );
    assert_eq!(
        sent[2].params,
        json!({"where": [
            ["name", "LIKE", "tmp%"],
            ["AND", [["id", "IN", (1..=100).collect::<Vec<_>>()]]],
        ]})
    );
    assert_eq!(
        sent.last().unwrap().params,
        json!({"where": [["name", "LIKE", "tmp%"], ["AND", [["id", "IN", [1001]]]]]})
    );
    assert_eq!(sent.len(), 2 + 11);
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = Site::new(|_| values(json!([{"id": 3, "name": "x"}])));
    let client = site.client();
    let filter = || Tag::NAME.eq("x");
    assert_eq!(
        now(Tag::delete_where(filter()).dry_run().send(&client)).unwrap(),
        [id(3)]
    );
    let update = Tag::update_where(filter(), Tag::changes().description(None));
    assert_eq!(now(update.dry_run().send(&client)).unwrap(), [id(3)]);
    let replace = Tag::replace(filter(), [Tag::changes().name("x")]);
    assert_eq!(now(replace.dry_run().send(&client)).unwrap(), [id(3)]);
    assert_eq!(site.names(), ["Tag.get", "Tag.get", "Tag.get"]);
}

#[test]
fn update_where_writes_by_key_and_filter() {
    let site = Site::new(|_| values(json!([{"id": 3, "name": "x"}, {"id": 9, "name": "x"}])));
    let update = Tag::update_where(Tag::NAME.eq("x"), Tag::changes().description(None));
    assert_eq!(now(update.send(&site.client())).unwrap(), [id(3), id(9)]);
    assert_eq!(
        site.params("Tag.update"),
        json!({
            "values": {"description": null},
            "where": [["name", "=", "x"], ["AND", [["id", "IN", [3, 9]]]]],
        })
    );
    assert_eq!(site.names(), ["Tag.get", "Tag.update"]);
}

#[test]
fn the_other_standard_actions() {
    assert_eq!(params(&Contact::autocomplete("ad")), json!({"input": "ad"}));
    assert_eq!(
        params(&Contact::check_access("delete").id(id(1))),
        json!({"action": "delete", "values": {"id": 1}})
    );
    assert_eq!(
        params(&Contact::get_links().id(id(1))),
        json!({"values": {"id": 1}})
    );
    assert_eq!(
        params(&setting::get(["lcMessages", "mailing_backend"])),
        json!({"select": ["lcMessages", "mailing_backend"]})
    );
    let site = Site::new(|sent| {
        values(match sent.action.as_str() {
            "autocomplete" => {
                json!([{"id": 7, "label": "Ada", "icon": "fa-user", "description": ["#7 Individual"]}])
            }
            "checkAccess" => json!([{"access": true, "id": 1}]),
            "getLinks" => {
                json!([{"ui_action": "view", "path": "civicrm/x", "weight": -20, "conditions": []}])
            }
            "getFields" | "getActions" => json!([{"name": "id", "title": "Tag ID"}]),
            _ => {
                json!([{"name": "mailing_backend", "value": {"outBound_option": "3"}, "domain_id": 1}])
            }
        })
    });
    let client = site.client();
    let found = now(Contact::autocomplete("ad").send(&client)).unwrap();
    assert_eq!((found[0].id, found[0].label.as_str()), (id(7), "Ada"));
    assert_eq!(found[0].description, ["#7 Individual"]);
    assert!(now(Contact::check_access("delete").id(id(1)).send(&client)).unwrap());
    assert_eq!(
        now(Contact::get_links().id(id(1)).send(&client)).unwrap()[0].weight,
        Some(-20)
    );
    assert_eq!(
        now(Tag::fields().send(&client)).unwrap()[0].all["title"],
        "Tag ID"
    );
    assert_eq!(now(Tag::actions().send(&client)).unwrap()[0].name, "id");
    let settings = now(setting::get(["mailing_backend"]).send(&client)).unwrap();
    let value: std::collections::HashMap<String, String> = settings[0].read().unwrap();
    assert_eq!(value["outBound_option"], "3");
}

enum File {}
impl civi_runtime::Entity for File {
    const NAME: &'static str = "File";
}
impl civi_runtime::Keyed for File {
    type Key = Id<File>;
    const KEY: &'static str = "id";
}

#[test]
fn a_file_is_there_only_when_the_site_says_where() {
    let upload = || Upload::<File>::new("note.txt", "text/plain", "hello");
    assert_eq!(
        params(&upload()),
        json!({"values": {"file_name": "note.txt", "mime_type": "text/plain", "content": "hello"}})
    );
    let new = Site::new(|_| values(json!([{"id": 3, "uri": "note_1.txt", "content": null}])));
    assert_eq!(now(upload().send(&new.client())).unwrap(), id(3));
    let old = Site::new(|_| values(json!([{"id": 2, "mime_type": "text/plain", "content": null}])));
    let error = now(upload().send(&old.client())).unwrap_err();
    assert!(
        error.to_string().contains("a row without a file"),
        "{error}"
    );
}
