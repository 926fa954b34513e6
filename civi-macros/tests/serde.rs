//! A struct and an enum of one's own go through serde as well.

#![allow(missing_docs, clippy::unwrap_used)]

use civi_runtime::{CiviEntity, CiviOption, Date, Id, OtherOption, Presence};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, CiviOption)]
#[civi_option(serde)]
enum Gender {
    Female,
    #[civi_option(value = "Male")]
    Man,
    #[civi_option(fallback)]
    Other(OtherOption),
}

#[derive(Debug, PartialEq, CiviEntity, Serialize, Deserialize)]
#[civi_entity(entity = "Contact", schema = "tests/schema")]
struct Person {
    id: Id<Person>,
    first_name: Option<String>,
    #[civi_entity(field = "gender_id:name")]
    gender: Option<Gender>,
    #[serde(default, skip_serializing_if = "Presence::is_absent")]
    birth_date: Presence<Date>,
}

#[test]
fn a_row_of_ones_own_is_written_and_read() {
    let mut person = Person {
        id: Id::new(7),
        first_name: Some("Ada".to_owned()),
        gender: Some(Gender::Man),
        birth_date: Presence::Absent,
    };
    let json = serde_json::to_string(&person).unwrap();
    assert_eq!(json, r#"{"id":7,"first_name":"Ada","gender":"Male"}"#);
    assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), person);

    person.gender = Some(Gender::Other(OtherOption::new("Diverse")));
    person.birth_date = Presence::Value("1815-12-10".parse().unwrap());
    let json = serde_json::to_string(&person).unwrap();
    assert!(json.ends_with(r#""gender":"Diverse","birth_date":"1815-12-10"}"#));
    assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), person);
}
