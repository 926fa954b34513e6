use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", shema = "schema")]
struct Donor {
    #[civi_entity(feild = "display_name")]
    name: Option<String>,
    #[civi_entity(skip, null = 3)]
    count: i64,
    #[civi_entity(prefix = "address_primary")]
    address: Option<String>,
}

fn main() {}
