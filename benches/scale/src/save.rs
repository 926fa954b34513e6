//! Records saved, in as many requests as it takes.

use civi_runtime::testing::block_on;
use civi_runtime::{Actions as _, Id};

use crate::bindings::Email;
use crate::site::Site;
use crate::{Cost, process};

/// Records that each become a new row: they go one by one, many to a request.
pub(crate) fn new(count: usize) -> Result<Cost, String> {
    save(count, false)
}

/// Records that match by two fields: they are looked up, and go many to a call.
pub(crate) fn matched(count: usize) -> Result<Cost, String> {
    save(count, true)
}

fn save(count: usize, is_matched: bool) -> Result<Cost, String> {
    let site = Site::new(0);
    let client = site.client()?;
    let records: Vec<_> = (1..=count)
        .map(|n| Email::values(format!("person.{n}@example.org")).contact_id(Id::new(n as i64)))
        .collect();
    // The caller's own records are not what it costs to save them.
    let before = process::peak();
    let start = process::busy();
    let save = Email::save(records);
    let saved = if is_matched {
        block_on(
            save.matching((Email::CONTACT_ID, Email::EMAIL))
                .send(&client),
        )
    } else {
        block_on(save.send(&client))
    };
    let saved = saved.map_err(|error| error.to_string())?;
    let time = process::busy().saturating_sub(start + site.spent());
    if (saved.rows.len(), site.saved()) != (count, count as u64) {
        return Err(format!("{} of {count} records are in", site.saved()));
    }
    Ok(Cost {
        time,
        memory: process::peak() - before,
    })
}
