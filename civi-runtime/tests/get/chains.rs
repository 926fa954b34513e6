//! Calls inside calls.

use crate::bindings::site::{Site, answer};
use crate::bindings::{Activity, Contact, Email, Phone};
use crate::{params, refused};
use civi_runtime::read::parent;
use civi_runtime::{Actions, Filter, Id};
use serde_json::json;

#[tokio::test]
async fn chained_rows_stand_beside_their_row() {
    let body = json!([
        {"id": 1, "display_name": "A", "emails": [{"id": 1, "email": "a@example.org"}], "phones": []},
        {"id": 2, "display_name": null, "emails": [], "phones": [{"id": 5, "phone": "1", "calls": [{"id": 9}]}]},
    ]);
    let site = Site::with([answer("Contact", "get", &body)]);
    let rows = Contact::get()
        .select((Contact::ID, Contact::DISPLAY_NAME))
        .limit(2)
        .chain(
            "emails",
            Email::get()
                .select(Email::EMAIL)
                .filter(Email::CONTACT_ID.eq(parent(Contact::ID))),
        )
        .chain(
            "phones",
            Phone::get().filter(Phone::CONTACT_ID.eq(parent(Contact::EMPLOYER_ID))),
        )
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(
        site.only(),
        json!({"select": ["id", "display_name", "employer_id"], "limit": 2, "orderBy": {"id": "ASC"}, "chain": {
            "emails": ["Email", "get", {"select": ["email"], "where": [["contact_id", "=", "$id"]]}],
            "phones": ["Phone", "get", {"where": [["contact_id", "=", "$employer_id"]]}],
        }}),
        "what a chained call refers to is asked for"
    );
    let ((first, emails), phones) = &rows[0];
    assert_eq!(first.0, Id::new(1));
    assert_eq!(emails, &[Some("a@example.org".to_owned())]);
    assert!(phones.is_empty());
    let (_, phones) = &rows[1];
    assert_eq!(phones[0].phone.as_deref(), Some("1"));
}

#[tokio::test]
async fn a_misfit_in_a_chained_row_says_where() {
    let body = json!([{"id": 1, "emails": [{"id": 3}, {"id": ["b"]}]}]);
    let site = Site::with([answer("Contact", "get", &body)]);
    let error = Contact::get()
        .select(Contact::ID)
        .limit(1)
        .chain("emails", Email::get().select(Email::ID))
        .rows(&site.client())
        .await
        .unwrap_err();
    assert!(error.is_decode());
    assert!(
        error.to_string().contains(
            "row 1, field `emails`, row 2, field `id`, expected a whole number, found [\"b\"]"
        ),
        "{error}"
    );
}

#[test]
fn a_literal_of_a_chained_call_stays_what_it_is() {
    let chained = |filter: Filter<Activity>| {
        Contact::get()
            .select(Contact::ID)
            .chain("a", Activity::get().filter(filter))
    };
    let sent = |filter| params(&chained(filter))["chain"]["a"][2]["where"].clone();
    assert_eq!(
        sent(Activity::SUBJECT.eq("$id")),
        json!([["subject", "=", "\"$id\"", true]])
    );
    assert_eq!(
        sent(Activity::SUBJECT.in_(["plain", "$\"id"])),
        json!([[
            "OR",
            [
                ["subject", "=", "plain"],
                ["subject", "=", "\"$\\\"id\"", true]
            ]
        ]])
    );
    assert_eq!(
        sent(!Activity::SUBJECT.eq("$id") & Activity::DETAILS.eq("5 $")),
        json!([
            ["NOT", ["subject", "=", "\"$id\"", true]],
            ["details", "=", "5 $"]
        ])
    );
    assert!(refused(&chained(Activity::SUBJECT.between("$a", "$b"))).contains("begins with `$`"));
    // Outside a chain it is no risk.
    assert_eq!(
        params(&Activity::get().filter(Activity::SUBJECT.eq("$id")))["where"],
        json!([["subject", "=", "$id"]])
    );
}
