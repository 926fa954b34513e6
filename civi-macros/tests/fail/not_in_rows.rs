use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    groups: Option<Vec<i64>>,
}

fn main() {}
