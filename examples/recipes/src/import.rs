//! People from a CSV file (`email,first_name,last_name`), found by their e-mail address or new.

use std::{collections::HashMap, io::Read};

use civi_runtime::{Client, Complete, Planned, Step, prelude::*};
use serde::Deserialize;

use crate::civi::{Contact, Email, builders::Values, options::ContactType};
use crate::{Result, journal::Journal, lines};

/// One line of the file. An empty cell changes nothing on the site.
#[derive(Debug, Deserialize)]
struct Line {
    email: String,
    first_name: String,
    last_name: String,
}

/// What came of an import, by the numbers of the file's lines.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    /// How many contacts are written, or, in a dry run, would be changed.
    pub written: usize,
    /// How many would be new, in a dry run.
    pub new: usize,
    /// How many lines an earlier run has written.
    pub skipped: usize,
    /// The lines that are not imported, and why.
    pub failed: lines::Unusable,
    /// The lines that may be written or not since the connection broke: run the import again.
    pub open: Vec<u64>,
}

/// Imports the lines that the journal does not have; with `dry_run`, says what it would do.
pub async fn import(
    client: &Client,
    csv: impl Read,
    journal: Journal,
    dry_run: bool,
    progress: impl Fn(usize, usize) + Send + Sync + 'static,
) -> Result<Report> {
    let mut report = Report::default();
    let (lines, unreadable) = lines::read::<Line>(csv);
    report.failed = unreadable;
    let (mut places, mut records, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for (at, line) in lines {
        let email = line.email.trim().to_lowercase();
        if journal.has(at) {
            report.skipped += 1;
            seen.insert(email, at);
        } else if email.is_empty() {
            report.failed.push((at, "it has no e-mail address".into()));
        } else if let Some(first) = seen.get(&email) {
            report
                .failed
                .push((at, format!("line {first} has the same address")));
        } else {
            let found_by = Contact::EMAIL_PRIMARY.to(Email::EMAIL).eq(email.as_str())
                & Contact::CONTACT_TYPE.eq(ContactType::Individual);
            records.push((found_by, person(line, &email)));
            places.push(at);
            seen.insert(email, at);
        }
    }
    let save = Contact::save_where(records).keep_going().chunk(50);
    if dry_run {
        for (plan, at) in save.dry_run().send(client).await?.into_iter().zip(places) {
            match plan {
                Planned::New => report.new += 1,
                Planned::Ambiguous(ids) => report.failed.push((at, format!("found as {ids:?}"))),
                _ => report.written += 1,
            }
        }
        report.failed.sort();
        return Ok(report);
    }
    let lines = places.clone();
    let save = save.on_progress(move |part| {
        if part.step == Step::Ended {
            journal.note(part.done.iter().map(|done| lines[done.index]));
            progress(part.positions.last().map_or(0, |last| last + 1), part.total);
        }
    });
    match save.send(client).await {
        Ok(saved) => report.written = saved.rows.len(),
        Err(error) if places.len() == 1 && (error.is_api() || error.is_ambiguous()) => {
            report.failed.push((places[0], error.to_string()));
        }
        Err(error) => {
            let Some(partial) = error.partial_write() else {
                return Err(error.into());
            };
            report.written = partial.done.len();
            for one in &partial.failed {
                report
                    .failed
                    .push((places[one.index], one.error.to_string()));
            }
            let open = partial.unknown.iter().chain(&partial.untried);
            report.open = open.map(|index| places[*index]).collect();
        }
    }
    report.failed.sort();
    Ok(report)
}

/// What a line says. A new contact gets the address that the next import finds it by.
fn person(line: Line, email: &str) -> Values<Contact, Complete> {
    let mut person = Contact::values()
        .contact_type(ContactType::Individual)
        .raw("email_primary.email", email);
    if !line.first_name.is_empty() {
        person = person.first_name(line.first_name);
    }
    if !line.last_name.is_empty() {
        person = person.last_name(line.last_name);
    }
    person
}
