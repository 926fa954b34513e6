//! What compiles, and what the author of a struct is told where it doesn't.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that the cases are compiled in: their manifest's.
fn manifest() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Snapshots for the cases: a good one, one whose entity is cut off, one of an older format.
fn snapshots() {
    let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema");
    let manifest = manifest();
    copy(&good, &manifest.join("schema"));
    copy(&good, &manifest.join("broken"));
    let contact = manifest.join("broken/entities/Contact.json");
    let text = fs::read_to_string(&contact).unwrap();
    fs::write(&contact, &text[..text.len() / 2]).unwrap();
    fs::create_dir_all(manifest.join("older")).unwrap();
    fs::write(manifest.join("older/site.json"), "{\"format\": 0}\n").unwrap();
    fs::write(manifest.join("civi.toml"), "schema = \"schema\"\n").unwrap();
}

#[test]
fn cases() {
    snapshots();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/pass/*.rs");
    cases.compile_fail("tests/fail/*.rs");
}
