//! A newsletter's list of members: what a crate of one's own does with civi.

mod civi {
    //! The bindings that the build script made.
    civi_runtime::include_bindings!();
}

use civi::options::ContactType;
use civi_runtime::prelude::*;
use civi_runtime::{Client, Get, Selection, blocking};

pub use civi::{Contact, Email, Tag};

/// Adds a member with an e-mail address.
///
/// # Errors
///
/// When the site refuses it.
pub async fn add_member(client: &Client, first_name: &str, email: &str) -> CiviResult<Id<Contact>> {
    let member = Contact::values()
        .contact_type(ContactType::Individual)
        .first_name(first_name);
    let member = Contact::create(member).send(client).await?;
    Email::create(Email::values(email).contact_id(member))
        .send(client)
        .await?;
    Ok(member)
}

/// The addresses of everyone who wants mail, in order.
///
/// # Errors
///
/// When the site can't be asked.
pub async fn addresses(client: &Client) -> CiviResult<Vec<String>> {
    Ok(wanted().rows(client).await?.into_iter().flatten().collect())
}

/// The same with the blocking client.
///
/// # Errors
///
/// When the site can't be asked.
pub fn addresses_blocking(client: &blocking::Client) -> CiviResult<Vec<String>> {
    Ok(wanted().rows(client)?.into_iter().flatten().collect())
}

/// The primary addresses of contacts who may get mail.
fn wanted() -> Get<Contact, impl Selection<Contact, Row = Option<String>>> {
    Contact::get()
        .select(Contact::EMAIL_PRIMARY.to(Email::EMAIL))
        .filter(
            Contact::DO_NOT_EMAIL.eq(false) & Contact::EMAIL_PRIMARY.to(Email::EMAIL).is_not_null(),
        )
        .order_by(Contact::ID.asc())
}
