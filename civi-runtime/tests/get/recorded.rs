//! The parameters that the recorded exchanges sent.

use crate::bindings;
use crate::bindings::options::ContactType;
use crate::bindings::{Activity, Contact, Contribution, CustomMultiRec, Email, Event};
use crate::params;
use civi_runtime::function::{count, group_concat, max};
use civi_runtime::read::parent;
use civi_runtime::{Actions, Alias, Date, Id};
use serde_json::{Value as Json, json};

/// The calls that the recorded exchanges `get.*` made, by their names.
fn recorded() -> Vec<(&'static str, Json)> {
    let e: Alias<Email, Contact> = Alias::new("e");
    let n = count(Contact::ID).alias("n");
    vec![
        (
            "get.star",
            params(
                &Contact::get()
                    .limit(2)
                    .order_by(Contact::ID.asc())
                    .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual)),
            ),
        ),
        (
            "get.organization",
            params(
                &Contact::get()
                    .select(Contact::all().with_custom())
                    .limit(1)
                    .filter(Contact::CONTACT_TYPE.eq(ContactType::Organization))
                    .order_by(Contact::ID.asc()),
            ),
        ),
        (
            "get.mixed_types",
            params(
                &Contact::get()
                    .limit(4)
                    .select((
                        Contact::ID,
                        Contact::CONTACT_TYPE,
                        Contact::FIRST_NAME,
                        Contact::ORGANIZATION_NAME,
                        Contact::GENDER_ID.label(),
                    ))
                    .order_by(Contact::CONTACT_TYPE.desc())
                    .order_by(Contact::ID.asc())
                    .filter(Contact::ID.in_((1..=10).map(Id::new))),
            ),
        ),
        (
            "get.suffixes",
            params(
                &Contact::get()
                    .limit(2)
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
                    .order_by(Contact::ID.asc()),
            ),
        ),
        (
            "get.implicit_join",
            params(
                &Contact::get()
                    .limit(2)
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
                    .order_by(Contact::ID.asc()),
            ),
        ),
        (
            "get.explicit_join",
            params(
                &Contact::get()
                    .limit(3)
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
                    .order_by(Contact::ID.asc()),
            ),
        ),
        (
            "get.functions",
            params(
                &Contact::get()
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
            params(
                &Contact::get()
                    .select((Contact::LAST_NAME, group_concat(Contact::ID).alias("ids")))
                    .group_by(Contact::LAST_NAME)
                    .limit(2)
                    .order_by(Contact::LAST_NAME.asc())
                    .filter(Contact::LAST_NAME.is_not_empty()),
            ),
        ),
        (
            "get.nested_where",
            params(
                &Contact::get()
                    .select((Contact::ID, Contact::DISPLAY_NAME))
                    .filter(
                        (Contact::LAST_NAME.like("A%")
                            | (Contact::FIRST_NAME.is_not_null()
                                & !Contact::CONTACT_TYPE.eq(ContactType::Household)))
                            & Contact::BIRTH_DATE
                                .between(Date::constant(1950, 1, 1), Date::constant(1990, 12, 31)),
                    )
                    .limit(2)
                    .order_by(Contact::ID.asc()),
            ),
        ),
        (
            "get.none",
            params(&Contact::get().filter(Contact::ID.eq(Id::new(0))).limit(1)),
        ),
        (
            "get.money",
            params(
                &Contribution::get()
                    .limit(4)
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
                    .order_by(Contribution::ID.asc()),
            ),
        ),
        (
            "get.dates",
            params(
                &Event::get()
                    .limit(2)
                    .select((
                        Event::ID,
                        Event::TITLE,
                        Event::START_DATE,
                        Event::END_DATE,
                        Event::IS_ACTIVE,
                        Event::MAX_PARTICIPANTS,
                        Event::CREATED_DATE,
                    ))
                    .order_by(Event::ID.asc()),
            ),
        ),
        (
            "get.activity",
            params(
                &Activity::get()
                    .limit(2)
                    .select((
                        Activity::all(),
                        Activity::ACTIVITY_TYPE_ID.name(),
                        Activity::SOURCE_CONTACT_ID,
                        Activity::TARGET_CONTACT_ID,
                        Activity::ASSIGNEE_CONTACT_ID,
                    ))
                    .order_by(Activity::ID.asc()),
            ),
        ),
        (
            "custom.multi_record.get",
            params(&CustomMultiRec::get().limit(2)),
        ),
        (
            "get.chain.lists",
            // The exchange chains the bare ids, too (`["id"]` as its index): that is for raw calls.
            params(
                &Contact::get()
                    .select((Contact::ID, Contact::DISPLAY_NAME))
                    .limit(2)
                    .order_by(Contact::ID.asc())
                    .filter(Contact::ID.in_((1..=4).map(Id::new)))
                    .chain(
                        "emails",
                        Email::get()
                            .filter(Email::CONTACT_ID.eq(parent(Contact::ID)))
                            .select((Email::ID, Email::EMAIL)),
                    ),
            ),
        ),
    ]
}

