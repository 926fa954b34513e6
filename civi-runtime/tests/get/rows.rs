//! Typed rows, and what is refused.

use crate::bindings::options::{ContactType, Gender};
use crate::bindings::site::{Site, answer};
use crate::bindings::{Activity, Contact, Contribution, Email};
use crate::{params, refused};
use civi_runtime::function::{count, group_concat, max};
use civi_runtime::read::parent;
use civi_runtime::{Actions, Alias, Date, DateTime, Decimal, Id};
use serde_json::json;

#[test]
fn what_can_not_be_right_is_refused_before_it_is_sent() {
    assert!(refused(&Contact::get().limit(0)).contains("limit of 0"));
    assert!(
        refused(&Email::get().filter(Email::CONTACT_ID.eq(parent(Contact::ID))))
            .contains("only in the filter of a call that is chained")
    );
    let of_another = Contact::get().chain(
        "x",
        Email::get().filter(Email::CONTACT_ID.eq(parent(Activity::SOURCE_CONTACT_ID))),
    );
    assert!(refused(&of_another).contains("refers to `source_contact_id` of Activity"));
    let twice = Contact::get()
        .select(Contact::ID)
        .chain("x", Email::get())
        .chain("x", Email::get());
    assert!(refused(&twice).contains("called so already"));
    let e: Alias<Email, Contact> = Alias::new("e");
    let unjoined = Contact::get().select(e.field(Email::EMAIL));
    assert!(refused(&unjoined).contains("nothing is joined as `e`"));
}

#[test]
fn language_debug_and_raw_parameters() {
    let get = Contact::get()
        .language("de_DE")
        .debug()
        .raw("translationMode", "fuzzy");
    assert_eq!(
        params(&get),
        json!({"language": "de_DE", "debug": true, "translationMode": "fuzzy"})
    );
}

#[tokio::test]
async fn functions_have_their_types() {
    let body = json!([{"contact_type": "Individual", "n": 170, "youngest": "2021-01-20", "ids": [1, 2]},
                      {"contact_type": "Organization", "n": 21, "youngest": null, "ids": null}]);
    let site = Site::with([answer("Contact", "get", &body)]);
    let rows = Contact::get()
        .select((
            Contact::CONTACT_TYPE,
            count(Contact::ID).alias("n"),
            max(Contact::BIRTH_DATE).alias("youngest"),
            group_concat(Contact::ID).alias("ids"),
        ))
        .group_by(Contact::CONTACT_TYPE)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(
        rows[0],
        (
            Some(ContactType::Individual),
            170,
            Some(Date::constant(2021, 1, 20)),
            Some(vec![Id::new(1), Id::new(2)])
        )
    );
    assert_eq!(rows[1].2, None);
}

#[tokio::test]
async fn the_recorded_answers_become_what_they_mean() {
    let site = Site::with([
        answer(
            "Contribution",
            "get",
            &json!([
                {"id": 1, "total_amount": 125, "fee_amount": null, "net_amount": 12.5, "currency": "USD", "receive_date": "2016-06-25 06:49:38"},
            ]),
        ),
        answer(
            "Contact",
            "get",
            &json!([
                {"id": 1, "contact_type": "Organization", "organization_name": "Default Organization"},
                {"id": 2, "contact_type": "Individual", "first_name": null, "gender_id:name": "Female"},
            ]),
        ),
    ]);
    let client = site.client();
    let money = Contribution::get().limit(1).one(&client).await.unwrap();
    assert_eq!(money.total_amount, Some(Decimal::from(125)));
    assert_eq!(money.net_amount, Some(Decimal::new(125, 1)));
    assert_eq!(money.fee_amount, None);
    assert_eq!(
        money.receive_date,
        Some(DateTime::constant(2016, 6, 25, 6, 49, 38, 0))
    );
    let mixed = Contact::get()
        .select((
            Contact::ORGANIZATION_NAME,
            Contact::FIRST_NAME.presence(),
            Contact::GENDER_ID.name(),
        ))
        .limit(2)
        .rows(&client)
        .await
        .unwrap();
    assert!(mixed[0].1.is_absent());
    assert!(mixed[1].1.is_null());
    assert_eq!(mixed[1].2, Some(Gender::Female));
}
