//! Answers that are not as the site declares them: what is read of them, and what is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Contact, Contribution, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{
    Client, Credential, Error, Field, Retry, SchemaCheck, UnreadableDates, UnreadableValues, field,
};
use serde_json::{Value as Json, json};
use site::{Site, now, values};

fn client(rows: Json, dates: UnreadableDates) -> Client {
    let site = Site::new(move |sent| match sent.action.as_str() {
        "getFields" => values(json!([])),
        _ => {
            let count = rows.as_array().map_or(0, Vec::len);
            Ok(json!({"values": rows, "countFetched": count, "countMatched": count}))
        }
    });
    Client::builder("https://crm.example.org")
        .credential(Credential::api_key("n0t-a-real-key"))
        .retry(Retry::off())
        .schema_check(SchemaCheck::Off)
        .unreadable_dates(dates)
        .unreadable_values(match dates {
            UnreadableDates::Null => UnreadableValues::Keep,
            _ => UnreadableValues::Refuse,
        })
        .transport(site)
        .build()
        .unwrap()
}

#[test]
fn declared_text_that_is_json_is_kept_as_its_text() {
    let definition: Field<Tag, String> = field("definition");
    let rows = json!([
        {"id": 1, "definition": {"activityTypes": [{"name": "Open Case"}]}},
        {"id": 2, "definition": ["CRM_Core_Page", "run"]},
        {"id": 3, "definition": "plain"},
    ]);
    let client = client(rows, UnreadableDates::Refuse);
    let read = now(Tag::get().select((Tag::ID, definition)).rows(&client)).unwrap();
    let texts: Vec<_> = read.into_iter().map(|(_, text)| text.unwrap()).collect();
    assert_eq!(
        texts,
        [
            r#"{"activityTypes":[{"name":"Open Case"}]}"#,
            r#"["CRM_Core_Page","run"]"#,
            "plain"
        ]
    );
    // The entity's own row too: `Tag.description` is declared as text.
    let rows = json!([{"id": 1, "description": {"6.0": {"obsolete": true}}}]);
    let client = self::client(rows, UnreadableDates::Refuse);
    let rows = now(Tag::get().rows(&client)).unwrap();
    assert_eq!(
        rows[0].description.as_deref(),
        Some(r#"{"6.0":{"obsolete":true}}"#)
    );
}

#[test]
fn money_that_php_prints_with_seventeen_digits_is_exact() {
    let body = r#"{"values":[
        {"id":1,"total_amount":29.949999999999999,"fee_amount":277.19999999999999},
        {"id":2,"total_amount":67.2000000000000028421709430404007434844970703125,"fee_amount":0.46000000000000002}
        ],"entity":"Contribution","action":"get","count":2,"countFetched":2}"#;
    struct Fixed(&'static str);
    impl civi_runtime::transport::Transport for Fixed {
        fn send(
            &self,
            _: civi_runtime::transport::HttpRequest,
        ) -> civi_runtime::BoxFuture<
            '_,
            Result<civi_runtime::transport::HttpResponse, civi_runtime::transport::TransportError>,
        > {
            let body = self.0;
            Box::pin(async move { Ok(civi_runtime::transport::HttpResponse::new(200, body)) })
        }
        fn sleep(&self, _: std::time::Duration) -> civi_runtime::BoxFuture<'_, ()> {
            Box::pin(async {})
        }
    }
    let client = Client::builder("https://crm.example.org")
        .schema_check(SchemaCheck::Off)
        .transport(Fixed(body))
        .build()
        .unwrap();
    let get = Contribution::get().select((Contribution::TOTAL_AMOUNT, Contribution::FEE_AMOUNT));
    let rows = now(get.limit(2).rows(&client)).unwrap();
    let amounts: Vec<String> = rows
        .into_iter()
        .map(|(total, fee)| format!("{total} {}", fee.unwrap()))
        .collect();
    assert_eq!(amounts, ["29.95 277.2", "67.2 0.46"]);
}

fn births() -> Json {
    json!([
        {"id": 1, "birth_date": "1985-12-10"},
        {"id": 2, "birth_date": "-0001-11-30"},
        {"id": 3, "birth_date": "1980-00-00"},
        {"id": 4, "birth_date": "2023-02-30"},
    ])
}

type Born = (Id<Contact>, Option<Date>);

fn rows(client: &Client) -> Result<Vec<Born>, Error> {
    let get = Contact::get().select((Contact::ID, Contact::BIRTH_DATE));
    now(get.rows(client))
}

