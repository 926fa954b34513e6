use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    id: String,
    birth_date: Option<String>,
    gender_id: Option<i32>,
    first_name: i64,
    is_deleted: Option<String>,
    preferred_communication_method: Option<String>,
    last_name: Option<Vec<String>>,
    #[civi_entity(field = "extra_info.mon")]
    gift: Option<f64>,
    display_name: Option<&'static str>,
}

fn main() {}
