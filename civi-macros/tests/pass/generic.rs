// A parameter stands for how a column is held.
use civi_runtime::codegen::derive::Holds;
use civi_runtime::{CiviEntity, CiviOption, Id, OtherOption};

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Person<G>
where
    G: Holds<i64>,
{
    id: Id<Self>,
    gender_id: Option<G>,
    employer_id: Option<Id<Person<G>>>,
}

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    #[civi_option(value = 1)]
    Female,
    #[civi_option(fallback)]
    Other(OtherOption),
}

fn rows<S: civi_runtime::query::Selected>() -> Option<S> {
    None
}

fn main() {
    let _ = rows::<Person<i64>>().map(|person| (person.id, person.gender_id, person.employer_id));
    let _ = rows::<Person<Gender>>();
    let _ = Gender::Female;
}
