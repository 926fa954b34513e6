use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "broken")]
struct Donor {
    id: Id<Donor>,
}

fn main() {}
