//! What a derived struct reads: every way that a field can be of a column.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use civi_runtime::query::{Selected, read_rows};

use civi_runtime::codegen::Wanted;
use civi_runtime::{
    CiviEntity, CiviOption, Date, DateTime, Entity, Field, Id, Keyed, OtherOption, Presence,
    Selection,
};

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    #[civi_option(value = "Male")]
    Man,
    #[civi_option(fallback)]
    Other(OtherOption),
}

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum GenderNumber {
    #[civi_option(value = 1)]
    Female,
    #[civi_option(fallback)]
    Other(OtherOption),
}

#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "tests/schema")]
struct Donor {
    id: Id<Donor>,
    display_name: Option<String>,
    #[civi_entity(field = "email_primary.email")]
    email: Option<String>,
    #[civi_entity(field = "gender_id:label")]
    gender: Option<String>,
    #[civi_entity(field = "gender_id:name")]
    gender_name: Option<Gender>,
    gender_id: Option<GenderNumber>,
    #[civi_entity(field = "extra_info.txt")]
    note: Option<String>,
    #[civi_entity(field = "email_primary.contact_id.employer_id.extra_info.txt")]
    far: Option<String>,
    birth_date: Presence<Date>,
    modified_date: Option<DateTime>,
    #[civi_entity(null = String::from("nobody"))]
    first_name: String,
    #[civi_entity(default)]
    is_deleted: bool,
    employer_id: Option<Id<Self>>,
    #[civi_entity(with = initials, field = "last_name")]
    initial: char,
    preferred_communication_method: Option<Vec<GenderNumber>>,
    #[civi_entity(skip)]
    seen: bool,
    #[civi_entity(skip, default = 7)]
    weight: u8,
    #[civi_entity(flatten, prefix = "address_primary")]
    address: Option<Address>,
    #[civi_entity(flatten)]
    names: Names,
}

fn initials(name: Option<String>) -> Result<char, String> {
    match name.as_deref().map(|name| name.chars().next()) {
        None => Ok('-'),
        Some(None) => Err("an empty name".to_owned()),
        Some(Some(first)) => Ok(first),
    }
}

#[derive(Debug, PartialEq, CiviEntity)]
#[civi_entity(entity = "Address", schema = "tests/schema")]
struct Address {
    id: Id<Address>,
    city: Option<String>,
    #[civi_entity(field = "state_province_id:abbr")]
    state: Option<String>,
}

#[derive(Debug, PartialEq, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "tests/schema", marker = Donor)]
struct Names {
    last_name: Option<String>,
    organization_name: Option<String>,
}

fn expressions<S: Selected>() -> Vec<String> {
    let mut wanted = Wanted::default();
    S::selection().want(&mut wanted);
    wanted
        .expressions()
        .iter()
        .map(|expression| expression.to_string())
        .collect()
}

fn read<S: Selected>(rows: &str) -> Vec<S> {
    read_rows::<S::Entity, _>(&S::selection(), rows.as_bytes()).unwrap()
}

fn fails<S: Selected + std::fmt::Debug>(rows: &str) -> String {
    read_rows::<S::Entity, _>(&S::selection(), rows.as_bytes())
        .unwrap_err()
        .to_string()
}

#[test]
fn exactly_the_fields_of_the_struct_are_asked_for() {
    assert_eq!(
        expressions::<Donor>(),
        [
            "id",
            "display_name",
            "email_primary.email",
            "gender_id:label",
            "gender_id:name",
            "gender_id",
            "extra_info.txt",
            "email_primary.contact_id.employer_id.extra_info.txt",
            "birth_date",
            "modified_date",
            "first_name",
            "is_deleted",
            "employer_id",
            "last_name",
            "preferred_communication_method",
            "address_primary.id",
            "address_primary.city",
            "address_primary.state_province_id:abbr",
            "organization_name",
        ]
    );
}

