use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema", wirte)]
struct Donor {
    id: Id<Donor>,
    frist_name: Option<String>,
    birth_date: String,
    #[civi_entity(field = "gender_id:colour")]
    gender: Option<String>,
}

fn main() {}
