//! Makes bindings of the entities that the suite uses, from both bundled snapshots.

use std::error::Error;
use std::path::Path;

use civi_codegen::GenerateOptions;
use civi_codegen::schema::Schema;

const ENTITIES: &[&str] = &[
    "Activity",
    "Address",
    "CaseType",
    "Contact",
    "Contribution",
    "Country",
    "Domain",
    "Email",
    "Entity",
    "EntityTag",
    "ExampleData",
    "Extension",
    "File",
    "FinancialType",
    "Group",
    "GroupContact",
    "LocationType",
    "Note",
    "Payment",
    "Phone",
    "Relationship",
    "RelationshipCache",
    "RelationshipType",
    "Route",
    "SavedSearch",
    "StateProvince",
    "Tag",
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var("OUT_DIR")?;
    for (site, file) in [
        ("wordpress-5.77", "v5_77.rs"),
        ("standalone-6.17", "v6_17.rs"),
    ] {
        let folder = Path::new("../../schemas").join(site);
        println!("cargo:rerun-if-changed={}", folder.display());
        let schema = Schema::read(&folder)?;
        let mut options = GenerateOptions::default();
        if site == "standalone-6.17" {
            println!("cargo:rerun-if-changed=queries");
            options.queries =
                civi_codegen::query::named::read_folder(Path::new(""), Path::new("queries"))?;
        }
        options.entities = ENTITIES.iter().map(|&name| name.to_owned()).collect();
        civi_codegen::generate(&schema, &options)?
            .files
            .write(&Path::new(&out).join(file))?;
    }
    Ok(())
}
