use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Address", schema = "schema")]
struct Address {
    id: Id<Address>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Required {
    #[civi_entity(flatten, prefix = "address_primary")]
    address: Address,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Other {
    #[civi_entity(flatten, prefix = "email_primary")]
    address: Option<Address>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Wrong {
    #[civi_entity(flatten, prefix = "adress_primary")]
    address: Option<Address>,
    #[civi_entity(flatten)]
    not_derived: Option<String>,
}

fn main() {}
