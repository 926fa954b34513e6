//! Writes that choose rows by a filter, and the pager under them and under every read: no read goes
//! on for ever, and a write touches what passes the filter when it comes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Contact, Tag};
use civi_runtime::prelude::*;
use serde_json::json;
use site::{Site, now, values};

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

/// A site that never obeys one part of a request.
fn deaf_to(part: &'static str) -> Site {
    Site::new(move |sent| {
        let params = &sent.params;
        let after = params["where"].as_array().into_iter().flatten();
        let after = after.filter(|clause| part != "where" && clause[1] == ">");
        let after = after
            .map(|clause| clause[2].as_i64().unwrap())
            .max()
            .unwrap_or(0);
        let limit = params["limit"]
            .as_u64()
            .filter(|_| part != "limit")
            .unwrap_or(4000);
        let offset = params["offset"]
            .as_i64()
            .filter(|_| part != "offset")
            .unwrap_or(0);
        let last = i64::try_from(limit).unwrap();
        values(
            (1..=last)
                .map(|n| json!({"id": after + offset + n, "name": "x"}))
                .collect(),
        )
    })
}

#[test]
fn a_site_that_ignores_the_bound_or_the_limit_does_not_keep_a_write_for_ever() {
    for (part, said) in [("where", "out of order"), ("limit", "4000 rows where 1000")] {
        let site = deaf_to(part);
        let client = site.client();
        let filter = || Tag::NAME.eq("x");
        for error in [
            now(Tag::delete_where(filter()).send(&client)).unwrap_err(),
            now(Tag::update_where(filter(), Tag::changes().description("y")).send(&client))
                .unwrap_err(),
            now(Tag::replace(filter(), [Tag::changes().name("y")]).send(&client)).unwrap_err(),
            now(Tag::delete_where(filter()).dry_run().send(&client)).unwrap_err(),
        ] {
            assert!(
                error.is_protocol() && error.to_string().contains(said),
                "{error}"
            );
        }
        assert!(site.names().iter().all(|name| name == "Tag.get"));
        assert!(site.sent().len() <= 8, "{}", site.sent().len());
    }
}

#[test]
fn a_site_that_ignores_the_offset_or_the_limit_does_not_keep_a_read_for_ever() {
    let by_name = || {
        Tag::get()
            .select(Tag::NAME)
            .order_by(Tag::NAME.asc())
            .page_size(10)
    };
    let error = now(by_name().rows(&deaf_to("offset").client())).unwrap_err();
    assert!(
        error.is_protocol() && error.to_string().contains("same page twice"),
        "{error}"
    );

    let client = deaf_to("limit").client();
    for error in [
        now(Tag::get().limit(3).rows(&client)).err(),
        now(Tag::get().first(&client)).err(),
        now(Tag::get().page(0, 3, &client)).err(),
        now(by_name().rows(&client)).err(),
    ] {
        let error = error.unwrap();
        assert!(
            error.is_protocol() && error.to_string().contains("were asked for"),
            "{error}"
        );
    }
}

/// Somebody renames tag 3 and deletes tag 4 after they were found: both are left alone.
fn busy_site() -> Site {
    Site::new(|sent| match sent.action.as_str() {
        // What the record matches is one row.
        "get" if sent.params["limit"] == 2 => values(json!([{"id": 1}])),
        "get" => values((1..=4).map(|n| json!({"id": n, "name": "tmp"})).collect()),
        "replace" => Ok(json!({"values": [{"id": 1}], "deleted": [{"id": 2}]})),
        _ => values(json!([{"id": 1}, {"id": 2}])),
    })
}

#[test]
fn a_write_with_a_filter_names_the_rows_and_has_the_filter_again() {
    let where_of = |site: &Site, name: &str| site.params(name)["where"].clone();
    let expected = json!([["name", "=", "tmp"], ["AND", [["id", "IN", [1, 2, 3, 4]]]]]);
    let filter = || Tag::NAME.eq("tmp");

    let site = busy_site();
    let deleted = now(Tag::delete_where(filter()).send(&site.client())).unwrap();
    assert_eq!(where_of(&site, "Tag.delete"), expected);
    assert_eq!(deleted, [id(1), id(2)]);
    assert_eq!(deleted.no_longer_matching, [id(3), id(4)]);

    let site = busy_site();
    let update = Tag::update_where(filter(), Tag::changes().description("x"));
    let updated = now(update.clone().send(&site.client())).unwrap();
    assert_eq!(where_of(&site, "Tag.update"), expected);
    assert_eq!(
        (updated.len(), updated.no_longer_matching.as_slice()),
        (2, &[id(3), id(4)][..])
    );
    let updated = now(update.reload().send(&busy_site().client())).unwrap();
    assert_eq!(updated.rows[1].id, Some(id(2)));
    assert_eq!(updated.no_longer_matching, [id(3), id(4)]);

    let replace = || Tag::replace(filter(), [Tag::changes().name("tmp")]).matching(Tag::NAME);
    let site = busy_site();
    let replaced = now(replace().send(&site.client())).unwrap();
    assert_eq!(where_of(&site, "Tag.replace"), expected);
    assert_eq!(
        (replaced.rows, replaced.deleted),
        (vec![id(1)], vec![id(2)])
    );
    assert_eq!(replaced.no_longer_matching, [id(3), id(4)]);
    let site = busy_site();
    let replaced = now(site.client().batch((replace(),))).unwrap().0.unwrap();
    assert_eq!(where_of(&site, "Tag.replace"), expected);
    assert_eq!(replaced.no_longer_matching, [id(3), id(4)]);
}

