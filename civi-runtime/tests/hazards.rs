//! The hazards 7 to 15 of the APIv4 wire contract (§0), against a site that behaves as the real ones
//! do. Each test fails without its guard.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Activity, Contact, Contribution, Email, Tag};
use civi_runtime::prelude::*;
use serde_json::{Value as Json, json};
use site::{Said, Sent, Site, now, values};

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

/// A contact without `edit api keys`: the site drops the clause on `api_key` and leaves the field out
/// of every row, in reads and in writes.
fn site_that_drops_api_key() -> Site {
    Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 1}, {"id": 2}, {"id": 3}])),
        _ => values(json!([{"id": 1}, {"id": 2}, {"id": 3}])),
    })
}

#[test]
fn hazard_7_a_dropped_clause_stops_every_write_before_it_is_sent() {
    let secret = || Contact::API_KEY.assume_permitted().eq("zzz");
    let site = site_that_drops_api_key();
    let client = site.client();
    let changes = || Contact::changes().job_title("x");
    for error in [
        now(Contact::update_where(secret(), changes()).send(&client)).unwrap_err(),
        now(Contact::delete_where(secret()).send(&client)).unwrap_err(),
        now(Contact::delete_where(secret()).dry_run().send(&client)).unwrap_err(),
        now(Contact::replace(secret(), [changes()]).send(&client)).unwrap_err(),
        now(client.batch((Contact::replace(secret(), [changes()]),)))
            .unwrap()
            .0
            .unwrap_err(),
        // One clause of several is enough.
        now(Contact::delete_where(secret() & Contact::ID.gt(id(0))).send(&client)).unwrap_err(),
    ] {
        assert!(error.is_filter_dropped(), "{error}");
        assert!(error.to_string().contains("api_key"), "{error}");
    }
    assert!(
        site.names().iter().all(|name| name == "Contact.get"),
        "{:?}",
        site.names()
    );
}

/// Rows of another contact type lack fields that don't apply to them (§7): one row that has the field
/// proves the clause, and only when none has it the call stops.
#[test]
fn hazard_7_a_row_of_another_contact_type_is_no_dropped_clause() {
    let filter = || Contact::FIRST_NAME.ne("Ada") & Contact::CONTACT_TYPE.is_not_null();
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" if sent.params["select"] == json!(["id"]) => values(json!([{"id": 1}, {"id": 2}])),
        "get" => values(json!([
            {"id": 1, "contact_type": "Organization"},
            {"id": 2, "contact_type": "Individual", "first_name": "Bo"},
        ])),
        _ => values(json!([{"id": 1}, {"id": 2}])),
    });
    let deleted = now(Contact::delete_where(filter()).send(&site.client())).unwrap();
    assert_eq!(deleted, [id(1), id(2)]);

    let site = Site::new(|_| values(json!([{"id": 1, "contact_type": "Organization"}])));
    let error = now(Contact::delete_where(filter()).send(&site.client())).unwrap_err();
    assert!(error.is_filter_dropped(), "{error}");
}

#[test]
fn hazard_7_a_filter_that_can_not_be_read_back_is_not_believed() {
    let site = site_that_drops_api_key();
    let filter = Contact::GROUPS.in_([5]);
    let error = now(Contact::delete_where(filter).send(&site.client())).unwrap_err();
    assert!(
        error.is_refused() && error.to_string().contains("groups"),
        "{error}"
    );
    assert!(site.sent().is_empty());
}

#[test]
fn hazard_8_values_that_come_back_empty_are_not_taken_for_the_row() {
    // The site echoes an unknown key as null and says that all is well; only the key is read.
    let site =
        Site::new(|_| values(json!([{"id": 10, "name": "x", "no_such": null, "custom": null}])));
    let values = civi_runtime::Values::from(Tag::values("x")).raw("no_such", 1);
    assert_eq!(
        now(Tag::create(values).send(&site.client())).unwrap(),
        id(10)
    );
}

#[test]
fn hazard_9_dates_that_the_site_would_misread_are_not_sent() {
    let site = Site::new(|_| values(json!([{"id": 1}])));
    let birth = Contact::values().birth_date(jiff::civil::date(85, 12, 10));
    let error = now(Contact::create(birth).send(&site.client())).unwrap_err();
    assert!(
        error.to_string().contains("`birth_date` has the year 85"),
        "{error}"
    );
    assert!(site.sent().is_empty());
}

