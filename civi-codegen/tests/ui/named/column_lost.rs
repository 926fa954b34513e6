//! Somebody took a column out of the saved search, and `refresh` was run: the struct of its rows has no
//! such field any more.

#[path = "../../golden/named/mod.rs"]
mod civi;

use civi_runtime::Client;

async fn report(client: &Client) -> civi_runtime::Result<()> {
    for row in civi::searches::tagged_things().rows(client).await? {
        // It was selected as `EntityTag_Tag_tag_id_01.label` before.
        println!("{} {:?}", row.id, row.entity_tag_tag_tag_id_01__label);
    }
    Ok(())
}

fn main() {
    let _ = report;
}
