//! The whole suite against a sandbox of each bundled snapshot, and of an old site where a recording
//! of one is there: it needs no site.

use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::schema::raw::{Answers, SnapshotSettings};
use civi_sandbox::{ADMINISTRATOR_KEY, LIMITED_KEY, Sandbox};

/// Runs the suite, which is what this program does with `--ignored`, with a sandbox for its site;
/// what it printed.
fn run(snapshot: &Path) -> String {
    let sandbox = Sandbox::open(snapshot).unwrap().demo(20).build().unwrap();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--nocapture"])
        .env("CIVI_URL", server.url())
        .env("CIVI_API_KEY", ADMINISTRATOR_KEY)
        .env("CIVI_LIMITED_API_KEY", LIMITED_KEY)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

fn bundled(snapshot: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../schemas")
        .join(snapshot)
}

#[test]
fn the_suite_passes_on_standalone_6_17() {
    run(&bundled("standalone-6.17"));
}

#[test]
fn the_suite_passes_on_wordpress_5_77() {
    run(&bundled("wordpress-5.77"));
}

/// A site of 5.39, made from its recorded answers: what it can't is left out, and named.
#[test]
fn the_suite_passes_on_drupal_7_with_5_39() {
    let recorded =
        std::env::var_os("CIVI_CAPTURES").map(|all| Path::new(&all).join("drupal7-5.39"));
    let Some(recorded) = recorded.filter(|folder| folder.is_dir()) else {
        println!("CIVI_CAPTURES names no folder with a drupal7-5.39: no old site to run against");
        return;
    };
    let settings = SnapshotSettings {
        civicrm: Some("5.39.1".to_owned()),
        cms: Some("Drupal".to_owned()),
        ..SnapshotSettings::default()
    };
    let schema = Answers::read(recorded).unwrap().normalize(&settings).schema;
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("drupal7-5.39");
    schema.write(&snapshot).unwrap();
    let said = run(&snapshot);
    let left_out = said.lines().filter(|line| line.contains("left out: "));
    let left_out: Vec<&str> = left_out.collect();
    println!("{}", left_out.join("\n"));
    assert!(left_out.len() > 3, "{said}");
}