/// The options of `activity_type_id`; a write stores null for any other name, as the real sites do.
fn activities(sent: &Sent) -> Said {
    match sent.action.as_str() {
        "getFields" => values(json!([{
            "name": "activity_type_id", "input_attrs": [],
            "options": [{"id": 1, "name": "Meeting", "label": "Meeting"}, {"id": 2, "name": "Phone Call", "label": "Call"}],
        }])),
        "get" => values(json!([{"id": 7}])),
        _ => values(json!([{"id": 7, "activity_type_id": null}])),
    }
}

#[test]
fn hazard_9_an_option_that_the_site_does_not_know_is_not_sent() {
    let client = Site::new(activities).client();
    let create = |name: &str| Activity::create(Activity::values(ByName(name)));
    assert_eq!(now(create("meeting").send(&client)).unwrap(), id(7));
    let site = Site::new(activities);
    let client = site.client();
    let changes = |name: &str| Activity::changes().activity_type_id(ByName(name));
    for error in [
        now(create("Nope").send(&client)).unwrap_err(),
        now(Activity::update(changes("Nope")).id(id(7)).send(&client)).unwrap_err(),
        now(Activity::save([changes("Meeting"), changes("Nope")]).send(&client)).unwrap_err(),
        now(client.batch((create("Nope"),))).unwrap().0.unwrap_err(),
        now(Activity::create(Activity::values(ByLabel("Meet"))).send(&client)).unwrap_err(),
    ] {
        assert!(error.is_refused(), "{error}");
        assert!(
            error
                .to_string()
                .contains("`activity_type_id` has no option"),
            "{error}"
        );
        assert!(error.to_string().contains("Meeting, "), "{error}");
    }
    assert!(
        site.names().iter().all(|name| name == "Activity.getFields"),
        "{:?}",
        site.names()
    );
    let known = Contact::create(Contact::values().gender_id(bindings::options::Gender::Female));
    assert!(
        now(known.send(&client)).is_ok(),
        "an option of a generated list is not looked up"
    );
    assert_eq!(site.names().last().unwrap(), "Contact.create");
}

#[test]
fn hazard_9_options_that_the_site_does_not_list_are_let_pass() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "getFields" => {
            values(json!([{"name": "activity_type_id", "input_attrs": [], "options": false}]))
        }
        _ => values(json!([{"id": 7}])),
    });
    let create = Activity::create(Activity::values(ByName("Meeting")));
    assert_eq!(now(create.send(&site.client())).unwrap(), id(7));
    assert_eq!(
        site.params("Activity.getFields"),
        json!({
            "action": "create", "select": ["name", "options", "input_attrs"],
            "where": [["name", "IN", ["activity_type_id"]]],
            "loadOptions": ["id", "name", "label", "abbr"],
        })
    );
}

#[test]
fn hazard_10_compact_dates_of_a_write_are_read_as_dates() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 1}])),
        // A site before 6.6 that answers `reload` with what it wrote.
        _ => values(
            json!([{"id": "1", "birth_date": "19900506", "created_date": "20260102030405",
            "extra_info.num": null, "custom": null, "check_permissions": null}]),
        ),
    });
    let update = Contact::update(Contact::changes().birth_date(jiff::civil::date(1990, 5, 6)));
    let rows = now(update.id(id(1)).reload().send(&site.client())).unwrap();
    assert_eq!(rows[0].id, Some(id(1)));
    assert_eq!(rows[0].birth_date, Some(jiff::civil::date(1990, 5, 6)));
    assert_eq!(
        rows[0].created_date,
        Some(jiff::civil::date(2026, 1, 2).at(3, 4, 5, 0))
    );
}

