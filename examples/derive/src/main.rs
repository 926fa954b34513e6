//! Lists ten people who have an e-mail address, with their gender and where they live, from the site in `CIVI_URL` with the API
//! key in `CIVI_API_KEY`. Without those it shows the request that it would send.
//!
//! There are no generated bindings here: the struct is checked against the snapshot when it is
//! compiled. Write `dispaly_name`, or take an `Option` away, and see what the compiler says.

use civi_runtime::prelude::*;
use civi_runtime::{CiviEntity, CiviOption, Client, Error, OtherOption};

/// A person, with exactly the fields that are asked for.
#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Contact", schema = "../../schemas/standalone-6.17")]
struct Donor {
    id: Id<Donor>,
    // Null means this text, so it needs no `Option`.
    #[civi_entity(null = String::from("(no name)"))]
    display_name: String,
    // Through the primary e-mail, as far as there is one.
    #[civi_entity(field = "email_primary.email")]
    email: Option<String>,
    #[civi_entity(field = "gender_id:name")]
    gender: Option<Gender>,
    // The fields of another struct, through a key.
    #[civi_entity(flatten, prefix = "address_primary")]
    address: Option<Address>,
}

/// An address, wherever it is reached from.
#[derive(Debug, CiviEntity)]
#[civi_entity(entity = "Address", schema = "../../schemas/standalone-6.17")]
struct Address {
    city: Option<String>,
    #[civi_entity(field = "country_id.iso_code")]
    country: Option<String>,
}

/// The site's genders, as far as this program cares; any other is kept as it is.
#[derive(Debug, Clone, PartialEq, CiviOption)]
enum Gender {
    Female,
    Male,
    #[civi_option(fallback)]
    Unlisted(OtherOption),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let donors = Donor::get()
        .filter(Donor::EMAIL.is_not_null())
        .order_by(Donor::ID.asc())
        .limit(10);

    if std::env::var_os("CIVI_URL").is_none() || std::env::var_os("CIVI_API_KEY").is_none() {
        println!(
            "Set CIVI_URL and CIVI_API_KEY to list donors; this is the request that would be sent:"
        );
        println!("{}", donors.call()?);
        return Ok(());
    }

    let client = Client::from_env().await?;
    for donor in donors.rows(&client).await? {
        let gender = match &donor.gender {
            Some(Gender::Female) => "f",
            Some(Gender::Male) => "m",
            Some(Gender::Unlisted(option)) => option.as_str(),
            None => "",
        };
        let place = donor.address.map_or_else(String::new, |address| {
            [address.city, address.country]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        });
        println!(
            "{:>6}  {:<40}  {:<6}  {:<30}  {place}",
            donor.id,
            donor.display_name,
            gender,
            donor.email.unwrap_or_default(),
        );
    }
    Ok(())
}
