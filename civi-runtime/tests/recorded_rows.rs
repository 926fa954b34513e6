//! What real sites sent becomes typed rows with the same values: over the captures, where they are.
//! The same shapes stand as fixtures in `get.rs` and `selection.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod bindings;

use bindings::captures::{Captured, sites};
use bindings::options::{ContactType, Gender};
use bindings::site::Site;
use bindings::{Activity, Address, Contact, Contribution, CustomMultiRec, Email, Event, Setting};
use civi_runtime::Selection;
use civi_runtime::function::{count, group_concat, max};
use civi_runtime::read::parent;
use civi_runtime::{Actions, Alias, CanGet, DateTime, Get, Id, OptionList, Presence, SchemaCheck};
use serde_json::{Value as Json, json};

/// The typed rows of an exchange, and the JSON that they were read from.
fn rows<E: CanGet, S: Selection<E>>(
    site: &Captured,
    name: &str,
    get: Get<E, S>,
) -> Vec<(S::Row, Json)> {
    let exchange = site.exchange(name).unwrap();
    let body: Json = serde_json::from_str(exchange.body()).unwrap();
    let raw = body["values"].as_array().unwrap().clone();
    let prepared = Site::with([exchange.body()]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    // An old site leaves columns out that bindings of a newer one ask for; what a client makes of
    // that is in `known_fields`.
    let client = prepared.checking(SchemaCheck::Off);
    let rows = runtime.block_on(get.limit(100).rows(&client)).unwrap();
    assert_eq!(rows.len(), raw.len(), "{name} of {}", site.name);
    rows.into_iter().zip(raw).collect()
}

/// A value as the wire writes it.
fn text(value: Option<impl ToString>) -> Json {
    value.map_or(Json::Null, |value| Json::from(value.to_string()))
}

fn moment(value: Option<DateTime>) -> Json {
    text(value.map(|at| format!("{} {}", at.date(), at.time())))
}

/// A whole number, which old sites write as text here and there.
fn whole(json: &Json) -> i64 {
    json.to_string().replace('"', "").parse().unwrap()
}

fn number<E>(id: Option<Id<E>>) -> Json {
    json!(id.map(Id::get))
}

/// A number's text: the fraction that PHP leaves out is no difference.
fn amount(value: Option<impl ToString>) -> Json {
    value.map_or(Json::Null, |value| {
        serde_json::from_str(&value.to_string()).unwrap()
    })
}

#[test]
fn whole_contacts() {
    for site in sites().unwrap_or_default() {
        let both = [
            rows(&site, "get.star", Contact::get()),
            rows(&site, "get.organization", Contact::get()),
        ];
        for (row, raw) in both.concat() {
            assert_eq!(number(row.id), raw["id"]);
            assert_eq!(text(row.contact_type), raw["contact_type"]);
            assert_eq!(text(row.display_name), raw["display_name"]);
            // Absent for another contact type, as null.
            assert_eq!(json!(row.first_name), raw["first_name"]);
            assert_eq!(json!(row.organization_name), raw["organization_name"]);
            assert_eq!(json!(row.do_not_email), raw["do_not_email"]);
            assert_eq!(json!(row.prefix_id), raw["prefix_id"]);
            assert_eq!(text(row.birth_date), raw["birth_date"]);
            assert_eq!(text(row.deceased_date), raw["deceased_date"]);
            assert_eq!(moment(row.created_date), raw["created_date"]);
            assert_eq!(moment(row.modified_date), raw["modified_date"]);
            assert_eq!(
                json!(row.preferred_communication_method),
                raw["preferred_communication_method"]
            );
            assert_eq!(json!(row.extra_info__txt), raw["extra_info.txt"]);
        }
    }
}

#[test]
fn absent_columns_and_suffixes() {
    for site in sites().unwrap_or_default() {
        let mixed = Contact::get().select((
            Contact::CONTACT_TYPE,
            Contact::FIRST_NAME.presence(),
            Contact::ORGANIZATION_NAME.presence(),
            Contact::GENDER_ID.label().presence(),
        ));
        for ((kind, first, organization, label), raw) in rows(&site, "get.mixed_types", mixed) {
            for (presence, key) in [
                (first, "first_name"),
                (organization, "organization_name"),
                (label, "gender_id:label"),
            ] {
                let expected = match raw.get(key) {
                    None => Presence::Absent,
                    Some(Json::Null) => Presence::Null,
                    Some(value) => Presence::Value(value.as_str().unwrap().to_owned()),
                };
                assert_eq!(presence, expected, "{key}");
            }
            assert!(kind.unwrap().is_known());
        }
        let suffixes = Contact::get().select((
            Contact::ID,
            Contact::GENDER_ID,
            Contact::GENDER_ID.name(),
            Contact::GENDER_ID.label(),
            Contact::CONTACT_TYPE.icon(),
            Contact::PREFERRED_COMMUNICATION_METHOD.label(),
        ));
        for ((id, gender, name, label, icon, methods), raw) in rows(&site, "get.suffixes", suffixes)
        {
            assert_eq!(json!(id.get()), raw["id"]);
            assert_eq!(json!(gender), raw["gender_id"]);
            assert!(matches!(name, Some(Gender::Female | Gender::Male)));
            assert_eq!(text(name), raw["gender_id:name"]);
            assert_eq!(json!(label), raw["gender_id:label"]);
            assert_eq!(json!(icon), raw["contact_type:icon"]);
            assert_eq!(json!(methods), raw["preferred_communication_method:label"]);
        }
    }
}

#[test]
fn joins() {
    for site in sites().unwrap_or_default() {
        let implicit = Contact::get().select((
            Contact::EMPLOYER_ID.to(Contact::DISPLAY_NAME),
            Contact::EMAIL_PRIMARY.to(Email::EMAIL),
            Contact::ADDRESS_PRIMARY.to(Address::CITY),
            Contact::ADDRESS_PRIMARY
                .to(Address::STATE_PROVINCE_ID)
                .abbr(),
        ));
        for ((employer, email, city, abbr), raw) in rows(&site, "get.implicit_join", implicit) {
            assert_eq!(json!(employer), raw["employer_id.display_name"]);
            assert_eq!(json!(email), raw["email_primary.email"]);
            assert_eq!(json!(city), raw["address_primary.city"]);
            assert_eq!(json!(abbr), raw["address_primary.state_province_id:abbr"]);
        }
        let e: Alias<Email, Contact> = Alias::new("e");
        let explicit = Contact::get()
            .select((
                e.field(Email::EMAIL),
                e.field(Email::LOCATION_TYPE_ID).name(),
            ))
            .join(e.inner(Contact::ID.eq_field(e.field(Email::CONTACT_ID))));
        for ((email, location), raw) in rows(&site, "get.explicit_join", explicit) {
            assert_eq!(json!(email), raw["e.email"]);
            assert_eq!(text(location), raw["e.location_type_id:name"]);
        }
    }
}

#[test]
fn groups_and_lists() {
    for site in sites().unwrap_or_default() {
        let groups = Contact::get()
            .select((
                Contact::CONTACT_TYPE,
                count(Contact::ID).alias("n"),
                max(Contact::BIRTH_DATE).alias("youngest"),
            ))
            .group_by(Contact::CONTACT_TYPE);
        for ((kind, n, youngest), raw) in rows(&site, "get.functions", groups) {
            assert!(kind.is_some_and(|kind: ContactType| kind.is_known()));
            assert_eq!(json!(n), raw["n"]);
            assert_eq!(text(youngest), raw["youngest"]);
        }
        let lists = Contact::get()
            .select((Contact::LAST_NAME, group_concat(Contact::ID).alias("ids")))
            .group_by(Contact::LAST_NAME);
        for ((name, ids), raw) in rows(&site, "get.group_concat", lists) {
            assert_eq!(json!(name), raw["last_name"]);
            // 5.39 sends the numbers of this list as text.
            let ids: Vec<i64> = ids.unwrap().into_iter().map(Id::get).collect();
            let raw: Vec<i64> = raw["ids"].as_array().unwrap().iter().map(whole).collect();
            assert_eq!(ids, raw);
        }
    }
}

#[test]
fn money_and_dates() {
    for site in sites().unwrap_or_default() {
        for (row, raw) in rows(&site, "get.money", Contribution::get()) {
            assert_eq!(amount(row.total_amount), raw["total_amount"]);
            assert_eq!(amount(row.fee_amount), raw["fee_amount"]);
            assert_eq!(json!(row.currency), raw["currency"]);
            assert_eq!(moment(row.receive_date), raw["receive_date"]);
        }
        for (row, raw) in rows(&site, "get.dates", Event::get()) {
            assert_eq!(moment(row.start_date), raw["start_date"]);
            assert_eq!(moment(row.end_date), raw["end_date"]);
            assert_eq!(json!(row.is_active), raw["is_active"]);
            assert_eq!(json!(row.max_participants), raw["max_participants"]);
        }
        let activities = Activity::get().select((
            Activity::all(),
            Activity::ACTIVITY_TYPE_ID.name(),
            Activity::SOURCE_CONTACT_ID,
            Activity::TARGET_CONTACT_ID,
        ));
        for ((row, kind, source, targets), raw) in rows(&site, "get.activity", activities) {
            assert_eq!(number(row.id), raw["id"]);
            assert_eq!(moment(row.activity_date_time), raw["activity_date_time"]);
            assert_eq!(json!(row.duration), raw["duration"]);
            assert_eq!(json!(kind), raw["activity_type_id:name"]);
            assert_eq!(number(source), raw["source_contact_id"]);
            // 5.77 sends the numbers of this list as text.
            let texts = |list: &Vec<Json>| -> Vec<String> {
                list.iter()
                    .map(|id| id.to_string().replace('"', ""))
                    .collect()
            };
            assert_eq!(
                targets.map(|ids| ids.iter().map(ToString::to_string).collect()),
                raw["target_contact_id"].as_array().map(texts)
            );
        }
    }
}

#[test]
fn settings_custom_rows_and_chains() {
    for site in sites().unwrap_or_default() {
        for (row, raw) in rows(&site, "get.setting", Setting::get()) {
            assert_eq!(json!(row.name), raw["name"]);
            assert_eq!(row.value.unwrap_or_default(), raw["value"]);
        }
        // The others have no such group.
        if site.answers("custom.multi_record.get", "Custom_multi_rec") {
            for (row, raw) in rows(&site, "custom.multi_record.get", CustomMultiRec::get()) {
                assert_eq!(number(row.entity_id), raw["entity_id"]);
                assert_eq!(text(row.when), raw["when"]);
            }
        }
        let chained = Contact::get().select(Contact::ID).chain(
            "emails",
            Email::get()
                .select(Email::EMAIL)
                .filter(Email::CONTACT_ID.eq(parent(Contact::ID))),
        );
        for ((id, emails), raw) in rows(&site, "get.chain.lists", chained) {
            assert_eq!(json!(id.get()), raw["id"]);
            let expected: Vec<&Json> = raw["emails"]
                .as_array()
                .unwrap()
                .iter()
                .map(|email| &email["email"])
                .collect();
            assert_eq!(json!(emails), json!(expected));
        }
    }
}
