//! What a site of an older release does not have is refused before it is sent, by what the bindings
//! say of the site (APIv4 wire contract §8, §12.21).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod site;

use civi_runtime::function::{Sign, compare, concat_ws};
use civi_runtime::function::{coalesce, concat, count, if_, json_extract, upper, year};
use civi_runtime::prelude::*;
use civi_runtime::read::parent;
use civi_runtime::{self as rt, Alias, Call, Error, Field, Release, Slot};
use serde_json::{Value as Json, json};
use site::{Site, now};

#[derive(Debug, Default)]
pub struct Row;
impl rt::Record for Row {
    const COLUMNS: &'static [&'static str] = &[];
    fn slot(&mut self, _: usize) -> Slot<'_> {
        Slot::Skip
    }
}

/// The same entity on sites of several releases.
macro_rules! people {
    ($($name:ident $major:literal $minor:literal)+) => {$(
        #[derive(Debug)]
        pub enum $name {}
        impl rt::Entity for $name {
            const NAME: &'static str = "Contact";
            const RELEASE: Release = Release::new($major, $minor);
        }
        impl rt::Keyed for $name { type Key = Id<$name>; }
        impl rt::CanGet for $name { type Row = Row; }
        impl rt::CanCreate for $name {}
        impl rt::CanSave for $name {}
        impl rt::CanReplace for $name {}
        impl rt::CanAutocomplete for $name {}
        impl $name {
            const ID: Field<$name, Id<$name>, rt::PrimaryKey> = Field::new("id");
            const LAST: Field<$name, String> = Field::new("last_name");
            const NICK: Field<$name, String> = Field::new("nick_name");
            const BORN: Field<$name, rt::Date> = Field::new("birth_date");
            const EMPLOYER: Field<$name, Id<$name>> = Field::new("employer_id");
        }
    )+};
}
people! { Oldest 5 36  Old 5 39  Middle 5 77  New 6 17 }
impl rt::CanErase for Old {}
impl rt::CanDelete for New {}
impl rt::CanTrash for New {}

/// Each call with what it needs, for one of the entities.
macro_rules! calls {
    ($of:ident) => {{
        let e: Alias<$of, $of> = Alias::new("e");
        let on = || $of::EMPLOYER.eq_field(e.field($of::ID));
        let get = || $of::get();
        let records = || [rt::Values::<$of, rt::Changes>::new().set::<String>("last_name", "x")];
        let chained = || $of::get().filter($of::ID.eq(parent($of::ID)) & $of::LAST.eq("$id"));
        let named = |expression| get().filter(expression).call();
        let calls: Vec<((u16, u16), &str, rt::Result<Call>)> = vec![
            ((5, 43), "REGEXP", named($of::LAST.regexp("^A"))),
            ((5, 63), "NOT CONTAINS", named($of::LAST.not_contains("A"))),
            (
                (5, 68),
                "REGEXP BINARY",
                named($of::LAST.regexp_binary("^A")),
            ),
            ((5, 43), "`nick_name`", named($of::LAST.eq_field($of::NICK))),
            (
                (5, 43),
                "`UPPER(last_name)`",
                named(upper($of::LAST).eq("A")),
            ),
            (
                (5, 40),
                "`YEAR`",
                get().select(year($of::BORN).alias("y")).call(),
            ),
            (
                (5, 40),
                "`CONCAT_WS`",
                get()
                    .select(concat_ws("-", ($of::LAST, $of::NICK)).alias("c"))
                    .call(),
            ),
            (
                (6, 14),
                "`JSON_EXTRACT`",
                get()
                    .select(json_extract($of::LAST, "$.a").alias("j"))
                    .call(),
            ),
            (
                (5, 43),
                "equation",
                get()
                    .select(compare($of::LAST, Sign::Eq, $of::NICK).alias("c"))
                    .call(),
            ),
            (
                (5, 40),
                "`YEAR`",
                get()
                    .select((year($of::BORN).alias("y"), count($of::ID).alias("n")))
                    .group_by(year($of::BORN))
                    .call(),
            ),
            ((5, 37), "excludes", get().join(e.exclude(on())).call()),
            (
                (5, 40),
                "negation",
                get()
                    .join(e.left(
                        on() & (e.field($of::LAST).eq("A")
                            | !(e.field($of::LAST).contains("B") & e.field($of::NICK).eq("B"))),
                    ))
                    .call(),
            ),
            ((5, 54), "language", get().language("de_DE").call()),
            (
                (5, 43),
                "chained",
                get().select($of::ID).chain("others", chained()).call(),
            ),
            (
                (5, 44),
                "matching",
                $of::save(records()).matching($of::LAST).call(),
            ),
            (
                (5, 61),
                "matching",
                $of::replace($of::LAST.eq("x"), records())
                    .matching($of::LAST)
                    .call(),
            ),
            (
                (6, 6),
                "search_field",
                $of::autocomplete("a").search_field("last_name").call(),
            ),
        ];
        calls
    }};
}

