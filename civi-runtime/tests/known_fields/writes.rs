//! A value for a field that the site does not have, or that this contact may not write, stops the
//! call before anything is written (APIv4 wire contract §0 hazard 8).

use civi_runtime::prelude::*;
use civi_runtime::{Error, Values};
use serde_json::json;

use crate::bindings::{Activity, Contact, Email, Tag};
use crate::site::{Said, Sent, Site, field_names, now, values};

/// A site on which `Tag.description` was removed, and that reports success for all writes, as the
/// real ones do.
fn site() -> Site {
    Site::new(answer).with_fields(&["id", "name", "label", "used_for", "is_selectable"])
}

fn answer(sent: &Sent) -> Said {
    match sent.action.as_str() {
        "get" => values(json!([{"id": 5, "name": "x"}])),
        _ => values(json!([{"id": 5, "description": null}])),
    }
}

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

fn gone() -> Values<Tag, civi_runtime::Changes> {
    Tag::changes().name("x").description("gone").into()
}

#[track_caller]
fn assert_unknown(error: &Error, action: &str, field: &str) {
    assert!(error.is_unknown_field(), "{error}");
    assert!(error.is_refused() && error.is_unsent(), "{error}");
    assert_eq!(error.action(), Some(action), "{error}");
    assert_eq!(error.fields(), [field], "{error}");
    let text = error.to_string();
    for part in [field, "nothing was written", "civi-codegen diff --live"] {
        assert!(text.contains(part), "{text}");
    }
}

/// Only reads have reached the site.
#[track_caller]
fn assert_nothing_written(site: &Site) {
    let sent = site.names();
    assert!(sent.iter().all(|name| name.ends_with(".get")), "{sent:?}");
}

#[test]
fn every_write_is_stopped() {
    let site = site();
    let client = site.client();
    let create = || Tag::create(Tag::values("x").description("gone"));
    for (action, error) in [
        ("create", now(create().send(&client)).unwrap_err()),
        (
            "update",
            now(Tag::update(gone()).id(id(5)).send(&client)).unwrap_err(),
        ),
        (
            "update",
            now(Tag::update_where(Tag::NAME.eq("x"), gone()).send(&client)).unwrap_err(),
        ),
        ("save", now(Tag::save([gone()]).send(&client)).unwrap_err()),
        (
            "save",
            now(Tag::save([Tag::changes().name("x")])
                .defaults(gone())
                .send(&client))
            .unwrap_err(),
        ),
        (
            "replace",
            now(Tag::replace(Tag::NAME.eq("x"), [gone()]).send(&client)).unwrap_err(),
        ),
    ] {
        assert_unknown(&error, action, "description");
        assert_eq!(error.entity(), Some("Tag"));
    }
    assert_nothing_written(&site);
}

#[test]
fn one_record_of_many_stops_all_before_the_first_is_written() {
    let site = site();
    let records = (0..250).map(|i| match i {
        240 => gone(),
        _ => Tag::changes().name(format!("tag {i}")).into(),
    });
    let error = now(Tag::save(records).send(&site.client())).unwrap_err();
    assert_unknown(&error, "save", "description");
    assert_nothing_written(&site);
}

#[test]
fn in_a_batch_one_request_asks_for_all_and_only_the_wrong_call_is_stopped() {
    let site = site();
    let (bad, good, changed, email, read) = now(site.client().batch((
        Tag::create(Tag::values("x").description("gone")),
        Tag::create(Tag::values("x")),
        Tag::update(gone()).id(id(5)),
        Email::save([Email::changes().email("a@example.org")]),
        Tag::get().select(Tag::ID),
    )))
    .unwrap();
    assert_unknown(&bad.unwrap_err(), "create", "description");
    assert_unknown(&changed.unwrap_err(), "update", "description");
    assert_eq!(good.unwrap(), id(5));
    assert_eq!(read.unwrap(), [id(5)]);
    assert_unknown(&email.unwrap_err(), "save", "email");
    let asked: Vec<(String, String, usize)> = site
        .asked()
        .iter()
        .map(|it| {
            let action = it.params["action"].as_str().unwrap().to_owned();
            (it.entity.clone(), action, it.request)
        })
        .collect();
    let tag = |action: &str| ("Tag".to_owned(), action.to_owned(), 0);
    let email = ("Email".to_owned(), "create".to_owned(), 0);
    assert_eq!(asked, [tag("create"), tag("update"), email]);
    assert_eq!(site.names(), ["Tag.create", "Tag.get"]);
}

