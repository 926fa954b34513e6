//! Bindings in a crate of somebody else's: with the settings that the manual shows, and with the
//! runtime's feature `serde`.

use std::fs;
use std::path::Path;
use std::process::Command;

use civi_codegen::config::Config;
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

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

/// Checks a crate that has the bindings of a snapshot as `src/bindings.rs`.
fn check(name: &str, options: &GenerateOptions, dependencies: &str, lib: &str) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src"))?;
    let schema = Schema::read(root.join("../schemas/standalone-6.17"))?;
    let bindings = generate(&schema, options)?.files;
    bindings.write(&folder.join("src/bindings.rs"))?;
    fs::write(folder.join("src/lib.rs"), lib)?;
    let runtime = root.join("../civi-runtime").canonicalize()?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\ncivi-runtime = {{ path = {:?}, default-features = false, features = [\"serde\"] }}\n\
             {dependencies}\n",
            runtime.display().to_string()
        ),
    )?;
    // The project's own versions, so that nothing is looked up anew.
    fs::copy(root.join("../Cargo.lock"), folder.join("Cargo.lock"))?;
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .current_dir(&folder)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates"),
        )
        .env_remove("RUSTFLAGS")
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into())
}

#[test]
fn the_manuals_settings_compile_with_serde() -> Outcome {
    let mut options = GenerateOptions::default();
    manual_settings()?.generate.apply(&mut options);
    assert_eq!(options.row_derives, ["serde::Serialize"]);
    let lib =
        format!("#![deny(warnings)]\npub mod civi {{ include!(\"bindings.rs\"); }}\n{MANUAL}");
    let serde = "serde = { version = \"1\", features = [\"derive\"] }";
    check("manual-settings", &options, serde, &lib)
}
