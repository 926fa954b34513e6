//! One crate of many translated queries: it is built once, and prints the requests that they make.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, generate};
use serde_json::Value as Json;

/// A function of the crate: its name, and the text that defines it.
pub(crate) struct Function {
    pub name: String,
    pub text: String,
    /// What `main` does with it.
    pub run: String,
}

/// What the functions of a crate gave.
#[derive(Default)]
pub(crate) struct Outcome {
    /// The parameters of each function's call as JSON, or the refusal.
    pub requests: BTreeMap<String, Result<String, String>>,
    /// What the site was sent, where a function makes more than one call: action and parameters.
    pub sent: BTreeMap<String, Vec<(String, String)>>,
    /// What the compiler says of those that don't compile.
    pub errors: BTreeMap<String, String>,
}

const IMPORTS: &str = "#![allow(deprecated, unused_imports, dead_code, clippy::all)]
use civi_runtime::prelude::*;
use civi_runtime::{filter, function, meta, query, read, through, ByAbbr, ByLabel, CurrentDomain, CurrentUser, ByName, Date, DateTime, Decimal, Field, Id, Json, Null, OptionList, Relative, SiteAction, Time, Values};
use query_bindings::*;
";

/// A site that answers every call with one row, and shows what it was asked.
const SITE: &str = r###"
struct Site(std::sync::Mutex<&'static str>);

impl civi_runtime::transport::Transport for Site {
    fn send(&self, request: civi_runtime::transport::HttpRequest) -> civi_runtime::BoxFuture<'_, Result<civi_runtime::transport::HttpResponse, civi_runtime::transport::TransportError>> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        println!("{}\tsent\t{} {body}", self.0.lock().unwrap(), request.url().path());
        let mut path = request.url().path().rsplit('/');
        let (action, entity) = (path.next().unwrap(), path.next().unwrap());
        let row = row(&body);
        let envelope = format!(r##"{{"values":[{row}],"count":1,"countFetched":1,"countMatched":1,"version":4,"entity":"{entity}","action":"{action}","debug":null}}"##);
        Box::pin(async move { Ok(civi_runtime::transport::HttpResponse::new(200, envelope)) })
    }

    fn sleep(&self, _: std::time::Duration) -> civi_runtime::BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// A row with every key that is selected.
fn row(body: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = body.replace('+', " ").into_bytes().into_iter();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    let text = String::from_utf8(bytes).unwrap();
    let params = text.split('&').find_map(|pair| pair.strip_prefix("params=")).unwrap_or("{}");
    let params: Json = params.parse().unwrap_or_default();
    let mut row = vec![r##""id":1"##.to_owned()];
    for key in params["select"].as_array().into_iter().flatten() {
        if key != "id" {
            row.push(format!("{key}:1"));
        }
    }
    format!("{{{}}}", row.join(","))
}

impl civi_runtime::transport::Transport for &'static Site {
    fn send(&self, request: civi_runtime::transport::HttpRequest) -> civi_runtime::BoxFuture<'_, Result<civi_runtime::transport::HttpResponse, civi_runtime::transport::TransportError>> {
        (**self).send(request)
    }

    fn sleep(&self, time: std::time::Duration) -> civi_runtime::BoxFuture<'_, ()> {
        (**self).sleep(time)
    }
}

static SITE: Site = Site(std::sync::Mutex::new(""));

fn client(name: &'static str) -> civi_runtime::Client {
    *SITE.0.lock().unwrap() = name;
    civi_runtime::Client::builder("https://crm.example.org")
        .credential(civi_runtime::Credential::api_key("key"))
        .retry(civi_runtime::Retry::off())
        .schema_check(civi_runtime::SchemaCheck::Off)
        .transport(&SITE)
        .build()
        .unwrap()
}

/// The site answers at once, so everything is there at the first poll.
fn now<T>(name: &str, future: impl Future<Output = civi_runtime::Result<T>>) {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(Ok(_)) => {}
        std::task::Poll::Ready(Err(error)) => println!("{name}\trefused\t{}", error.to_string().replace('\n', " ")),
        std::task::Poll::Pending => println!("{name}\trefused\tpending"),
    }
}

fn show(name: &str, call: civi_runtime::Result<civi_runtime::Call>) {
    match call {
        Ok(call) => println!("{name}\tok\t{}", call.params.to_json()),
        Err(error) => println!("{name}\trefused\t{}", error.to_string().replace('\n', " ")),
    }
}
"###;

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
fn workspace(schema: &Schema, options: &GenerateOptions) -> PathBuf {
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
    let bindings = generate(schema, options).unwrap().files;
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
        calls.push_str(&function.run);
    }
    text.push_str(SITE);
    text.push_str(&format!("fn main() {{\n{calls}}}\n"));
    (text, starts)
}

/// Builds and runs the crate. Functions that don't compile are left out, and told.
pub(crate) fn run(schema: &Schema, options: &GenerateOptions, functions: &[Function]) -> Outcome {
    let place = workspace(schema, options);
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
            if kind == "sent" {
                let (path, body) = text.split_once(' ').unwrap();
                let action = path.rsplit('/').next().unwrap().to_owned();
                let params = body
                    .split('&')
                    .find_map(|pair| pair.strip_prefix("params="))
                    .unwrap();
                let params = params.replace('+', " ");
                let params = percent_encoding::percent_decode_str(&params).decode_utf8_lossy();
                let sent = outcome.sent.entry(name.to_owned()).or_default();
                sent.push((action, params.into_owned()));
                continue;
            }
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
