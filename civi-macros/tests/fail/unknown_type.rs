use civi_runtime::*;

struct Mine;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    first_name: Option<Mine>,
}

fn main() {}
