//! The bindings of whole sites, as a crate that denies every warning: they compile, and clippy and
//! rustdoc have nothing to say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::config::Config;
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const SITES: [(&str, &str, Layout); 5] = [
    ("hostile", "tests/fixtures/hostile", Layout::File),
    ("hostile-folder", "tests/fixtures/hostile", Layout::Folder),
    ("standalone", "../schemas/standalone-6.17", Layout::File),
    ("wordpress", "../schemas/wordpress-5.77", Layout::Folder),
    ("manual", "../schemas/standalone-6.17", Layout::File),
];

/// What the crate with the manual's own settings has besides its bindings.
const MANUAL: &str = r#"
use civi_runtime::{IntoWire, Slot, Value, Wire};

/// The type that the manual gives `Contact.source`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Source(String);

impl Value for Source {
    fn slot(place: &mut Option<Self>) -> Slot<'_> {
        Slot::Custom(place)
    }
}

impl civi_runtime::row::FromColumn for Source {
    fn from_column(json: &[u8]) -> Result<Self, civi_runtime::row::Misfit> {
        Ok(Source(String::from_utf8_lossy(json).into_owned()))
    }
}

impl IntoWire<Option<Source>> for Source {
    fn into_wire(self) -> Wire {
        Wire::stored(self.0)
    }
}

/// What all of the bindings can be written and read as.
pub fn works_with_serde() {
    fn written<T: serde::Serialize>() {}
    fn read<T: serde::de::DeserializeOwned>() {}
    written::<civi::contact::Row>();
    written::<civi::activity::Row>();
    written::<civi::options::ContactGender>();
    written::<civi_runtime::Id<civi::Contact>>();
    read::<civi::options::ContactGender>();
    read::<civi_runtime::Id<civi::Contact>>();
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Own {
        id: civi_runtime::Id<civi::Contact>,
        gender: Option<civi::options::ContactGender>,
        born: civi_runtime::Presence<civi_runtime::Date>,
        at: civi_runtime::DateTime,
        amount: civi_runtime::Decimal,
    }
    written::<Own>();
    read::<Own>();
}
"#;

/// The settings that the manual shows.
fn manual_settings() -> Result<Config, Box<dyn std::error::Error>> {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))?;
    let text = manual
        .split("```toml\n")
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block)
        .find(|block| block.contains("row-derives"))
        .ok_or("the manual has no settings with `row-derives`")?;
    Ok(Config::parse(text, "civi.toml")?)
}

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
        let manual = name == "manual";
        if manual {
            manual_settings()?.generate.apply(&mut options);
            assert_eq!(options.row_derives, ["serde::Serialize"]);
        }
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
            format!(
                "//! A site.\n#![deny(warnings)]\n{module}\n{}",
                if manual { MANUAL } else { "" }
            ),
        )?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}-site\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 civi-runtime = {{ path = {:?}, default-features = false{} }}\n",
                runtime.display().to_string(),
                if manual {
                    ", features = [\"serde\"] }\nserde = { version = \"1\", features = [\"derive\"]"
                } else {
                    ""
                }
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
