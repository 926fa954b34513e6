//! The bindings of whole sites, as a crate that denies every warning: they compile, and clippy and
//! rustdoc have nothing to say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const SITES: [(&str, &str, Layout); 4] = [
    ("hostile", "tests/fixtures/hostile", Layout::File),
    ("hostile-folder", "tests/fixtures/hostile", Layout::Folder),
    ("standalone", "../schemas/standalone-6.17", Layout::File),
    ("wordpress", "../schemas/wordpress-5.77", Layout::Folder),
];

/// A workspace of one crate a site, below the project's target folder, in a path with a space.
fn workspace() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole sites");
    let runtime = root.join("../civi-runtime").canonicalize()?;
    for (name, snapshot, layout) in SITES {
        let folder = place.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let schema = Schema::read(root.join(snapshot))?;
        let mut options = GenerateOptions::default();
        options.layout = layout;
        let bindings = generate(&schema, &options)?.files;
        let module = if layout == Layout::File {
            bindings.write(&folder.join("src/bindings.rs"))?;
            "pub mod civi { include!(\"bindings.rs\"); }"
        } else {
            bindings.write(&folder.join("src/civi"))?;
            "pub mod civi;"
        };
        fs::write(
            folder.join("src/lib.rs"),
            format!("#![deny(warnings)]\n{module}\n"),
        )?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}-site\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 civi-runtime = {{ path = {:?}, default-features = false }}\n",
                runtime.display().to_string()
            ),
        )?;
    }
    let members = SITES.map(|(name, ..)| format!("{name:?}")).join(", ");
    fs::write(
        place.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    )?;
    // The project's own versions, so that nothing is looked up anew.
    fs::copy(root.join("../Cargo.lock"), place.join("Cargo.lock"))?;
    Ok(place)
}

#[test]
fn whole_sites_compile_without_a_warning() -> Outcome {
    let place = workspace()?;
    let cargo = |arguments: &[&str]| -> Outcome {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--offline"])
            .args(
                SITES
                    .iter()
                    .flat_map(|(name, ..)| ["-p".to_owned(), format!("{name}-site")]),
            )
            .current_dir(&place)
            .env("CARGO_TARGET_DIR", place.join("target"))
            .env("RUSTDOCFLAGS", "--deny warnings")
            .env_remove("RUSTFLAGS")
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        // What the runtime warns of is not this test's matter.
        let errors: Vec<&str> = text
            .split("\n\n")
            .filter(|part| part.contains("error"))
            .collect();
        Err(format!("cargo {}:\n{}", arguments.join(" "), errors.join("\n\n")).into())
    };
    let has_clippy = Command::new(env!("CARGO"))
        .args(["clippy", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    // Clippy checks what `check` checks, and more.
    if has_clippy {
        cargo(&["clippy", "--no-deps"])?;
    } else {
        println!("clippy is not installed here: the bindings are compiled only");
        cargo(&["check"])?;
    }
    cargo(&["doc", "--no-deps"])
}
