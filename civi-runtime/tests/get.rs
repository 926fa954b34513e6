//! Reading: what is sent, and what becomes of the answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failure here is the test failing.

mod bindings;

use bindings::options::{ContactType, Gender};
use bindings::site::{Site, answer, counted};
use bindings::{Activity, Contact, Contribution, CustomMultiRec, Email, Event, Phone, Setting};
use civi_runtime::chain::parent;
use civi_runtime::function::{count, group_concat, max};
use civi_runtime::{Action, Alias, Date, DateTime, Decimal, Entity, Id, filter};
use serde_json::{Value as Json, json};

/// The parameters of one call.
fn params(action: &impl Action) -> Json {
    serde_json::from_str(&action.call().unwrap().params.to_json()).unwrap()
}

fn refused(action: &impl Action) -> String {
    let error = action.call().unwrap_err();
    assert!(error.is_refused(), "{error}");
    error.to_string()
}

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

#[tokio::test]
async fn counting_asks_for_nothing_but_the_count() {
    let site = Site::with([counted("Contact", &json!([]), 170)]);
    let found = Contact::get()
        .select((Contact::ID, Contact::DISPLAY_NAME))
        .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual))
        .order_by(Contact::LAST_NAME.asc())
        .limit(3)
        .offset(1000)
        .count(&site.client())
        .await
        .unwrap();
    assert_eq!(found, 170);
    assert_eq!(
        site.only(),
        json!({"select": ["row_count"], "where": [["contact_type", "=", "Individual"]]}),
        "no offset: past the end the site would count wrongly"
    );
}

#[tokio::test]
async fn groups_are_counted_beside_what_they_are_made_of() {
    let site = Site::with([counted(
        "Contact",
        &json!([{"contact_type": "Individual", "n": 3}]),
        2,
    )]);
    let n = count(Contact::ID).alias("n");
    let groups = Contact::get()
        .select((Contact::CONTACT_TYPE, n.clone()))
        .group_by(Contact::CONTACT_TYPE)
        .having(n.gt(1))
        .count(&site.client())
        .await
        .unwrap();
    assert_eq!(groups, 2);
    assert_eq!(
        site.only(),
        json!({"select": ["contact_type", "COUNT(id) AS n", "row_count"], "groupBy": ["contact_type"],
               "having": [["n", ">", 1]], "limit": 1})
    );
}

#[tokio::test]
async fn a_page_knows_how_many_there_are_even_past_the_end() {
    let site = Site::with([
        counted("Contact", &json!([{"id": 11}, {"id": 12}]), 23),
        counted("Contact", &json!([]), 90),
        counted("Contact", &json!([]), 23),
    ]);
    let client = site.client();
    let get = || {
        Contact::get()
            .select(Contact::ID)
            .order_by(Contact::LAST_NAME.asc())
    };
    let page = get().page(1, 10, &client).await.unwrap();
    assert_eq!((page.total, page.pages(), page.has_next()), (23, 3, true));
    assert_eq!(page.rows, [Id::new(11), Id::new(12)]);
    assert_eq!(
        site.only(),
        json!({"select": ["id", "row_count"], "orderBy": {"last_name": "ASC", "id": "ASC"}, "limit": 10, "offset": 10})
    );
    let past = get().page(9, 10, &client).await.unwrap();
    assert_eq!(
        (past.rows.len(), past.total, past.has_next()),
        (0, 23, false)
    );
}

/// A site with contacts of these ids, which obeys `where id >`, `limit`, `offset` and `orderBy id`.
fn contacts(mut ids: impl FnMut(usize) -> Vec<i64> + Send + 'static) -> Site {
    let mut calls = 0;
    Site::new(move |_, params| {
        calls += 1;
        let after = params["where"]
            .as_array()
            .and_then(|clauses| clauses.iter().find(|c| c[1] == ">"))
            .map_or(i64::MIN, |clause| clause[2].as_i64().unwrap());
        let rows: Vec<Json> = ids(calls)
            .into_iter()
            .filter(|id| *id > after)
            .skip(usize::try_from(params["offset"].as_u64().unwrap_or(0)).unwrap())
            .take(usize::try_from(params["limit"].as_u64().unwrap_or(u64::MAX)).unwrap())
            .map(|id| json!({"id": id, "display_name": format!("C{id}")}))
            .collect();
        Some(answer("Contact", "get", &json!(rows)))
    })
}

