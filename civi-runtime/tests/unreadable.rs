//! Values that are not what the site declares: they cost no more than themselves, and are kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use std::sync::{Arc, Mutex};

use bindings::{Contact, Contribution, Email, contribution};
use civi_runtime::prelude::*;
use civi_runtime::read::parent;
use civi_runtime::{
    Client, Decimal, Error, Field, Presence, SchemaCheck, UnreadableValue, UnreadableValues, field,
};
use serde_json::{Value as Json, json};
use site::{Site, now};

fn site(rows: Json) -> Site {
    Site::new(move |sent| {
        let limit = sent.params["limit"]
            .as_u64()
            .map(|limit| usize::try_from(limit).unwrap());
        let after = sent.params["where"][0][2].as_i64().unwrap_or(0);
        let all = rows.as_array().unwrap();
        let found = all
            .iter()
            .filter(|row| row["id"].as_i64().is_none_or(|id| id > after));
        let found: Json = found.take(limit.unwrap_or(usize::MAX)).cloned().collect();
        Ok(json!({"values": found, "countMatched": all.len()}))
    })
}

fn client(site: &Site) -> Client {
    let builder = site.builder().schema_check(SchemaCheck::Off);
    builder.build().unwrap()
}

/// One wrong value of every kind that a column can be declared as.
fn contributions() -> Json {
    json!([
        {"id": 1, "contact_id": 7, "total_amount": 10.5, "fee_amount": [1], "currency": "EUR",
         "receive_date": "2026-01-02 03:04:05", "is_test": {"a": true}},
        {"id": 2, "contact_id": {"id": 7}, "total_amount": "much", "fee_amount": 0.5,
         "currency": ["EUR"], "receive_date": "soon", "is_test": "perhaps"},
        {"id": 3, "contact_id": 8, "total_amount": 3, "fee_amount": true, "currency": "CHF",
         "receive_date": [2026, 1], "is_test": 2, "contribution_status_id": 1.5},
    ])
}

fn told() -> (
    Arc<Mutex<Vec<UnreadableValue>>>,
    impl Fn(&UnreadableValue) + Send + Sync + 'static,
) {
    let told: Arc<Mutex<Vec<UnreadableValue>>> = Arc::default();
    let also = Arc::clone(&told);
    let tell = move |value: &UnreadableValue| also.lock().unwrap().push(value.clone());
    (told, tell)
}

fn shown(told: &Mutex<Vec<UnreadableValue>>) -> Vec<String> {
    let told = told.lock().unwrap();
    let shown = told.iter().map(|value| {
        let (row, field) = (value.row(), value.field());
        format!("{row} {field}: {}, not {}", value.json(), value.expected())
    });
    shown.collect()
}

const WRONG: [&str; 10] = [
    "0 fee_amount: [1], not an amount",
    r#"0 is_test: {"a":true}, not true or false"#,
    r#"1 contact_id: {"id":7}, not a whole number"#,
    r#"1 total_amount: "much", not an amount"#,
    r#"1 receive_date: "soon", not a timestamp (YYYY-MM-DD HH:MM:SS)"#,
    r#"1 is_test: "perhaps", not true or false"#,
    "2 fee_amount: true, not an amount",
    "2 receive_date: [2026,1], not a timestamp (YYYY-MM-DD HH:MM:SS)",
    "2 is_test: 2, not true or false",
    "2 contribution_status_id: 1.5, not a whole number",
];

