//! A column that was selected by name and that no row has is looked up before it is believed.

use civi_runtime::function::upper;
use civi_runtime::prelude::*;
use civi_runtime::read::parent;
use civi_runtime::{Alias, Error, SchemaCheck};
use serde_json::{Value as Json, json};

use crate::bindings::captures::sites;
use crate::bindings::{Activity, Address, Contact, Email, Tag};
use crate::site::{Sent, Site, field_names, now, values};

/// A site whose rows are always these.
fn site(rows: Json) -> Site {
    Site::new(move |_| {
        let count = rows.as_array().map_or(0, Vec::len);
        Ok(json!({ "values": rows, "count": count, "countMatched": count }))
    })
}

#[track_caller]
fn assert_unknown(error: &Error, entity: &str, fields: &[&str]) {
    assert!(error.is_unknown_field() && !error.is_refused(), "{error}");
    assert_eq!(
        (error.entity(), error.action()),
        (Some(entity), Some("get"))
    );
    assert_eq!(error.fields(), fields, "{error}");
    assert!(
        error.to_string().contains("civi-codegen diff --live"),
        "{error}"
    );
}

const TAG: &[&str] = &["id", "name", "label", "used_for"];

#[test]
fn nothing_is_asked_where_the_columns_are_there() {
    let site = site(json!([{"id": 1, "description": null}, {"id": 2}])).with_fields(TAG);
    let client = site.client();
    let get = || Tag::get().select((Tag::ID, Tag::DESCRIPTION));
    now(get().rows(&client)).unwrap();
    now(get().page(0, 5, &client)).unwrap();
    now(client.batch((get(),))).unwrap().0.unwrap();
    // One row that has the column is enough, and no row says nothing.
    let empty = self::site(json!([])).with_fields(TAG);
    assert!(now(get().rows(&empty.client())).unwrap().is_empty());
    assert_eq!(now(get().first(&empty.client())).unwrap(), None);
    assert!(site.asked().is_empty() && empty.asked().is_empty());
}

#[test]
fn every_way_to_read_finds_a_column_that_the_site_does_not_have() {
    let gone = site(json!([{"id": 1}])).with_fields(TAG);
    let client = gone.client();
    let get = || Tag::get().select((Tag::ID, Tag::DESCRIPTION));
    let batch = now(client.batch((get(), Tag::get().select(Tag::ID), vec_of(get())))).unwrap();
    let mut stream = get().stream(&client);
    for error in [
        now(get().rows(&client)).unwrap_err(),
        now(get().one(&client)).unwrap_err(),
        now(get().optional(&client)).unwrap_err(),
        now(get().first(&client)).unwrap_err(),
        now(get().page(0, 5, &client)).unwrap_err(),
        now(get().send(&client)).unwrap_err(),
        now(next(&mut stream)).unwrap().unwrap_err(),
        batch.0.unwrap_err(),
        batch.2.unwrap_err(),
    ] {
        assert_unknown(&error, "Tag", &["description"]);
    }
    assert_eq!(batch.1.unwrap(), [Id::new(1)]);
    assert!(
        now(next(&mut stream)).is_none(),
        "a stream ends after an error"
    );
}

/// Another action of the same kind.
fn vec_of<A>(action: A) -> A {
    action
}

async fn next<S: futures_core::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *stream).poll_next(context)).await
}

/// A field that can't be null is told in the same way, and not as a row that does not fit.
#[test]
fn a_mandatory_column_that_the_site_does_not_have_is_unknown() {
    let client = site(json!([{"id": 1}])).with_fields(&["id"]).client();
    let get = || Tag::get().select((Tag::ID, Tag::NAME));
    let mut stream = get().stream(&client);
    for error in [
        now(get().rows(&client)).unwrap_err(),
        now(get().send(&client)).unwrap_err(),
        now(get().page(0, 5, &client)).unwrap_err(),
        now(next(&mut stream)).unwrap().unwrap_err(),
    ] {
        assert_unknown(&error, "Tag", &["name"]);
    }
    let client = site(json!([{"id": 1}])).with_fields(TAG).client();
    let error = now(get().rows(&client)).unwrap_err();
    assert!(error.is_decode(), "the site has it: {error}");
}

