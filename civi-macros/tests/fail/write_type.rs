use civi_runtime::*;

struct Mine;

#[derive(CiviEntity)]
#[civi_entity(entity = "Activity", schema = "schema", write)]
struct Call {
    subject: Option<Mine>,
}

fn main() {}
