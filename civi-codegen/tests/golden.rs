//! The code that telling entities give, as it is committed under `tests/golden`; that it compiles and
//! works is shown by `golden_used`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p civi-codegen --test golden` writes it anew; look at the diff.

use std::path::{Path, PathBuf};

use civi_codegen::schema::Schema;
use civi_codegen::{GenerateOptions, Layout, generate};

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn is_golden(name: &str, snapshot: &str, entities: &[&str]) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = Schema::read(root.join(snapshot))?;
    let mut options = GenerateOptions::default();
    options.entities = entities.iter().map(|entity| (*entity).to_owned()).collect();
    options.layout = Layout::Folder;
    options.snapshot = Some(snapshot.rsplit('/').next().unwrap_or_default().to_owned());
    options.command = Some("UPDATE_GOLDEN=1 cargo test -p civi-codegen --test golden".to_owned());
    let generated = generate(&schema, &options)?;
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