#[test]
fn the_question_is_for_names_only() {
    let site = site();
    now(Tag::create(Tag::values("x")).send(&site.client())).unwrap();
    let asked = site.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].params,
        json!({"action": "create", "select": ["name"]})
    );
}

#[test]
fn the_nearest_name_is_said() {
    let site = site();
    let values = Values::from(Tag::values("x")).raw("is_selectible", true);
    let error = now(Tag::create(values).send(&site.client())).unwrap_err();
    assert_unknown(&error, "create", "is_selectible");
    assert!(error.to_string().contains("`is_selectable`"), "{error}");
}

/// The names that real sites list for `Contact.create`: custom fields by their whole name, the
/// primary records as fields of their own (since 6.6).
const CONTACT: &[&str] = &[
    "id",
    "contact_type",
    "gender_id",
    "employer_id",
    "email_primary",
    "extra_info.txt",
    "extra_info.color",
];

#[test]
fn a_name_counts_by_what_it_stands_on() {
    let site = Site::new(answer).answering_fields(|sent| {
        let behind = [
            "email_primary.email",
            "email_primary.location_type_id",
            "employer_id.external_identifier",
        ];
        match sent.params["where"][0][2].as_array() {
            None => field_names(CONTACT),
            Some(asked) => {
                let all = CONTACT.iter().chain(&behind).copied();
                let asked: Vec<&str> = all.filter(|name| asked.contains(&json!(name))).collect();
                field_names(&asked)
            }
        }
    });
    let client = site.client();
    let create = |field: &'static str| {
        let values = Values::from(Contact::values()).raw(field, "x");
        now(Contact::create(values).send(&client))
    };
    for known in [
        "gender_id",
        "gender_id:name",
        "gender_id:label",
        "email_primary.email",
        "email_primary.location_type_id:name",
        "employer_id.external_identifier",
        "extra_info.txt",
        "extra_info.color:label",
    ] {
        assert_eq!(create(known).unwrap(), id(5), "{known}");
    }
    for gone in [
        "birth_date",
        "prefix_id:name",
        "phone_primary.phone",
        "extra_info.gone",
        "other_group.txt",
        "extra_info",
        "GENDER_ID",
    ] {
        assert_unknown(&create(gone).unwrap_err(), "create", gone);
    }
    // The list, each path behind a join, and each field that is gone, which is asked for anew: three of
    // those could be behind a join.
    assert_eq!(site.asked().len(), 1 + 3 + 7 + 3);
}

#[test]
fn the_key_says_which_row_and_is_no_value() {
    // `getFields` for `create` has no key on old sites (APIv4 wire contract §12.21).
    let site = Site::new(answer).with_fields(&["name", "label"]);
    let record = Tag::changes().id(id::<Tag>(5)).name("x");
    now(Tag::save([record]).send(&site.client())).unwrap();
}

/// A contact who may not see a field of a custom group: the site leaves it out of the list.
#[test]
fn what_this_contact_may_not_write_is_not_written() {
    let site = |names| Site::new(answer).with_fields(names);
    let values = || Values::<Contact>::from(Contact::values()).raw("api_key", "secret");
    let (staff, all) = (site(&["id", "first_name"]), site(&["id", "api_key"]));
    let error = now(Contact::create(values()).send(&staff.client())).unwrap_err();
    assert_unknown(&error, "create", "api_key");
    assert!(!error.to_string().contains("secret"), "{error}");
    assert_nothing_written(&staff);
    now(Contact::create(values()).send(&all.client())).unwrap();
}

#[test]
fn create_and_update_have_lists_of_their_own() {
    let site = Site::new(answer).answering_fields(|sent| match sent.params["action"].as_str() {
        Some("update") => field_names(&["id", "subject", "activity_type_id"]),
        _ => field_names(&["subject", "activity_type_id", "source_contact_id"]),
    });
    let client = site.client();
    let raw = || Values::<Activity, _>::from(Activity::changes()).raw("source_contact_id", 1);
    now(Activity::save([raw()]).send(&client)).unwrap();
    let error = now(Activity::update(raw()).id(id(5)).send(&client)).unwrap_err();
    assert_unknown(&error, "update", "source_contact_id");
}

