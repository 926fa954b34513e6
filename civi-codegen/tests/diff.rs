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

mod any_schema {
    use civi_codegen::schema::raw::{Answers, Question, SnapshotSettings};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// A field as some site could describe it.
    fn field() -> impl Strategy<Value = Value> {
        let kinds = prop_oneof!["Integer", "String", "Date", "Boolean", "Money", "Point"];
        let options = prop_oneof![
            Just(json!(false)),
            Just(json!(true)),
            prop::collection::vec(("[a-c]", 0..3i64), 1..4).prop_map(|items| {
                items
                    .iter()
                    .map(|(name, id)| json!({"id": id, "name": name, "label": name}))
                    .collect()
            }),
        ];
        let flags = (any::<bool>(), any::<bool>(), any::<bool>());
        let rest = (
            "[<*@\\n]{0,3}",
            prop_oneof![Just(json!(null)), Just(json!(["="]))],
        );
        ("[fgh]", kinds, options, flags, rest).prop_map(|(name, kind, options, flags, rest)| {
            let (required, nullable, readonly) = flags;
            let (title, operators) = rest;
            json!({"name": name, "data_type": kind, "options": options, "required": required,
                   "nullable": nullable, "readonly": readonly, "suffixes": ["name"],
                   "title": title, "operators": operators, "default_value": title})
        })
    }

    fn schema() -> impl Strategy<Value = Schema> {
        let fields = || prop::collection::vec(field(), 0..4);
        let entity = ("[AB]", fields(), fields(), fields());
        prop::collection::vec(entity, 0..3).prop_map(|entities| {
            let names: Vec<Value> = entities.iter().map(|e| json!({"name": e.0})).collect();
            let mut answers = Answers::new(&Value::Array(names)).unwrap();
            for (name, get, create, update) in entities {
                answers.put(Question::GetFields, &name, Ok(get));
                answers.put(Question::CreateFields, &name, Ok(create));
                answers.put(Question::UpdateFields, &name, Ok(update));
                answers.put(Question::Actions, &name, Ok(Vec::new()));
            }
            answers.normalize(&SnapshotSettings::default()).schema
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn compares(old in schema(), new in schema()) {
            prop_assert!(compare(&old, &old).is_empty());
            let (there, back) = (compare(&old, &new), compare(&new, &old));
            prop_assert_eq!(there.is_empty(), back.is_empty());
            let lines = there.text().lines().filter(|line| line.starts_with("    ")).count();
            prop_assert_eq!(lines, there.changes.len());
            let json: Value = serde_json::from_str(&there.json()).unwrap();
            prop_assert_eq!(json["changes"].as_array().unwrap().len(), there.changes.len());
            prop_assert!(!there.markdown().contains("<b"));
        }
    }
}
