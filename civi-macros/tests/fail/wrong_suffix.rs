use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    #[civi_entity(field = "gender_id:lable")]
    gender: Option<String>,
    #[civi_entity(field = "first_name:label")]
    first_name: Option<String>,
}

fn main() {}