/// Rows of another contact type lack what does not apply to them (APIv4 wire contract §7).
#[test]
fn a_column_that_does_not_apply_to_the_rows_is_fine_and_asked_for_once() {
    let rows = json!([{"id": 1, "contact_type": "Organization"}]);
    let site = site(rows).with_fields(&["id", "contact_type", "first_name", "gender_id"]);
    let client = site.client();
    let get = || {
        Contact::get().select((
            Contact::CONTACT_TYPE,
            Contact::FIRST_NAME,
            Contact::GENDER_ID.label(),
        ))
    };
    for _ in 0..3 {
        let rows = now(get().rows(&client.clone())).unwrap();
        assert_eq!((&rows[0].1, &rows[0].2), (&None, &None));
    }
    let asked = site.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].params,
        json!({"action": "get", "select": ["name"]})
    );
}

#[test]
fn a_suffix_stands_on_its_field() {
    let client = site(json!([{"id": 1}]))
        .with_fields(&["id", "prefix_id"])
        .client();
    let error = now(Contact::get()
        .select((Contact::ID, Contact::GENDER_ID.label()))
        .rows(&client))
    .unwrap_err();
    assert_unknown(&error, "Contact", &["gender_id:label"]);
}

/// Whole rows are asked for by a wildcard: the site gives what it has.
#[test]
fn a_whole_row_names_no_column() {
    let site = site(json!([{"id": 1}])).with_fields(TAG);
    assert_eq!(now(Tag::get().rows(&site.client())).unwrap().len(), 1);
    assert!(site.asked().is_empty());
    let with_one = Contact::get().select((Contact::all(), Contact::AGE_YEARS));
    let error = now(with_one.rows(&site.client())).unwrap_err();
    assert_unknown(&error, "Contact", &["age_years"]);
}

/// What a site says when it is asked across joins.
fn across(sent: &Sent) -> crate::site::Said {
    let own = ["id", "employer_id", "address_primary", "email_primary"];
    let joined = ["employer_id.first_name", "employer_id.contact_type"];
    match sent.params.get("where") {
        None => field_names(&own),
        Some(clauses) => {
            let asked: Vec<&str> = clauses[0][2]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Json::as_str)
                .collect();
            let known = joined.iter().filter(|name| asked.contains(name));
            field_names(&known.copied().collect::<Vec<_>>())
        }
    }
}

#[test]
fn a_column_behind_a_join_is_found_too() {
    let site = site(json!([{"id": 1}])).answering_fields(across);
    let client = site.client();
    let get = Contact::get().select((
        Contact::ID,
        Contact::ADDRESS_PRIMARY.to(Address::CITY),
        Contact::EMPLOYER_ID.to(Contact::FIRST_NAME),
    ));
    let error = now(get.rows(&client)).unwrap_err();
    assert_unknown(&error, "Contact", &["address_primary.city"]);
    let requests: Vec<usize> = site.asked().iter().map(|sent| sent.request).collect();
    assert_eq!(requests, [1, 1], "one request for both questions");

    // The site lists it and leaves it out all the same: CiviCRM 5.39, or a contact who may not read
    // the joined entity.
    let employer = Contact::EMPLOYER_ID.to(Contact::FIRST_NAME);
    let error = now(Contact::get().select((Contact::ID, employer)).rows(&client)).unwrap_err();
    assert!(error.is_unknown_field(), "{error}");
    assert_eq!(error.fields(), ["employer_id.first_name"]);
    assert!(
        error.to_string().contains("leaves it out of every row"),
        "{error}"
    );

    // Unless the contact type that is in the rows says why.
    let site = self::site(json!([{"id": 1, "employer_id.contact_type": "Organization"}]));
    let get = Contact::get().select((
        Contact::EMPLOYER_ID.to(Contact::CONTACT_TYPE),
        Contact::EMPLOYER_ID.to(Contact::FIRST_NAME),
    ));
    now(get.rows(&site.answering_fields(across).client())).unwrap();
}

