//! The workspace of the crates that are measured, under `target/peers`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::generated::Generated;

/// Writes a crate for each side, and gives the folder of their workspace.
pub(crate) fn write(sides: &[Generated]) -> Result<PathBuf, String> {
    let root = PathBuf::from("target/peers");
    let names: Vec<String> = sides
        .iter()
        .map(|side| format!("{:?}", package(side.name)))
        .collect();
    put(
        &root.join("Cargo.toml"),
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
            names.join(", ")
        ),
    )?;
    let lock = fs::read_to_string("benches/peers/Cargo.lock")
        .map_err(|e| format!("benches/peers/Cargo.lock: {e}"))?;
    put(&root.join("Cargo.lock"), &lock)?;
    for side in sides {
        let folder = root.join(package(side.name));
        put(
            &folder.join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
                package(side.name),
                dependencies(side.name)?
            ),
        )?;
        put(&folder.join("src/lib.rs"), &side.text)?;
    }
    Ok(root)
}

/// The package of a side: what it stands on may have the side's own name.
pub(crate) fn package(side: &str) -> String {
    format!("by-{side}")
}

fn dependencies(name: &str) -> Result<String, String> {
    let serde = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";
    Ok(match name {
        "civi" => {
            let runtime =
                fs::canonicalize("civi-runtime").map_err(|e| format!("civi-runtime: {e}"))?;
            let runtime = runtime.display().to_string();
            format!("civi-runtime = {{ path = {runtime:?}, default-features = false }}\n")
        }
        "progenitor" => format!(
            "{serde}progenitor-client = \"0.15.1\"\nreqwest = {{ version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"] }}\n"
        ),
        _ => serde.to_owned(),
    })
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}
