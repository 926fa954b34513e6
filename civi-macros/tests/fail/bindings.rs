use civi_runtime::*;

mod civi {
    use civi_runtime::*;

    pub enum Contact {}
    impl Entity for Contact {
        const NAME: &'static str = "Contact";
    }
    impl CanGet for Contact {
        type Row = civi_runtime::codegen::derive::NoRow;
    }
    impl Contact {
        pub const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
        pub const BIRTH_DATE: Field<Contact, Date> = Field::new("birth_date");
        pub const FIRST_NAME: Field<Contact, String> = Field::new("first_name");
    }
}

#[derive(CiviEntity)]
#[civi_entity(bindings = civi::Contact, schema = "schema")]
struct Both {
    id: Id<civi::Contact>,
}

#[derive(CiviEntity)]
#[civi_entity(bindings = civi::Contact)]
struct Donor {
    id: Id<civi::Contact>,
    birth_date: Option<String>,
    first_name: String,
    zebra: Option<i64>,
}

fn main() {}
