use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    dispaly_name: Option<String>,
    #[civi_entity(field = "extra_info.text")]
    note: Option<String>,
    zebra: Option<String>,
}

fn main() {}
