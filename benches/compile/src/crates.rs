//! The crates that are compiled: made from one generated file, under `target/compile-cost`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compile_cost::{Reading, declarations, opened, structs};

use crate::named;

/// The crates in the order that they are built in every round.
pub(crate) const NAMES: [&str; 8] = [
    "full",
    "declarations",
    "derived",
    "lenient",
    "structs",
    "unnamed",
    "named",
    "by_hand",
];

/// The bindings of the whole snapshot, as one file.
pub(crate) fn generate(snapshot: &Path) -> Result<String, String> {
    make(
        snapshot,
        &PathBuf::from("target/compile-cost/bindings.rs"),
        &[],
    )
}

/// The bindings of a few entities: without named queries, and with them.
pub(crate) fn generate_few(snapshot: &Path) -> Result<[String; 2], String> {
    let folder = PathBuf::from("target/compile-cost/few");
    let entities = ["--entities", named::ENTITIES];
    for (name, text) in named::files() {
        put(&folder.join("queries").join(name), &text)?;
    }
    let settings = folder.join("civi.toml");
    put(&settings, "")?;
    let settings = settings.display().to_string();
    let with = [&entities[..], &["--config", &settings]].concat();
    Ok([
        make(snapshot, &folder.join("unnamed.rs"), &entities)?,
        make(snapshot, &folder.join("named.rs"), &with)?,
    ])
}

fn make(snapshot: &Path, out: &Path, more: &[&str]) -> Result<String, String> {
    make_folder(out)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "civi-codegen",
            "--",
            "--quiet",
            "generate",
            "--schema",
        ])
        .arg(snapshot)
        .arg("--out")
        .arg(out)
        .args(more)
        .status()
        .map_err(|e| format!("cargo can't be started: {e}"))?;
    if !status.success() {
        return Err(format!(
            "the bindings of {} were not generated",
            snapshot.display()
        ));
    }
    fs::read_to_string(out).map_err(|e| format!("{}: {e}", out.display()))
}

/// Writes the crates and gives the folder of their workspace.
pub(crate) fn write(bindings: &str, few: &[String; 2]) -> Result<PathBuf, String> {
    let file = opened(bindings).map_err(|e| format!("the bindings don't parse: {e}"))?;
    let root = PathBuf::from("target/compile-cost/crates");
    let runtime = fs::canonicalize("civi-runtime").map_err(|e| format!("civi-runtime: {e}"))?;
    let on_runtime = format!(
        "civi-runtime = {{ path = {:?}, default-features = false }}\n",
        runtime.display().to_string()
    );
    let on_serde =
        "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n".to_owned();
    let allow = "#![allow(clippy::all)]\n";
    let sources = [
        (NAMES[0], &on_runtime, format!("{allow}{bindings}")),
        (
            NAMES[1],
            &on_runtime,
            format!("{allow}{}", prettyplease::unparse(&declarations(&file))),
        ),
        (NAMES[2], &on_serde, structs(&file, Reading::Derive)?),
        (NAMES[3], &on_serde, structs(&file, Reading::Lenient)?),
        (NAMES[4], &on_serde, structs(&file, Reading::None)?),
        (NAMES[5], &on_runtime, format!("{allow}{}", few[0])),
        (NAMES[6], &on_runtime, format!("{allow}{}", few[1])),
        (
            NAMES[7],
            &on_runtime,
            format!("{allow}{}\n{}", few[0], named::by_hand()),
        ),
    ];
    let members: Vec<String> = NAMES.iter().map(|name| format!("{name:?}")).collect();
    put(
        &root.join("Cargo.toml"),
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
            members.join(", ")
        ),
    )?;
    // The same versions as the project's own, so that nothing is looked up anew.
    let lock = fs::read_to_string("Cargo.lock").map_err(|e| format!("Cargo.lock: {e}"))?;
    put(&root.join("Cargo.lock"), &lock)?;
    for (name, dependencies, source) in sources {
        let folder = root.join(name);
        put(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
            ),
        )?;
        put(&folder.join("src/lib.rs"), &source)?;
    }
    Ok(root)
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    make_folder(path)?;
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn make_folder(path: &Path) -> Result<(), String> {
    match path.parent() {
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
        }
        None => Ok(()),
    }
}
