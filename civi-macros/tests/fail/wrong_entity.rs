use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contcat", schema = "schema")]
struct Donor {
    id: Id<Donor>,
}

fn main() {}
