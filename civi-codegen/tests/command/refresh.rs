//! `refresh`.

use std::fs;

use snapbox::str;

use crate::project::{Project, captures};

#[test]
fn captures_become_a_snapshot() {
    let project = Project::new();
    let from = captures();
    let arguments = [
        "refresh",
        "--from",
        from.to_str().unwrap(),
        "--out",
        "the schema",
        "--civicrm-version",
        "6.17.2",
        "--cms",
        "Standalone",
        "--taken",
        "2026-11-23",
    ];
    project.run(&arguments).ok().prints(str![""]).says(str![[r#"
the schema: 3 entities of CiviCRM 6.17.2 (Standalone), taken 2026-11-23
4 files added, 0 changed, 0 removed, 0 as before

"#]]);
    assert!(
        project
            .files("the schema")
            .contains(&"the schema/entities/Email.json".to_owned())
    );
    project.run(&arguments).ok().says(str![[r#"
the schema: 3 entities of CiviCRM 6.17.2 (Standalone), taken 2026-11-23
nothing changed in 4 files

"#]]);
    project
        .run(&[&arguments[..], &["--verbose", "--docs"]].concat())
        .ok()
        .says(str![[r#"
the schema: 3 entities of CiviCRM 6.17.2 (Standalone), taken 2026-11-23
0 files added, 1 changed, 0 removed, 3 as before
  ~ site.json

"#]]);
}

#[test]
fn a_capture_that_was_cut_off_leaves_the_old_snapshot() {
    let project = Project::with_snapshot();
    let before = project.read("schemas/site/entities/Contact.json");
    for file in fs::read_dir(captures()).unwrap() {
        let file = file.unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        project.write(
            &format!("cut/{}", file.file_name().to_str().unwrap()),
            &text,
        );
    }
    let text = project.read("cut/batch.getActions.json");
    project.write("cut/batch.getActions.json", &text[..text.len() / 2]);
    project.run(&["refresh", "--from", "cut"])
        .code(1)
        .prints(str![""])
        .says(str![[r#"
error: cut/batch.getActions.json: ends too early, at line 10 column 337; was it cut off? Make it again
  because: EOF while parsing a string at line 10 column 337
  next: capture it again; nothing was written

"#]]);
    assert_eq!(project.read("schemas/site/entities/Contact.json"), before);
}

#[test]
fn a_missing_capture_is_told() {
    let project = Project::new();
    project
        .run(&["refresh", "--from", "nothing", "--out", "x"])
        .code(1)
        .says(str![[r#"
error: can't read nothing/Entity.get.json: [..]
  next: a folder of captures holds Entity.get.json, batch.getFields.get.json,
    batch.getFields.create.json, batch.getFields.update.json and batch.getActions.json

"#]]);
    assert!(!project.path("x").exists());
}

#[test]
fn where_to_write_must_be_said() {
    let from = captures();
    Project::new()
        .run(&["refresh", "--from", from.to_str().unwrap()])
        .code(2)
        .says(str![[r#"
error: no folder was named for the snapshot
  next: give --out DIR, set CIVI_SCHEMA, or write `schema = "DIR"` into civi.toml

"#]]);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let project = Project::new();
    project.write("mine/notes.txt", "mine");
    let from = captures();
    project
        .run(&["refresh", "--from", from.to_str().unwrap(), "--out", "mine"])
        .code(1)
        .says(str![[r#"
error: mine: the folder holds other things and no site.json; name a folder of the snapshot's own
  next: name another folder with --out, or make room there; nothing was changed

"#]]);
    assert_eq!(project.files("mine"), ["mine/notes.txt"]);
}