fn check(rows: &[contribution::Row]) {
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].total_amount, Some("10.5".parse().unwrap()));
    assert_eq!((rows[0].fee_amount, rows[0].is_test), (None, None));
    assert_eq!(
        rows[0].receive_date.unwrap().to_string(),
        "2026-01-02T03:04:05"
    );
    assert_eq!((rows[1].contact_id, rows[1].total_amount), (None, None));
    assert_eq!(rows[1].fee_amount, Some("0.5".parse().unwrap()));
    assert_eq!(rows[1].currency.as_deref(), Some(r#"["EUR"]"#));
    assert_eq!(
        (rows[2].id, rows[2].contact_id),
        (Some(Id::new(3)), Some(Id::new(8)))
    );
}

#[test]
fn a_whole_row_keeps_what_can_be_read_and_tells_the_rest() {
    let site = site(contributions());
    let client = client(&site);
    let get = || Contribution::get().on_unreadable(told().1);
    let (told, tell) = told();
    check(&now(Contribution::get().on_unreadable(tell).rows(&client)).unwrap());
    assert_eq!(shown(&told), WRONG);
    assert!(!format!("{:?}", told.lock().unwrap()).contains("much"));
    // However they come.
    check(&now(get().limit(3).send(&client)).unwrap());
    check(&now(get().page(0, 3, &client)).unwrap().rows);
    let (batched,) = now(client.batch((get().limit(3),))).unwrap();
    check(&batched.unwrap());
    assert_eq!(
        now(get().first(&client)).unwrap().unwrap().id,
        Some(Id::new(1))
    );
}

#[test]
fn rows_are_counted_over_pages_streams_and_batches() {
    let site = site(contributions());
    let client = client(&site);
    let (read, tell) = told();
    let get = Contribution::get().on_unreadable(tell).page_size(2);
    check(&now(get.rows(&client)).unwrap());
    assert_eq!(shown(&read), WRONG);
    assert_eq!(site.sent().len(), 2);

    let (streamed, tell) = told();
    let get = Contribution::get().on_unreadable(tell).page_size(1);
    let mut stream = get.stream(&client);
    let mut rows = Vec::new();
    now(async {
        use futures_core::Stream as _;
        while let Some(row) =
            std::future::poll_fn(|cx| std::pin::Pin::new(&mut stream).poll_next(cx)).await
        {
            rows.push(row.unwrap());
        }
    });
    check(&rows);
    assert_eq!(shown(&streamed), WRONG);

    let (batched, tell) = told();
    let get = Contribution::get().on_unreadable(tell).limit(3);
    check(&now(client.batch((get,))).unwrap().0.unwrap());
    assert_eq!(shown(&batched), WRONG);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_reads_the_same() {
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .schema_check(SchemaCheck::Off)
        .transport(site(contributions()))
        .build()
        .unwrap();
    let (told, tell) = told();
    check(
        &Contribution::get()
            .on_unreadable(tell)
            .rows(&client)
            .unwrap(),
    );
    assert_eq!(shown(&told), WRONG);
    let stream = Contribution::get().page_size(2).iter(&client);
    check(&stream.map(Result::unwrap).collect::<Vec<_>>());
}

#[test]
fn in_a_tuple_an_unreadable_value_is_no_null_and_a_demanded_one_is_an_error() {
    let client = client(&site(contributions()));
    let fee: Field<Contribution, Decimal> = field("fee_amount");
    let get = Contribution::get().select((Contribution::ID, fee.presence(), fee));
    let rows = now(get.rows(&client)).unwrap();
    let half = "0.5".parse().unwrap();
    assert_eq!(
        rows,
        [
            (Id::new(1), Presence::Unreadable, None),
            (Id::new(2), Presence::Value(half), Some(half)),
            (Id::new(3), Presence::Unreadable, None),
        ]
    );
    // As JSON it is there.
    let raw: Field<Contribution, Json> = field("fee_amount");
    let rows = now(Contribution::get().select(raw).rows(&client)).unwrap();
    assert_eq!(
        rows,
        [Some(json!([1])), Some(json!(0.5)), Some(json!(true))]
    );

    let get = Contribution::get().select((Contribution::ID, Contribution::TOTAL_AMOUNT));
    let error = now(get.rows(&client)).unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(
        (error.row(), error.fields()),
        (Some(1), &["total_amount".to_owned()][..])
    );
    for part in ["Contribution", "an amount", "much", ".optional()"] {
        assert!(error.to_string().contains(part), "{part} in {error}");
    }
}

#[test]
fn a_policy_refuses_them_all() {
    let builder = site(contributions())
        .builder()
        .schema_check(SchemaCheck::Off);
    let client = builder
        .unreadable_values(UnreadableValues::Refuse)
        .build()
        .unwrap();
    let error: Error = now(Contribution::get().rows(&client)).unwrap_err();
    assert!(error.is_decode() && error.row() == Some(0), "{error}");
    assert_eq!(error.fields(), ["fee_amount"]);
}

#[test]
fn lists_that_are_cut_by_one_wrong_element_are_kept_whole() {
    let rows = json!([{"id": 1, "sort": [1, 2, "x"]}, {"id": 2, "sort": {"a": 1, "b": []}},
        {"id": 3, "sort": [4]}]);
    let client = client(&site(rows));
    let sort: Field<Contact, Vec<i64>> = field("sort");
    let (told, tell) = told();
    let get = Contact::get().select(sort).on_unreadable(tell);
    let read = now(get.rows(&client)).unwrap();
    assert_eq!(read, [None, None, Some(vec![4])]);
    let expected = [
        "0 sort: [1,2,\"x\"], not",
        "1 sort: {\"a\":1,\"b\":[]}, not",
    ];
    for (shown, expected) in shown(&told).iter().zip(expected) {
        assert!(shown.starts_with(expected), "{shown}");
    }
}

#[test]
fn chained_rows_are_told_of_with_their_row() {
    let rows = json!([
        {"id": 1, "emails": []},
        {"id": 2, "emails": [{"id": 5, "on_hold": 0}, {"id": 6, "on_hold": {"no": 1}}]},
    ]);
    let client = client(&site(rows));
    let on_hold: Field<Email, i64> = field("on_hold");
    let (told, tell) = told();
    let emails = Email::get()
        .select((Email::ID, on_hold))
        .filter(Email::CONTACT_ID.eq(parent(Contact::ID)));
    let get = Contact::get().select(Contact::ID).on_unreadable(tell);
    let read = now(get.chain("emails", emails).rows(&client)).unwrap();
    assert_eq!(read[1].1, [(Id::new(5), Some(0)), (Id::new(6), None)]);
    assert_eq!(
        shown(&told),
        ["1 emails.on_hold: {\"no\":1}, not a whole number"]
    );
    // A chained call that gave no rows at all is no value that could be kept.
    let client = self::client(&site(json!([{"id": 2, "emails": "none"}])));
    let get = Contact::get().select(Contact::ID);
    assert!(
        now(get.chain("emails", Email::get()).rows(&client))
            .unwrap_err()
            .is_decode()
    );
}

#[test]
fn json_that_is_broken_inside_of_such_a_value_is_still_an_error() {
    use civi_runtime::row::read_records;
    for body in [r#"[{"id":[1,}]"#, r#"[{"id":{"a"}}]"#, r#"[{"id":["#] {
        assert!(
            read_records::<contribution::Row>(body.as_bytes()).is_err(),
            "{body}"
        );
    }
}

#[cfg(feature = "macros")]
mod derived {
    use civi_runtime::CiviEntity;

    use super::*;

    fn said(fee: Option<Decimal>) -> Result<String, std::convert::Infallible> {
        Ok(fee.map_or_else(|| "none".to_owned(), |fee| fee.to_string()))
    }

    #[derive(Debug, PartialEq, CiviEntity)]
    #[civi_entity(entity = "Contribution", schema = "../schemas/standalone-6.17")]
    struct Gift {
        id: Id<Gift>,
        fee_amount: Option<Decimal>,
        is_test: Presence<bool>,
    }

    #[derive(Debug, PartialEq, CiviEntity)]
    #[civi_entity(entity = "Contribution", schema = "../schemas/standalone-6.17")]
    struct Free {
        id: Id<Free>,
        #[civi_entity(null = Decimal::ZERO)]
        fee_amount: Decimal,
    }

    #[derive(Debug, PartialEq, CiviEntity)]
    #[civi_entity(entity = "Contribution", schema = "../schemas/standalone-6.17")]
    struct Said {
        id: Id<Said>,
        #[civi_entity(field = "fee_amount", with = said)]
        fee: String,
    }

    #[derive(Debug, CiviEntity)]
    #[civi_entity(
        entity = "Contribution",
        schema = "../schemas/standalone-6.17",
        read,
        write(update)
    )]
    struct Changed {
        id: Id<Changed>,
        fee_amount: Presence<Decimal>,
        is_test: Option<bool>,
    }

    #[derive(Debug, CiviEntity)]
    #[civi_entity(
        entity = "Contribution",
        schema = "../schemas/standalone-6.17",
        read,
        write(update)
    )]
    struct Cleared {
        id: Id<Cleared>,
        #[civi_entity(write_null)]
        fee_amount: Option<Decimal>,
    }

    #[derive(Debug, CiviEntity)]
    #[civi_entity(entity = "Contribution", schema = "../schemas/standalone-6.17")]
    struct Fees {
        fee_amount: Option<Decimal>,
        net_amount: Presence<Decimal>,
    }

    #[derive(Debug, CiviEntity)]
    #[civi_entity(entity = "Contribution", schema = "../schemas/standalone-6.17")]
    struct WithFees {
        id: Id<WithFees>,
        #[civi_entity(flatten)]
        fees: Option<Fees>,
    }

    #[test]
    fn a_part_of_a_struct_with_nothing_but_an_unreadable_value_is_there() {
        let rows = json!([{"id": 1, "fee_amount": null}, {"id": 2, "net_amount": ["?"]}]);
        let client = client(&site(rows));
        let rows: Vec<WithFees> = now(WithFees::get().rows(&client)).unwrap();
        assert!(rows[0].fees.is_none() && rows[0].id == Id::new(1));
        let fees = rows[1].fees.as_ref().unwrap();
        assert_eq!(
            (fees.fee_amount, fees.net_amount),
            (None, Presence::Unreadable)
        );
    }

    #[test]
    fn what_could_not_be_read_is_not_written_back_as_null() {
        use civi_runtime::{Changes, Values};
        let client = client(&site(contributions()));
        let row: Changed = now(Changed::get().rows(&client)).unwrap().remove(0);
        assert_eq!((row.fee_amount, row.is_test), (Presence::Unreadable, None));
        let values: Values<Changed, Changes> = row.into();
        assert_eq!(values.to_json().unwrap(), r#"{"id":1}"#);
        // Where the struct says that `None` clears the field, it must not come of such a value.
        let error = now(Cleared::get().rows(&client)).map(drop).unwrap_err();
        assert!(
            error.is_decode() && error.to_string().contains("found [1]"),
            "{error}"
        );
        let null = self::client(&site(json!([{"id": 1, "fee_amount": null}])));
        let values: Values<Cleared, Changes> =
            now(Cleared::get().rows(&null)).unwrap().remove(0).into();
        assert_eq!(values.to_json().unwrap(), r#"{"id":1,"fee_amount":null}"#);
    }

    #[test]
    fn a_struct_reads_the_rest_and_no_default_stands_for_what_is_unreadable() {
        let client = client(&site(contributions()));
        let gifts: Vec<Gift> = now(Gift::get().rows(&client)).unwrap();
        let half = "0.5".parse().unwrap();
        let seen: Vec<_> = gifts
            .iter()
            .map(|gift| (gift.fee_amount, gift.is_test))
            .collect();
        assert_eq!(
            seen,
            [
                (None, Presence::Unreadable),
                (Some(half), Presence::Unreadable),
                (None, Presence::Unreadable)
            ]
        );
        let errors = [
            now(Free::get().rows(&client)).map(drop).unwrap_err(),
            now(Said::get().rows(&client)).map(drop).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_decode() && error.row() == Some(0), "{error}");
            assert!(error.to_string().contains("found [1]"), "{error}");
        }
        let null = self::client(&site(json!([{"id": 1, "fee_amount": null}])));
        assert_eq!(
            now(Free::get().rows(&null)).unwrap()[0].fee_amount,
            Decimal::ZERO
        );
        assert_eq!(now(Said::get().rows(&null)).unwrap()[0].fee, "none");
    }
}
