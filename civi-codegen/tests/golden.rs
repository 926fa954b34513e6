//! The code that telling entities give, as it is committed under `tests/golden`; that it compiles and
//! works is shown by `golden_used`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p civi-codegen --test golden` writes it anew; look at the diff.

use std::path::{Path, PathBuf};

use civi_codegen::query::named::read_folder;
use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn is_golden(name: &str, snapshot: &str, entities: &[&str]) -> Outcome {
    let schema = Schema::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(snapshot))?;
    is_made(
        name,
        &schema,
        snapshot,
        entities,
        GenerateOptions::default(),
    )
}

fn is_made(
    name: &str,
    schema: &Schema,
    snapshot: &str,
    entities: &[&str],
    mut options: GenerateOptions,
) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    options.entities = entities.iter().map(|entity| (*entity).to_owned()).collect();
    options.layout = Layout::Folder;
    options.snapshot = Some(snapshot.rsplit('/').next().unwrap_or_default().to_owned());
    options.command = Some("UPDATE_GOLDEN=1 cargo test -p civi-codegen --test golden".to_owned());
    let generated = generate(schema, &options)?;
    let place = root.join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        generated.files.write(&place)?;
    }
    let differ = generated.files.differences(&place)?;
    assert_eq!(
        differ,
        Vec::<PathBuf>::new(),
        "differ from what is committed"
    );
    Ok(())
}

/// Plain, dynamic keys, a facade, no key, a custom group of many records, a database view, settings,
/// names with spaces, actions of its own.
#[test]
fn standalone_is_as_committed() -> Outcome {
    is_golden(
        "standalone",
        "../schemas/standalone-6.17",
        &[
            "Custom_multi_rec",
            "Email",
            "EntitySet",
            "EntityTag",
            "GroupSubscription",
            "Household",
            "Order",
            "Payment",
            "RecentItem",
            "SK_my_ent",
            "System",
            "Totp",
        ],
    )
}

/// An entity construction kit's entity, other custom groups, `reload` without a selection.
#[test]
fn wordpress_is_as_committed() -> Outcome {
    is_golden(
        "wordpress",
        "../schemas/wordpress-5.77",
        &["Custom_Jobs_Held", "Eck_Processing_Center", "Tag"],
    )
}

/// Names that are keywords, that collide, that are not names at all; text that wants to be code.
#[test]
fn hostile_is_as_committed() -> Outcome {
    is_golden(
        "hostile",
        "tests/fixtures/hostile",
        &[
            "1",
            "Contact",
            "Custom_match",
            "Named",
            "NoFields",
            "NoKey",
            "Row",
            "Setting",
            "TwoKeys",
            "contact",
            "match",
        ],
    )
}

/// Functions of query files and of a saved search: parameters, joins, functions, whole rows.
#[test]
fn named_is_as_committed() -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshot = "../schemas/standalone-6.17";
    let mut schema = Schema::read(root.join(snapshot))?;
    let fixtures = root.join("tests/fixtures");
    let name = "Tagged Things";
    let search = std::fs::read_to_string(fixtures.join("searches").join(format!("{name}.json")))?;
    let without = generate(&schema, &few())?.files;
    schema.searches.insert(name.to_owned(), search);
    // What nobody names costs nothing: not a byte.
    let stored = generate(&schema, &few())?.files;
    assert_eq!(stored, without);
    let mut options = GenerateOptions::default();
    options.queries = read_folder(&fixtures, Path::new("queries"))?;
    options.searches = vec![name.to_owned()];
    is_made("named", &schema, snapshot, &["EntityTag", "Tag"], options)
}

fn few() -> GenerateOptions {
    let mut options = GenerateOptions::default();
    options.entities = vec!["EntityTag".to_owned(), "Tag".to_owned()];
    options
}