fn check(release: (u16, u16), calls: Vec<((u16, u16), &str, rt::Result<Call>)>) {
    for (since, what, call) in calls {
        if release >= since {
            assert!(call.is_ok(), "{what} on {release:?}: {:?}", call.err());
            continue;
        }
        let error: Error = call.expect_err(what);
        assert!(error.is_refused(), "{error}");
        let text = error.to_string();
        assert!(text.contains(what), "{what}: {text}");
        assert!(text.contains(&format!("{}.{}", since.0, since.1)), "{text}");
        assert!(
            text.contains(&format!("{}.{}", release.0, release.1)),
            "{text}"
        );
    }
}

#[test]
fn what_a_release_lacks_is_refused_and_what_it_has_is_not() {
    check((5, 36), calls!(Oldest));
    check((5, 39), calls!(Old));
    check((5, 77), calls!(Middle));
    check((6, 17), calls!(New));
}

#[test]
fn what_every_release_has_is_sent() {
    let call = Old::get()
        .select((
            concat((Old::LAST, Old::NICK)).alias("both"),
            coalesce(Old::LAST, (Old::NICK,)).alias("either"),
            upper(Old::LAST).alias("loud"),
        ))
        .filter(Old::LAST.like("A%") & Old::NICK.contains("b") & Old::ID.in_([1, 2].map(Id::new)))
        .order_by(Old::LAST.asc())
        .call();
    assert!(call.is_ok(), "{call:?}");
    // In a join an expression is all that there is, and each value of a list has its own clause.
    let e: Alias<Old, Old> = Alias::new("e");
    let on =
        Old::EMPLOYER.eq_field(e.field(Old::ID)) & e.field(Old::LAST).contains_one_of(["A", "B"]);
    let joined = Old::get().join(e.left(on)).call();
    assert!(joined.is_ok(), "{joined:?}");
    let condition = if_(Old::LAST, "a", "b").alias("c");
    assert!(Old::get().select(condition).call().is_ok());
}

/// A name in quotes is no function.
#[test]
fn a_text_that_names_a_function_is_a_text() {
    let call = Old::get()
        .select(concat((Old::LAST, "YEAR(x)")).alias("both"))
        .call();
    assert!(call.is_ok(), "{call:?}");
}

#[test]
fn nothing_is_asked_where_something_is_refused() {
    let site = Site::new(|_| Ok(json!({"values": []})));
    let refused = now(Old::get()
        .filter(Old::LAST.regexp("^A"))
        .rows(&site.client()))
    .unwrap_err();
    assert!(refused.is_refused());
    let records = [rt::Values::<Old, rt::Changes>::new().set::<String>("last_name", "x")];
    let refused = now(Old::save(records).matching(Old::LAST).send(&site.client())).unwrap_err();
    assert!(refused.is_refused());
    assert!(site.sent().is_empty());
}

fn sent_where(call: &Call) -> Json {
    let params: Json = serde_json::from_str(&call.params.to_json()).unwrap();
    params["where"].clone()
}

