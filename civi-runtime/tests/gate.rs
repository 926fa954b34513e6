//! One gate for everything that goes to a site: what `get` refuses, every action refuses, and what
//! is known without the site is not asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::{Contact, Email, Tag};
use civi_runtime::function::{count, max, sum};
use civi_runtime::prelude::*;
use civi_runtime::read::parent;
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
    let email: Field<Contact, _, _, _> = Alias::<Email, Contact>::new("e").field(Email::EMAIL);
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
