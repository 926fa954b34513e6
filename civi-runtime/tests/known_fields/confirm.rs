//! `.confirm()`: what was written is read back and compared with what was sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use civi_runtime::prelude::*;
use civi_runtime::{Error, Values};
use serde_json::{Map, Value as Json, json};

use crate::bindings::{Activity, Contact, Tag};
use crate::site::{Said, Sent, Site, now, values};

/// A site that stores rows, each field as this function says.
fn storing(keep: impl Fn(&str, &Json) -> Option<Json> + Send + Sync + 'static) -> Site {
    let rows: Arc<Mutex<BTreeMap<i64, Map<String, Json>>>> = Arc::default();
    let written: Arc<Mutex<Vec<Json>>> = Arc::default();
    Site::new(move |sent| {
        let mut rows = rows.lock().unwrap();
        let mut put = |id: Option<i64>, given: &Json| -> Json {
            let id = id.or(given["id"].as_i64()).unwrap_or(rows.len() as i64 + 1);
            let row = rows.entry(id).or_default();
            for (name, value) in given.as_object().unwrap() {
                if let Some(stored) = keep(name, value) {
                    row.insert(name.clone(), stored);
                }
            }
            row.insert("id".into(), id.into());
            json!({ "id": id })
        };
        match sent.action.as_str() {
            "create" => {
                written.lock().unwrap().push(sent.params.clone());
                values(json!([put(None, &sent.params["values"])]))
            }
            "save" => {
                let defaults = sent.params["defaults"]
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                let records = sent.params["records"].as_array().unwrap();
                let saved = records.iter().map(|record| {
                    let mut all = defaults.clone();
                    all.extend(record.as_object().cloned().unwrap());
                    put(None, &Json::Object(all))
                });
                values(saved.collect())
            }
            "update" => {
                let ids = chosen(sent);
                let saved = ids.iter().map(|id| put(Some(*id), &sent.params["values"]));
                values(saved.collect())
            }
            _ => get(sent, &rows),
        }
    })
}

fn chosen(sent: &Sent) -> Vec<i64> {
    let value = &sent.params["where"][0][2];
    match value.as_array() {
        Some(list) => list.iter().filter_map(Json::as_i64).collect(),
        None => value.as_i64().into_iter().collect(),
    }
}

fn get(sent: &Sent, rows: &BTreeMap<i64, Map<String, Json>>) -> Said {
    let select: Vec<&str> = sent.params["select"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Json::as_str)
        .collect();
    let found = chosen(sent).into_iter().map(|id| {
        let all = rows.get(&id).cloned().unwrap_or_default();
        let mut row: Map<String, Json> = all
            .into_iter()
            .filter(|(name, _)| select.contains(&name.as_str()))
            .collect();
        row.insert("id".into(), id.into());
        Json::Object(row)
    });
    values(found.collect())
}

fn faithful() -> Site {
    storing(|_, value| Some(value.clone()))
}

/// Cuts texts at ten characters, as core does with names (APIv4 wire contract §12.5).
fn cutting() -> Site {
    storing(|_, value| match value.as_str() {
        Some(text) if text.chars().count() > 10 => Some(Json::from(format!(
            "{}...",
            text.chars().take(7).collect::<String>()
        ))),
        _ => Some(value.clone()),
    })
}

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

/// Fields, what was sent and what was stored.
#[track_caller]
fn differences(error: &Error) -> Vec<(String, Json, Option<Json>)> {
    assert!(
        error.is_unconfirmed() && !error.is_unsent() && !error.is_partial(),
        "{error}"
    );
    let report = error.unconfirmed().unwrap();
    let all = report.stored_otherwise.iter();
    all.map(|it| (it.field.clone(), it.sent.clone(), it.stored.clone()))
        .collect()
}

#[test]
fn what_is_stored_as_it_was_sent_is_confirmed() {
    let site = faithful();
    let client = site.client();
    let make = || {
        Contact::create(
            Contact::values()
                .first_name("Ada")
                .birth_date(jiff::civil::date(1815, 12, 10))
                .do_not_email(true)
                .job_title(None::<String>),
        )
    };
    assert_eq!(now(make().confirm().send(&client)).unwrap(), id(1));
    assert_eq!(site.names(), ["Contact.create", "Contact.get"]);
    let read = &site.sent()[1].params;
    assert_eq!(
        read["select"],
        json!([
            "id",
            "first_name",
            "birth_date",
            "do_not_email",
            "job_title"
        ])
    );
    assert_eq!(
        (&read["where"], &read["limit"]),
        (&json!([["id", "=", 1]]), &json!(1))
    );
}

#[test]
fn a_text_that_was_cut_is_told_and_nothing_is_lost() {
    let long = "Augusta Ada King";
    let site = cutting();
    let client = site.client();
    let create = Contact::create(Contact::values().first_name(long).last_name("Byron"));
    let error = now(create.confirm().send(&client)).unwrap_err();
    let cut = (
        "first_name".to_owned(),
        json!(long),
        Some(json!("Augusta...")),
    );
    assert_eq!(differences(&error), std::slice::from_ref(&cut));
    assert_eq!(error.unconfirmed().unwrap().written, [json!(1)]);
    assert_eq!(error.fields(), ["first_name"]);
    let text = error.to_string();
    for part in [
        "the row is written (key 1)",
        "`first_name` of 1",
        long,
        "Augusta...",
    ] {
        assert!(text.contains(part), "{text}");
    }

    let changes = || Contact::changes().first_name(long);
    let update = Contact::update(changes()).ids([id::<Contact>(1)]);
    let error = now(update.confirm().send(&client)).unwrap_err();
    assert_eq!(differences(&error), [cut]);

    let records = [Contact::changes().last_name("Short"), changes()];
    let save = || Contact::save(records.clone()).defaults(Contact::changes().nick_name(long));
    let error = now(save().confirm().send(&client)).unwrap_err();
    let report = error.unconfirmed().unwrap();
    assert_eq!(report.written, [json!(2), json!(3)]);
    let places: Vec<(usize, &str)> = report
        .stored_otherwise
        .iter()
        .map(|it| (it.index, it.field.as_str()))
        .collect();
    assert_eq!(
        places,
        [(0, "nick_name"), (1, "first_name"), (1, "nick_name")]
    );
    assert!(
        error
            .to_string()
            .contains("all 2 rows are written (keys 2, 3)"),
        "{error}"
    );
    // Personal data only where it is asked for.
    assert!(!format!("{report:?}").contains("Augusta"), "{report:?}");
}

