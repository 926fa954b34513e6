// A struct as the values of create, update and save.
use civi_runtime::{Changes, CiviEntity, Complete, Actions, Id, Values};

#[derive(CiviEntity)]
#[civi_entity(entity = "Activity", schema = "schema", write(create))]
pub struct NewCall<'a> {
    pub source_contact_id: i64,
    #[civi_entity(field = "activity_type_id:name")]
    pub kind: &'a str,
    pub subject: Option<&'a str>,
    pub duration: Option<u32>,
    pub target_contact_id: Vec<Id<Contact>>,
}

#[derive(Clone, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema", read, write(update, save))]
pub struct Contact {
    pub id: Id<Contact>,
    pub first_name: Option<String>,
}

fn main() {
    let call = NewCall {
        source_contact_id: 7,
        kind: "Phone Call",
        subject: Some("Thanks"),
        duration: None,
        target_contact_id: vec![Id::new(8)],
    };
    let values: Values<NewCall<'static>, Complete> = call.into();
    assert_eq!(
        values.to_json().unwrap(),
        r#"{"source_contact_id":7,"activity_type_id:name":"Phone Call","subject":"Thanks","target_contact_id":[8]}"#
    );
    let contact = Contact {
        id: Id::new(7),
        first_name: None,
    };
    let _: Values<Contact, Changes> = contact.clone().into();
    let _ = contact.clone().update();
    let _ = Contact::save([contact.clone(), contact]);
    let _ = Contact::delete([7]);
}
