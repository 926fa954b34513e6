//! The saved search is one of another entity now: filters on the old one's fields don't fit.

#[path = "../../golden/named/mod.rs"]
mod civi;

fn main() {
    // It was a search of `Tag` before, and is one of `EntityTag`.
    let _ = civi::searches::tagged_things().filter(civi::Tag::IS_RESERVED.eq(false));
}
