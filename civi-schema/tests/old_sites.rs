//! What sites before CiviCRM 5.47 leave unsaid, and what becomes of it (APIv4 wire contract §12.21).
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use std::path::Path;

use civi_schema::raw::{Answers, Normalized, SnapshotSettings};
use civi_schema::rust_type::{KeyType, key};
use civi_schema::{Options, Schema, Suffix};
use serde_json::{Value, json};

/// Small answers in the shape of a 5.39 site's.
fn old_site() -> Normalized {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/civicrm-5.39");
    let settings = SnapshotSettings {
        civicrm: Some("5.39.1".to_owned()),
        ..SnapshotSettings::default()
    };
    Answers::read(folder).unwrap().normalize(&settings)
}

/// A site with the one entity `Thing`, as `Entity.get` and `getFields` describe it.
fn thing(mut entity: Value, fields: Value) -> Schema {
    entity["name"] = json!("Thing");
    let mut answers = Answers::new(&json!([entity])).unwrap();
    let fields = json!({"Thing": {"values": fields}});
    answers.get_fields(&fields).unwrap();
    answers.create_fields(&fields).unwrap();
    answers.update_fields(&fields).unwrap();
    answers.actions(&json!({"Thing": {"values": []}})).unwrap();
    answers.normalize(&SnapshotSettings::default()).schema
}

fn key_of(entity: Value, fields: Value) -> (Vec<String>, bool) {
    let schema = thing(entity, fields);
    let thing = &schema.entities["Thing"];
    (thing.primary_key.clone(), thing.key_guessed)
}

fn suffixes(options: Value) -> Vec<Suffix> {
    let schema = thing(
        json!({}),
        json!([{"name": "f", "data_type": "Integer", "options": options}]),
    );
    schema.entities["Thing"].fields["f"].suffixes.clone()
}

#[test]
fn an_old_site_is_understood_without_a_warning() {
    let Normalized {
        schema, warnings, ..
    } = old_site();
    assert_eq!(warnings, []);
    assert_eq!(schema.site.left_out.len(), 0);
    assert_eq!(schema.entities.len(), 6);
    let bridge = &schema.entities["EntityTag"].bridge;
    assert_eq!(bridge.len(), 1);
    assert_eq!(bridge["tag_id"], "Tag");
}

#[test]
fn the_key_is_what_an_old_site_calls_its_id_field() {
    let schema = old_site().schema;
    for name in ["Contact", "Email", "Tag", "Custom_Jobs"] {
        let entity = &schema.entities[name];
        assert_eq!(entity.primary_key, ["id"], "{name}");
        assert!(!entity.key_guessed, "{name}");
        assert_eq!(key(entity).unwrap().1, KeyType::Own, "{name}");
    }
    // It says `id` of every entity, of those without such a field too.
    assert!(schema.entities["Route"].primary_key.is_empty());
}

#[test]
fn a_key_is_guessed_only_where_the_site_says_nothing_of_it() {
    let number =
        json!([{"name": "id", "data_type": "Integer"}, {"name": "name", "data_type": "String"}]);
    assert_eq!(key_of(json!({}), number.clone()), (vec!["id".into()], true));
    assert_eq!(
        key_of(json!({"primary_key": null}), number.clone()),
        (vec!["id".into()], true)
    );
    assert_eq!(
        key_of(json!({"id_field": "name"}), number.clone()),
        (vec!["name".into()], false)
    );
    // Both: the later one counts, and it can say that there is no key.
    assert_eq!(
        key_of(
            json!({"primary_key": ["name"], "id_field": "id"}),
            number.clone()
        ),
        (vec!["name".into()], false)
    );
    assert_eq!(key_of(json!({"primary_key": []}), number), (vec![], false));
    let text = json!([{"name": "id", "data_type": "String"}]);
    assert_eq!(key_of(json!({}), text), (vec![], false));
    let list = json!([{"name": "id", "data_type": "Integer", "serialize": 1}]);
    assert_eq!(key_of(json!({}), list), (vec![], false));
    assert_eq!(key_of(json!({}), json!([])), (vec![], false));
}

#[test]
fn a_snapshot_says_which_keys_were_guessed() {
    let schema = thing(json!({}), json!([{"name": "id", "data_type": "Integer"}]));
    let folder = tempfile::tempdir().unwrap();
    schema.write(folder.path().join("snap")).unwrap();
    let file = folder.path().join("snap/entities/Thing.json");
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(r#""key_guessed": true"#), "{text}");
    let read = Schema::read(folder.path().join("snap")).unwrap();
    assert!(read.entities["Thing"].key_guessed);
}

#[test]
fn suffixes_that_an_old_site_does_not_list_are_those_of_its_options() {
    let schema = old_site().schema;
    let of = |entity: &str, field: &str| schema.entities[entity].fields[field].suffixes.clone();
    assert_eq!(of("Contact", "gender_id"), [Suffix::Name, Suffix::Label]);
    assert_eq!(
        of("Contact", "contact_type"),
        [Suffix::Name, Suffix::Label, Suffix::Abbr]
    );
    assert_eq!(
        of("Email", "location_type_id"),
        [
            Suffix::Name,
            Suffix::Label,
            Suffix::Description,
            Suffix::Abbr
        ]
    );
    // No option has a name, one has a colour.
    assert_eq!(
        of("Contact", "Member_Facts.Team"),
        [Suffix::Label, Suffix::Color]
    );
    assert_eq!(of("Contact", "first_name"), []);
}

#[test]
fn options_that_an_old_site_does_not_list_have_a_name_and_a_label() {
    let usual = [Suffix::Name, Suffix::Label];
    assert_eq!(suffixes(json!(true)), usual);
    assert_eq!(suffixes(json!([])), usual);
    assert_eq!(suffixes(json!({"1": "One"})), usual);
    assert_eq!(suffixes(json!(["Zero", "One"])), usual);
    assert_eq!(suffixes(json!(false)), []);
    assert_eq!(suffixes(json!(null)), []);
}

#[test]
fn a_site_that_lists_suffixes_is_believed() {
    let field =
        json!([{"name": "f", "suffixes": null, "options": [{"id": 1, "name": "a", "label": "A"}]}]);
    let schema = thing(json!({}), field);
    let field = &schema.entities["Thing"].fields["f"];
    assert!(field.suffixes.is_empty());
    assert!(matches!(field.options, Options::Own(_)));
}

/// Every folder of recordings that `CIVI_CAPTURES` names and that holds a schema.
#[test]
fn recorded_sites_are_understood() {
    let Some(captures) = std::env::var_os("CIVI_CAPTURES") else {
        println!("CIVI_CAPTURES is not set: only the fixtures are tested");
        return;
    };
    for folder in std::fs::read_dir(captures).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.join("Entity.get.json").is_file() {
            continue;
        }
        let Normalized {
            schema, warnings, ..
        } = Answers::read(&folder)
            .unwrap()
            .normalize(&SnapshotSettings::default());
        let name = folder.display();
        for warning in warnings {
            println!("{name}: {warning}");
        }
        for entity in ["Contact", "Email", "Tag", "Activity"] {
            let (field, ty) = key(&schema.entities[entity]).unwrap();
            assert_eq!((field.name.as_str(), ty), ("id", KeyType::Own), "{name}");
        }
        let gender = &schema.entities["Contact"].fields["gender_id"];
        assert!(gender.suffixes.contains(&Suffix::Name), "{name}");
        assert!(gender.suffixes.contains(&Suffix::Label), "{name}");
    }
}
