//! Reading and writing snapshot folders.
#![allow(clippy::unwrap_used)] // A failure here is the test failing.

use std::fs;
use std::path::{Path, PathBuf};

use civi_schema::{DataType, Entity, Field, OptionItem, OptionKey, OptionList, Options, Schema};

fn schema(names: &[&str]) -> Schema {
    let mut schema = Schema::default();
    schema.site.format = civi_schema::snapshot::FORMAT;
    for name in names {
        let mut entity = Entity {
            name: (*name).to_owned(),
            ..Entity::default()
        };
        let mut field = Field::new("kind_id", DataType::Integer);
        field.options = Options::Shared("A.kind_id".to_owned());
        entity.fields.insert("kind_id".to_owned(), field);
        schema.entities.insert((*name).to_owned(), entity);
    }
    let item = OptionItem {
        id: OptionKey::Number(1),
        name: Some("one".to_owned()),
        label: Some("One".to_owned()),
        abbr: None,
        description: None,
    };
    schema
        .option_lists
        .insert("A.kind_id".to_owned(), OptionList { items: vec![item] });
    schema
}

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

#[test]
fn writes_only_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("deep/site");
    let written = schema(&["A", "B"]).write(&folder).unwrap();
    let all = [
        "entities/A.json",
        "entities/B.json",
        "options/A.kind_id.json",
        "site.json",
    ];
    assert_eq!(written.added, paths(&all));
    fs::write(folder.join("README.md"), "mine").unwrap();
    fs::write(folder.join("entities/notes.txt"), "mine").unwrap();
    fs::write(folder.join("options/mine.json"), "{\"mine\": true}").unwrap();
    let old = fs::metadata(folder.join("entities/A.json"))
        .unwrap()
        .modified()
        .unwrap();

    let mut next = schema(&["A", "C"]);
    next.site.cms = Some("Standalone".to_owned());
    let written = next.write(&folder).unwrap();
    assert_eq!(written.added, paths(&["entities/C.json"]));
    assert_eq!(written.changed, paths(&["site.json"]));
    assert_eq!(written.removed, paths(&["entities/B.json"]));
    assert_eq!(written.unchanged, 2);
    assert!(!folder.join("entities/B.json").exists());
    for mine in ["README.md", "entities/notes.txt", "options/mine.json"] {
        assert!(folder.join(mine).exists(), "{mine}");
    }
    fs::remove_file(folder.join("options/mine.json")).unwrap();
    assert_eq!(
        fs::metadata(folder.join("entities/A.json"))
            .unwrap()
            .modified()
            .unwrap(),
        old
    );
    assert_eq!(Schema::read(&folder).unwrap(), next);
    assert!(next.write(&folder).unwrap().is_unchanged());
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_new_day_alone_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut schema = schema(&["A"]);
    schema.site.taken = Some("2026-01-01".to_owned());
    schema.write(folder.path()).unwrap();
    schema.site.taken = Some("2026-01-02".to_owned());
    assert!(schema.write(folder.path()).unwrap().is_unchanged());
    schema.entities.get_mut("A").unwrap().title = Some("New".to_owned());
    let written = schema.write(folder.path()).unwrap();
    assert_eq!(written.changed, paths(&["entities/A.json", "site.json"]));
}

