use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(schema = "schema")]
struct Contact {
    id: Id<Contact>,
}

fn main() {}
