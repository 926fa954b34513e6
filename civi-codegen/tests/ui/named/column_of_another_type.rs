//! Somebody made a column of the saved search another function: its values have another type now.

#[path = "../../golden/named/mod.rs"]
mod civi;

fn count(row: &civi::searches::TaggedThings) -> i64 {
    // It was `COUNT(…)` before, and is `UPPER(…)`.
    row.upper_entity_tag_tag_tag_id_01_color
}

fn main() {
    let _ = count;
}
