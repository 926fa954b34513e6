//! Ten thousand writes in chunks, while one request in twenty misbehaves: what the reports say is
//! in, what is not and what is unknown agrees with the database for every record.

#![allow(clippy::unwrap_used)] // these are tests

use std::collections::{BTreeMap, BTreeSet};

use civi_runtime::prelude::*;
use civi_sandbox::{Misbehaviour, Sandbox};
use testing::Tag;

const RECORDS: usize = 10_000;

/// What the reports say of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    In(i64),
    Unknown,
}

#[test]
fn reports_of_writes_agree_with_the_database() {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    let sandbox = Sandbox::open(snapshot).unwrap().build().unwrap();
    let client = sandbox.blocking_client().unwrap();
    let name = |at: usize| format!("chaos-{at}");
    let mut said: BTreeMap<usize, Said> = BTreeMap::new();
    let mut open: Vec<usize> = (0..RECORDS).collect();
    let mut rounds = 0;
    let rough = Misbehaviour::seeded(20).share(0.05).all().only("/Tag/save");
    sandbox.misbehave(rough);
    while !open.is_empty() {
        rounds += 1;
        assert!(rounds < 1000, "{} records are left", open.len());
        let records = open
            .iter()
            .map(|at| Tag::values().name(name(*at)).label(name(*at)));
        let sent = Tag::save(records.collect::<Vec<_>>())
            .matching(Tag::NAME)
            .chunk(20)
            .send(&client);
        let error = match sent {
            Ok(saved) => {
                for (at, key) in open.iter().zip(&saved.rows) {
                    said.insert(*at, Said::In(key.get()));
                }
                break;
            }
            Err(error) => error,
        };
        // An error without a report says that nothing is in.
        let Some(report) = error.partial_write() else {
            continue;
        };
        for done in &report.done {
            said.insert(open[done.index], Said::In(done.key.as_i64().unwrap()));
        }
        for at in &report.unknown {
            said.insert(open[*at], Said::Unknown);
        }
        let settled = report
            .done
            .iter()
            .map(|done| done.index)
            .chain(report.unknown.iter().copied());
        let settled: BTreeSet<usize> = settled.collect();
        let left = open
            .iter()
            .enumerate()
            .filter(|(at, _)| !settled.contains(at));
        open = left.map(|(_, record)| *record).collect();
        // Nothing of what is left may be there by then.
        let there = Tag::get()
            .filter(Tag::NAME.in_(open.iter().take(50).map(|at| name(*at))))
            .count(&client)
            .unwrap();
        assert_eq!(there, 0, "round {rounds}");
    }
    sandbox.behave();

    let there: BTreeMap<String, Vec<i64>> = Tag::get()
        .select((Tag::ID, Tag::NAME))
        .filter(Tag::NAME.like("chaos-%"))
        .rows(&client)
        .unwrap()
        .into_iter()
        .fold(BTreeMap::new(), |mut all, (id, name)| {
            all.entry(name).or_insert_with(Vec::new).push(id.get());
            all
        });
    let mut unknown = 0;
    for at in 0..RECORDS {
        let rows = there.get(&name(at)).map(Vec::as_slice).unwrap_or_default();
        match said.get(&at) {
            Some(Said::In(id)) => assert_eq!(rows, [*id], "record {at}"),
            Some(Said::Unknown) => {
                unknown += 1;
                assert!(rows.len() <= 1, "record {at}");
            }
            None => panic!("nothing is said of record {at}"),
        }
    }
    assert!(
        unknown > 0 && rounds > 5,
        "{unknown} unknown, {rounds} rounds"
    );
    println!("{RECORDS} records, {rounds} rounds, {unknown} unknown");
}
