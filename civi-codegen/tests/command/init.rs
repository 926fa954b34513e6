//! `init`.

use snapbox::str;

use crate::project::{Project, captures};
use crate::site::{Site, Ways};

fn project() -> Project {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[package]\nname = 'a'\nversion = '0.1.0'\nedition = '2024'\n",
    );
    project
}

#[test]
fn a_crate_is_set_up_from_captures() {
    let (project, from) = (project(), captures());
    project
        .run(&[
            "init",
            "--from",
            from.to_str().unwrap(),
            "--entities",
            "Contact,Custom_*",
        ])
        .ok()
        .prints(str![""])
        .says(str![[r#"
schemas/site: 3 entities
4 files added, 0 changed, 0 removed, 0 as before
wrote civi.toml
wrote build.rs
left to do:
  cargo add civi-runtime
  cargo add --build civi-codegen --no-default-features
  in src/lib.rs or src/main.rs: pub mod civi { civi_runtime::include_bindings!(); }

"#]]);
    snapbox::assert_data_eq!(
        project.read("civi.toml"),
        str![[r##"
# Settings of civi-codegen. No secrets here: CIVI_API_KEY is for the environment.
schema = "schemas/site"

[site]
# url = "https://crm.example.org"

[generate]
entities = ["Contact", "Custom_*"]

"##]]
    );
    assert!(project.read("build.rs").contains("civi_codegen::Builder"));
    project.run(&["list", "--names"]).ok();
    assert_eq!(project.files("schemas/site/entities").len(), 3);
}

#[test]
fn a_crate_is_set_up_from_a_site() {
    let site = Site::start(Ways::default());
    let project = project()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY", "a-test-key-7");
    project
        .run(&["init", "--out", "src/civi", "--schema", "my schemas/crm"])
        .ok();
    let settings = project.read("civi.toml");
    assert!(
        settings.contains(&format!("url = \"{}\"", site.url)),
        "{settings}"
    );
    assert!(!settings.contains("a-test-key-7"));
    assert!(
        !project.path("build.rs").exists(),
        "the bindings are committed"
    );
    project.run(&["generate"]).ok();
    project.run(&["check"]).ok();
    assert!(project.path("src/civi/contact.rs").exists());
}

#[test]
fn without_a_site_it_says_how_to_take_the_snapshot() {
    project().run(&["init"]).ok().says(str![[r#"
wrote civi.toml
wrote build.rs
left to do:
  export CIVI_URL=… CIVI_API_KEY=…; civi-codegen refresh    # makes schemas/site
  cargo add civi-runtime
  cargo add --build civi-codegen --no-default-features
  in src/lib.rs or src/main.rs: pub mod civi { civi_runtime::include_bindings!(); }

"#]]);
}

#[test]
fn nothing_is_overwritten_unless_forced() {
    let project = project();
    project.write("build.rs", "fn main() { mine() }\n");
    project
        .run(&["init"])
        .code(2)
        .prints(str![""])
        .says(str![[r#"
error: build.rs is there already; nothing was written
  next: add this line to build.rs yourself, or give --force to overwrite it:
    civi_codegen::Builder::new().config("civi.toml").generate_or_exit();

"#]]);
    assert_eq!(project.files("."), ["Cargo.toml", "build.rs"]);
    assert_eq!(project.read("build.rs"), "fn main() { mine() }\n");
    project.run(&["init", "--force"]).ok();
    assert!(project.read("build.rs").contains("civi_codegen::Builder"));
    project.run(&["init"]).code(2).says(str![[r#"
error: civi.toml and build.rs are there already; nothing was written
  next: add this line to build.rs yourself, or give --force to overwrite it:
    civi_codegen::Builder::new().config("civi.toml").generate_or_exit();

"#]]);
}

#[test]
fn a_snapshot_that_is_there_stays() {
    let (project, from) = (project(), captures());
    let from = from.to_str().unwrap();
    project
        .run(&[
            "refresh",
            "--from",
            from,
            "--out",
            "schemas/site",
            "--cms",
            "Backdrop",
        ])
        .ok();
    project.run(&["init", "--from", from]).ok();
    assert!(project.read("schemas/site/site.json").contains("Backdrop"));
}

#[test]
fn outside_of_a_crate_it_refuses() {
    Project::new().run(&["init"]).code(2).says(str![[r#"
error: there is no Cargo.toml in this folder
  next: run it in a crate's folder; `cargo new NAME` makes one

"#]]);
}

#[test]
fn a_secret_in_the_address_is_not_written_down() {
    let project = project();
    let from = captures();
    let url = "https://me:hunter2@crm.example.org";
    let ran = project
        .run(&["init", "--url", url, "--from", from.to_str().unwrap()])
        .code(2);
    assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    assert_eq!(project.files("."), ["Cargo.toml"]);
}

#[test]
fn a_failing_site_leaves_nothing() {
    let project = project().env("CIVI_API_KEY", "k");
    project
        .run(&["init", "--url", "http://127.0.0.1:9"])
        .code(5);
    assert_eq!(project.files("."), ["Cargo.toml"]);
}
