use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    id: Id<Donor>,
    email_primary: Option<Id<Self>>,
}

fn main() {
    // What uses the struct has no mistakes of its own.
    let _ = Donor::ID;
    let _: Option<<Donor as civi_runtime::query::Selected>::Selection> = None;
}
