use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema", write)]
struct Person {
    id: Id<Person>,
    display_name: String,
    #[civi_entity(field = "employer_id.first_name")]
    boss: String,
    #[civi_entity(field = "gender_id:description")]
    gender: String,
    is_deleted: Presence<bool>,
    birth_date: Option<String>,
    #[civi_entity(write_null)]
    first_name: String,
}

fn main() {}