#[test]
fn refuses_a_folder_of_other_things() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.tex"), "").unwrap();
    let error = schema(&["A"]).write(folder.path()).unwrap_err();
    assert!(error.to_string().contains("no site.json"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_failure_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("site");
    schema(&["A", "B"]).write(&folder).unwrap();
    // A folder where a file should go: the move fails after others were done.
    fs::create_dir_all(folder.join("entities/C.json/x")).unwrap();
    let mut next = schema(&["A", "C"]);
    next.site.cms = Some("Drupal".to_owned());
    assert!(next.write(&folder).is_err());
    fs::remove_dir_all(folder.join("entities/C.json")).unwrap();
    assert_eq!(Schema::read(&folder).unwrap(), schema(&["A", "B"]));
    assert_eq!(fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn names_that_differ_in_case_have_files_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let both = schema(&["ACL", "Acl", "../up"]);
    both.write(folder.path()).unwrap();
    let names: Vec<_> = files_of(&folder.path().join("entities"));
    assert_eq!(names, ["%2E.%2Fup.json", "ACL~7.json", "Acl~1.json"]);
    assert_eq!(Schema::read(folder.path()).unwrap(), both);
    assert_eq!(
        Schema::entity_names(folder.path()).unwrap(),
        ["../up", "ACL", "Acl"]
    );
    assert!(Schema::read_entity(folder.path(), "Acl").is_ok());
    schema(&["ACL"]).write(folder.path()).unwrap();
    assert_eq!(files_of(&folder.path().join("entities")), ["ACL.json"]);
}

fn files_of(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn one_entity_and_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    schema(&["Contact", "Contribution", "Email"])
        .write(folder.path())
        .unwrap();
    fs::write(folder.path().join("entities/Email.json"), "broken").unwrap();
    let one = Schema::read_entity(folder.path(), "Contact").unwrap();
    assert_eq!(one.entities.len(), 1);
    assert_eq!(one.option_lists.len(), 1);
    let files = Schema::files(folder.path(), &["Contact"]).unwrap();
    let expected = [
        "entities/Contact.json",
        "options/A.kind_id.json",
        "site.json",
    ];
    assert_eq!(files, expected.map(|inner| folder.path().join(inner)));
    let error = Schema::read_entity(folder.path(), "Contacts").unwrap_err();
    assert!(error.is_unknown_entity());
    assert_eq!(error.similar()[0], "Contact");
    assert!(
        error
            .to_string()
            .ends_with("has no entity `Contacts`; did you mean `Contact`?")
    );
    assert!(
        Schema::read_entity(folder.path(), "contact")
            .unwrap_err()
            .is_unknown_entity()
    );
}

#[test]
fn errors_name_file_and_place() {
    let folder = tempfile::tempdir().unwrap();
    schema(&["A"]).write(folder.path()).unwrap();
    let path = folder.path().join("entities/A.json");
    let error = |text: &str| {
        fs::write(&path, text).unwrap();
        let error = Schema::read(folder.path()).unwrap_err();
        assert_eq!(error.path(), path);
        error
            .to_string()
            .replace(&path.display().to_string(), "FILE")
    };
    assert_eq!(
        error(r#"{"name": "A", "fields": {"a.b": {"create": {"required": "yes"}}}}"#),
        "FILE: expected true or false at fields[\"a.b\"].create.required, found \"yes\""
    );
    assert_eq!(
        error(r#"{"name": "A", "fields": {"f": {"options": [{"id": 1}, {}]}}}"#),
        "FILE: expected the option's stored value at fields.f.options[1].id, found nothing"
    );
    assert_eq!(
        error(r#"{"name": "B"}"#),
        "FILE: expected the name that the file is called by at name, found \"B\""
    );
    assert!(error("{").contains("ends too early, at line 1 column 1"));
}

#[test]
fn other_formats_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    schema(&["A"]).write(folder.path()).unwrap();
    let site = folder.path().join("site.json");
    let error = |text: &str| {
        fs::write(&site, text).unwrap();
        Schema::read(folder.path()).unwrap_err().to_string()
    };
    assert!(error(r#"{"format": 99}"#).ends_with("reads format 1; use a newer civi"));
    assert!(error(r#"{"format": 0}"#).contains("make it again with `civi-codegen refresh`"));
    assert!(error("{}").contains("no number under `format`"));
}

#[test]
fn a_list_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    schema(&["A"]).write(folder.path()).unwrap();
    fs::remove_file(folder.path().join("options/A.kind_id.json")).unwrap();
    let whole = Schema::read(folder.path()).unwrap_err().to_string();
    assert!(
        whole.contains("`A` uses the option list `A.kind_id`"),
        "{whole}"
    );
    assert_eq!(
        Schema::read_entity(folder.path(), "A")
            .unwrap_err()
            .to_string(),
        whole
    );
}
