//! The export: in pages, with awkward names, and with a site that fails in the middle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use civi_runtime::prelude::*;
use civi_runtime::testing::{Failure, Site, row};
use civi_sandbox::Sandbox;
use recipes::civi::{Contact, Email};
use recipes::export::export;

#[tokio::test]
async fn everybody_is_in_the_file() {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    let sandbox = Sandbox::open(snapshot).unwrap().demo(1200).build().unwrap();
    let client = sandbox.client().unwrap();
    let alive = Contact::get().filter(Contact::IS_DECEASED.eq(false));
    let alive = alive.count(&client).await.unwrap();
    assert!(alive > 1000, "more than two pages");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    assert_eq!(export(&client, &file).await.unwrap(), alive);
    let mut csv = csv::Reader::from_path(&file).unwrap();
    let ids: Vec<i64> = csv
        .records()
        .map(|row| row.unwrap()[0].parse().unwrap())
        .collect();
    assert_eq!(ids.len() as u64, alive);
    assert!(ids.is_sorted(), "each once");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn names_with_commas_quotes_and_lines_come_back_as_they_are() {
    let names = [
        "Builder, Bob",
        "Anne \"Nan\" Lister",
        "Two\nlines",
        "=1+1",
        "",
    ];
    let site = Site::new();
    site.get::<Contact>()
        .rows(names.iter().zip(1..).map(|(name, id)| {
            row()
                .with(Contact::ID, Id::new(id))
                .with(Contact::DISPLAY_NAME, *name)
                .with(Contact::EMAIL_PRIMARY.to(Email::EMAIL), Null)
        }));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    assert_eq!(export(&site.client().unwrap(), &file).await.unwrap(), 5);
    let mut csv = csv::Reader::from_path(&file).unwrap();
    let found: Vec<String> = csv
        .records()
        .map(|row| row.unwrap()[1].to_owned())
        .collect();
    assert_eq!(found, names);
}

#[tokio::test]
async fn the_file_of_the_night_before_stays_when_a_page_fails() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "yesterday").unwrap();
    let site = Site::new();
    site.get::<Contact>()
        .when(|get| {
            get.params()["where"]
                .as_array()
                .is_some_and(|clauses| clauses.len() == 1)
        })
        .rows((1..=500).map(|id| {
            row()
                .with(Contact::ID, Id::new(id))
                .with(Contact::DISPLAY_NAME, "N")
        }));
    site.get::<Contact>().always().fails(Failure::unreachable());
    let error = export(&site.client().unwrap(), &file).await.unwrap_err();
    assert!(
        error
            .downcast_ref::<CiviError>()
            .is_some_and(CiviError::is_transient),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "yesterday");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
