//! The saved search is not named in `civi.toml` any more, and a parameter of a query is another.

#[path = "../../golden/named/mod.rs"]
mod civi;

fn main() {
    let _ = civi::searches::tagged_thing();
    let _ = civi::queries::tags_in_use("civicrm_contact", "2026-01-01", vec![], "%", 1, 5);
}
