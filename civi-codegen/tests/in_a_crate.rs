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

/// A crate that has the bindings of a snapshot as its build script would make them.
struct Guest<'a> {
    name: &'a str,
    options: GenerateOptions,
    features: &'a str,
    dependencies: &'a str,
    lib: String,
}

impl Guest<'_> {
    /// Runs `cargo check`, or clippy where it is installed and asked for.
    fn check(&self, clippy: bool) -> Outcome {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.name);
        fs::create_dir_all(folder.join("src"))?;
        let schema = Schema::read(root.join("../schemas/standalone-6.17"))?;
        let bindings = generate(&schema, &self.options)?.files;
        bindings.write(&folder.join("src/bindings.rs"))?;
        fs::write(folder.join("src/lib.rs"), &self.lib)?;
        fs::write(folder.join("build.rs"), BUILD)?;
        let runtime = root.join("../civi-runtime").canonicalize()?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\ncivi-runtime = {{ path = {:?}, default-features = false, features = [{}] }}\n\
                 {}\n",
                self.name,
                runtime.display().to_string(),
                self.features,
                self.dependencies
            ),
        )?;
        // The project's own versions, so that nothing is looked up anew.
        fs::copy(root.join("../Cargo.lock"), folder.join("Cargo.lock"))?;
        let has_clippy = clippy
            && Command::new(env!("CARGO"))
                .args(["clippy", "--version"])
                .output()
                .is_ok_and(|output| output.status.success());
        let output = Command::new(env!("CARGO"))
            .args([
                if has_clippy { "clippy" } else { "check" },
                "--quiet",
                "--offline",
            ])
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
        // As it is printed, not in one line.
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        Err("the crate does not compile".into())
    }
}

/// Stands for a build script that generates.
const BUILD: &str = r#"
fn main() {
    println!("cargo::rerun-if-changed=src/bindings.rs");
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    let to = std::path::Path::new(&out).join("civi_bindings.rs");
    std::fs::copy("src/bindings.rs", to).expect("both are there");
}
"#;

#[test]
fn the_manuals_settings_compile_with_serde() -> Outcome {
    let mut options = GenerateOptions::default();
    manual_settings()?.generate.apply(&mut options);
    assert_eq!(options.row_derives, ["serde::Serialize"]);
    Guest {
        name: "manual-settings",
        options,
        features: "\"macros\", \"serde\"",
        dependencies: "serde = { version = \"1\", features = [\"derive\"] }",
        lib: format!(
            "#![deny(warnings)]\npub mod civi {{ civi_runtime::include_bindings!(); }}\n{MANUAL}"
        ),
    }
    .check(false)
}

/// Names that a crate may have of its own, beside what it includes and derives.
const OWN_NAMES: &str = r#"
    #[allow(non_camel_case_types)]
    mod names {
        pub struct str;
        pub struct bool;
        pub struct usize;
        pub struct u8;
        pub struct i64;
        pub struct f64;
        pub struct String;
        pub struct Vec;
        pub struct Option;
        pub struct Result;
        pub trait Into {}
        pub trait From {}
        pub trait Default {}
        pub trait Clone {}
        pub trait Iterator {}
    }
    #[allow(unused_imports)]
    use names::*;
    #[allow(unused_imports)]
    use names::{
        Clone, Default, From, Into, Iterator, Option, Result, String, Vec, bool, f64, i64, str, u8,
        usize,
    };
"#;

#[test]
fn no_name_of_a_crate_and_no_lint_disturbs_what_is_generated_or_derived() -> Outcome {
    let lints: Vec<String> = lints_of_rustc()?;
    assert!(lints.len() > 20, "{lints:?}");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../schemas/standalone-6.17")
        .canonicalize()?;
    let lib = format!(
        r#"
#![no_implicit_prelude]
#![deny(warnings)]

#[allow(unused_macros)]
macro_rules! concat {{ ($($t:tt)*) => {{ ::core::compile_error!("the crate's own macro") }}; }}
#[allow(unused_macros)]
macro_rules! env {{ ($($t:tt)*) => {{ ::core::compile_error!("the crate's own macro") }}; }}
#[allow(unused_macros)]
macro_rules! include {{ ($($t:tt)*) => {{ ::core::compile_error!("the crate's own macro") }}; }}

#[deny(
    warnings, clippy::all, clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction,
    {lints}
)]
/// What is generated.
pub mod civi {{
    #![allow(clippy::blanket_clippy_restriction_lints, reason = "all of them are meant")]
    ::civi_runtime::include_bindings!();
}}

