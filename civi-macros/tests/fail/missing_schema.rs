use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "no/such/folder")]
struct Donor {
    id: Id<Donor>,
}

fn main() {}