#[test]
fn the_parameters_are_those_of_the_recorded_exchanges() {
    let expected = json!({
        "get.star": {"limit": 2, "orderBy": {"id": "ASC"}, "where": [["contact_type", "=", "Individual"]]},
        "get.organization": {"limit": 1, "select": ["*", "custom.*"], "where": [["contact_type", "=", "Organization"]], "orderBy": {"id": "ASC"}},
        "get.mixed_types": {"limit": 4, "select": ["id", "contact_type", "first_name", "organization_name", "gender_id:label"],
            "orderBy": {"contact_type": "DESC", "id": "ASC"}, "where": [["id", "IN", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]]},
        "get.suffixes": {"limit": 2, "select": ["id", "gender_id", "gender_id:name", "gender_id:label", "contact_type:icon",
            "preferred_communication_method", "preferred_communication_method:label"],
            "where": [["gender_id", "IS NOT NULL"]], "orderBy": {"id": "ASC"}},
        "get.implicit_join": {"limit": 2, "select": ["id", "employer_id.display_name", "email_primary.email", "address_primary.city",
            "address_primary.state_province_id:abbr"], "where": [["employer_id", "IS NOT NULL"]], "orderBy": {"id": "ASC"}},
        "get.explicit_join": {"limit": 3, "select": ["id", "display_name", "e.email", "e.location_type_id:name"],
            "join": [["Email AS e", "INNER", ["id", "=", "e.contact_id"], ["e.is_primary", "=", true]]], "orderBy": {"id": "ASC"}},
        "get.functions": {"select": ["contact_type", "COUNT(id) AS n", "MAX(birth_date) AS youngest"], "groupBy": ["contact_type"],
            "having": [["n", ">", 1]], "orderBy": {"n": "DESC"}},
        "get.group_concat": {"select": ["last_name", "GROUP_CONCAT(id) AS ids"], "groupBy": ["last_name"], "limit": 2,
            "orderBy": {"last_name": "ASC"}, "where": [["last_name", "IS NOT EMPTY"]]},
        "get.nested_where": {"select": ["id", "display_name"],
            "where": [["OR", [["last_name", "LIKE", "A%"], ["AND", [["first_name", "IS NOT NULL"], ["NOT", ["contact_type", "=", "Household"]]]]]],
                ["birth_date", "BETWEEN", ["1950-01-01", "1990-12-31"]]], "limit": 2, "orderBy": {"id": "ASC"}},
        "get.none": {"where": [["id", "=", 0]], "limit": 1},
        "get.money": {"limit": 4, "select": ["id", "total_amount", "fee_amount", "net_amount", "currency", "receive_date",
            "contribution_status_id:name", "financial_type_id:label"], "orderBy": {"id": "ASC"}},
        "get.dates": {"limit": 2, "select": ["id", "title", "start_date", "end_date", "is_active", "max_participants", "created_date"],
            "orderBy": {"id": "ASC"}},
        "get.activity": {"limit": 2, "select": ["*", "activity_type_id:name", "source_contact_id", "target_contact_id", "assignee_contact_id"],
            "orderBy": {"id": "ASC"}},
        "custom.multi_record.get": {"limit": 2},
        "get.chain.lists": {"select": ["id", "display_name"], "limit": 2, "orderBy": {"id": "ASC"},
            "chain": {"emails": ["Email", "get", {"where": [["contact_id", "=", "$id"]], "select": ["id", "email"]}]},
            "where": [["id", "IN", [1, 2, 3, 4]]]},
    });
    for (name, params) in recorded() {
        assert_eq!(params, expected[name], "{name}");
    }
    assert_eq!(recorded().len(), expected.as_object().unwrap().len());
}

/// Also over the captures, where they are.
#[test]
fn the_parameters_are_those_of_the_captures() {
    let Some(sites) = bindings::captures::sites() else {
        return;
    };
    for site in sites {
        for (name, mut params) in recorded() {
            let Some(exchange) = site.exchange(name) else {
                println!("{} has no exchange {name}", site.name);
                continue;
            };
            let mut sent = exchange.params();
            if name == "get.chain.lists" {
                // See `recorded`.
                sent["chain"].as_object_mut().unwrap().remove("email_ids");
            }
            if name == "custom.multi_record.get" && sent.get("limit").is_none() {
                params.as_object_mut().unwrap().remove("limit");
            }
            assert_eq!(params, sent, "{name} of {}", site.name);
        }
    }
}
