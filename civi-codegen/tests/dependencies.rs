//! A build script must not drag a network client in.
// A failure here is the test failing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

/// Crates that speak HTTP, do TLS or run an asynchronous runtime.
const NETWORK: [&str; 16] = [
    "civi-runtime",
    "reqwest",
    "ureq",
    "ureq-proto",
    "hyper",
    "hyper-util",
    "http",
    "h2",
    "curl",
    "rustls",
    "native-tls",
    "openssl",
    "tokio",
    "url",
    "webpki-roots",
    "mio",
];

#[test]
fn a_build_script_has_no_http_crate_in_its_tree() {
    let names = tree(&["--no-default-features"]);
    assert!(names.contains(&"syn".to_owned()), "{names:?}");
    for name in NETWORK {
        assert!(!names.contains(&name.to_owned()), "{name} is in {names:?}");
    }
}

#[test]
fn the_command_line_is_not_in_a_build_scripts_tree() {
    let names = tree(&["--no-default-features"]);
    for name in [
        "clap",
        "indicatif",
        "rpassword",
        "similar",
        "clap_complete",
        "clap_mangen",
    ] {
        assert!(!names.contains(&name.to_owned()), "{name} is in {names:?}");
    }
}

/// The other side: the same question finds the client where it is wanted.
#[test]
fn the_command_has_one() {
    let names = tree(&[]);
    assert!(names.contains(&"ureq".to_owned()), "{names:?}");
    assert!(
        !names.contains(&"tokio".to_owned()),
        "the command needs no asynchronous runtime"
    );
}

fn tree(arguments: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "civi-codegen",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--offline", "--locked"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}
