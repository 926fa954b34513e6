//! The import, on a sandbox and on scripted sites, with the lines that real files have.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;
use std::sync::{Arc, Mutex};

use civi_runtime::Client;
use civi_runtime::prelude::*;
use civi_runtime::testing::{Failure, Site, row};
use civi_sandbox::Sandbox;
use recipes::civi::options::ContactType;
use recipes::civi::{Contact, Email};
use recipes::import::{Report, import};
use recipes::journal::Journal;
use tempfile::TempDir;

/// An empty site with one person, whose first name is not known.
async fn sandbox() -> Sandbox {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    let sandbox = Sandbox::open(snapshot).unwrap().build().unwrap();
    add(&sandbox.client().unwrap(), "ada@example.org", "Lovelace").await;
    sandbox
}

async fn add(client: &Client, email: &str, last_name: &str) {
    let person = Contact::values()
        .contact_type(ContactType::Individual)
        .last_name(last_name)
        .raw("email_primary.email", email);
    Contact::create(person).send(client).await.unwrap();
}

async fn people(client: &Client) -> Vec<String> {
    let people = Contact::get()
        .select((
            Contact::DISPLAY_NAME,
            Contact::EMAIL_PRIMARY.to(Email::EMAIL),
        ))
        .filter(
            Contact::EMAIL_PRIMARY
                .to(Email::EMAIL)
                .like("%@example.org"),
        );
    let people = people.rows(client).await.unwrap().into_iter();
    people
        .map(|(name, email)| format!("{} {}", name.unwrap(), email.unwrap()))
        .collect()
}

async fn run(client: &Client, csv: &str, journal: &Path, dry_run: bool) -> Report {
    let journal = Journal::open(journal).unwrap();
    import(client, csv.as_bytes(), journal, dry_run, |_, _| {})
        .await
        .unwrap()
}

fn journal() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.done");
    (folder, file)
}

const FILE: &str = "email,first_name,last_name\n\
    ADA@example.org,Ada,\n\
    bob@example.org,Bob,\"Builder, the\"\n\
    ,Nobody,Nowhere\n\
    twice@example.org,Cy,Young\n\
    Bob@example.org,Robert,Builder\n\
    eve@example.org,Eve\n\
    eve@example.org,Eve,Moneypenny\n";

#[tokio::test]
async fn a_file_with_bad_lines_is_imported_but_for_these() {
    let sandbox = sandbox().await;
    let client = sandbox.client().unwrap();
    add(&client, "twice@example.org", "Young").await;
    add(&client, "twice@example.org", "Old").await;
    let (_folder, journal) = journal();

    let plan = run(&client, FILE, &journal, true).await;
    assert_eq!((plan.written, plan.new), (1, 2));
    let lines: Vec<u64> = plan.failed.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [4, 5, 6, 7]);
    assert!(!journal.exists());
    assert_eq!(people(&client).await.len(), 3, "a dry run writes nothing");

    let report = run(&client, FILE, &journal, false).await;
    assert_eq!((report.written, report.skipped), (3, 0));
    let said: Vec<String> = report
        .failed
        .iter()
        .map(|(n, why)| format!("{n}: {why}"))
        .collect();
    assert_eq!(said[0], "4: it has no e-mail address");
    assert!(
        said[1].starts_with("5: ") && said[1].contains("several rows match"),
        "{said:?}"
    );
    assert_eq!(said[2], "6: line 3 has the same address");
    assert!(said[3].starts_with("7: CSV error"), "{said:?}");
    let mut found = people(&client).await;
    found.sort();
    assert_eq!(
        found,
        [
            "Ada Lovelace ada@example.org",
            "Bob Builder, the bob@example.org",
            "Eve Moneypenny eve@example.org",
            "Old twice@example.org",
            "Young twice@example.org",
        ]
    );

    // Once more: what is in the journal is not sent again.
    let report = run(&client, FILE, &journal, false).await;
    assert_eq!(
        (report.written, report.skipped, report.failed.len()),
        (0, 3, 4)
    );
    // And without the journal, nobody is there twice.
    std::fs::remove_file(&journal).unwrap();
    assert_eq!(run(&client, FILE, &journal, false).await.written, 3);
    assert_eq!(people(&client).await.len(), 5);
}

