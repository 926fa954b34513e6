//! Streams: one page in memory, every row once, whatever comes and goes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod bindings;

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bindings::site::{Site, answer};
use bindings::{Contact, Setting};
use civi_runtime::read::RowStream;
use civi_runtime::{Actions, Id, Presence, Result};
use futures_core::Stream;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Everything that a stream gives; the prepared site is always ready.
fn collect<R>(mut stream: RowStream<R>) -> Vec<Result<R>> {
    let mut all = Vec::new();
    loop {
        match Pin::new(&mut stream).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(row)) => all.push(row),
            Poll::Ready(None) => return all,
            Poll::Pending => panic!("the prepared site is always ready"),
        }
    }
}

/// A site whose contacts are what a function says at each call; it obeys the request.
fn contacts(mut ids: impl FnMut(usize) -> Vec<i64> + Send + 'static) -> Site {
    let mut calls = 0;
    Site::new(move |_, params| {
        calls += 1;
        let after = params["where"][0][2].as_i64().unwrap_or(i64::MIN);
        let rows: Vec<Json> = ids(calls)
            .into_iter()
            .filter(|id| *id > after)
            .skip(usize::try_from(params["offset"].as_u64().unwrap_or(0)).unwrap())
            .take(usize::try_from(params["limit"].as_u64().unwrap()).unwrap())
            .map(|id| json!({"id": id}))
            .collect();
        Some(answer("Contact", "get", &json!(rows)))
    })
}

fn ids(rows: Vec<Result<Id<Contact>>>) -> Vec<i64> {
    rows.into_iter().map(|row| row.unwrap().get()).collect()
}

#[test]
fn rows_come_one_by_one_and_pages_only_when_needed() {
    let site = contacts(|_| (1..=5).collect());
    let mut stream = Contact::get()
        .select(Contact::ID)
        .page_size(2)
        .stream(&site.client());
    assert!(stream.is_by_key());
    assert!(
        site.asked().is_empty(),
        "nothing is asked for before a row is wanted"
    );
    let mut next = || Pin::new(&mut stream).poll_next(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(next(), Poll::Ready(Some(Ok(id))) if id == Id::new(1)));
    assert!(matches!(next(), Poll::Ready(Some(Ok(id))) if id == Id::new(2)));
    assert_eq!(site.asked().len(), 1);
    assert!(matches!(next(), Poll::Ready(Some(Ok(id))) if id == Id::new(3)));
    assert_eq!(site.asked().len(), 2);
}

#[test]
fn an_error_ends_the_stream() {
    let site = Site::with([answer("Contact", "get", &json!([{"id": 1}, {"id": 2}]))]);
    let rows = collect(
        Contact::get()
            .select(Contact::ID)
            .page_size(2)
            .stream(&site.client()),
    );
    assert_eq!(rows.len(), 3);
    assert!(rows[1].is_ok());
    assert!(rows[2].is_err());
}

#[test]
fn an_order_of_its_own_is_counted_and_says_so() {
    let site = contacts(|_| (1..=5).collect());
    let stream = Contact::get()
        .select(Contact::ID)
        .order_by(Contact::LAST_NAME.desc())
        .page_size(2)
        .stream(&site.client());
    assert!(!stream.is_by_key());
    assert_eq!(ids(collect(stream)), [1, 2, 3, 4, 5]);
    assert_eq!(site.asked()[1]["offset"], 2);
    assert_eq!(
        site.asked()[1]["orderBy"],
        json!({"last_name": "DESC", "id": "ASC"})
    );
}

#[test]
fn without_a_key_an_order_is_demanded() {
    let site = Site::with([answer("Setting", "get", &json!([{"name": "a"}]))]);
    let rows = collect(Setting::get().stream(&site.client()));
    let error = rows[0].as_ref().unwrap_err();
    assert!(error.is_refused());
    assert!(error.to_string().contains("add `.order_by(…)`"), "{error}");
    let ordered = Setting::get()
        .order_by(Setting::NAME.asc())
        .stream(&site.client());
    assert_eq!(collect(ordered).len(), 1);
}

#[test]
fn a_key_that_is_no_number_is_counted() {
    let pages = [json!([{"id": "b"}, {"id": "c"}]), json!([{"id": "d"}])];
    let site = Site::with(pages.map(|page| answer("Contact", "get", &page)));
    let rows = collect(
        Contact::get()
            .select(Contact::ID.presence())
            .page_size(2)
            .stream(&site.client()),
    );
    // The bindings say that the key is a number, so what it is can't be read.
    let told: Vec<_> = rows.into_iter().map(Result::unwrap).collect();
    assert_eq!(told, [Presence::Unreadable; 3]);
    let site = Site::with(
        [
            json!([{"id": "b", "first_name": "B"}, {"id": "c"}]),
            json!([{"id": "d"}]),
        ]
        .map(|page| answer("Contact", "get", &page)),
    );
    let rows = collect(
        Contact::get()
            .select(Contact::FIRST_NAME)
            .page_size(2)
            .stream(&site.client()),
    );
    assert_eq!(rows.len(), 3);
    assert_eq!(site.asked()[1]["offset"], 2);
    assert_eq!(site.asked()[1]["orderBy"], json!({"id": "ASC"}));
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_iterates() {
    let site = contacts(|_| (1..=5).collect());
    let client = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .credential(civi_runtime::Credential::api_key("of-the-test"))
        .transport(site.clone())
        .build()
        .unwrap();
    let rows: Result<Vec<Id<Contact>>> = Contact::get()
        .select(Contact::ID)
        .page_size(2)
        .iter(&client)
        .collect();
    assert_eq!(rows.unwrap().len(), 5);
    assert_eq!(
        Contact::get()
            .select(Contact::ID)
            .rows(&client)
            .unwrap()
            .len(),
        5
    );
}

proptest! {
    /// Rows that are there all the time come exactly once and in order, those that come or go at
    /// most once.
    #[test]
    fn every_lasting_row_comes_exactly_once(
        lasting in prop::collection::btree_set(1_i64..200, 0..60),
        fleeting in prop::collection::vec(prop::collection::btree_set(1_i64..200, 0..20), 1..40),
        size in 1_u64..9,
        limit in prop::option::of(1_u64..80),
    ) {
        let keep = lasting.clone();
        let site = contacts(move |call| {
            let mut now = keep.clone();
            now.extend(fleeting.get(call % fleeting.len()).unwrap());
            now.into_iter().collect()
        });
        let mut get = Contact::get().select(Contact::ID).page_size(size);
        if let Some(limit) = limit {
            get = get.limit(limit);
        }
        let got = ids(collect(get.stream(&site.client())));
        prop_assert!(got.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", got);
        match limit {
            Some(limit) => prop_assert!(got.len() as u64 <= limit),
            None => prop_assert!(lasting.iter().all(|id| got.contains(id))),
        }
        if limit.is_some_and(|limit| (got.len() as u64) < limit) {
            prop_assert!(lasting.iter().all(|id| got.contains(id)));
        }
    }
}
