use civi_runtime::*;

#[derive(CiviEntity)]
#[civi_entity(entity = "Activity", schema = "schema", write(create))]
struct Call {
    id: Id<Call>,
    subject: Option<String>,
    source_contact_id: Option<i64>,
}

#[derive(CiviEntity)]
#[civi_entity(entity = "Activity", schema = "schema", write(delete))]
struct Other {
    subject: Option<String>,
}

fn main() {}
