//! A snapshot, a sandbox made from it, and the snapshot that `refresh` takes of that sandbox: the
//! same, but for what a list names.

#![allow(clippy::unwrap_used)] // these are tests

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use civi_codegen::fetch::{Options, fetch};
use civi_codegen::schema::Schema;
use civi_sandbox::Sandbox;
use serde_json::Value;

/// What differs, and why: the end of a place in the snapshot.
const DIFFERS: &[(&str, &str)] = &[];

/// Every leaf of a snapshot's files, by its place.
fn leaves(schema: &Schema) -> BTreeMap<String, Value> {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("snapshot");
    schema.write(&snapshot).unwrap();
    let mut all = BTreeMap::new();
    files(&snapshot, &snapshot, &mut all);
    all
}

fn files(root: &Path, folder: &Path, all: &mut BTreeMap<String, Value>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, all);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        leaf(&name, &json, all);
    }
}

fn leaf(place: &str, json: &Value, all: &mut BTreeMap<String, Value>) {
    match json {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                leaf(&format!("{place}/{key}"), value, all);
            }
        }
        other => {
            all.insert(place.to_owned(), other.clone());
        }
    }
}

fn round_trip(snapshot: &str) {
    let folder = format!("{}/../../schemas/{snapshot}", env!("CARGO_MANIFEST_DIR"));
    let before = Schema::read(Path::new(&folder)).unwrap();
    let sandbox = Sandbox::builder(before.clone()).build().unwrap();
    let options = Options {
        taken: before.site.taken.clone(),
        searches: before.searches.keys().cloned().collect(),
        ..Options::default()
    };
    let client = sandbox.blocking_client().unwrap();
    let fetched = fetch(&client, &options, &mut |_| {}).unwrap();
    let (before, after) = (leaves(&before), leaves(fetched.schema()));
    assert!(before.len() > 10_000, "{}", before.len());
    let places: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for place in places {
        let (own, got) = (before.get(place), after.get(place));
        if own == got {
            continue;
        }
        match DIFFERS.iter().find(|(end, _)| place.contains(end)) {
            Some((end, _)) => {
                used.insert(*end);
            }
            None => wrong.push(format!("{place}: {own:?} became {got:?}")),
        }
    }
    println!(
        "{snapshot}: {} of {} places differ",
        wrong.len(),
        before.len()
    );
    assert!(
        wrong.is_empty(),
        "{} places\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn standalone_6_17_comes_back() {
    round_trip("standalone-6.17");
}

#[test]
fn wordpress_5_77_comes_back() {
    round_trip("wordpress-5.77");
}