/// A hundred lines; the site refuses one in the middle, and its connection breaks later.
#[tokio::test]
async fn an_import_goes_on_where_it_stopped() {
    let mut csv = String::from("email,first_name,last_name\n");
    for n in 2..=101 {
        csv.push_str(&format!("n{n}@example.org,N{n},Person\n"));
    }
    let (_folder, journal) = journal();
    let bad = |name: &'static str| {
        move |save: &civi_runtime::testing::Asked<Contact>| {
            save.records()[0].gives(Contact::FIRST_NAME, name)
        }
    };
    let site = Site::new();
    site.get::<Contact>()
        .always()
        .rows(Vec::<civi_runtime::testing::SiteRow<Contact>>::new());
    site.save::<Contact>().when(bad("N7")).fails(Failure::error(
        "Mandatory values missing from Api4 Contact::save: last_name",
    ));
    site.save::<Contact>()
        .when(bad("N60"))
        .fails(Failure::broken());
    for n in 2..60 {
        site.save::<Contact>().keys([Id::new(n)]);
    }
    let told: Arc<Mutex<Vec<(usize, usize)>>> = Arc::default();
    let tell = Arc::clone(&told);
    let tell = move |done, total| tell.lock().unwrap().push((done, total));
    let report = import(
        &site.client().unwrap(),
        csv.as_bytes(),
        Journal::open(&journal).unwrap(),
        false,
        tell,
    )
    .await;
    let report = report.unwrap();
    assert_eq!(report.failed.len(), 1);
    assert_eq!(report.failed[0].0, 7);
    assert!(report.failed[0].1.contains("Mandatory values missing"));
    assert_eq!(told.lock().unwrap()[0], (50, 100));
    assert!(!report.open.is_empty());
    assert_eq!(
        report.written + report.failed.len() + report.open.len(),
        100
    );

    // The rest, on a site that is well. What was open may be in: it is looked up.
    let site = Site::new();
    site.get::<Contact>()
        .filter(
            Contact::EMAIL_PRIMARY
                .to(Email::EMAIL)
                .eq("n60@example.org")
                & Contact::CONTACT_TYPE.eq(ContactType::Individual),
        )
        .rows([row()
            .with(Contact::ID, Id::new(60))
            .with(Contact::EMAIL_PRIMARY.to(Email::EMAIL), "n60@example.org")
            .with(Contact::CONTACT_TYPE, ContactType::Individual)]);
    site.get::<Contact>()
        .always()
        .rows(Vec::<civi_runtime::testing::SiteRow<Contact>>::new());
    site.save::<Contact>().always().keys((2..200).map(Id::new));
    let again = run(&site.client().unwrap(), &csv, &journal, false).await;
    assert_eq!(again.skipped, report.written);
    assert_eq!(again.written, report.open.len() + 1);
    assert!(
        again.failed.is_empty() && again.open.is_empty(),
        "{again:?}"
    );
    let saves = site.asked::<Contact>("save");
    let records = saves.iter().flat_map(|save| save.records());
    let keyed: Vec<_> = records
        .filter_map(|r| {
            r.values()["email_primary.email"]
                .as_str()
                .filter(|_| r.values().contains_key("id"))
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(keyed, ["n60@example.org"]);
}

#[tokio::test]
async fn a_site_that_refuses_everybody_is_an_error() {
    let (_folder, journal) = journal();
    let site = Site::new();
    site.get::<Contact>().always().fails(Failure::forbidden());
    let error = import(
        &site.client().unwrap(),
        FILE.as_bytes(),
        Journal::open(&journal).unwrap(),
        false,
        |_, _| {},
    )
    .await;
    let error = error.unwrap_err();
    assert!(
        error
            .downcast_ref::<CiviError>()
            .is_some_and(CiviError::is_permission)
    );
}