/// A custom field with a dot in its name is listed by `getFields` and found by no `select` (APIv4
/// wire contract §12.16).
#[test]
fn a_field_that_no_select_finds_is_told() {
    const DOTTED: civi_runtime::Field<Contact, String> = civi_runtime::Field::new("extra_info.a.b");
    let client = site(json!([{"id": 1}]))
        .with_fields(&["id", "extra_info.a.b"])
        .client();
    let error = now(Contact::get().select((Contact::ID, DOTTED)).rows(&client)).unwrap_err();
    assert!(error.is_unknown_field(), "{error}");
    assert!(
        error.to_string().contains("leaves it out of every row"),
        "{error}"
    );
}

/// A join to an entity that the contact may not read is skipped as a whole (§6.4).
#[test]
fn a_join_that_the_site_skips_is_found() {
    let e: Alias<Email, Contact> = Alias::new("e");
    let get = || {
        Contact::get()
            .select((Contact::ID, e.field(Email::EMAIL)))
            .join(e.left(Contact::ID.eq_field(e.field(Email::CONTACT_ID))))
    };
    let listed = site(json!([{"id": 1}])).with_fields(&["id", "email"]);
    let error = now(get().rows(&listed.client())).unwrap_err();
    assert_eq!(error.fields(), ["e.email"], "{error}");
    assert!(error.is_unknown_field(), "{error}");
    assert_eq!(listed.asked()[0].entity, "Email");
    let gone = site(json!([{"id": 1}])).with_fields(&["id"]);
    assert_unknown(
        &now(get().rows(&gone.client())).unwrap_err(),
        "Contact",
        &["e.email"],
    );
}

#[test]
fn a_calculated_column_stands_on_the_fields_in_it() {
    let site = site(json!([{"id": 1}])).with_fields(TAG);
    let get = Tag::get().select((Tag::ID, upper(Tag::DESCRIPTION).alias("d")));
    let error = now(get.rows(&site.client())).unwrap_err();
    assert_unknown(&error, "Tag", &["d"]);
}

#[test]
fn chained_rows_are_looked_at_too() {
    let rows = json!([
        {"id": 1, "emails": []},
        {"id": 2, "emails": [{"id": 7}]},
    ]);
    let site = site(rows).answering_fields(|sent| match sent.entity.as_str() {
        "Email" => field_names(&["id", "contact_id"]),
        _ => field_names(&["id"]),
    });
    let get = || {
        Contact::get().select(Contact::ID).chain(
            "emails",
            Email::get()
                .select((Email::ID, Email::EMAIL))
                .filter(Email::CONTACT_ID.eq(parent(Contact::ID))),
        )
    };
    let client = site.client();
    assert_unknown(&now(get().rows(&client)).unwrap_err(), "Email", &["email"]);
    let (in_batch,) = now(client.batch((get(),))).unwrap();
    assert_unknown(&in_batch.unwrap_err(), "Email", &["email"]);
    let none = self::site(json!([{"id": 1, "emails": []}]));
    now(get().rows(&none.client())).unwrap();
    assert!(none.asked().is_empty(), "no chained row says nothing");
}

/// A stream of organisations: the question is asked once, not for every page.
#[test]
fn a_stream_asks_once_for_all_its_pages() {
    let site = Site::new(|sent| {
        let after = sent.params["where"][0][2].as_i64().unwrap_or(0);
        let rows = (after + 1..=after + 2).filter(|id| *id <= 7);
        values(rows.map(|id| json!({ "id": id })).collect())
    })
    .with_fields(&["id", "first_name"]);
    let client = site.client();
    let get = Contact::get().select((Contact::ID, Contact::FIRST_NAME));
    let mut stream = get.page_size(2).stream(&client);
    let mut rows = 0;
    while let Some(row) = now(next(&mut stream)) {
        row.unwrap();
        rows += 1;
    }
    assert_eq!((rows, site.asked().len()), (7, 1));
}