#[tokio::test]
async fn all_rows_come_in_pages_by_the_key() {
    let site = contacts(|_| (1..=7).collect());
    let rows = Contact::get()
        .select(Contact::DISPLAY_NAME)
        .filter(Contact::IS_DECEASED.eq(false))
        .page_size(3)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[6].as_deref(), Some("C7"));
    let clause = json!(["is_deceased", "=", false]);
    let asked = site.asked();
    assert_eq!(
        asked[0],
        json!({"select": ["display_name", "id"], "where": [clause], "orderBy": {"id": "ASC"}, "limit": 3})
    );
    assert_eq!(asked[1]["where"], json!([clause, ["id", ">", 3]]));
    assert_eq!(asked[2]["where"], json!([clause, ["id", ">", 6]]));
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn rows_that_come_and_go_move_no_others() {
    // After the first page, 1 and 2 are deleted and 9 comes.
    let site = contacts(|call| {
        if call == 1 {
            (1..=8).collect()
        } else {
            (3..=9).collect()
        }
    });
    let rows = Contact::get()
        .select(Contact::ID)
        .page_size(3)
        .rows(&site.client())
        .await
        .unwrap();
    let ids: Vec<i64> = rows.into_iter().map(Id::get).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn a_limit_bounds_the_pages() {
    let site = contacts(|_| (1..=100).collect());
    let rows = Contact::get()
        .select(Contact::ID)
        .page_size(4)
        .limit(10)
        .offset(2)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0], Id::new(3));
    let limits: Vec<Json> = site.asked().iter().map(|p| p["limit"].clone()).collect();
    assert_eq!(limits, [4, 4, 2]);
    assert_eq!(site.asked()[1].get("offset"), None);
}

#[tokio::test]
async fn an_order_of_its_own_is_paged_by_counting() {
    let site = contacts(|_| (1..=5).collect());
    let rows = Contact::get()
        .select(Contact::ID)
        .order_by(Contact::LAST_NAME.asc())
        .page_size(2)
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows.len(), 5);
    assert_eq!(
        site.asked()[0]["orderBy"],
        json!({"last_name": "ASC", "id": "ASC"})
    );
    assert_eq!(site.asked()[2]["offset"], json!(4));
}

#[tokio::test]
async fn a_site_that_lost_the_filter_does_not_keep_us_for_ever() {
    let lost = Site::new(|_, _| Some(answer("Contact", "get", &json!([{"id": 1}, {"id": 2}]))));
    let error = Contact::get()
        .select(Contact::ID)
        .page_size(2)
        .rows(&lost.client())
        .await
        .unwrap_err();
    assert!(error.is_protocol(), "{error}");
    assert!(
        error.to_string().contains("the key 1 out of order"),
        "{error}"
    );
    let unlimited = contacts(|_| vec![]);
    drop(unlimited);
    let many = Site::new(|_, _| {
        let rows: Vec<Json> = (1..10).map(|id| json!({"id": id})).collect();
        Some(answer("Contact", "get", &json!(rows)))
    });
    let error = Contact::get()
        .page_size(2)
        .rows(&many.client())
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("9 rows where 2 were asked for"),
        "{error}"
    );
}

