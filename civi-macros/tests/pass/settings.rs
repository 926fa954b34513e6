// No `schema`: civi.toml beside the manifest says where the snapshot is.
#[derive(civi_runtime::CiviEntity)]
#[civi_entity(entity = "Country", read)]
pub struct Country {
    pub id: civi_runtime::Id<Country>,
    pub name: Option<String>,
}

fn main() {}