#[test]
fn in_a_batch_the_rows_are_read_back_in_one_request() {
    let site = cutting();
    let long = "Augusta Ada King";
    let (good, bad, plain) = now(site.client().batch((
        Contact::create(Contact::values().first_name("Ada")).confirm(),
        Contact::save([Contact::changes().first_name(long)]).confirm(),
        Contact::create(Contact::values().first_name(long)),
    )))
    .unwrap();
    assert_eq!(good.unwrap(), id(1));
    assert_eq!(differences(&bad.unwrap_err()).len(), 1);
    assert_eq!(plain.unwrap(), id(3));
    let reads: Vec<usize> = site
        .sent()
        .iter()
        .filter(|sent| sent.action == "get")
        .map(|sent| sent.request)
        .collect();
    assert_eq!(reads.len(), 2);
    assert_eq!(reads[0], reads[1]);
}

/// `false` becomes nothing on CiviCRM 5.39, an option that the site does not know on every one, and a
/// date that it can't read 1970.
#[test]
fn what_becomes_nothing_or_something_else_is_told() {
    let site = storing(|name, value| match name {
        "is_selectable" => Some(Json::Null),
        "activity_type_id:name" => Some(Json::Null),
        "activity_date_time" => Some(json!("1970-01-01 00:00:00")),
        _ => Some(value.clone()),
    })
    .with_fields(&[]);
    let client = site.client();
    let tag = Tag::create(Tag::values("x").is_selectable(false));
    assert_eq!(
        differences(&now(tag.confirm().send(&client)).unwrap_err()),
        [("is_selectable".to_owned(), json!(false), Some(Json::Null))]
    );
    let values: Values<Activity, _> = Activity::changes().into();
    let values = values
        .raw("activity_type_id:name", "Meating")
        .raw("activity_date_time", "2026-01-02 03:04:05");
    let error = now(Activity::save([values]).confirm().send(&client)).unwrap_err();
    let fields: Vec<String> = differences(&error).into_iter().map(|it| it.0).collect();
    assert_eq!(fields, ["activity_type_id:name", "activity_date_time"]);
}

#[test]
fn what_can_not_be_read_back_is_not_taken_for_confirmed_and_not_shown() {
    let site = storing(|name, value| (name != "api_key").then(|| value.clone()));
    let create = Contact::create(Contact::values().first_name("Ada").api_key("s3cret-key"));
    let error = now(create.confirm().send(&site.client())).unwrap_err();
    assert_eq!(
        differences(&error),
        [("api_key".to_owned(), json!("s3cret-key"), None)]
    );
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("can't be read back") && !text.contains("s3cret-key"),
        "{text}"
    );
}

#[test]
fn a_read_that_fails_loses_no_key() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => Err(("Authorization failed", 403)),
        _ => values(json!([{"id": 7}])),
    });
    let create = || Tag::create(Tag::values("x")).confirm();
    let client = site.client();
    let (in_batch,) = now(client.batch((create(),))).unwrap();
    for error in [
        now(create().send(&client)).unwrap_err(),
        in_batch.unwrap_err(),
    ] {
        assert!(
            error.is_unconfirmed() && !error.is_outcome_unknown(),
            "{error}"
        );
        let report = error.unconfirmed().unwrap();
        assert_eq!(report.written, [json!(7)]);
        assert!(report.cause.as_ref().unwrap().is_permission());
        assert!(
            error.to_string().contains("the row is written (key 7)"),
            "{error}"
        );
    }
}

#[test]
fn what_the_site_works_out_is_not_compared() {
    let site = storing(|_, _| Some(json!("2026-01-02 03:04:05")));
    let values = Values::<Contact, _>::from(Contact::values())
        .raw("birth_date", "now")
        .raw("employer_id", "user_contact_id");
    now(Contact::create(values).confirm().send(&site.client())).unwrap();
    assert_eq!(site.names(), ["Contact.create"], "there is nothing to read");
}

#[test]
fn many_rows_are_read_back_a_hundred_at_a_time() {
    let site = faithful();
    let records = (0..250).map(|i| Tag::changes().id(id::<Tag>(i + 1)).name(format!("t{i}")));
    let site = site.clone();
    let saved = now(Tag::save(records).confirm().send(&site.client())).unwrap();
    assert_eq!(saved.rows.len(), 250);
    let read_back = site
        .sent()
        .into_iter()
        .filter(|sent| sent.action == "get" && sent.params["select"] == json!(["id", "name"]));
    assert_eq!(read_back.count(), 3);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_confirms_too() {
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .transport(cutting())
        .build()
        .unwrap();
    let create = Tag::create(Tag::values("A rather long label"));
    assert_eq!(
        differences(&create.confirm().send(&client).unwrap_err()).len(),
        1
    );
    let changes = Tag::changes().label("Another rather long label");
    let update = Tag::update(changes).id(id::<Tag>(1));
    assert!(update.confirm().send(&client).unwrap_err().is_unconfirmed());
}