#[test]
fn what_was_left_alone_is_no_row_of_a_partial_report_that_is_done() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values((1..=150).map(|n| json!({"id": n, "name": "tmp"})).collect()),
        _ if sent.request == 1 => values((2..=100).map(|n| json!({"id": n})).collect()),
        _ => Err(("no", 500)),
    });
    let error = now(Tag::delete_where(Tag::NAME.eq("tmp")).send(&site.client())).unwrap_err();
    let report = error.partial_write().unwrap();
    assert_eq!(
        (report.done.len(), report.skipped.as_slice()),
        (99, &[0][..])
    );
    assert!(
        error.to_string().contains("no longer passed the filter"),
        "{error}"
    );
}

/// The records' values would come from a clause `id = 5`, and an empty `IN` is refused by old sites.
#[test]
fn a_replace_never_compares_its_key_with_one_value() {
    let site = Site::new(|sent| match sent.action.as_str() {
        "get" => values(json!([{"id": 5, "name": "tmp"}])),
        _ => Ok(json!({"values": [{"id": 5}], "deleted": []})),
    });
    let replace = |filter| Tag::replace(filter, [Tag::changes().name("x")]);
    now(replace(Tag::NAME.eq("tmp")).send(&site.client())).unwrap();
    assert_eq!(
        site.params("Tag.replace")["where"],
        json!([["name", "=", "tmp"], ["AND", [["id", "IN", [5]]]]])
    );
    for filter in [Tag::NAME.eq("none"), filter::any([])] {
        let site = Site::new(|sent| match sent.action.as_str() {
            "get" => values(json!([])),
            _ => Ok(json!({"values": [{"id": 6}], "deleted": []})),
        });
        let replaced = now(replace(filter).send(&site.client())).unwrap();
        assert_eq!(replaced.rows, [id(6)]);
        let chosen = site.params("Tag.replace")["where"].to_string();
        assert!(chosen.contains(r#"["id","IN",[0]]"#), "{chosen}");
    }
}

/// One row that has the field proves the clause, for every action; and only when none has it the
/// call stops.
#[test]
fn every_action_has_the_same_rule_of_proof() {
    let filter = || Contact::FIRST_NAME.ne("Ada") & Contact::CONTACT_TYPE.is_not_null();
    let changes = || Contact::changes().job_title("x");
    let mixed = || {
        Site::new(|sent| match sent.action.as_str() {
            "get" => values(json!([
                {"id": 1, "contact_type": "Organization"},
                {"id": 2, "contact_type": "Individual", "first_name": "Bo"},
            ])),
            "replace" => Ok(json!({"values": [{"id": 1}], "deleted": [{"id": 2}]})),
            _ => values(json!([{"id": 1}, {"id": 2}])),
        })
    };
    let organizations =
        Site::new(|_| values(json!([{"id": 1, "contact_type": "Organization"}]))).client();
    let replace = || Contact::replace(filter(), [changes().id(id(1))]);
    now(replace().send(&mixed().client())).unwrap();
    now(mixed().client().batch((replace(),)))
        .unwrap()
        .0
        .unwrap();
    now(Contact::delete_where(filter()).send(&mixed().client())).unwrap();
    now(Contact::update_where(filter(), changes()).send(&mixed().client())).unwrap();
    for error in [
        now(replace().send(&organizations)).unwrap_err(),
        now(organizations.batch((replace(),)))
            .unwrap()
            .0
            .unwrap_err(),
        now(Contact::delete_where(filter()).send(&organizations)).unwrap_err(),
        now(Contact::update_where(filter(), changes()).send(&organizations)).unwrap_err(),
    ] {
        assert!(error.is_filter_dropped(), "{error}");
    }
}
