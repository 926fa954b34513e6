//! A nightly export: everybody who is alive, with name and e-mail address, as a CSV file. Rows are
//! read in pages and written as they come, so that a million contacts need no more memory than 500.

use std::fs;
use std::path::Path;

use civi_runtime::Client;
use civi_runtime::prelude::*;

use crate::Result;
use crate::civi::{Contact, Email};

/// Writes the file, and says how many people are in it. The file of the night before stays as it is
/// until the new one is whole.
pub async fn export(client: &Client, file: &Path) -> Result<u64> {
    let part = file.with_extension("part");
    let written = write(client, &part).await;
    match written {
        Ok(_) => fs::rename(&part, file)?,
        // It may not be there yet, and the first error is the one to tell.
        Err(_) => drop(fs::remove_file(&part)),
    }
    written
}

async fn write(client: &Client, file: &Path) -> Result<u64> {
    let mut csv = csv::Writer::from_path(file)?;
    csv.write_record(["id", "name", "email", "changed"])?;
    let mut people = Contact::get()
        .select((
            Contact::ID,
            Contact::DISPLAY_NAME,
            Contact::EMAIL_PRIMARY.to(Email::EMAIL),
            Contact::MODIFIED_DATE,
        ))
        .filter(Contact::IS_DECEASED.eq(false))
        .stream(client);
    let mut count = 0;
    while let Some(person) = people.next().await {
        let (id, name, email, changed) = person?;
        csv.write_record([
            id.to_string(),
            name.unwrap_or_default(),
            email.unwrap_or_default(),
            changed.map_or_else(String::new, |time| time.to_string()),
        ])?;
        count += 1;
    }
    csv.flush()?;
    Ok(count)
}
