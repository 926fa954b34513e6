// Against generated types: no schema is read.
use civi::{Contact, Email};
use civi_runtime::{CiviEntity, CiviOption, Date, Id, OtherOption, Presence};

mod civi {
    use civi_runtime::*;

    pub enum Contact {}
    impl Entity for Contact {
        const NAME: &'static str = "Contact";
    }
    impl CanGet for Contact {
        type Row = civi_runtime::codegen::derive::NoRow;
    }
    pub enum Email {}
    impl Entity for Email {
        const NAME: &'static str = "Email";
    }
    pub enum NameLabel {}
    impl HasName for NameLabel {}
    impl HasLabel for NameLabel {}
    impl Contact {
        pub const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
        pub const BIRTH_DATE: Field<Contact, Date> = Field::new("birth_date");
        pub const FIRST_NAME: Field<Contact, String> = Field::new("first_name");
        pub const EXTRA_INFO__TXT: Field<Contact, String> = Field::new("extra_info.txt");
        pub const GENDER_ID: Field<Contact, i64, Listed<AnyName, NameLabel>> =
            Field::new("gender_id");
        pub const EMAIL_PRIMARY: Field<Contact, Id<Email>> = Field::new("email_primary");
    }
    impl Email {
        pub const EMAIL: Field<Email, String> = Field::new("email");
    }
}

#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    #[civi_option(fallback)]
    Other(OtherOption),
}

#[derive(Debug, CiviEntity)]
#[civi_entity(bindings = civi::Contact)]
struct Donor {
    id: Id<Contact>,
    birth_date: Presence<Date>,
    #[civi_entity(null = String::new())]
    first_name: String,
    #[civi_entity(field = "extra_info.txt")]
    note: Option<String>,
    #[civi_entity(field = "gender_id:name")]
    gender: Option<Gender>,
    #[civi_entity(field = "gender_id:label")]
    label: Option<String>,
    #[civi_entity(field = Contact::EMAIL_PRIMARY.to(Email::EMAIL))]
    email: Option<String>,
}

#[derive(Debug, CiviEntity)]
#[civi_entity(bindings = crate::civi, entity = "Contact")]
struct ByModule {
    id: Id<Contact>,
}

fn main() {
    let rows: Vec<Donor> = civi_runtime::query::read_rows::<Contact, _>(
        &<Donor as civi_runtime::query::Selected>::selection(),
        br#"[{"id": 1, "birth_date": null, "first_name": null, "gender_id:name": "Female",
              "email_primary.email": "a@example.org", "extra_info.txt": "x"}]"#,
    )
    .unwrap();
    assert_eq!(rows[0].id, Id::new(1));
    assert_eq!(rows[0].birth_date, Presence::Null);
    assert_eq!(rows[0].first_name, "");
    assert_eq!(rows[0].gender, Some(Gender::Female));
    assert_eq!(rows[0].label, None);
    assert_eq!(rows[0].note.as_deref(), Some("x"));
    assert_eq!(rows[0].email.as_deref(), Some("a@example.org"));
    let _ = |row: ByModule| row.id;
}
