use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "older")]
struct Donor {
    id: Id<Donor>,
}

fn main() {}
