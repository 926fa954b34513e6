use civi_runtime::{Actions, CiviEntity, Id};

#[derive(CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Person {
    id: Id<Person>,
    first_name: Option<String>,
}

fn person() -> Person {
    Person {
        id: Id::new(7),
        first_name: None,
    }
}

fn main() {
    let _ = <Person as Actions>::update(person()).id(Id::new(7));
    let _ = <Person as Actions>::create(person());
    let _ = <Person as Actions>::save([person()]);
}