#[deny(
    warnings, clippy::all, clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction,
    {lints}
)]
/// The same, where nothing of it is used.
mod private {{
    #![allow(clippy::blanket_clippy_restriction_lints, reason = "all of them are meant")]
    ::civi_runtime::include_bindings!();
}}

/// Entities and option types that have one name.
pub mod one_name {{
    use super::civi::prelude::*;

    /// The entity.
    pub fn entity() -> ::civi_runtime::Get<ContactType> {{
        <ContactType as ::civi_runtime::Actions>::get()
    }}

    /// Its options, and those of a field whose name is taken by no entity.
    pub fn options() -> (ContactTypeOption, ContactGender) {{
        (ContactTypeOption::Individual, ContactGender::Female)
    }}

    /// What was imported by its own path counts.
    pub mod imported {{
        use super::super::civi::options::ContactType;
        use super::super::civi::prelude::*;

        /// A contact type, and a contact's key.
        pub fn option() -> (ContactType, ::civi_runtime::Id<Contact>) {{
            (ContactType::Individual, ::civi_runtime::Id::new(1))
        }}
    }}
}}

#[allow(dead_code)]
mod own {{
    {OWN_NAMES}

    ::civi_runtime::option_list! {{
        pub enum Colour, Unlisted {{
            Red = 0, "Red", "1", "Rot";
            Blue = 1, "Blue", "2", "Blau";
        }}
    }}

    mod builders {{
        ::civi_runtime::values_builder!();
        ::civi_runtime::action_builder!();
    }}

    #[::core::prelude::v1::derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq, ::civi_runtime::CiviOption)]
    pub enum Gender {{
        Female,
        #[civi_option(fallback)]
        Other(::civi_runtime::OtherOption),
    }}

    #[::core::prelude::v1::derive(::civi_runtime::CiviEntity)]
    #[civi_entity(entity = "Contact", schema = {schema:?}, read, write)]
    pub struct Donor {{
        id: ::civi_runtime::Id<Donor>,
        first_name: ::core::option::Option<::std::string::String>,
        is_deceased: ::core::option::Option<::core::primitive::bool>,
        do_not_mail: ::core::primitive::bool,
        #[civi_entity(field = "gender_id:name")]
        gender: ::core::option::Option<Gender>,
        birth_date: ::civi_runtime::Presence<::civi_runtime::Date>,
    }}

    #[::core::prelude::v1::derive(::civi_runtime::CiviEntity)]
    #[civi_entity(bindings = super::civi::Contact)]
    pub struct Bound {{
        id: ::civi_runtime::Id<super::civi::Contact>,
        last_name: ::core::option::Option<::std::string::String>,
    }}
}}
"#,
        lints = lints.join(", "),
        schema = schema.display().to_string(),
    );
    let mut options = GenerateOptions::default();
    options.row_derives = vec![
        "serde::Serialize".to_owned(),
        "serde::Deserialize".to_owned(),
    ];
    Guest {
        name: "strict",
        options,
        features: "\"macros\", \"serde\"",
        dependencies: "",
        lib,
    }
    .check(true)
}

/// The lints that are off by themselves and that a stable compiler lets a crate turn on.
fn lints_of_rustc() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let output = Command::new("rustc").args(["-W", "help"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, level) = (words.next()?, words.next()?);
            let unstable = [
                "fuzzy-provenance-casts",
                "lossy-provenance-casts",
                "multiple-supertrait-upcastable",
                "must-not-suspend",
                "resolving-to-items-shadowing-supertrait-items",
                "shadowing-supertrait-items",
                "non-exhaustive-omitted-patterns",
                "unqualified-local-imports",
                // A matter of the whole crate, or of what a crate may contain at all.
                "linker-messages",
                "non-ascii-idents",
                "rust-2021-prefixes-incompatible-syntax",
                "rust-2024-guarded-string-incompatible-syntax",
                "unsafe-code",
                "unstable-features",
                "unused-crate-dependencies",
            ];
            (level == "allow" && !unstable.contains(&name)).then(|| name.replace('-', "_"))
        })
        .collect())
}