#[tokio::test]
async fn a_joined_row_is_never_cut_in_two() {
    // Contact 2 has three addresses, more than what is left of the first page.
    let all = [1, 2, 2, 2, 3, 4];
    let site = Site::new(move |_, params| {
        let after = params["where"]
            .as_array()
            .and_then(|clauses| clauses.iter().find(|c| c[1] == ">"))
            .map_or(0, |clause| clause[2].as_i64().unwrap());
        let limit = usize::try_from(params["limit"].as_u64().unwrap()).unwrap();
        let rows: Vec<Json> = all
            .iter()
            .filter(|id| **id > after)
            .take(limit)
            .map(|id| json!({"id": id, "e.email": "x"}))
            .collect();
        Some(answer("Contact", "get", &json!(rows)))
    });
    let e: Alias<Email, Contact> = Alias::new("e");
    let rows = Contact::get()
        .select((Contact::ID, e.field(Email::EMAIL)))
        .join(e.left(Contact::ID.eq_field(e.field(Email::CONTACT_ID))))
        .page_size(2)
        .rows(&site.client())
        .await
        .unwrap();
    let ids: Vec<i64> = rows.into_iter().map(|(id, _)| id.get()).collect();
    assert_eq!(ids, all);
}

#[tokio::test]
async fn one_optional_and_first() {
    let rows = |ids: &[i64]| {
        let rows: Vec<Json> = ids.iter().map(|id| json!({"id": id})).collect();
        answer("Contact", "get", &json!(rows))
    };
    let get = || Contact::get().select(Contact::ID);
    let site = Site::with([rows(&[7]), rows(&[]), rows(&[7, 8])]);
    let client = site.client();
    assert_eq!(get().one(&client).await.unwrap(), Id::new(7));
    assert!(get().one(&client).await.unwrap_err().is_missing());
    assert!(get().one(&client).await.unwrap_err().is_ambiguous());
    assert_eq!(site.asked()[0], json!({"select": ["id"], "limit": 2}));

    let site = Site::with([rows(&[7]), rows(&[]), rows(&[7, 8]), rows(&[7]), rows(&[])]);
    let client = site.client();
    assert_eq!(get().optional(&client).await.unwrap(), Some(Id::new(7)));
    assert_eq!(get().optional(&client).await.unwrap(), None);
    assert!(get().optional(&client).await.unwrap_err().is_ambiguous());
    assert_eq!(get().first(&client).await.unwrap(), Some(Id::new(7)));
    assert_eq!(get().first(&client).await.unwrap(), None);
    assert_eq!(
        site.asked()[3],
        json!({"select": ["id"], "limit": 1, "orderBy": {"id": "ASC"}})
    );
}

#[tokio::test]
async fn an_entity_without_a_key_comes_at_once() {
    let body = json!([
        {"name": "lcMessages", "value": "en_US", "domain_id": 1},
        {"name": "contact_view_options", "value": ["1", "2"], "domain_id": 1},
        {"name": "mailing_backend", "value": {"outBound_option": "3"}, "domain_id": 1},
    ]);
    let site = Site::with([answer("Setting", "get", &body)]);
    let rows = Setting::get()
        .select((Setting::NAME, Setting::VALUE))
        .rows(&site.client())
        .await
        .unwrap();
    assert_eq!(rows[2].1, Some(json!({"outBound_option": "3"})));
    assert_eq!(site.only(), json!({"select": ["name", "value"]}));
}

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
        json!({"select": ["id", "display_name", "employer_id"], "limit": 2, "chain": {
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
    let body = json!([{"id": 1, "emails": [{"email": "a"}, {"email": ["b"]}]}]);
    let site = Site::with([answer("Contact", "get", &body)]);
    let error = Contact::get()
        .select(Contact::ID)
        .limit(1)
        .chain("emails", Email::get().select(Email::EMAIL))
        .rows(&site.client())
        .await
        .unwrap_err();
    assert!(error.is_decode());
    assert!(
        error.to_string().contains(
            "row 1, field `emails`, row 2, field `email`, expected a text, found [\"b\"]"
        ),
        "{error}"
    );
}

#[test]
fn a_literal_of_a_chained_call_stays_what_it_is() {
    let chained = |filter: filter::Filter<Activity>| {
        let get = Contact::get()
            .select(Contact::ID)
            .chain("a", Activity::get().filter(filter));
        get
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
