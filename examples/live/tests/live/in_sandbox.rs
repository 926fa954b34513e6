//! The whole suite against a sandbox of each bundled snapshot: it needs no site.

use std::process::Command;

use civi_sandbox::{ADMINISTRATOR_KEY, LIMITED_KEY, Sandbox};

/// Runs the suite, which is what this program does with `--ignored`, with a sandbox for its site.
fn run(snapshot: &str) {
    let folder = format!("{}/../../schemas/{snapshot}", env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::open(folder).unwrap().demo(20).build().unwrap();
    let server = sandbox.serve("127.0.0.1:0").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("--ignored")
        .env("CIVI_URL", server.url())
        .env("CIVI_API_KEY", ADMINISTRATOR_KEY)
        .env("CIVI_LIMITED_API_KEY", LIMITED_KEY)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_suite_passes_on_standalone_6_17() {
    run("standalone-6.17");
}

#[test]
fn the_suite_passes_on_wordpress_5_77() {
    run("wordpress-5.77");
}
