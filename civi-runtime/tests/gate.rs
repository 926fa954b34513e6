//! One gate and one pager for everything that goes to a site: what `get` refuses, every action
//! refuses, and no read goes on for ever.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Contact, Email, Tag};
use civi_runtime::chain::parent;
use civi_runtime::function::{count, max, sum};
use civi_runtime::prelude::*;
use civi_runtime::{Alias, Error, Field, Filter};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use site::{Site, now, values};

const SCORE: Field<Tag, f64> = Field::new("score");

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

fn silent() -> Site {
    Site::new(|_| Ok(json!({"values": [], "countMatched": 0})))
}

/// An error's text without the call that it was for.
fn reason(error: &Error) -> String {
    let text = error.to_string();
    match text.split_once(": ") {
        Some((call, reason)) if call.starts_with("Tag.") => reason.to_owned(),
        _ => text,
    }
}

/// What every action says of a filter: the errors, each with the action's name.
fn refusals(filter: &Filter<Tag>) -> Vec<(&'static str, Option<Error>)> {
    let site = silent();
    let client = site.client();
    let (filter, changes) = (|| filter.clone(), || Tag::changes().description("x"));
    let get = || Tag::get().filter(filter());
    let replace = || Tag::replace(filter(), [changes()]);
    let all = vec![
        ("get", now(get().rows(&client)).err()),
        ("one", now(get().optional(&client)).err()),
        ("count", now(get().count(&client)).err()),
        ("page", now(get().page(0, 5, &client)).err()),
        ("answer", now(get().answer(&client)).err()),
        ("call", get().call().err()),
        ("batch", now(client.batch((get(),))).unwrap().0.err()),
        ("json", filter().to_json().err()),
        (
            "delete",
            now(Tag::delete_where(filter()).send(&client)).err(),
        ),
        (
            "update",
            now(Tag::update_where(filter(), changes()).send(&client)).err(),
        ),
        ("replace", now(replace().send(&client)).err()),
        (
            "replace in a batch",
            now(client.batch((replace(),))).unwrap().0.err(),
        ),
        (
            "delete dry",
            now(Tag::delete_where(filter()).dry_run().send(&client)).err(),
        ),
        (
            "update dry",
            now(Tag::update_where(filter(), changes())
                .dry_run()
                .send(&client))
            .err(),
        ),
        ("replace dry", now(replace().dry_run().send(&client)).err()),
    ];
    if all.iter().any(|(_, error)| error.is_some()) {
        let writes = ["update", "delete", "replace", "save", "create"];
        for sent in site.sent() {
            assert!(!writes.contains(&&*sent.action), "{sent:?}");
        }
    }
    all
}

fn leaf() -> impl Strategy<Value = Filter<Tag>> {
    let e: Alias<Email, Tag> = Alias::new("e");
    let n = count(Tag::ID).alias("n");
    prop_oneof![
        "[a-z$\\\\\"']{0,4}".prop_map(|text| Tag::NAME.eq(text)),
        prop::collection::vec("[a-z]{0,2}", 0..3).prop_map(|list| Tag::NAME.in_(list)),
        prop::collection::vec("[a-z]{0,2}", 0..3).prop_map(|list| Tag::NAME.not_in(list)),
        any::<f64>().prop_map(|number| SCORE.gt(number)),
        prop::sample::select(vec![f64::NAN, f64::INFINITY, 1.5])
            .prop_map(|end| SCORE.between(0.5, end)),
        "[a-z]{0,1}".prop_map(|end| Tag::NAME.between("a", end)),
        Just(Tag::NAME.eq(parent(Contact::DISPLAY_NAME))),
        Just(e.field(Email::EMAIL).eq("x")),
        Just(n.gt(1)),
        Just(count(Tag::ID).gt(1)),
        Just((SCORE - 1).gt(2)),
        Just(civi_runtime::function::concat((Tag::NAME, "\\")).eq("x")),
        Just(Tag::DESCRIPTION.is_null()),
    ]
}

fn tree() -> impl Strategy<Value = Filter<Tag>> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a & b),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a | b),
            inner.prop_map(|a| !a),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever `get` refuses as a filter, every other action refuses with the same words, and
    /// nothing is sent.
    #[test]
    fn what_get_refuses_every_action_refuses(filter in tree()) {
        let all = refusals(&filter);
        let Some(first) = &all[0].1 else {
            // A write may ask for more than a read: that the filter has a clause.
            for (action, error) in &all[1..] {
                let said = error.as_ref().map(ToString::to_string).unwrap_or_default();
                prop_assert!(error.is_none() || said.contains("has no clause"), "{action}: {said}");
            }
            return Ok(());
        };
        prop_assert!(first.is_refused());
        for (action, error) in &all {
            let Some(error) = error else {
                return Err(TestCaseError::fail(format!("{action} lets through: {first}")));
            };
            prop_assert!(error.is_refused(), "{}", error);
            prop_assert_eq!(reason(error), reason(first), "{}", action);
        }
    }
}

