//! Selections, through bindings as they are generated.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

mod bindings;

use bindings::options::{ContactType, Gender};
use bindings::{Activity, Contact, Contribution, Email};
use civi_runtime::Actions as _;
use civi_runtime::Selection;
use civi_runtime::codegen::Wanted;
use civi_runtime::query::read_rows;
use civi_runtime::{Date, Decimal, Id, Presence};

fn wanted<E>(selection: &impl Selection<E>) -> Vec<String> {
    let mut wanted = Wanted::default();
    selection.want(&mut wanted);
    wanted
        .expressions()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_tuple_asks_for_its_fields_and_reads_them() {
    let selection = (
        Contact::ID,
        Contact::GENDER_ID,
        Contact::GENDER_ID.name(),
        Contact::GENDER_ID.label(),
        Contact::CONTACT_TYPE.icon(),
        Contact::PREFERRED_COMMUNICATION_METHOD,
    );
    assert_eq!(
        wanted::<Contact>(&selection),
        [
            "id",
            "gender_id",
            "gender_id:name",
            "gender_id:label",
            "contact_type:icon",
            "preferred_communication_method"
        ]
    );
    let rows = read_rows::<Contact, _>(
        &selection,
        br#"[{"id":6,"gender_id":1,"gender_id:name":"Female","gender_id:label":"Woman","contact_type:icon":"fa-user","preferred_communication_method":null},
             {"id":9,"gender_id":9,"gender_id:name":"Diverse","gender_id:label":null,"contact_type:icon":"fa-user","preferred_communication_method":["5"]}]"#,
    )
    .unwrap();
    assert_eq!(rows[0].2, Some(Gender::Female));
    assert_eq!(rows[0].5, None);
    assert_eq!(rows[1].0.get(), 9);
    assert_eq!(
        rows[1].2.as_ref().map(ToString::to_string).as_deref(),
        Some("Diverse")
    );
    assert_eq!(rows[1].5, Some(vec!["5".to_owned()]));
}

#[test]
fn absent_null_and_value_differ() {
    let selection = (
        Contact::FIRST_NAME.presence(),
        Contact::DO_NOT_EMAIL.optional(),
    );
    let rows = read_rows::<Contact, _>(
        &selection,
        br#"[{"id":1},{"id":2,"first_name":null,"do_not_email":null},{"id":3,"first_name":"Kiara","do_not_email":true}]"#,
    )
    .unwrap();
    assert_eq!(
        rows,
        [
            (Presence::Absent, None),
            (Presence::Null, None),
            (Presence::Value("Kiara".to_owned()), Some(true)),
        ]
    );
}

#[test]
fn a_field_that_is_never_null_insists_and_says_what_to_do() {
    let lacking = |json: &str| {
        read_rows::<Contact, _>(&(Contact::ID, (Contact::DO_NOT_EMAIL,)), json.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        lacking(r#"[{"id":1,"do_not_email":false},{"id":2,"do_not_email":null}]"#),
        "row 2, field `do_not_email`, expected a value, found null; where that can be, select the \
         field with `.optional()`"
    );
    let absent = lacking(r#"[{"id":1}]"#);
    assert!(absent.starts_with("row 1, field `do_not_email`, expected a value, found nothing:"));
    assert!(absent.ends_with("`.optional()`"));
}

#[test]
fn what_lies_behind_a_join_can_be_null() {
    let selection = (
        Contact::EMPLOYER_ID.to(Contact::DO_NOT_EMAIL),
        Contact::EMAIL_PRIMARY.to(Email::EMAIL),
    );
    assert_eq!(
        wanted::<Contact>(&selection),
        ["employer_id.do_not_email", "email_primary.email"]
    );
    let rows: Vec<(Option<bool>, Option<String>)> = read_rows::<Contact, _>(
        &selection,
        br#"[{"id":1,"employer_id.do_not_email":null,"email_primary.email":"a@example.org"}]"#,
    )
    .unwrap();
    assert_eq!(rows, [(None, Some("a@example.org".to_owned()))]);
}

#[test]
fn the_whole_row_and_more_beside_it() {
    let selection = (
        Contact::all().with_custom(),
        (Contact::AGE_YEARS, Contact::ID),
    );
    assert_eq!(
        wanted::<Contact>(&selection),
        ["*", "custom.*", "age_years", "id"]
    );
    let rows = read_rows::<Contact, _>(
        &selection,
        br#"[{"id":1,"contact_type":"Organization","organization_name":"Default Organization","do_not_email":false,
              "created_date":null,"birth_date":"1954-01-06","extra_info.mon":12.5,"age_years":72,"unknown":[{}]}]"#,
    )
    .unwrap();
    let (contact, (age, id)) = &rows[0];
    assert_eq!(
        contact.id,
        Some(Id::new(1)),
        "a column asked for twice is read twice"
    );
    assert_eq!(*id, Id::new(1));
    assert_eq!(*age, Some(72));
    assert_eq!(contact.contact_type, Some(ContactType::Organization));
    assert_eq!(contact.birth_date, Some(Date::constant(1954, 1, 6)));
    assert_eq!(contact.extra_info__mon, Some(Decimal::new(125, 1)));
    assert_eq!(contact.first_name, None);
}

#[test]
fn lists_of_keys_and_money() {
    let rows = read_rows::<Activity, _>(
        &(Activity::SOURCE_CONTACT_ID, Activity::TARGET_CONTACT_ID),
        br#"[{"source_contact_id":12,"target_contact_id":[1,"2"]},{"source_contact_id":null,"target_contact_id":null}]"#,
    )
    .unwrap();
    assert_eq!(
        rows[0],
        (Some(Id::new(12)), Some(vec![Id::new(1), Id::new(2)]))
    );
    assert_eq!(rows[1], (None, None));
    let rows = read_rows::<Contribution, _>(
        &(Contribution::TOTAL_AMOUNT, Contribution::FEE_AMOUNT),
        br#"[{"total_amount":12.5,"fee_amount":null}]"#,
    )
    .unwrap();
    assert_eq!(rows, [(Decimal::new(125, 1), None)]);
}