#[test]
fn every_column_gets_to_its_field() {
    let rows: Vec<Donor> = read(
        r#"[{
            "id": 7, "display_name": "Ada Byron", "email_primary.email": "ada@example.org",
            "gender_id:label": "Woman", "gender_id:name": "Female", "gender_id": 1,
            "extra_info.txt": "kind", "birth_date": "1815-12-10",
            "email_primary.contact_id.employer_id.extra_info.txt": "far away",
            "modified_date": "2026-01-02 03:04:05", "first_name": "Ada", "is_deleted": true,
            "employer_id": 3, "last_name": "Byron", "preferred_communication_method": ["1", "5"],
            "address_primary.id": 12, "address_primary.city": "London",
            "address_primary.state_province_id:abbr": null, "organization_name": null
        }]"#,
    );
    let [donor] = rows.as_slice() else {
        panic!("one row, not {rows:?}");
    };
    assert_eq!(donor.id, Id::new(7));
    assert_eq!(donor.display_name.as_deref(), Some("Ada Byron"));
    assert_eq!(donor.email.as_deref(), Some("ada@example.org"));
    assert_eq!(donor.gender.as_deref(), Some("Woman"));
    assert_eq!(donor.gender_name, Some(Gender::Female));
    assert_eq!(donor.gender_id, Some(GenderNumber::Female));
    assert_eq!(donor.note.as_deref(), Some("kind"));
    assert_eq!(donor.far.as_deref(), Some("far away"));
    assert_eq!(
        donor.birth_date,
        Presence::Value("1815-12-10".parse().unwrap())
    );
    assert_eq!(
        donor.modified_date,
        Some("2026-01-02T03:04:05".parse().unwrap())
    );
    assert_eq!(donor.first_name, "Ada");
    assert!(donor.is_deleted);
    assert_eq!(donor.employer_id, Some(Id::new(3)));
    assert_eq!(donor.initial, 'B');
    assert_eq!(
        donor.preferred_communication_method,
        Some(vec![
            GenderNumber::Female,
            GenderNumber::Other(OtherOption::new("5"))
        ])
    );
    assert!(!donor.seen);
    assert_eq!(donor.weight, 7);
    assert_eq!(
        donor.address,
        Some(Address {
            id: Id::new(12),
            city: Some("London".to_owned()),
            state: None
        })
    );
    assert_eq!(donor.names.last_name.as_deref(), Some("Byron"));
}

#[test]
fn absent_and_null_mean_what_the_struct_says() {
    let rows: Vec<Donor> = read(
        r#"[
            {"id": 1, "birth_date": null, "first_name": null, "gender_id:name": "Diverse"},
            {"id": 2, "address_primary.id": null, "address_primary.city": null}
        ]"#,
    );
    let [null, absent] = rows.as_slice() else {
        panic!("two rows");
    };
    assert_eq!(null.birth_date, Presence::Null);
    assert_eq!(absent.birth_date, Presence::Absent);
    assert_eq!(null.first_name, "nobody");
    assert_eq!(absent.first_name, "nobody");
    assert!(!absent.is_deleted);
    assert_eq!(
        null.gender_name,
        Some(Gender::Other(OtherOption::new("Diverse")))
    );
    assert_eq!(absent.address, None);
    assert_eq!(null.initial, '-');
    assert_eq!(Gender::Man.clone(), Gender::Man);
}

#[test]
fn what_can_not_be_read_is_told_with_its_row_and_field() {
    let missing = fails::<Donor>(r#"[{"id": 1}, {"id": null}]"#);
    assert!(missing.contains("row 2"), "{missing}");
    assert!(missing.contains("`id`"), "{missing}");
    let converted = fails::<Donor>(r#"[{"id": 1, "last_name": ""}]"#);
    assert!(converted.contains("`last_name`"), "{converted}");
    assert!(converted.contains("an empty name"), "{converted}");
    let inner = fails::<Donor>(r#"[{"id": 1, "address_primary.city": "Bath"}]"#);
    assert!(inner.contains("`address_primary.id`"), "{inner}");
}

#[test]
fn the_struct_is_the_entity() {
    assert_eq!(Donor::NAME, "Contact");
    assert_eq!(<Donor as Keyed>::KEY, "id");
    let name: Field<Donor, String> = Donor::DISPLAY_NAME;
    assert_eq!(name.path(), "display_name");
    assert_eq!(Donor::EMAIL.path(), "email_primary.email");
    assert_eq!(
        Donor::EMPLOYER_ID.to(Donor::DISPLAY_NAME).path(),
        "employer_id.display_name"
    );
    assert_eq!(Donor::GENDER_ID.name().path(), "gender_id:name");
    let _ = Calls::TARGET_CONTACT_ID.contains(Id::new(7));
    let restricted = Secret::API_KEY.assume_permitted().eq("x".to_owned());
    drop(restricted);
}

#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "tests/schema")]
#[allow(dead_code)]
struct Secret {
    api_key: Option<String>,
}

#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Activity", schema = "tests/schema")]
#[allow(dead_code)]
struct Calls {
    target_contact_id: Option<Vec<Id<Donor>>>,
}

/// What a whole site's schema says that the site can do.
#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "../schemas/standalone-6.17")]
#[allow(dead_code)]
struct Everyone {
    id: Id<Everyone>,
}

#[test]
fn the_struct_can_do_what_the_site_can() {
    fn can<
        E: civi_runtime::CanTrash + civi_runtime::CanReloadAs + civi_runtime::CanAutocomplete,
    >() {
    }
    can::<Everyone>();
}

/// What `client.verify` asks the site for a struct of one's own.
#[test]
fn a_struct_can_be_verified() {
    use civi_runtime::meta::EntitySchema;

    let schema = EntitySchema::of::<Donor>();
    assert_eq!(schema.entity(), "Contact");
    let shown = format!("{schema:?}");
    for column in ["email_primary.email", "gender_id:label", "last_name"] {
        assert!(shown.contains(column), "{shown}");
    }
}