/// 5.39 writes `ANDNOT` where a negation is not the first of its group.
#[test]
fn negations_stand_first_where_the_site_needs_it() {
    let either = |a: Filter<Old>, b: Filter<Old>| a | b;
    let (ann, bob) = (|| Old::LAST.eq("Ann"), || Old::LAST.eq("Bob"));
    let both_nick = || Old::NICK.contains("x") & Old::NICK.contains("y");
    let sent = |filter: Filter<Old>| sent_where(&Old::get().filter(filter).call().unwrap());
    let nick = json!([
        "AND",
        [
            ["nick_name", "CONTAINS", "x"],
            ["nick_name", "CONTAINS", "y"]
        ]
    ]);
    assert_eq!(
        sent(either(ann(), !both_nick())),
        json!([["OR", [["NOT", nick], ["last_name", "=", "Ann"]]]])
    );
    // Two become one, by De Morgan.
    assert_eq!(
        sent(either(either(!ann(), bob()), !both_nick())),
        json!([[
            "OR",
            [
                ["NOT", ["AND", [["last_name", "=", "Ann"], nick]]],
                ["last_name", "=", "Bob"]
            ]
        ]])
    );
    let newer = New::get()
        .filter(New::LAST.eq("Ann") | !(New::NICK.contains("x") & New::NICK.contains("y")));
    let params: Json = serde_json::from_str(&newer.call().unwrap().params.to_json()).unwrap();
    assert_eq!(params["where"][0][1][0], json!(["last_name", "=", "Ann"]));
}

/// 5.39 stores the JSON `false` in a custom field as null, and 0 as false.
#[test]
fn custom_flags_are_written_as_numbers() {
    enum Jobs {}
    impl rt::Entity for Jobs {
        const NAME: &'static str = "Custom_Jobs";
    }
    let values = rt::Values::<Old>::new()
        .set::<bool>("is_opt_out", false)
        .set::<Option<bool>>("Facts.vegan", false)
        .set::<Option<bool>>("Facts.member", true)
        .set::<Option<bool>>("Facts.unknown", None);
    assert_eq!(
        values.to_json().unwrap(),
        r#"{"is_opt_out":false,"Facts.vegan":0,"Facts.member":1,"Facts.unknown":null}"#
    );
    let row = rt::Values::<Jobs>::new().set::<bool>("current", false);
    assert_eq!(row.to_json().unwrap(), r#"{"current":0}"#);
}

#[test]
fn erasing_has_its_own_name_and_says_nothing_of_a_trash_that_is_not_there() {
    let params = |call: rt::Result<Call>| call.unwrap().params.to_json();
    assert_eq!(
        params(Old::erase([Id::new(3)]).call()),
        r#"{"where":[["id","=",3]]}"#
    );
    assert_eq!(
        params(New::erase([Id::new(3)]).call()),
        r#"{"where":[["id","=",3]],"useTrash":false}"#
    );
    assert_eq!(
        params(New::delete([Id::new(3)]).call()),
        r#"{"where":[["id","=",3]]}"#
    );
}

/// Before 5.64 a batch with a failing call is answered by one error (APIv4 wire contract §1.7): the
/// bindings say so before it happens, and each write has its own outcome from the first batch on.
#[test]
fn writes_to_a_site_before_5_64_go_singly() {
    fn site() -> Site {
        Site::new(|sent| match sent.params.to_string().contains("bad") {
            true => Err(("DB Error: already exists", 500)),
            false => site::values(json!([{ "id": 1 }])),
        })
    }
    fn requests(site: &Site) -> Vec<(String, usize)> {
        let sent = site.sent().into_iter();
        sent.map(|sent| (sent.action, sent.request)).collect()
    }
    macro_rules! several {
        ($of:ident, $site:ident) => {{
            let client = $site.client();
            let make = |name: &str| {
                let values = rt::Values::<$of, rt::Complete>::new();
                $of::create(values.set::<String>("last_name", name))
            };
            let read = || $of::get().select($of::ID).limit(1);
            now(client.batch((read(), make("a"), make("bad"), make("b"), read(), read()))).unwrap()
        }};
    }
    let old = site();
    let (read, first, bad, last, ..) = several!(Old, old);
    assert!(read.is_ok() && first.is_ok() && last.is_ok());
    let error = bad.unwrap_err();
    assert!(error.is_api() && !error.is_outcome_unknown(), "{error}");
    // The reads share a request where nothing stands between them.
    let expected = [
        ("get", 0),
        ("create", 1),
        ("create", 2),
        ("create", 3),
        ("get", 4),
        ("get", 4),
    ];
    assert_eq!(
        requests(&old),
        expected.map(|(name, at)| (name.to_owned(), at))
    );

    let new = site();
    let (_, first, bad, ..) = several!(Middle, new);
    assert!(first.is_ok() && bad.is_err());
    assert!(
        requests(&new).iter().all(|(_, at)| *at == 0),
        "{:?}",
        requests(&new)
    );

    // What a `save` can't send twice goes one by one, in the same way.
    macro_rules! saved {
        ($of:ident, $site:ident) => {{
            let records = ["a", "b", "bad", "c"]
                .map(|name| rt::Values::<$of, rt::Changes>::new().set::<String>("last_name", name));
            now($of::save(records).send(&$site.client())).unwrap_err()
        }};
    }
    let old = site();
    let error = saved!(Old, old);
    let report = error.partial_write().unwrap();
    let done: Vec<usize> = report.done.iter().map(|done| done.index).collect();
    assert_eq!(
        (done, report.failed[0].index),
        (vec![0, 1, 3], 2),
        "{error}"
    );
    assert!(report.unknown.is_empty());
    assert_eq!(
        requests(&old).iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [0, 1, 2, 3]
    );
    let new = site();
    saved!(Middle, new);
    assert!(requests(&new).iter().all(|(_, at)| *at == 0));
    // A read that chains a write is none, and an action of the site's own goes alone too.
    let old = site();
    let chain = json!({"note": ["Note", "create", {"values": {"note": "x"}}]});
    let chained = || {
        Old::get()
            .select(Old::ID)
            .limit(1)
            .raw("chain", chain.clone())
    };
    let read = || Old::get().select(Old::ID).limit(1);
    let calls = vec![read(), chained(), read(), chained()];
    let results = now(old.client().batch(calls)).unwrap();
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(
        requests(&old).iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [0, 1, 2, 3]
    );
    let old = site();
    let action = |name: &'static str| {
        let action = rt::SiteAction::<Old>::new("merge");
        action.set::<String>("mode", name)
    };
    let results = now(old.client().batch(vec![action("bad"), action("safe")])).unwrap();
    assert!(results[0].is_err() && results[1].is_ok());
    assert_eq!(
        requests(&old).iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [0, 1]
    );
}

