//! What a derived struct writes.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::borrow::Cow;

use civi_runtime::{
    Actions, Changes, CiviEntity, CiviOption, Complete, Date, Entity, Id, OtherOption, Presence,
    Values,
};

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    #[civi_option(fallback)]
    Other(OtherOption),
}

/// Everything that `create` demands is there: complete values.
#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Email", schema = "tests/schema", write(create))]
struct NewEmail<'a> {
    contact_id: i64,
    email: &'a str,
    is_primary: Option<bool>,
    #[civi_entity(field = "location_type_id:name")]
    place: Cow<'a, str>,
}

/// Reads and writes the same fields.
#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "tests/schema", read, write(update))]
struct Person {
    id: Id<Person>,
    first_name: Option<String>,
    #[civi_entity(write_null)]
    last_name: Option<String>,
    birth_date: Presence<Date>,
    #[civi_entity(field = "gender_id:name")]
    gender: Option<Gender>,
    #[civi_entity(field = "email_primary.email")]
    email: Option<String>,
    #[civi_entity(field = "extra_info.txt", with = length, write_with = dots)]
    note: usize,
    #[civi_entity(skip)]
    dirty: bool,
}

fn length(text: Option<String>) -> Result<usize, String> {
    Ok(text.map_or(0, |text| text.len()))
}

fn dots(length: usize) -> Option<String> {
    (length > 0).then(|| ".".repeat(length))
}

fn person() -> Person {
    Person {
        id: Id::new(7),
        first_name: None,
        last_name: None,
        birth_date: Presence::Absent,
        gender: None,
        email: None,
        note: 0,
        dirty: true,
    }
}

fn json<E: Entity, M>(values: &Values<E, M>) -> serde_json::Value {
    serde_json::from_str(&values.to_json().unwrap()).unwrap()
}

#[test]
fn what_is_not_there_is_left_out_or_cleared_as_the_struct_says() {
    assert!(person().dirty);
    let values: Values<Person, Changes> = person().into();
    assert_eq!(
        json(&values),
        serde_json::json!({"id": 7, "last_name": null, "extra_info.txt": null})
    );
    let values: Values<Person, Changes> = Person {
        birth_date: Presence::Null,
        ..person()
    }
    .into();
    assert_eq!(json(&values)["birth_date"], serde_json::Value::Null);
}

#[test]
fn what_is_there_is_written_under_its_name() {
    let values: Values<Person, Changes> = Person {
        first_name: Some("Ada".to_owned()),
        last_name: Some("Byron".to_owned()),
        birth_date: Presence::Value("1815-12-10".parse().unwrap()),
        gender: Some(Gender::Female),
        email: Some("ada@example.org".to_owned()),
        note: 3,
        ..person()
    }
    .into();
    assert_eq!(
        json(&values),
        serde_json::json!({
            "id": 7, "first_name": "Ada", "last_name": "Byron", "birth_date": "1815-12-10",
            "gender_id:name": "Female", "email_primary.email": "ada@example.org",
            "extra_info.txt": "..."
        })
    );
    assert_eq!(
        Gender::Other(OtherOption::new("x")).clone(),
        Gender::Other(OtherOption::new("x"))
    );
}

#[test]
fn a_struct_with_all_that_create_demands_creates() {
    let owned = "ada@example.org".to_owned();
    let email = NewEmail {
        contact_id: 7,
        email: &owned,
        is_primary: None,
        place: "Home".into(),
    };
    let values: Values<NewEmail<'static>, Complete> = email.into();
    assert_eq!(
        json(&values),
        serde_json::json!({"contact_id": 7, "email": "ada@example.org", "location_type_id:name": "Home"})
    );
    let create = NewEmail {
        contact_id: 7,
        email: &owned,
        is_primary: Some(true),
        place: "Home".into(),
    }
    .create();
    drop(create);
    drop(person().update());
    drop(Person::save([person(), person()]));
    drop(Person::get());
}
