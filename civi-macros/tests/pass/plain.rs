// The fields by their names, through joins, into custom groups, with suffixes.
use civi_runtime::{CiviEntity, Id};

#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "schema")]
struct Donor {
    id: Id<Donor>,
    display_name: Option<String>,
    #[civi_entity(field = "email_primary.email")]
    email: Option<String>,
    #[civi_entity(field = "address_primary.state_province_id.country_id.iso_code")]
    country: Option<String>,
    #[civi_entity(field = "gender_id:label")]
    gender: Option<String>,
    #[civi_entity(field = "extra_info.txt")]
    note: Option<String>,
    #[civi_entity(field = "extra_info.cref.display_name")]
    friend: Option<String>,
}

fn main() {
    let _ = [Donor::EMAIL.path(), Donor::ID.path()];
    let show = |donor: &Donor| {
        format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?}",
            donor.id, donor.display_name, donor.email, donor.country, donor.gender, donor.note,
            donor.friend
        )
    };
    let _ = show;
}
