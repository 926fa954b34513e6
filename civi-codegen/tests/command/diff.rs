//! `diff`.

use snapbox::str;

use crate::project::{Project, bundled};

/// A project with a second snapshot, in which `Email` has lost a field and gained one.
fn project() -> Project {
    let project = Project::with_snapshot();
    let from = crate::project::captures();
    for file in std::fs::read_dir(&from).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("\"location_type_id\"", "\"location_kind\"");
        project.write(
            &format!("new/{}", file.file_name().to_str().unwrap()),
            &text,
        );
    }
    project
        .run(&["refresh", "--from", "new", "--out", "schemas/new"])
        .ok();
    project
}

#[test]
fn changes_are_told_by_what_they_mean() {
    project()
        .run(&["diff", "schemas/site", "schemas/new"])
        .ok()
        .prints(str![[r#"
1 breaking, 1 additive, 0 cosmetic changes

Breaking
  Email
    location_type_id: field: gone, was i64

Additive
  Email
    location_kind: field: new, i64

"#]])
        .says(str![""]);
}

#[test]
fn the_newer_one_is_the_configured_one_unless_said() {
    let project = project();
    project.write("civi.toml", "schema = 'schemas/new'\n");
    let said = project
        .run(&["diff", "schemas/site", "schemas/new"])
        .ok()
        .stdout;
    project.run(&["diff", "schemas/site"]).ok().prints(said);
}

#[test]
fn a_pull_request_gets_markdown() {
    project()
        .run(&[
            "diff",
            "schemas/site",
            "schemas/new",
            "--format",
            "markdown",
        ])
        .ok()
        .prints(str![[r#"
**1 breaking, 1 additive, 0 cosmetic changes**

### Breaking

- `Email.location_type_id`: field: gone, was i64

### Additive

- `Email.location_kind`: field: new, i64

"#]]);
}

#[test]
fn programs_get_json() {
    let ran = project()
        .run(&["diff", "schemas/site", "schemas/new", "--format=json"])
        .ok();
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["counts"]["breaking"], 1);
    assert_eq!(json["changes"][0]["entity"], "Email");
}

#[test]
fn the_exit_code_tells_on_request() {
    let project = project();
    let both = ["diff", "schemas/site", "schemas/new"];
    project.run(&[&both[..], &["--exit-code"]].concat()).code(3);
    project
        .run(&[&both[..], &["--exit-code=any"]].concat())
        .code(3);
    project
        .run(&[&both[..], &["--exit-code=breaking"]].concat())
        .code(3);
    let same = ["diff", "schemas/site", "schemas/site", "--exit-code"];
    project.run(&same).ok().prints(str![[r#"
no changes

"#]]);
}

#[test]
fn a_snapshot_that_is_not_there_is_told() {
    let project = Project::with_snapshot();
    project.run(&["diff", "nowhere"]).code(1);
    project.run(&["diff"]).code(2);
}

#[test]
fn the_bundled_snapshots_differ() {
    let (old, new) = (bundled("wordpress-5.77"), bundled("standalone-6.17"));
    let ran = Project::new()
        .run(&["diff", old.to_str().unwrap(), new.to_str().unwrap()])
        .ok();
    assert!(
        ran.stdout.starts_with("CiviCRM 5.77.beta1 → 6.17.2\n"),
        "{}",
        &ran.stdout[..200]
    );
}