#[test]
fn a_parents_field_and_a_number_without_json_never_delete() {
    let site = silent();
    let client = site.client();
    let of_a_parent = || Email::CONTACT_ID.eq(parent(Contact::ID));
    for (error, said) in [
        (
            now(Email::delete_where(of_a_parent()).send(&client)).err(),
            "`id` of Contact's row",
        ),
        (
            now(Email::update_where(of_a_parent(), Email::changes().email("x")).send(&client))
                .err(),
            "`id` of Contact's row",
        ),
        (
            now(Tag::delete_where(SCORE.gt(f64::NAN)).send(&client)).err(),
            "no JSON form",
        ),
        (
            now(Tag::delete_where(SCORE.gt(f64::NAN))
                .dry_run()
                .send(&client))
            .err(),
            "no JSON form",
        ),
    ] {
        let error = error.unwrap();
        assert!(
            error.is_refused() && error.to_string().contains(said),
            "{error}"
        );
    }
    assert!(site.sent().is_empty());
}

#[test]
fn what_is_read_again_after_a_write_is_checked_too() {
    let site = silent();
    let client = site.client();
    let email: Field<Contact, _, _> = Alias::<Email, Contact>::new("e").field(Email::EMAIL);
    let changes = || Contact::changes().job_title("x");
    let update = Contact::update(changes()).id(id(1));
    for error in [
        now(update.clone().reload_as(email.clone()).send(&client)).unwrap_err(),
        now(update
            .reload_as(count(Contact::ID).alias("n"))
            .send(&client))
        .unwrap_err(),
        now(Contact::save([changes()]).reload_as(email).send(&client)).unwrap_err(),
    ] {
        assert!(error.is_refused(), "{error}");
    }
    assert!(
        site.names().iter().all(|name| name == "Contact.get"),
        "{:?}",
        site.names()
    );
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

#[test]
fn what_no_row_can_pass_needs_no_request() {
    let site = silent();
    let client = site.client();
    let none = || Tag::get().filter(Tag::NAME.in_([""; 0]));
    assert!(now(none().rows(&client)).unwrap().is_empty());
    assert!(now(none().optional(&client)).unwrap().is_none());
    assert!(now(none().first(&client)).unwrap().is_none());
    assert!(now(none().one(&client)).unwrap_err().is_missing());
    assert_eq!(now(none().count(&client)).unwrap(), 0);
    assert_eq!(now(none().page(2, 5, &client)).unwrap().total, 0);
    assert_eq!(now(none().answer(&client)).unwrap().values(), "[]");
    assert!(now(client.batch((none(),))).unwrap().0.unwrap().is_empty());
    assert!(now(none().send(&client)).unwrap().is_empty());
    assert!(
        now(Tag::delete_where(Tag::NAME.in_([""; 0])).send(&client))
            .unwrap()
            .is_empty()
    );
    let filter = || Tag::ID.in_([] as [Id<Tag>; 0]);
    let update = Tag::update_where(filter(), Tag::changes().description("x"));
    assert!(now(update.send(&client)).unwrap().is_empty());
    assert!(site.sent().is_empty());

    // Nothing to leave out is no clause, and still not every row for a write.
    let all = Tag::get().filter(Tag::NAME.not_in([""; 0]) & Tag::LABEL.eq("x"));
    assert_eq!(
        all.call().unwrap().params.get("where"),
        Some(r#"[["label","=","x"]]"#)
    );
    let error = now(Tag::delete_where(Tag::NAME.not_in([""; 0])).send(&client)).unwrap_err();
    assert!(error.is_refused(), "{error}");

    // A count of nothing is a row.
    let counted = Site::new(|_| values(json!([{"n": 0}])));
    let rows = none()
        .select(count(Tag::ID).alias("n"))
        .rows(&counted.client());
    assert_eq!(now(rows).unwrap(), [0]);

    // A chained call without rows is not chained.
    let tags = Site::new(|_| values(json!([{"id": 1}])));
    let chained = Tag::get()
        .select(Tag::ID)
        .limit(5)
        .chain("none", none().select(Tag::NAME));
    assert_eq!(
        now(chained.rows(&tags.client())).unwrap(),
        [(id(1), Vec::new())]
    );
    assert_eq!(tags.params("Tag.get")["chain"], Json::Null);
}

#[test]
fn an_answer_of_one_row_counts_one() {
    // The site's own count is that of the rows underneath.
    let site = Site::new(|sent| {
        let grouped = sent.params["groupBy"].is_array();
        let matched = if grouped { 7 } else { 1252 };
        Ok(json!({"values": [{"n": 1252, "newest": null}], "countMatched": matched}))
    });
    let client = site.client();
    let n = || count(Tag::ID).alias("n");
    assert_eq!(now(Tag::get().select(n()).count(&client)).unwrap(), 1);
    assert_eq!(
        now(Tag::get().select(n()).page(0, 5, &client))
            .unwrap()
            .total,
        1
    );
    let grouped = Tag::get().select((Tag::NAME, n())).group_by(Tag::NAME);
    assert_eq!(now(grouped.count(&client)).unwrap(), 7);
    assert_eq!(now(Tag::get().count(&client)).unwrap(), 1252);
    let having = Tag::get()
        .select((Tag::NAME, n()))
        .having(Tag::NAME.eq("x"));
    now(having.count(&client)).unwrap();

    let nothing = Site::new(|_| Ok(json!({"values": [], "countMatched": 1252}))).client();
    let none = Tag::get().select(n()).having(n().gt(9999));
    assert_eq!(now(none.count(&nothing)).unwrap(), 0);
}

/// The site knows in `having` only what is selected, so a call that only counts must select it too.
#[test]
fn a_count_with_having_selects_what_it_needs() {
    let site = Site::new(|_| Ok(json!({"values": [], "countMatched": 3})));
    let having = Tag::get()
        .select((Tag::NAME, Tag::LABEL))
        .having(Tag::NAME.eq("x"));
    assert_eq!(now(having.count(&site.client())).unwrap(), 3);
    assert_eq!(
        site.params("Tag.get")["select"],
        json!(["name", "label", "row_count"])
    );
}

#[test]
fn rows_have_one_order_however_many_calls_they_take() {
    let order = |get: civi_runtime::Get<Tag>| {
        let site = silent();
        let _ = now(get.rows(&site.client()));
        site.sent()[0].params["orderBy"].to_string()
    };
    let by_id = r#"{"id":"ASC"}"#;
    for page in [10, 60, 500] {
        assert_eq!(order(Tag::get().limit(60).page_size(page)), by_id);
        let named = order(
            Tag::get()
                .limit(60)
                .page_size(page)
                .order_by(Tag::NAME.asc()),
        );
        assert_eq!(named, r#"{"name":"ASC","id":"ASC"}"#);
    }
    assert_eq!(order(Tag::get()), by_id);
    let site = silent();
    let _ = now(site.client().batch((Tag::get().limit(60),)));
    let _ = now(Tag::get().limit(60).send(&site.client()));
    for sent in site.sent() {
        assert_eq!(sent.params["orderBy"].to_string(), by_id);
    }
}

/// `orderBy` means its keys in order, and a JSON field may hold such an object too.
#[test]
fn the_keys_of_json_keep_their_order() {
    let order = json!({"name": "ASC", "id": "DESC", "label": "ASC"});
    let text = r#"{"name":"ASC","id":"DESC","label":"ASC"}"#;
    let call = Tag::get()
        .raw("orderBy", order.clone())
        .limit(3)
        .call()
        .unwrap();
    assert_eq!(call.params.get("orderBy"), Some(text));
    let site = silent();
    let _ = now(Tag::get()
        .raw("orderBy", order.clone())
        .rows(&site.client()));
    assert_eq!(site.sent()[0].params["orderBy"].to_string(), text);

    let values = civi_runtime::Values::<Tag, civi_runtime::Changes>::new();
    let values = values.set::<Json>("api_params", json!({"orderBy": order.clone(), "a": 1}));
    let sent = format!(r#"{{"api_params":{{"orderBy":{text},"a":1}}}}"#);
    assert_eq!(values.to_json().unwrap(), sent);
    let action = civi_runtime::SiteAction::<Tag>::new("run").set::<Json>("order", order);
    assert_eq!(action.call().unwrap().params.get("order"), Some(text));
    let row: Json = serde_json::from_str(text).unwrap();
    assert_eq!(row.to_string(), text);
}

#[test]
fn what_the_site_would_refuse_is_refused_before() {
    let refused = |get: civi_runtime::Result<civi_runtime::Call>, said: &str| {
        let error = get.unwrap_err();
        assert!(
            error.is_refused() && error.to_string().contains(said),
            "{error}"
        );
    };
    let n = || count(Tag::ID).alias("n");
    let grouped = || Tag::get().select((Tag::NAME, n())).group_by(Tag::NAME);
    assert!(grouped().having(n().gt(1)).call().is_ok());
    assert!(grouped().having(count(Tag::ID).gt(1)).call().is_ok());
    refused(
        grouped().having(Tag::LABEL.eq("x")).call(),
        "`label`, which is not selected",
    );
    refused(
        grouped().having(Tag::ID.gt(id(1))).call(),
        "`id`, which is not selected",
    );
    assert!(
        Tag::get()
            .select(Tag::NAME)
            .having(Tag::ID.gt(id(1)))
            .call()
            .is_ok()
    );
    refused(
        grouped().filter(count(Tag::ID).gt(1)).call(),
        "a filter uses `COUNT(id)`",
    );
    refused(
        grouped().group_by(max(Tag::ID)).call(),
        "`group_by` uses `MAX(id)`",
    );
    refused(
        Tag::get().select(count(Tag::ID).alias("label")).call(),
        "a field of the entity",
    );
    refused(
        Tag::get().select(sum(SCORE - 1).alias("s")).call(),
        "`SUM` does not take",
    );
}
