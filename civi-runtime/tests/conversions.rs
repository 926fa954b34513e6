//! What people write is taken: a key by its number, an option for the number that is stored, a field
//! as an order, a field that the bindings don't know.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;

use bindings::options::{ContributionStatus, Gender};
use bindings::{Activity, Contact, Contribution};
use civi_runtime::prelude::*;
use civi_runtime::{Action, Filter, OptionList};
use serde_json::json;

#[track_caller]
fn is<E>(filter: &Filter<E>, clauses: serde_json::Value) {
    assert_eq!(filter.to_json().unwrap(), clauses);
}

#[test]
fn an_option_stands_for_the_number_that_is_stored() {
    let status = Contribution::CONTRIBUTION_STATUS_ID;
    is(
        &status.eq(ContributionStatus::Completed),
        json!([["contribution_status_id:name", "=", "Completed"]]),
    );
    is(
        &status.ne(ContributionStatus::Completed),
        json!([["contribution_status_id:name", "!=", "Completed"]]),
    );
    is(
        &status.in_([ContributionStatus::Completed, ContributionStatus::Pending]),
        json!([[
            "contribution_status_id:name",
            "IN",
            ["Completed", "Pending"]
        ]]),
    );
    is(
        &status.not_in(vec![ContributionStatus::from_text("Own")]),
        json!([["contribution_status_id:name", "NOT IN", ["Own"]]]),
    );
    // The number itself, and the field's own suffix, are what they were.
    is(&status.eq(1), json!([["contribution_status_id", "=", 1]]));
    is(
        &status.in_([1, 2]),
        json!([["contribution_status_id", "IN", [1, 2]]]),
    );
    is(
        &status.name().eq(ContributionStatus::Completed),
        json!([["contribution_status_id:name", "=", "Completed"]]),
    );
    // Behind a join too.
    is(
        &Contribution::CONTACT_ID
            .to(Contact::GENDER_ID)
            .eq(Gender::Female),
        json!([["contact_id.gender_id:name", "=", "Female"]]),
    );
}

#[test]
fn a_key_is_compared_with_its_number() {
    is(&Contact::ID.eq(5), json!([["id", "=", 5]]));
    is(&Contact::ID.in_([5, 6]), json!([["id", "IN", [5, 6]]]));
    is(&Contact::ID.eq(Id::new(5)), json!([["id", "=", 5]]));
    is(
        &Contact::ID.between(5_i64, Id::new(9)),
        json!([["id", "BETWEEN", [5, 9]]]),
    );
}

#[test]
fn an_id_is_read_from_text_and_made_of_numbers() {
    let id: Id<Contact> = "5".parse().unwrap();
    assert_eq!(id, Id::new(5));
    assert!(" 5x".parse::<Id<Contact>>().is_err());
    assert_eq!(
        (Id::from(5_u32), Id::from(5), Id::from(5_i64)),
        (id, id, id)
    );
    assert_eq!(i64::from(id), 5);
}

#[test]
fn one_key_or_several_are_deleted() {
    let sent = |delete: civi_runtime::write::Delete<Activity>| {
        delete
            .call()
            .unwrap()
            .params
            .get("where")
            .unwrap()
            .to_owned()
    };
    let id: Id<Activity> = Id::new(5);
    assert_eq!(sent(Activity::delete(id)), r#"[["id","=",5]]"#);
    assert_eq!(sent(Activity::delete(5)), r#"[["id","=",5]]"#);
    assert_eq!(sent(Activity::delete([5, 6])), r#"[["id","IN",[5,6]]]"#);
    assert_eq!(sent(Activity::delete(vec![id])), r#"[["id","=",5]]"#);
    assert_eq!(sent(Activity::delete([Id::new(5)])), r#"[["id","=",5]]"#);
}

#[test]
fn a_field_is_an_order() {
    let shown = |get: civi_runtime::Get<Contact>| format!("{get:?}");
    let named = shown(Contact::get().order_by(Contact::LAST_NAME));
    let borrowed = &Contact::LAST_NAME;
    let other = [
        shown(Contact::get().order_by(Contact::LAST_NAME.asc())),
        shown(Contact::get().order_by(borrowed)),
    ];
    assert_eq!(other, [named.clone(), named.clone()]);
    assert!(named.contains("Order(last_name ASC)"), "{named}");
}

#[test]
fn a_field_that_the_bindings_do_not_know_is_written() {
    let changes = Contact::changes()
        .job_title("Analyst")
        .raw("donors.level", 3)
        .raw("email_primary.email", "ada@example.org");
    assert!(changes.problems().is_empty() && !changes.is_empty());
    assert_eq!(changes.get("donors.level"), Some(&json!(3)));
    assert_eq!(
        changes.to_json().unwrap(),
        r#"{"job_title":"Analyst","donors.level":3,"email_primary.email":"ada@example.org"}"#
    );
}

#[test]
fn the_known_options_of_a_list_are_iterated() {
    assert!(Gender::known().all(|option| option.is_known()));
    assert_eq!(Gender::known().len(), Gender::KNOWN_OPTIONS.len());
    assert_eq!(Gender::known().next(), Some(Gender::Female));
    assert_eq!(
        Gender::known()
            .next_back()
            .as_ref()
            .and_then(OptionList::known_option),
        Gender::KNOWN_OPTIONS.last()
    );
}
