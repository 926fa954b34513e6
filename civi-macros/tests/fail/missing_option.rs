use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    first_name: String,
    #[civi_entity(field = "email_primary.is_primary")]
    primary: bool,
}

fn main() {}