#[test]
fn a_date_that_no_calendar_has_is_an_error_that_names_it() {
    let error = rows(&client(births(), UnreadableDates::Refuse)).unwrap_err();
    assert!(error.is_decode() && error.row() == Some(2), "{error}");
    assert_eq!(error.fields(), ["birth_date"]);
    let text = error.to_string();
    for part in ["Contact", "birth_date", "1980-00-00", "unreadable_dates"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // No date at all is none.
    let none = json!([{"id": 2, "birth_date": "-0001-11-30"}, {"id": 5, "birth_date": ""}]);
    let read = rows(&client(none, UnreadableDates::Refuse)).unwrap();
    assert!(read.iter().all(|(_, date)| date.is_none()));
    // And what is no date in any form is no matter of this choice.
    let wrong = json!([{"id": 2, "birth_date": "soon"}]);
    let error = rows(&client(wrong, UnreadableDates::Refuse)).unwrap_err();
    assert!(error.is_decode() && !error.to_string().contains("unreadable_dates"));
}

#[test]
fn a_date_that_no_calendar_has_is_none_where_that_was_chosen() {
    let read = rows(&client(births(), UnreadableDates::Null)).unwrap();
    let dates: Vec<_> = read.into_iter().map(|(_, date)| date).collect();
    assert_eq!(
        dates,
        [Some(jiff::civil::date(1985, 12, 10)), None, None, None]
    );
    // However the rows come: whole, one, a page, in a batch, or from a write.
    let client = client(
        json!([{"id": 3, "birth_date": "1980-00-00"}]),
        UnreadableDates::Null,
    );
    let birth = |row: &bindings::contact::Row| row.birth_date;
    assert_eq!(birth(&now(Contact::get().rows(&client)).unwrap()[0]), None);
    assert_eq!(birth(&now(Contact::get().one(&client)).unwrap()), None);
    assert_eq!(
        birth(&now(Contact::get().page(0, 1, &client)).unwrap().rows[0]),
        None
    );
    let (page,) = now(client.batch((Contact::get().limit(1),))).unwrap();
    assert_eq!(birth(&page.unwrap()[0]), None);
    let update = Contact::update(Contact::changes().job_title("x")).id(Id::new(3));
    assert_eq!(birth(&now(update.reload().send(&client)).unwrap()[0]), None);
    // As text it is there in any case.
    let text: Field<Contact, String> = field("birth_date");
    let read = now(Contact::get().select((text,)).rows(&client)).unwrap();
    assert_eq!(read, [(Some("1980-00-00".to_owned()),)]);
}

/// A value that has the credential's text is no secret where it is data, and one in an error.
#[test]
fn an_error_about_a_value_does_not_repeat_the_credential() {
    let key: Field<Contact, String> = field("api_key");
    let secret = "n0t-a-real-key";
    let row = json!([{"id": 1, "api_key": secret}]);
    let client = client(row, UnreadableDates::Refuse);
    let read = now(Contact::get().select((key,)).rows(&client)).unwrap();
    assert_eq!(read, [(Some(secret.to_owned()),)]);

    let number = || -> Field<Contact, i64> { field("api_key") };
    let date: Field<Contact, Date> = field("api_key");
    for error in [
        now(Contact::get().select((number(),)).rows(&client)).unwrap_err(),
        now(Contact::get().select((date,)).one(&client)).unwrap_err(),
        now(Contact::get().select((number(),)).page(0, 1, &client))
            .map(drop)
            .unwrap_err(),
        now(client.batch((Contact::get().select((number(),)).limit(1),)))
            .unwrap()
            .0
            .unwrap_err(),
    ] {
        assert!(error.is_decode());
        let text = format!("{error} {error:?}");
        assert!(
            text.contains("[secret]") && !text.contains(secret),
            "{text}"
        );
    }
    let answer = now(client.call("Contact", "get", &())).unwrap();
    let error = answer.decode::<Vec<i64>>().unwrap_err();
    assert!(!error.to_string().contains(secret), "{error}");
}

#[test]
fn a_write_whose_answer_can_not_be_read_was_carried_out() {
    let client = client(json!([{"id": "five"}]), UnreadableDates::Refuse);
    let error = now(Tag::create(Tag::values("x")).send(&client)).unwrap_err();
    assert!(error.is_decode() && !error.is_outcome_unknown());
    assert!(error.to_string().contains("was carried out"), "{error}");
    let error = now(Tag::get().rows(&client)).unwrap_err();
    assert!(!error.to_string().contains("carried out"), "{error}");
}
