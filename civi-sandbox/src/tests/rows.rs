//! Rows from outside, files, copies and resets.

use super::{created, newer, text};
use crate::Sandbox;

fn builder() -> crate::SandboxBuilder {
    Sandbox::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../schemas/standalone-6.17"
    ))
    .unwrap()
}

#[test]
fn a_copy_is_its_own_and_a_reset_is_the_beginning() {
    let sandbox = newer();
    let copy = sandbox.copy().unwrap();
    created(&copy, "Tag", r#"{"name":"only here"}"#);
    let find = r#"{"where":[["name","=","only here"]]}"#;
    assert_eq!(text(&sandbox, "Tag/get", find), "[]");
    assert_ne!(text(&copy, "Tag/get", find), "[]");
    copy.reset().unwrap();
    assert_eq!(text(&copy, "Tag/get", find), "[]");
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    let image = |seed: u64| {
        let sandbox = builder().demo(20).seed(seed).build().unwrap();
        let store = sandbox.site.store();
        store.image().unwrap()
    };
    assert!(image(3) == image(3));
    assert!(image(3) != image(4));
}

#[test]
fn rows_are_added_as_lines() {
    let lines = r#"
        {"entity":"Contact","values":{"id":700,"contact_type":"Individual","first_name":"Line"}}
        {"entity":"Email","values":{"contact_id":700,"email":"line@example.org"}}
    "#;
    let sandbox = builder().rows(lines).build().unwrap();
    let found = r#"{"select":["email_primary.email"],"where":[["id","=",700]]}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", found),
        r#"[{"id":700,"email_primary.email":"line@example.org"}]"#
    );
    for (line, why) in [
        ("{", "no JSON"),
        ("{}", "names no `entity`"),
        (r#"{"entity":"Nope","values":{}}"#, "no entity `Nope`"),
        (r#"{"entity":"Tag","values":{"nope":1}}"#, "no field `nope`"),
        (
            r#"{"entity":"Email","values":{"contact_id":9999999}}"#,
            "constraint",
        ),
    ] {
        let error = sandbox.add_rows(line).unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains(why), "{error}");
    }
}

#[test]
fn a_file_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.sqlite");
    let first = builder().file(&path).demo(5).build().unwrap();
    created(&first, "Tag", r#"{"name":"kept"}"#);
    drop(first);
    let again = builder().file(&path).demo(5).build().unwrap();
    assert_ne!(
        text(&again, "Tag/get", r#"{"where":[["name","=","kept"]]}"#),
        "[]"
    );
    let count = text(
        &again,
        "Contact/get",
        r#"{"select":["COUNT(id) AS n"],"where":[["source","=","demo"]]}"#,
    );
    assert_eq!(count, r#"[{"n":5}]"#);
}

#[test]
fn a_foreign_or_damaged_file_is_refused_by_name_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let error = builder().file(&path).build().unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
        error
    };
    assert!(refused("notes.txt", b"these are my notes").contains("no SQLite"));
    assert!(refused("cut.sqlite", b"SQLite format 3\0").contains("damaged"));
    let other = folder.path().join("other.sqlite");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection.execute_batch("CREATE TABLE x (y)").unwrap();
    drop(connection);
    let content = std::fs::read(&other).unwrap();
    assert!(refused("other.sqlite", &content).contains("another program"));
    // A sandbox's own file with a hole in it.
    let own = folder.path().join("own.sqlite");
    drop(builder().file(&own).build().unwrap());
    let mut content = std::fs::read(&own).unwrap();
    let middle = content.len() / 2;
    content[4096..middle].fill(0x5a);
    assert!(refused("own.sqlite", &content).contains("damaged"));
    let error = builder()
        .file(folder.path())
        .build()
        .unwrap_err()
        .to_string();
    assert!(error.contains("folder"), "{error}");
}

/// A file that another process writes to, or that can't be written.
#[test]
fn a_locked_or_read_only_file_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locked.sqlite");
    drop(builder().file(&path).build().unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = builder().file(&path).build().unwrap_err().to_string();
    assert!(
        error.contains("locked.sqlite") && error.contains("another process"),
        "{error}"
    );
    drop(other);
    assert!(builder().file(&path).build().is_ok());
    let nowhere = folder.path().join("no/such/folder/x.sqlite");
    let error = builder().file(&nowhere).build().unwrap_err().to_string();
    assert!(error.contains("x.sqlite"), "{error}");
}

/// A disk that is full refuses the record, whole, and what was there stays.
#[test]
fn a_full_disk_refuses_the_record_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.sqlite");
    let sandbox = builder().file(&path).build().unwrap();
    created(&sandbox, "Tag", r#"{"name":"before"}"#);
    let pages = "PRAGMA max_page_count = 1";
    sandbox.site.store().run_fixed(pages).unwrap();
    let values = format!(
        r#"{{"values":{{"name":"big","description":"{}"}}}}"#,
        "x".repeat(500_000)
    );
    let refused = super::reply(&sandbox, "Tag/create", &values);
    assert_eq!(refused.status, 500);
    let names = text(
        &sandbox,
        "Tag/get",
        r#"{"select":["name"],"where":[["name","IN",["before","big"]]]}"#,
    );
    assert!(
        names.contains("before") && !names.contains("big"),
        "{names}"
    );
    drop(sandbox);
    assert!(builder().file(&path).build().is_ok());
}
