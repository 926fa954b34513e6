//! Lists ten people with their primary e-mail address, from the site in `CIVI_URL` with the API key
//! in `CIVI_API_KEY`. Without those it shows the request that it would send.

mod civi {
    //! The bindings that the build script made.
    civi_runtime::include_bindings!();
}

use civi::options::ContactType;
use civi::{Contact, Email};
use civi_runtime::prelude::*;
use civi_runtime::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let people = Contact::get()
        .select((
            Contact::ID,
            Contact::DISPLAY_NAME,
            Contact::EMAIL_PRIMARY.to(Email::EMAIL),
        ))
        .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual))
        .order_by(Contact::ID.asc())
        .limit(10);

    if std::env::var_os("CIVI_URL").is_none() || std::env::var_os("CIVI_API_KEY").is_none() {
        println!(
            "Set CIVI_URL and CIVI_API_KEY to list contacts; this is the request that would be sent:"
        );
        println!("{}", people.call()?);
        return Ok(());
    }

    let client = Client::from_env().await?;
    for (id, name, email) in people.rows(&client).await? {
        let name = name.unwrap_or_else(|| "(no name)".to_owned());
        println!("{id:>6}  {name:<40}  {}", email.unwrap_or_default());
    }
    Ok(())
}