/// Tags 1 and 2 are there. `update` and `save` by key echo the values for any other too.
fn tags(sent: &Sent) -> Said {
    let there = |n: &i64| *n == 1 || *n == 2;
    let of_where = || match &sent.params["where"][0][2] {
        Json::Array(all) => all.iter().filter_map(Json::as_i64).collect(),
        one => Vec::from_iter(one.as_i64()),
    };
    let rows = |keys: Vec<i64>| -> Json { keys.into_iter().map(|n| json!({"id": n})).collect() };
    match sent.action.as_str() {
        "get" => values(rows(of_where().into_iter().filter(there).collect())),
        "update" => values(rows(of_where())),
        "save" => {
            let records = sent.params["records"].as_array().unwrap();
            values(rows(
                records
                    .iter()
                    .map(|r| r["id"].as_i64().unwrap_or(77))
                    .collect(),
            ))
        }
        _ => values(json!([])),
    }
}

#[test]
fn hazard_11_an_update_of_a_row_that_is_not_there_is_found_out() {
    let site = Site::new(tags);
    let client = site.client();
    let update = || Tag::update(Tag::changes().description("x"));
    assert_eq!(
        now(update().ids([id(1), id(2)]).send(&client)).unwrap(),
        [id(1), id(2)]
    );
    for error in [
        now(update().id(id(99_999_999)).send(&client)).unwrap_err(),
        now(update().ids([id(1), id(99_999_999)]).send(&client)).unwrap_err(),
        now(client.batch((update().id(id(99_999_999)),)))
            .unwrap()
            .0
            .unwrap_err(),
        now(Tag::save([Tag::changes().id(id(99_999_999)).description("x")]).send(&client))
            .unwrap_err(),
    ] {
        assert!(error.is_missing(), "{error}");
        assert!(error.to_string().contains("99999999"), "{error}");
    }
    let written: Vec<_> = site
        .names()
        .into_iter()
        .filter(|name| name != "Tag.get")
        .collect();
    assert_eq!(
        written,
        ["Tag.update"],
        "only the update of rows that are there was sent"
    );
}

#[test]
fn hazard_11_a_row_that_vanishes_before_the_update_is_found_out_too() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 1}, {"id": 2}])),
        _ => values(json!([{"id": 1}])),
    });
    let update = Tag::update(Tag::changes().description("x")).ids([id(1), id(2)]);
    let error = now(update.send(&site.client())).unwrap_err();
    assert!(error.to_string().contains("no row with `id` 2"), "{error}");
}

#[test]
fn hazard_12_deleted_ids_are_read_in_all_their_forms() {
    for (rows, ids) in [
        (json!([{"id": "21"}, {"id": 22}]), vec![21, 22]),
        (json!([2, "3"]), vec![2, 3]),
        (json!([]), vec![]),
    ] {
        let site = Site::new(move |_| values(rows.clone()));
        let deleted = now(Tag::delete([id(1), id(2)]).send(&site.client())).unwrap();
        assert_eq!(deleted, ids.into_iter().map(id).collect::<Vec<_>>());
    }
    let site = Site::new(|_| values(json!([{"id": null}])));
    let error = now(Tag::delete([id(1)]).send(&site.client())).unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("`id`"),
        "{error}"
    );
}

