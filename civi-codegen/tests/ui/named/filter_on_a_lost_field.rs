//! A field that a filter goes on with is not in the schema any more.

#[path = "../../golden/named/mod.rs"]
mod civi;

fn main() {
    let _ = civi::searches::tagged_things().filter(civi::EntityTag::WEIGHT.gt(3));
}