/// The rows are in the first page or in the last: all pages together have the column.
#[test]
fn all_pages_together_have_a_column() {
    let site = Site::new(|sent| match sent.params["where"][0][2].as_i64() {
        None => values(json!([{"id": 1}, {"id": 2}])),
        Some(_) => values(json!([{"id": 3, "first_name": "Bo"}])),
    })
    .with_fields(&["id"]);
    let get = Contact::get().select((Contact::ID, Contact::FIRST_NAME));
    assert_eq!(now(get.page_size(2).rows(&site.client())).unwrap().len(), 3);
    assert!(site.asked().is_empty());
}

#[test]
fn reload_as_is_known_before_anything_is_written() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 5, "first_name": "x"}])),
        _ => values(json!([{"id": 5, "nick_name": "x"}])),
    })
    .with_fields(&["id", "first_name", "nick_name"]);
    let client = site.client();
    let gone = || (Contact::ID, Contact::NICK_NAME, Contact::BIRTH_DATE);
    let id = Id::<Contact>::new(5);
    let changes = || Contact::changes().first_name("x");
    let filter = || Contact::FIRST_NAME.eq("x");
    let update_where = Contact::update_where(filter(), changes()).reload_as(gone());
    let replace = Contact::replace(filter(), [changes()]).reload_as(gone());
    let save = || Contact::save([changes()]).reload_as(gone());
    for error in [
        now(save().send(&client)).unwrap_err(),
        now(Contact::update(changes())
            .id(id)
            .reload_as(gone())
            .send(&client))
        .unwrap_err(),
        now(update_where.send(&client)).unwrap_err(),
        now(replace.send(&client)).unwrap_err(),
        now(client.batch((save(),))).unwrap().0.unwrap_err(),
    ] {
        assert!(error.is_unknown_field() && error.is_unsent(), "{error}");
        assert_eq!(error.fields(), ["birth_date"]);
        assert!(error.to_string().contains("nothing was written"), "{error}");
    }
    let sent = site.names();
    assert!(sent.iter().all(|name| name == "Contact.get"), "{sent:?}");
    let save = Contact::save([changes()]).reload_as((Contact::ID, Contact::NICK_NAME));
    assert_eq!(
        now(save.send(&client)).unwrap().rows,
        [(id, Some("x".to_owned()))]
    );
}

#[test]
fn always_asks_also_when_there_are_no_rows_and_off_never() {
    let checking = |rows: Json, check| {
        let site = site(rows).with_fields(TAG);
        let client = site.builder().schema_check(check).build().unwrap();
        let get = Tag::get().select((Tag::ID, Tag::DESCRIPTION));
        (now(get.rows(&client)).err(), site.asked().len())
    };
    let (error, asked) = checking(json!([]), SchemaCheck::Always);
    assert_unknown(&error.unwrap(), "Tag", &["description"]);
    assert_eq!(asked, 1);
    let (error, asked) = checking(json!([{"id": 1}]), SchemaCheck::Off);
    assert!(error.is_none() && asked == 0);
}

