//! One crate of many translated queries: it is built once, and prints the requests that they make.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, generate};
use serde_json::Value as Json;

/// A function of the crate: its name, and the text that defines it.
pub struct Function {
    pub name: String,
    pub text: String,
}

/// What the functions of a crate gave.
#[derive(Default)]
pub struct Outcome {
    /// The requests of each function: the parameters as JSON, or the refusal.
    pub requests: BTreeMap<String, Result<String, String>>,
    /// What the compiler says of those that don't compile.
    pub errors: BTreeMap<String, String>,
}

const IMPORTS: &str = "#![allow(deprecated, unused_imports, dead_code, clippy::all)]
use civi_runtime::prelude::*;
use civi_runtime::{chain, filter, function, ByName, Date, DateTime, Decimal, Field, Id, Json, OptionList, Relative, Time};
use query_bindings::*;
";

fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("queries")
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes the workspace: the bindings of a snapshot, and the program.
fn workspace(schema: &Schema) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = place();
    let runtime = root.join("../civi-runtime").canonicalize().unwrap();
    let runtime = format!(
        "civi-runtime = {{ path = {:?}, default-features = false }}",
        runtime.display().to_string()
    );
    let manifest = |name: &str, more: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{runtime}\n{more}\n"
        )
    };
    write(
        &place.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"bindings\", \"program\"]\n\n[profile.dev]\ndebug = 0\nopt-level = 0\n",
    );
    write(
        &place.join("bindings/Cargo.toml"),
        &manifest("query-bindings", ""),
    );
    write(
        &place.join("program/Cargo.toml"),
        &manifest(
            "query-program",
            "query-bindings = { path = \"../bindings\" }",
        ),
    );
    let bindings = generate(schema, &GenerateOptions::default()).unwrap().files;
    bindings
        .write(&place.join("bindings/src/bindings.rs"))
        .unwrap();
    write(
        &place.join("bindings/src/lib.rs"),
        "#![allow(deprecated)]\nmod bindings { include!(\"bindings.rs\"); }\npub use bindings::*;\n",
    );
    fs::copy(root.join("../Cargo.lock"), place.join("Cargo.lock")).unwrap();
    place
}

fn program(functions: &[Function], without: &BTreeSet<String>) -> (String, Vec<(usize, String)>) {
    let mut text = IMPORTS.to_owned();
    let mut starts = Vec::new();
    let mut calls = String::new();
    for function in functions
        .iter()
        .filter(|function| !without.contains(&function.name))
    {
        starts.push((text.matches('\n').count() + 1, function.name.clone()));
        text.push_str(&function.text);
        text.push('\n');
        let name = &function.name;
        calls.push_str(&format!("    show({name:?}, {name}().call());\n"));
    }
    text.push_str(
        "fn show(name: &str, call: civi_runtime::Result<civi_runtime::Call>) {
    match call {
        Ok(call) => println!(\"{name}\\tok\\t{}\", call.params.to_json()),
        Err(error) => println!(\"{name}\\trefused\\t{}\", error.to_string().replace('\\n', \" \")),
    }
}
",
    );
    text.push_str(&format!("fn main() {{\n{calls}}}\n"));
    (text, starts)
}

/// Builds and runs the crate. Functions that don't compile are left out, and told.
pub fn run(schema: &Schema, functions: &[Function]) -> Outcome {
    let place = workspace(schema);
    let mut outcome = Outcome::default();
    for _round in 0..6 {
        let without: BTreeSet<String> = outcome.errors.keys().cloned().collect();
        let (text, starts) = program(functions, &without);
        write(&place.join("program/src/main.rs"), &text);
        let errors = build(&place, &starts);
        if errors.is_empty() {
            break;
        }
        outcome.errors.extend(errors);
    }
    let program = place.join("target/debug/query-program");
    let output = Command::new(program).output().unwrap();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut parts = line.splitn(3, '\t');
        if let (Some(name), Some(kind), Some(text)) = (parts.next(), parts.next(), parts.next()) {
            let result = if kind == "ok" {
                Ok(text.to_owned())
            } else {
                Err(text.to_owned())
            };
            outcome.requests.insert(name.to_owned(), result);
        }
    }
    outcome
}

fn build(place: &Path, starts: &[(usize, String)]) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--offline",
            "--quiet",
            "-p",
            "query-program",
            "--message-format=json",
        ])
        .current_dir(place)
        .env("CARGO_TARGET_DIR", place.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let mut errors = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(json) = serde_json::from_str::<Json>(line) else {
            continue;
        };
        if json["message"]["level"] != "error" {
            continue;
        }
        let spans = json["message"]["spans"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let span = spans.iter().find(|span| {
            span["file_name"]
                .as_str()
                .is_some_and(|file| file.ends_with("main.rs"))
        });
        let Some(line) = span.and_then(|span| span["line_start"].as_u64()) else {
            continue;
        };
        let function = starts.iter().rev().find(|(start, _)| *start as u64 <= line);
        if let Some((_, name)) = function {
            let text = json["message"]["rendered"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            errors.entry(name.clone()).or_insert(text);
        }
    }
    assert!(
        output.status.success() || !errors.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    errors
}
