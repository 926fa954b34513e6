use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    #[civi_entity(field = "email_primry.email")]
    email: Option<String>,
    #[civi_entity(field = "email_primary.mail")]
    mail: Option<String>,
    #[civi_entity(field = "first_name.city")]
    city: Option<String>,
    #[civi_entity(field = "address_primary.state_provnce_id.name")]
    state: Option<String>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Note", schema = "schema")]
struct Remark {
    #[civi_entity(field = "entity_id.display_name")]
    of: Option<String>,
}

fn main() {}