#[test]
fn when_the_site_does_not_say_the_answer_is_not_believed() {
    let site = site(json!([{"id": 1}])).answering_fields(|_| Err(("Authorization failed", 403)));
    let get = Tag::get().select((Tag::ID, Tag::DESCRIPTION));
    let error = now(get.rows(&site.client())).unwrap_err();
    assert!(error.is_permission(), "{error}");
    for part in ["`description`", "SchemaCheck::Off"] {
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_looks_up_too() {
    let site = site(json!([{"id": 1}])).with_fields(TAG);
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .transport(site)
        .build()
        .unwrap();
    let get = || Tag::get().select((Tag::ID, Tag::DESCRIPTION));
    assert_unknown(&get().rows(&client).unwrap_err(), "Tag", &["description"]);
    let mut rows = get().iter(&client);
    assert_unknown(&rows.next().unwrap().unwrap_err(), "Tag", &["description"]);
    assert!(rows.next().is_none());
}

/// What real sites answer to `employer_id.display_name` and `email_primary.email`: CiviCRM 5.39
/// drops both, and lists the former.
#[test]
fn joins_of_real_sites() {
    for recorded in sites().unwrap_or_default() {
        let (Some(rows), Some(joined), Some(own)) = (
            recorded.exchange("get.implicit_join"),
            recorded.exchange("meta.getFields.joined"),
            recorded.fields("Contact"),
        ) else {
            continue;
        };
        let read = |body: &str| serde_json::from_str::<Json>(body).unwrap()["values"].clone();
        let (rows, joined) = (read(rows.body()), read(joined.body()));
        let site = site(rows).answering_fields(move |sent| match sent.params.get("where") {
            Some(_) => values(joined.clone()),
            None => field_names(&own.iter().map(String::as_str).collect::<Vec<_>>()),
        });
        let client = site.client();
        let email = Contact::EMAIL_PRIMARY.to(Email::EMAIL);
        let employer = Contact::EMPLOYER_ID.to(Contact::DISPLAY_NAME);
        let email = now(Contact::get()
            .select((Contact::ID, email))
            .limit(2)
            .rows(&client));
        let employer = now(Contact::get()
            .select((Contact::ID, employer))
            .limit(2)
            .rows(&client));
        if recorded.release >= (5, 53) {
            assert!(email.is_ok() && employer.is_ok(), "{}", recorded.name);
            assert!(site.asked().is_empty(), "{}", recorded.name);
        } else {
            assert_unknown(&email.unwrap_err(), "Contact", &["email_primary.email"]);
            let employer = employer.unwrap_err();
            assert!(employer.is_unknown_field(), "{employer}");
            assert!(employer.to_string().contains("leaves it out"), "{employer}");
        }
    }
}

/// An activity's contacts are no fields of `get` on CiviCRM 5.39.
#[test]
fn fields_that_an_old_site_only_writes_are_unknown_to_reads() {
    let site = site(json!([{"id": 1}])).with_fields(&["id", "subject"]);
    let get = Activity::get().select((Activity::ID, Activity::SOURCE_CONTACT_ID));
    assert_unknown(
        &now(get.rows(&site.client())).unwrap_err(),
        "Activity",
        &["source_contact_id"],
    );
}

#[test]
fn a_name_behind_an_implicit_join_is_looked_up_in_every_kind_of_read() {
    use civi_runtime::{Field, Id, field};
    let site = Site::new(
        |sent| match sent.params["where"].to_string().contains("none") {
            true => values(json!([])),
            false => values(json!([{"id": 5}])),
        },
    )
    .answering_fields(|sent| match sent.params["where"][0][2].as_array() {
        None => field_names(&["id", "email_primary", "address_primary", "extra_info.txt"]),
        Some(asked) if asked.contains(&json!("email_primary.email")) => {
            field_names(&["email_primary.email"])
        }
        Some(_) => field_names(&[]),
    });
    let client = site.client();
    for path in ["email_primary.emial", "address_primary.place_info.flor"] {
        let wrong = || -> Field<Contact, String> { field(path) };
        let get = || Contact::get().select((Contact::ID, wrong()));
        for error in [
            now(get().rows(&client)).map(drop).unwrap_err(),
            now(get().one(&client)).map(drop).unwrap_err(),
            now(get().page(0, 1, &client)).map(drop).unwrap_err(),
            now(client.batch((get().limit(1),)))
                .unwrap()
                .0
                .map(drop)
                .unwrap_err(),
        ] {
            assert!(error.is_unknown_field(), "{error}");
            assert_eq!(error.fields(), [path]);
        }
        let update = Contact::update(Contact::changes().first_name("x")).id(Id::new(5));
        let error = now(update.reload_as((Contact::ID, wrong())).send(&client)).unwrap_err();
        assert!(error.is_unknown_field() && error.is_unsent(), "{error}");
    }
}
