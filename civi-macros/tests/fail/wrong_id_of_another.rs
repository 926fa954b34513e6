use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    id: Id<Donor>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Email", schema = "schema")]
struct Email {
    id: Id<Donor>,
    contact_id: Option<Id<Donor>>,
}

fn main() {}
