//! Differences of whole snapshots, in all their forms.
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use std::path::Path;

use civi_codegen::diff::{Impact, compare};
use civi_codegen::schema::Schema;

fn bundled(name: &str) -> Schema {
    Schema::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../schemas")
            .join(name),
    )
    .unwrap()
}

#[test]
fn a_snapshot_does_not_differ_from_itself() {
    for name in ["standalone-6.17", "wordpress-5.77"] {
        let schema = bundled(name);
        let difference = compare(&schema, &schema);
        assert_eq!(difference.changes, []);
        assert_eq!(difference.text(), "no changes\n");
        assert_eq!(difference.markdown(), "**no changes**\n");
    }
}

#[test]
fn every_change_is_in_every_form() {
    let difference = compare(&bundled("wordpress-5.77"), &bundled("standalone-6.17"));
    let all = difference.changes.len();
    let counted: usize = Impact::ALL
        .iter()
        .map(|impact| difference.count(*impact))
        .sum();
    assert_eq!(counted, all);
    let text = difference.text();
    assert_eq!(
        text.lines().filter(|line| line.starts_with("    ")).count(),
        all
    );
    let json: serde_json::Value = serde_json::from_str(&difference.json()).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), all);
    assert_eq!(json["from"]["civicrm"], "5.77.beta1");
    // A forge refuses a longer text; what is cut is counted.
    let markdown = difference.markdown();
    assert!(markdown.len() < 65_536, "{}", markdown.len());
    assert!(markdown.contains("more; `civi-codegen diff` shows them all"));
    assert!(markdown.ends_with("</details>\n"));
}

/// What is gone one way is new the other way.
#[test]
fn there_and_back() {
    let (old, new) = (bundled("wordpress-5.77"), bundled("standalone-6.17"));
    let (there, back) = (compare(&old, &new), compare(&new, &old));
    for change in &there.changes {
        let found = back.changes.iter().any(|other| {
            (&other.entity, &other.part, other.what) == (&change.entity, &change.part, change.what)
        });
        // A long list of changed options is told by its first.
        assert!(found, "{change}");
    }
}
