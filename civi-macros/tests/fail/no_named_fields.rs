use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Pair(i64, String);

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
enum Either {
    A,
}

fn main() {}