/// A call without bindings can't say which release its site has; a client that has used bindings of
/// an old one knows it, however they were used, and so do its clones.
#[test]
fn calls_without_bindings_go_singly_as_soon_as_bindings_have_told_the_release() {
    use civi_runtime::setting;

    type Step = fn(&rt::Client);
    let tells: [(&str, Step, bool); 5] = [
        ("nothing", |_| {}, false),
        (
            "a read",
            |client| {
                now(Old::get().select(Old::ID).limit(1).rows(client)).unwrap();
            },
            true,
        ),
        (
            "a read of a newer site",
            |client| {
                now(Middle::get().select(Middle::ID).limit(1).rows(client)).unwrap();
            },
            false,
        ),
        (
            "a batch",
            |client| {
                let read = || Old::get().select(Old::ID).limit(1);
                now(client.batch((read(), read()))).unwrap().0.unwrap();
            },
            true,
        ),
        (
            "a write",
            |client| {
                let values = rt::Values::<Old, rt::Complete>::new();
                let values = values.set::<String>("last_name", "a");
                now(Old::create(values).send(client)).unwrap();
            },
            true,
        ),
    ];
    for (what, tell, singly) in tells {
        let site = Site::new(|_| site::values(json!([{ "id": 1, "name": "x", "value": "x" }])));
        let client = site.client();
        tell(&client.clone());
        let before = site.sent().len();
        let set = |name: &str| setting::set(name, "x");
        let _ = now(client.batch(vec![set("a"), set("b")])).unwrap();
        let sent = site.sent();
        let [first, second] = &sent[before..] else {
            panic!("{what}: {sent:?}")
        };
        assert_eq!(first.request != second.request, singly, "{what}");
    }

    // Both in one batch.
    let site = Site::new(|_| site::values(json!([{ "id": 1, "name": "x", "value": "x" }])));
    let set = |name: &str| setting::set(name, "x");
    let read = Old::get().select(Old::ID).limit(1);
    let _ = now(site.client().batch((set("a"), set("b"), read))).unwrap();
    let requests: Vec<usize> = site.sent().iter().map(|sent| sent.request).collect();
    assert_eq!(requests, [0, 1, 2]);
}
