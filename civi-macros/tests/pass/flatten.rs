// A struct inside of the struct, through a key or beside it.
use civi_runtime::{CiviEntity, Id};

#[derive(CiviEntity)]
#[civi_entity(entity = "Address", schema = "schema")]
pub struct Address {
    pub id: Id<Address>,
    pub city: Option<String>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
pub struct Names {
    pub first_name: Option<String>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Email", schema = "schema")]
pub struct Email {
    #[civi_entity(flatten, prefix = "contact_id.address_primary")]
    pub address: Option<Address>,
    #[civi_entity(flatten, prefix = "contact_id")]
    pub names: Names,
}

fn main() {}