#[test]
fn when_the_site_does_not_say_nothing_is_written() {
    let site = Site::new(answer).answering_fields(|_| Err(("Authorization failed", 403)));
    let error = now(Tag::create(Tag::values("x")).send(&site.client())).unwrap_err();
    assert!(
        error.is_permission() && !error.is_unknown_field(),
        "{error}"
    );
    for part in ["Tag.create was not sent", "SchemaCheck::Off"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_nothing_written(&site);
}

/// `Order.getFields` is empty on every site.
#[test]
fn a_site_that_lists_no_field_at_all_says_nothing_about_any() {
    let site = Site::new(answer).with_fields(&[]);
    now(Tag::update(gone()).id(id(5)).send(&site.client())).unwrap();
}

/// A site whose `Contact` has a custom field and joins; what stands behind these is said only to who
/// asks for it by its path (APIv4 wire contract §4.1).
fn joining() -> Site {
    Site::new(answer).answering_fields(|sent| {
        let listed = [
            "id",
            "first_name",
            "email_primary",
            "address_primary",
            "employer_id",
            "gender_id",
            "extra_info.txt",
        ];
        let behind = [
            "email_primary.email",
            "email_primary.location_type_id",
            "address_primary.city",
            "address_primary.place_info.floor",
            "employer_id.external_identifier",
        ];
        match sent.params["where"][0][2].as_array() {
            None => field_names(&listed),
            Some(asked) => {
                let all = listed.into_iter().chain(behind);
                let asked: Vec<&str> = all.filter(|name| asked.contains(&json!(name))).collect();
                field_names(&asked)
            }
        }
    })
}

fn contact(field: &'static str) -> Values<Contact, civi_runtime::Changes> {
    Values::new()
        .set::<String>("first_name", "Ada")
        .set::<String>(field, "x")
}

#[test]
fn a_name_behind_a_join_is_looked_up() {
    for (field, known) in [
        ("email_primary.email", true),
        ("email_primary.location_type_id:name", true),
        ("address_primary.place_info.floor", true),
        ("employer_id.external_identifier", true),
        ("extra_info.txt", true),
        ("email_primary.emial", false),
        ("email_primary.location_type:name", false),
        ("address_primary.place_info.flor", false),
        ("address_primary.plce_info.floor", false),
        ("employer_id.external_identifer", false),
        ("extra_info.tx", false),
        ("phone_primary.phone", false),
    ] {
        let site = joining();
        let client = site.client();
        let update = || Contact::update(contact(field)).id(id(5));
        let save = || Contact::save([contact(field)]);
        if known {
            now(update().send(&client)).unwrap();
            now(save().send(&client)).unwrap();
        } else {
            assert_unknown(&now(update().send(&client)).unwrap_err(), "update", field);
            assert_unknown(&now(save().send(&client)).unwrap_err(), "save", field);
            let (update, save) = now(client.batch((update(), save()))).unwrap();
            assert_unknown(&update.unwrap_err(), "update", field);
            assert_unknown(&save.unwrap_err(), "save", field);
            assert_nothing_written(&site);
        }
    }
}

#[test]
fn names_behind_joins_are_asked_for_in_the_same_request_and_kept() {
    let site = joining();
    let client = site.client();
    let send = |field| now(Contact::update(contact(field)).id(id(5)).send(&client));
    send("email_primary.email").unwrap();
    let requests = |site: &Site| -> Vec<usize> {
        let mut all: Vec<usize> = site.asked().iter().map(|asked| asked.request).collect();
        all.dedup();
        all
    };
    assert_eq!((site.asked().len(), requests(&site).len()), (2, 1));
    send("email_primary.email").unwrap();
    assert_eq!(site.asked().len(), 2, "it is kept");
    // A custom field is listed, so nothing has to be asked for it.
    send("extra_info.txt").unwrap();
    send("gender_id:name").unwrap();
    assert_eq!(site.asked().len(), 2);
    send("address_primary.city").unwrap();
    assert_eq!(site.asked().len(), 3, "only the path is asked for");
    // In a batch one request asks for all.
    let before = site.asked().len();
    let fresh = joining();
    let batch = fresh.client().batch((
        Contact::update(contact("email_primary.email")).id(id(5)),
        Contact::save([contact("address_primary.city")]),
        Contact::save([contact("employer_id.external_identifer")]),
    ));
    let (update, save, wrong) = now(batch).unwrap();
    assert!(update.is_ok() && save.is_ok());
    assert_unknown(
        &wrong.unwrap_err(),
        "save",
        "employer_id.external_identifer",
    );
    // The field that is missing is asked for once more, since the site may have got it meanwhile.
    assert!(requests(&fresh).len() <= 2, "{:?}", fresh.asked());
    assert_eq!(site.asked().len(), before);
}
