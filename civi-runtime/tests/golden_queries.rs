//! Queries send what was recorded for the same question on real sites (`get.*`, `error.*` and
//! `limited.*` of the recorded exchanges).

#![allow(clippy::unwrap_used)] // tests

mod bindings;

use bindings::options::ContactType;
use bindings::{Activity, Contact, Contribution, Email, Event};
use civi_runtime::function::{count, group_concat, max};
use civi_runtime::prelude::*;
use civi_runtime::{Action, Date, Field};
use serde_json::Value;

fn params(action: impl Action) -> String {
    action.call().unwrap().params.to_json()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn ids(numbers: impl IntoIterator<Item = i64>) -> Vec<Id<Contact>> {
    numbers.into_iter().map(Id::new).collect()
}

/// The name of each exchange, what was sent in it, and what we send.
fn questions() -> Vec<(&'static str, &'static str, String)> {
    let e = Email::alias("e");
    let n = count(Contact::ID).alias("n");
    vec![
        (
            "get.star",
            r#"{"limit": 2, "orderBy": {"id": "ASC"}, "where": [["contact_type", "=", "Individual"]]}"#,
            params(
                Contact::get()
                    .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual))
                    .order_by(Contact::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "get.organization",
            r#"{"limit": 1, "select": ["*", "custom.*"], "where": [["contact_type", "=", "Organization"]], "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select(Contact::all().with_custom())
                    .filter(Contact::CONTACT_TYPE.eq(ContactType::Organization))
                    .order_by(Contact::ID.asc())
                    .limit(1),
            ),
        ),
        (
            "get.mixed_types",
            r#"{"limit": 4, "select": ["id", "contact_type", "first_name", "organization_name", "gender_id:label"], "orderBy": {"contact_type": "DESC", "id": "ASC"}, "where": [["id", "IN", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]]}"#,
            params(
                Contact::get()
                    .select((
                        Contact::ID,
                        Contact::CONTACT_TYPE,
                        Contact::FIRST_NAME,
                        Contact::ORGANIZATION_NAME,
                        Contact::GENDER_ID.label(),
                    ))
                    .filter(Contact::ID.in_(ids(1..=10)))
                    .order_by(Contact::CONTACT_TYPE.desc())
                    .order_by(Contact::ID.asc())
                    .limit(4),
            ),
        ),
        (
            "get.suffixes",
            r#"{"limit": 2, "select": ["id", "gender_id", "gender_id:name", "gender_id:label", "contact_type:icon", "preferred_communication_method", "preferred_communication_method:label"], "where": [["gender_id", "IS NOT NULL"]], "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select((
                        Contact::ID,
                        Contact::GENDER_ID,
                        Contact::GENDER_ID.name(),
                        Contact::GENDER_ID.label(),
                        Contact::CONTACT_TYPE.icon(),
                        Contact::PREFERRED_COMMUNICATION_METHOD,
                        Contact::PREFERRED_COMMUNICATION_METHOD.label(),
                    ))
                    .filter(Contact::GENDER_ID.is_not_null())
                    .order_by(Contact::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "get.implicit_join",
            r#"{"limit": 2, "select": ["id", "employer_id.display_name", "email_primary.email", "address_primary.city", "address_primary.state_province_id:abbr"], "where": [["employer_id", "IS NOT NULL"]], "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select((
                        Contact::ID,
                        Contact::EMPLOYER_ID.to(Contact::DISPLAY_NAME),
                        Contact::EMAIL_PRIMARY.to(Email::EMAIL),
                        Contact::ADDRESS_PRIMARY.to(bindings::Address::CITY),
                        Contact::ADDRESS_PRIMARY
                            .to(bindings::Address::STATE_PROVINCE_ID)
                            .abbr(),
                    ))
                    .filter(Contact::EMPLOYER_ID.is_not_null())
                    .order_by(Contact::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "get.explicit_join",
            r#"{"limit": 3, "select": ["id", "display_name", "e.email", "e.location_type_id:name"], "join": [["Email AS e", "INNER", ["id", "=", "e.contact_id"], ["e.is_primary", "=", true]]], "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select((
                        Contact::ID,
                        Contact::DISPLAY_NAME,
                        e.field(Email::EMAIL),
                        e.field(Email::LOCATION_TYPE_ID).name(),
                    ))
                    .join(e.inner(
                        Contact::ID.eq_field(e.field(Email::CONTACT_ID))
                            & e.field(Email::IS_PRIMARY).eq(true),
                    ))
                    .order_by(Contact::ID.asc())
                    .limit(3),
            ),
        ),
        (
            "get.functions",
            r#"{"select": ["contact_type", "COUNT(id) AS n", "MAX(birth_date) AS youngest"], "groupBy": ["contact_type"], "having": [["n", ">", 1]], "orderBy": {"n": "DESC"}}"#,
            params(
                Contact::get()
                    .select((
                        Contact::CONTACT_TYPE,
                        n.clone(),
                        max(Contact::BIRTH_DATE).alias("youngest"),
                    ))
                    .group_by(Contact::CONTACT_TYPE)
                    .having(n.gt(1))
                    .order_by(n.desc()),
            ),
        ),
        (
            "get.group_concat",
            r#"{"select": ["last_name", "GROUP_CONCAT(id) AS ids"], "groupBy": ["last_name"], "limit": 2, "orderBy": {"last_name": "ASC"}, "where": [["last_name", "IS NOT EMPTY"]]}"#,
            params(
                Contact::get()
                    .select((Contact::LAST_NAME, group_concat(Contact::ID).alias("ids")))
                    .group_by(Contact::LAST_NAME)
                    .filter(Contact::LAST_NAME.is_not_empty())
                    .order_by(Contact::LAST_NAME.asc())
                    .limit(2),
            ),
        ),
        (
            "get.nested_where",
            r#"{"select": ["id", "display_name"], "where": [["OR", [["last_name", "LIKE", "A%"], ["AND", [["first_name", "IS NOT NULL"], ["NOT", ["contact_type", "=", "Household"]]]]]], ["birth_date", "BETWEEN", ["1950-01-01", "1990-12-31"]]], "limit": 2, "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select((Contact::ID, Contact::DISPLAY_NAME))
                    .filter(
                        Contact::LAST_NAME.like("A%")
                            | (Contact::FIRST_NAME.is_not_null()
                                & !Contact::CONTACT_TYPE.eq(ContactType::Household)),
                    )
                    .filter(Contact::BIRTH_DATE.between(date("1950-01-01"), date("1990-12-31")))
                    .order_by(Contact::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "get.none",
            r#"{"where": [["id", "=", 0]], "limit": 1}"#,
            params(Contact::get().filter(Contact::ID.eq(Id::new(0))).limit(1)),
        ),
        (
            "get.money",
            r#"{"limit": 4, "select": ["id", "total_amount", "fee_amount", "net_amount", "currency", "receive_date", "contribution_status_id:name", "financial_type_id:label"], "orderBy": {"id": "ASC"}}"#,
            params(
                Contribution::get()
                    .select((
                        Contribution::ID,
                        Contribution::TOTAL_AMOUNT,
                        Contribution::FEE_AMOUNT,
                        Contribution::NET_AMOUNT,
                        Contribution::CURRENCY,
                        Contribution::RECEIVE_DATE,
                        Contribution::CONTRIBUTION_STATUS_ID.name(),
                        Contribution::FINANCIAL_TYPE_ID.label(),
                    ))
                    .order_by(Contribution::ID.asc())
                    .limit(4),
            ),
        ),
        (
            "get.dates",
            r#"{"limit": 2, "select": ["id", "title", "start_date", "end_date", "is_active", "max_participants", "created_date"], "orderBy": {"id": "ASC"}}"#,
            params(
                Event::get()
                    .select((
                        Event::ID,
                        Event::TITLE,
                        Event::START_DATE,
                        Event::END_DATE,
                        Event::IS_ACTIVE,
                        Event::MAX_PARTICIPANTS,
                        Event::CREATED_DATE,
                    ))
                    .order_by(Event::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "get.activity",
            r#"{"limit": 2, "select": ["*", "activity_type_id:name", "source_contact_id", "target_contact_id", "assignee_contact_id"], "orderBy": {"id": "ASC"}}"#,
            params(
                Activity::get()
                    .select((
                        Activity::all(),
                        Activity::ACTIVITY_TYPE_ID.name(),
                        Activity::SOURCE_CONTACT_ID,
                        Activity::TARGET_CONTACT_ID,
                        Activity::ASSIGNEE_CONTACT_ID,
                    ))
                    .order_by(Activity::ID.asc())
                    .limit(2),
            ),
        ),
        (
            "error.unknown_field.where",
            r#"{"where": [["no_such", "=", 1]], "limit": 1}"#,
            params(Contact::get().filter(NO_SUCH.eq(1)).limit(1)),
        ),
        (
            "error.debug",
            r#"{"where": [["no_such", "=", 1]], "debug": true, "limit": 1}"#,
            params(Contact::get().filter(NO_SUCH.eq(1)).debug().limit(1)),
        ),
        (
            "unknown_field.select",
            r#"{"select": ["id", "no_such"], "limit": 1}"#,
            params(Contact::get().select((Contact::ID, NO_SUCH)).limit(1)),
        ),
        (
            "limited.unpermitted_where",
            r#"{"select": ["id"], "where": [["api_key", "=", "zzz"]], "limit": 2, "orderBy": {"id": "ASC"}}"#,
            params(
                Contact::get()
                    .select(Contact::ID)
                    .filter(Contact::API_KEY.assume_permitted().eq("zzz"))
                    .order_by(Contact::ID.asc())
                    .limit(2),
            ),
        ),
    ]
}

/// A field that no site has.
const NO_SUCH: Field<Contact, i64> = Field::new("no_such");

/// The keys of `orderBy` in their order, which a JSON value does not keep.
fn order(json: &str) -> Option<String> {
    let packed: String = json.chars().filter(|c| *c != ' ').collect();
    let (_, rest) = packed.split_once(r#""orderBy":{"#)?;
    rest.split_once('}').map(|(order, _)| order.to_owned())
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn queries_send_what_was_recorded() {
    for (name, recorded, sent) in questions() {
        assert_eq!(value(&sent), value(recorded), "{name}");
        assert_eq!(order(&sent), order(recorded), "{name}");
    }
}

/// The recorded forms above are what is really in the recordings, where those are at hand.
#[test]
fn the_recorded_forms_are_those_of_the_recordings() {
    let folder = std::path::PathBuf::from(
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into()),
    );
    let Ok(folders) = std::fs::read_dir(&folder) else {
        println!(
            "not run: no recordings in {} (CIVI_CAPTURES)",
            folder.display()
        );
        return;
    };
    for folder in folders {
        let file = folder.unwrap().path().join("exchanges.jsonl");
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let exchanges: Vec<Value> = text.lines().map(value).collect();
        for (name, recorded, _) in questions() {
            let exchange = exchanges.iter().find(|e| e["name"] == name);
            let body = exchange.unwrap()["request"]["body"].as_str().unwrap();
            let sent = url::form_urlencoded::parse(body.as_bytes())
                .find_map(|(key, json)| (key == "params").then(|| json.into_owned()));
            let sent = sent.unwrap();
            assert_eq!(
                value(&sent),
                value(recorded),
                "{name} of {}",
                file.display()
            );
            assert_eq!(
                order(&sent),
                order(recorded),
                "{name} of {}",
                file.display()
            );
        }
    }
}
