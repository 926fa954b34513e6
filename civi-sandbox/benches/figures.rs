//! What the sandbox costs: `cargo bench -p civi-sandbox`.

#![allow(clippy::unwrap_used)] // it measures

use std::fmt::Write;
use std::time::{Duration, Instant};

use civi_sandbox::Sandbox;
use serde_json::json;

fn main() {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let (builder, read) = timed(1, || Sandbox::open(snapshot).unwrap());
    println!("the snapshot of a first site, read: {read:?}");
    let begun = Instant::now();
    let made = builder.demo(100).build().unwrap();
    println!("that site with 100 contacts, made: {:?}", begun.elapsed());
    let (_, copy) = timed(20, || made.copy().unwrap());
    println!("a fresh site with 100 contacts, copied: {copy:?}");
    let client = made.blocking_client().unwrap();
    let query = json!({
        "select": ["id", "display_name", "e.email", "employer_id.display_name", "address_primary.city"],
        "join": [["Email AS e", "LEFT", ["id", "=", "e.contact_id"]]],
        "where": [["contact_type", "=", "Individual"]],
        "orderBy": {"id": "ASC"},
        "limit": 50,
    });
    let (_, get) = timed(50, || client.call("Contact", "get", &query).unwrap());
    println!("get of 50 contacts with three joins: {get:?}");
    let rows: u64 = std::env::var("ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok())
        .unwrap_or(100_000);
    stream(snapshot, rows);
}

fn timed<T>(times: u32, work: impl Fn() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let mut result = work();
    for _ in 1..times {
        result = work();
    }
    (result, begun.elapsed() / times)
}

/// Reads many rows page by page out of a file, and says how much memory that took.
fn stream(snapshot: &str, rows: u64) {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::open(snapshot)
        .unwrap()
        .file(folder.path().join("x.sqlite"))
        .build()
        .unwrap();
    for chunk in 0..rows.div_ceil(10_000) {
        let mut lines = String::new();
        for n in (chunk * 10_000)..((chunk + 1) * 10_000).min(rows) {
            let _ = writeln!(
                lines,
                r#"{{"entity":"Note","values":{{"entity_table":"civicrm_contact","entity_id":1,"note":"Note {n}"}}}}"#
            );
        }
        sandbox.add_rows(&lines).unwrap();
    }
    let client = sandbox.blocking_client().unwrap();
    let before = resident();
    let (mut last, mut seen, mut most) = (0, 0_u64, 0);
    let begun = Instant::now();
    loop {
        let page = client.call("Note", "get", &json!({
            "select": ["id", "note"], "where": [["id", ">", last]], "orderBy": {"id": "ASC"}, "limit": 1000,
        })).unwrap();
        let page = page.decode::<serde_json::Value>().unwrap();
        let page = page.as_array().unwrap();
        let Some(row) = page.last() else { break };
        last = row["id"].as_u64().unwrap();
        seen += page.len() as u64;
        most = most.max(resident());
    }
    println!(
        "{seen} rows read page by page in {:?}: {before} kB before, {most} kB at most",
        begun.elapsed()
    );
}

/// The memory of this process, in kB, where the system tells.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
