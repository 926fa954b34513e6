use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Activity", schema = "schema", write)]
struct Call {
    subject: Option<String>,
}

fn main() {
    // The struct lacks what `create` demands, so it is changes only.
    let _ = Call::create(Call { subject: None });
}