#[test]
fn hazard_13_an_empty_map_that_comes_as_a_list_is_read() {
    let site =
        Site::new(|_| values(json!([{"ui_action": "view", "api_values": [], "conditions": []}])));
    assert_eq!(
        now(Contact::get_links().id(id(1)).send(&site.client()))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn hazard_14_money_goes_out_as_exact_text() {
    let values = Contribution::values(id(1), 1, Decimal::new(123_450, 2));
    let site = Site::new(|_| site::values(json!([{"id": 1}])));
    now(Contribution::create(values).send(&site.client())).unwrap();
    assert_eq!(
        site.params("Contribution.create")["values"]["total_amount"],
        "1234.50"
    );
}

/// Refuses an address that begins with `bad`, and stops there: the records before it stay.
fn emails(sent: &Sent) -> Said {
    if sent.action == "get" {
        return values(json!([]));
    }
    let mut rows = Vec::new();
    for record in sent.params["records"].as_array().unwrap() {
        let email = record["email"].as_str().unwrap();
        if email.starts_with("bad") {
            return Err(("DB Error: constraint violation", 500));
        }
        rows.push(json!({"id": 100 + email.len(), "email": email}));
    }
    values(rows.into())
}

fn records(emails: &[&str]) -> Vec<bindings::email::Values<civi_runtime::Changes>> {
    emails
        .iter()
        .map(|email| Email::changes().contact_id(id(1)).email(*email))
        .collect()
}

#[test]
fn hazard_15_a_failing_save_says_of_each_record_whether_it_is_in() {
    for matching in [false, true] {
        let site = Site::new(emails);
        let mut save = Email::save(records(&["a", "bb", "bad", "dddd", "eeeee"])).chunk(2);
        if matching {
            save = save.matching((Email::CONTACT_ID, Email::EMAIL));
        }
        let error = now(save.send(&site.client())).unwrap_err();
        assert!(error.is_partial(), "{error}");
        let report = error.partial_write().unwrap();
        let done: Vec<_> = report
            .done
            .iter()
            .map(|done| (done.index, done.key.clone()))
            .collect();
        assert_eq!(
            done,
            [(0, json!(101)), (1, json!(102)), (3, json!(104))],
            "{matching}"
        );
        let failed: Vec<_> = report.failed.iter().map(|failed| failed.index).collect();
        assert_eq!(
            (failed, report.untried.clone()),
            (vec![2], vec![4]),
            "{matching}"
        );
        assert!(
            report.failed[0]
                .error
                .to_string()
                .contains("constraint violation")
        );
        assert!(report.unknown.is_empty());
        let text = error.to_string();
        assert!(
            text.contains("3 of 5 are written (0 to 1, 3); 2 was refused"),
            "{text}"
        );
        // No record is in the site twice: without matching each is sent once.
        let sent: usize = site
            .sent()
            .iter()
            .filter(|sent| {
                let records = sent.params["records"].as_array();
                let this = json!({"contact_id": 1, "email": "dddd"});
                records.is_some_and(|records| records.contains(&this))
            })
            .count();
        assert_eq!(sent, if matching { 2 } else { 1 });
    }
}

#[test]
fn hazard_15_what_the_connection_swallowed_is_unknown_and_said_so() {
    let site = Site::new(emails).breaking(1);
    let save = Email::save(records(&["a", "bb", "ccc", "dddd", "eeeee"])).chunk(2);
    let error = now(save.send(&site.client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!(report.done.len(), 2);
    assert_eq!(
        (report.unknown.clone(), report.untried.clone()),
        (vec![2, 3], vec![4])
    );
    assert!(report.cause.as_ref().unwrap().is_connection());
    assert!(
        error.to_string().contains("2 to 3 may be written or not"),
        "{error}"
    );
}

#[test]
fn hazard_15_a_deletion_that_stops_midway_says_so() {
    let site = Site::new(|sent| match &sent.params["where"][0][2] {
        Json::Array(all) if all.contains(&json!(150)) => Err(("ACL check failed", 403)),
        Json::Array(all) => values(all.clone().into()),
        _ => values(json!([])),
    });
    let error = now(Tag::delete((1..=250).map(id::<Tag>)).send(&site.client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!(
        (
            report.done.len(),
            report.unknown.len(),
            report.untried.len()
        ),
        (100, 100, 50),
        "what a refused call of several rows had deleted before is not known"
    );
}

#[test]
fn code_that_sends_any_action_sends_it_in_chunks_as_well() {
    fn send<A: civi_runtime::Action>(action: A, site: &Site) -> CiviResult<A::Output> {
        now(action.send(&site.client()))
    }
    let site = Site::new(|sent| match &sent.params["where"][0][2] {
        Json::Array(all) => values(all.clone().into()),
        _ => values(json!([])),
    });
    let gone = send(Tag::delete((1..=250).map(id::<Tag>)), &site).unwrap();
    assert_eq!(gone.len(), 250);
    let calls = site
        .sent()
        .iter()
        .filter(|sent| sent.action == "delete")
        .count();
    assert_eq!(calls, 3);
}

#[test]
fn one_refused_record_is_the_sites_own_error() {
    let site = Site::new(emails);
    let error = now(Email::save(records(&["bad"])).send(&site.client())).unwrap_err();
    assert!(error.is_api() && error.partial_write().is_none(), "{error}");
}
