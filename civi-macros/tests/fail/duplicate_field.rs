use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    display_name: Option<String>,
    #[civi_entity(field = "display_name")]
    name: Option<String>,
}

fn main() {}
