//! The bindings of whole sites, as a crate that denies every warning: they compile, and clippy and
//! rustdoc have nothing to say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use civi_codegen::schema::raw::{Answers, SnapshotSettings};
use civi_codegen::schema::{
    Action, DataType, Entity, Field, OptionItem, OptionKey, OptionList, Options, Schema,
    Serialization, Suffix, WriteField,
};
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

struct Site {
    name: String,
    schema: Schema,
    layout: Layout,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The snapshots and answers of the project, and every folder of recordings that has a schema.
fn sites() -> Result<Vec<Site>, Box<dyn std::error::Error>> {
    let mut sites = Vec::new();
    let mut add = |name: &str, schema: Schema, layout: Layout| {
        let name = name.to_owned();
        sites.push(Site {
            name,
            schema,
            layout,
        });
    };
    let hostile = Schema::read(root().join("tests/fixtures/hostile"))?;
    add("hostile", hostile.clone(), Layout::File);
    add("hostile-folder", hostile, Layout::Folder);
    add("keys", odd_keys(), Layout::File);
    let old = root().join("../civi-schema/tests/fixtures/civicrm-5.39");
    add("old", answers(&old)?, Layout::File);
    let bundled = root().join("../schemas");
    for (name, layout) in [
        ("standalone-6.17", Layout::File),
        ("wordpress-5.77", Layout::Folder),
    ] {
        add(&plain(name), Schema::read(bundled.join(name))?, layout);
    }
    let Some(captures) = std::env::var_os("CIVI_CAPTURES") else {
        println!("CIVI_CAPTURES is not set: only the project's own schemas are compiled");
        return Ok(sites);
    };
    for folder in fs::read_dir(captures)? {
        let folder = folder?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if folder.join("Entity.get.json").is_file() && !bundled.join(&*name).exists() {
            add(&plain(&name), answers(&folder)?, Layout::File);
        }
    }
    Ok(sites)
}

/// The schema of a folder of answers, of the version that its name ends in.
fn answers(folder: &Path) -> Result<Schema, Box<dyn std::error::Error>> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let settings = SnapshotSettings {
        civicrm: name.rsplit_once('-').map(|(_, version)| version.to_owned()),
        ..SnapshotSettings::default()
    };
    Ok(Answers::read(folder)?.normalize(&settings).schema)
}

/// A folder's name as a package's.
fn plain(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

/// Entities with keys of every type, and options whose names look like a type parameter's.
fn odd_keys() -> Schema {
    let kinds = [
        "Integer",
        "Float",
        "Money",
        "Boolean",
        "String",
        "Text",
        "Date",
        "Timestamp",
        "Time",
        "Array",
        "Blob",
        "Nosuch",
        "",
    ];
    let mut keys: Vec<(String, Field)> = Vec::new();
    for kind in kinds {
        let plain = Field::new("key", DataType::from_wire(kind));
        let mut serialized = plain.clone();
        serialized.serialize = Some(Serialization::Bookend);
        let mut listed = plain.clone();
        listed.options = Options::Own(OptionList {
            items: ["μ", "M", "о", "o"].map(option).into(),
        });
        listed.suffixes = vec![Suffix::Name, Suffix::Label];
        let mut key_of_another = plain.clone();
        key_of_another.fk_entity = Some("KInteger".to_owned());
        let mut dynamic = plain.clone();
        dynamic.control_field = Some("t".to_owned());
        dynamic.dfk_entities = BTreeMap::from([("a".to_owned(), "KInteger".to_owned())]);
        for (what, field) in [
            ("", plain),
            ("Ser", serialized),
            ("Opt", listed),
            ("Fk", key_of_another),
            ("Dfk", dynamic),
        ] {
            keys.push((format!("K{kind}{what}"), field));
        }
    }
    let entities = keys.into_iter().map(|(name, mut key)| {
        key.nullable = false;
        key.create = Some(WriteField {
            required: true,
            ..WriteField::default()
        });
        key.update = Some(WriteField::default());
        let action = |name: &str| {
            let name = name.to_owned();
            let action = Action {
                name: name.clone(),
                ..Action::default()
            };
            (name, action)
        };
        let entity = Entity {
            name: name.clone(),
            primary_key: vec!["key".to_owned()],
            fields: BTreeMap::from([
                ("key".to_owned(), key),
                ("t".to_owned(), Field::new("t", DataType::String)),
            ]),
            actions: ["get", "create", "update", "save", "replace", "delete"]
                .map(action)
                .into(),
            ..Entity::default()
        };
        (name, entity)
    });
    Schema {
        entities: entities.collect(),
        ..Schema::default()
    }
}

fn option(name: &str) -> OptionItem {
    OptionItem {
        id: OptionKey::Text(name.to_owned()),
        name: Some(name.to_owned()),
        label: None,
        abbr: None,
        description: None,
    }
}

/// A workspace of one crate a site, below the project's target folder, in a path with a space.
fn workspace(sites: &[Site]) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole sites");
    let runtime = root().join("../civi-runtime").canonicalize()?;
    for site in sites {
        let name = &site.name;
        let folder = place.join(name);
        fs::create_dir_all(folder.join("src"))?;
        let mut options = GenerateOptions::default();
        options.layout = site.layout;
        let bindings = generate(&site.schema, &options)?.files;
        let module = if site.layout == Layout::File {
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
    let members: Vec<String> = sites
        .iter()
        .map(|site| format!("{:?}", site.name))
        .collect();
    fs::write(
        place.join("Cargo.toml"),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n",
            members.join(", ")
        ),
    )?;
    // The project's own versions, so that nothing is looked up anew.
    fs::copy(root().join("../Cargo.lock"), place.join("Cargo.lock"))?;
    Ok(place)
}

#[test]
fn whole_sites_compile_without_a_warning() -> Outcome {
    let sites = sites()?;
    let place = workspace(&sites)?;
    let cargo = |arguments: &[&str]| -> Outcome {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--quiet", "--offline"])
            .args(
                sites
                    .iter()
                    .flat_map(|site| ["-p".to_owned(), format!("{}-site", site.name)]),
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
