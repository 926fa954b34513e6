//! Writes a contact with an e-mail address and lists ten people: on the site in `CIVI_URL` with the
//! API key in `CIVI_API_KEY`; without a site, on a CiviCRM in a box that it opens itself.

mod civi {
    //! The bindings that the build script made.
    civi_runtime::include_bindings!();
}

use civi::options::ContactType;
use civi::{Contact, Email};
use civi_runtime::Client;
use civi_runtime::prelude::*;
use civi_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = match std::env::var_os("CIVI_URL") {
        Some(_) => Client::from_env().await?,
        None => sandbox()?.client()?,
    };

    // On a site of your own, reading is all that this does.
    if std::env::var_os("CIVI_URL").is_none() {
        let ada = Contact::values()
            .contact_type(ContactType::Individual)
            .first_name("Ada")
            .last_name("Example");
        let ada: Id<Contact> = Contact::create(ada).send(&client).await?;
        let address = Email::values("ada@example.org").contact_id(ada);
        Email::create(address).send(&client).await?;
    }

    let people = Contact::get()
        .select((
            Contact::ID,
            Contact::DISPLAY_NAME,
            Contact::EMAIL_PRIMARY.to(Email::EMAIL),
        ))
        .filter(Contact::CONTACT_TYPE.eq(ContactType::Individual))
        .order_by(Contact::ID.desc())
        .limit(10);
    for (id, name, email) in people.rows(&client).await? {
        let name = name.unwrap_or_else(|| "(no name)".to_owned());
        println!("{id:>6}  {name:<40}  {}", email.unwrap_or_default());
    }
    Ok(())
}

/// A site made from the snapshot that the bindings are made from, with people who don't exist.
fn sandbox() -> civi_sandbox::Result<Sandbox> {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    println!(
        "No CIVI_URL is set, so this is a CiviCRM in a box, made from schemas/standalone-6.17:"
    );
    Sandbox::open(snapshot)?.demo(20).build()
}
