//! Whatever a site sends, normalising it doesn't panic, and what comes out of it writes and reads
//! back the same.
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use civi_schema::Schema;
use civi_schema::raw::{Answers, SnapshotSettings};
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-999i16..999).prop_map(|number| Value::from(f64::from(number) / 4.0)),
        ".{0,8}".prop_map(Value::from),
        prop_oneof!["name", "id", "Thing", "0", "1"].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                prop_oneof![
                    ".{0,4}", "name", "values", "id", "type", "options", "params"
                ],
                inner,
                0..4
            )
            .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Five answers as one value: `Entity.get`, three times `getFields`, `getActions`.
fn site() -> Value {
    let field = json!({
        "name": "kind_id", "title": "Kind", "label": "The kind", "type": "Custom",
        "data_type": "Integer", "serialize": 1, "suffixes": ["name", "label"],
        "options": [{"id": 1, "name": "a", "label": "A", "abbr": "a"}, {"id": "b", "name": null}],
        "input_attrs": {"maxlength": 3, "control_field": "x"}, "permission": [["p", "q"], "r"],
        "dfk_entities": {"civicrm_contact": "Contact"}, "operators": ["=", "IN"],
        "required": true, "required_if": "x", "default_value": [1], "nullable": false,
        "readonly": false, "fk_entity": "Contact", "fk_column": "name", "deprecated": true,
        "custom_group": "g", "description": "d", "usage": {"import": true},
    });
    let other = json!({"name": "other", "options": {"1": "One"}});
    let fields = json!({
        "Thing": {"values": [field, other]},
        "THING": {"values": [field]},
    });
    let actions = json!({"values": [{"name": "run", "description": "d", "deprecated": "x", "params": {
        "p": {"type": ["int"], "default": {"z": 1, "a": [2]}, "options": [1, "2"], "required": true},
    }}]});
    json!([
        {"values": [
            {"name": "Thing", "title": "T", "type": ["DAOEntity"], "primary_key": ["id"],
             "where": {"a": "b"}, "bridge": {"x": {"to": "Contact"}}, "match_fields": ["name"],
             "since": "5.1", "label_field": "title", "paths": []},
            {"name": "THING"},
        ]},
        fields, fields, fields,
        {"Thing": actions, "THING": actions},
    ])
}

/// How many values there are within this one.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum(),
        _ => 0,
    }
}

/// Puts another value in the place of the `n`th within this one.
fn replace(value: &mut Value, n: &mut usize, other: &Value) {
    if *n == 0 {
        *value = other.clone();
    }
    *n = n.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, n, other)),
        Value::Object(map) => map.values_mut().for_each(|item| replace(item, n, other)),
        _ => {}
    }
}

fn read(site: &Value) -> Option<Answers> {
    let mut answers = Answers::new(site.get(0)?).ok()?;
    answers.get_fields(site.get(1)?).ok()?;
    answers.create_fields(site.get(2)?).ok()?;
    answers.update_fields(site.get(3)?).ok()?;
    answers.actions(site.get(4)?).ok()?;
    Some(answers)
}

fn round_trip(answers: &Answers) -> bool {
    let settings = SnapshotSettings {
        docs: true,
        imports: true,
        ..SnapshotSettings::default()
    };
    let schema = answers.normalize(&settings).schema;
    let folder = tempfile::tempdir().unwrap();
    // Names that no file can have are refused; everything else comes back.
    schema.write(folder.path()).is_err() || Schema::read(folder.path()).unwrap() == schema
}

#[test]
fn the_whole_site_comes_back() {
    assert!(round_trip(&read(&site()).unwrap()));
    let normalized = read(&site())
        .unwrap()
        .normalize(&SnapshotSettings::default());
    assert_eq!(normalized.schema.entities.len(), 2);
    assert_eq!(normalized.warnings, []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_in_place_of_any_part(place: prop::sample::Index, other in any_json()) {
        let mut site = site();
        let mut n = place.index(size(&site));
        replace(&mut site, &mut n, &other);
        if let Some(answers) = read(&site) {
            prop_assert!(round_trip(&answers));
        }
    }

    #[test]
    fn any_json_as_a_whole_answer(other in any_json()) {
        let _ = Answers::new(&other).map(|answers| answers.normalize(&SnapshotSettings::default()));
        let mut answers = Answers::new(&json!([{"name": "Thing"}])).unwrap();
        let _ = answers.get_fields(&other);
        let _ = answers.actions(&other);
        answers.normalize(&SnapshotSettings::default());
    }

    #[test]
    fn any_json_as_a_snapshot_file(other in any_json()) {
        let folder = tempfile::tempdir().unwrap();
        read(&site()).unwrap().normalize(&SnapshotSettings::default()).schema.write(folder.path()).unwrap();
        for file in ["site.json", "entities/Thing~01.json", "options/THING.kind_id.json"] {
            let path = folder.path().join(file);
            let old = std::fs::read(&path).unwrap();
            std::fs::write(&path, other.to_string()).unwrap();
            let _ = Schema::read(folder.path());
            std::fs::write(&path, old).unwrap();
        }
        prop_assert!(Schema::read(folder.path()).is_ok());
    }
}
