//! The scripted site of the feature `testing`: what one's own tests can say and read back.

#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;

use std::future::Future;
use std::pin::Pin;

use bindings::options::{ContactType, Gender};
use bindings::{Activity, Contact, Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::testing::{Failure, Site, SiteRow, block_on, row};
use civi_runtime::{Presence, filter};
use futures_core::Stream as _;
use serde_json::json;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn ada() -> Id<Contact> {
    Id::new(7)
}

fn contact(id: i64, last_name: &str) -> SiteRow<Contact> {
    row()
        .with(Contact::ID, Id::new(id))
        .with(Contact::LAST_NAME, last_name)
}

/// What one's own code is: it knows nothing of tests.
async fn welcome(client: &civi_runtime::Client, email: &str) -> CiviResult<Option<Id<Contact>>> {
    let found = Contact::get()
        .select((Contact::ID, Contact::EMAIL_PRIMARY.to(Email::EMAIL)))
        .filter(Contact::EMAIL_PRIMARY.to(Email::EMAIL).eq(email))
        .first(client)
        .await?;
    let Some((id, _)) = found else {
        return Ok(None);
    };
    let letter = Activity::values(ByName("Email"))
        .source_contact_id(id)
        .subject("Welcome");
    Activity::create(letter).send(client).await?;
    Ok(Some(id))
}

#[test]
fn answers_are_typed_and_calls_are_read_back_typed() -> Outcome {
    let site = Site::new();
    // In another order than they are asked for.
    site.create::<Activity>()
        .keys([Id::new(90)])
        .get::<Contact>()
        .rows([row()
            .with(Contact::ID, ada())
            .with(Contact::EMAIL_PRIMARY.to(Email::EMAIL), "ada@example.org")]);
    let found = block_on(welcome(&site.client()?, "ada@example.org"))?;
    assert_eq!(found, Some(ada()));

    let read = site.only::<Contact>("get")?;
    assert_eq!(
        read.filter(),
        Contact::EMAIL_PRIMARY
            .to(Email::EMAIL)
            .eq("ada@example.org")
    );
    assert_eq!(read.selected(), ["id", "email_primary.email"]);
    assert!(format!("{read:?}").starts_with("Contact.get {"));
    assert_eq!(read.limit(), Some(1));
    let letter = site.only::<Activity>("create")?;
    assert!(letter.gives(Activity::SUBJECT, "Welcome"));
    assert!(!letter.gives(Activity::SUBJECT, "welcome"));
    assert_eq!(
        letter.value(Activity::SUBJECT)?,
        Presence::Value("Welcome".to_owned())
    );
    assert_eq!(letter.value(Activity::DETAILS)?, Presence::Absent);
    assert_eq!(site.names(), ["Contact.get", "Activity.create"]);
    site.finish()?;
    Ok(())
}

#[test]
fn a_call_that_nobody_expected_says_how_it_differs() -> Outcome {
    let site = Site::new();
    site.get::<Contact>()
        .filter(Contact::LAST_NAME.eq("Lovelace"))
        .rows([contact(7, "Lovelace")])
        .create::<Tag>()
        .times(2)
        .keys([Id::new(1)]);
    let read = Contact::get()
        .select((Contact::ID,))
        .filter(Contact::LAST_NAME.eq("Byron"));
    let error = block_on(read.rows(&site.client()?)).unwrap_err();
    let text = error.to_string();
    for part in [
        r#""where":[["last_name","=","Byron"]]"#,
        r#"Contact.get with the filter [["last_name","=","Lovelace"]]"#,
        r#"but the call's filter is [["last_name","=","Byron"]]"#,
        "Tag.create, 2 times more",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let unmet = site.finish().unwrap_err();
    assert_eq!((unmet.unexpected().len(), unmet.unused().len()), (1, 2));
    assert_eq!(format!("{unmet:?}"), unmet.to_string());
    Ok(())
}

#[test]
fn an_answer_that_nobody_asked_for_is_told() -> Outcome {
    let site = Site::new();
    site.get::<Contact>()
        .always()
        .rows([contact(7, "Lovelace")]);
    site.finish()?;
    site.delete::<Tag>().keys([Id::new(3)]);
    let unmet = site.finish().unwrap_err();
    assert_eq!(unmet.to_string(), "nobody asked for\n    Tag.delete");
    Ok(())
}

#[test]
fn failures_are_what_a_real_sites_become() -> Outcome {
    fn failing(failure: Failure) -> CiviError {
        let site = Site::new();
        site.create::<Tag>().fails(failure);
        let client = site.client().unwrap();
        block_on(Tag::create(Tag::values("Donors")).send(&client)).unwrap_err()
    }
    assert!(failing(Failure::forbidden()).is_permission());
    assert!(failing(Failure::unreachable()).is_unsent());
    assert!(
        failing(Failure::timeout())
            .to_string()
            .contains("not answer")
    );
    assert!(failing(Failure::broken()).to_string().contains("broke"));
    let error = failing(Failure::error("no such colour"));
    assert!(error.to_string().contains("no such colour"), "{error}");
    Ok(())
}

#[test]
fn what_civi_asks_before_it_writes_is_answered_by_itself() -> Outcome {
    let site = Site::new();
    site.update::<Contact>().times(2).keys([ada()]);
    let client = site.client()?;
    let update = || {
        Contact::update(
            Contact::changes()
                .job_title("Analyst")
                .gender_id(ByName("Diverse")),
        )
        .id(ada())
    };
    assert_eq!(block_on(update().send(&client))?, [ada()]);
    assert_eq!(site.only::<Contact>("update")?.keys(), [ada()]);
    site.missing::<Contact>([ada()]);
    let error = block_on(update().send(&client)).unwrap_err();
    assert!(error.to_string().contains("no row with `id` 7"), "{error}");
    Ok(())
}

#[test]
fn a_write_by_filter_reads_its_rows_from_the_script() -> Outcome {
    let site = Site::new();
    site.get::<Tag>()
        .rows([
            row().with(Tag::ID, Id::new(3)),
            row().with(Tag::ID, Id::new(4)),
        ])
        .delete::<Tag>()
        .keys([Id::new(3), Id::new(4)]);
    let gone = Tag::delete_where(Tag::NAME.like("tmp%"));
    let gone = block_on(gone.send(&site.client()?))?;
    assert_eq!(gone.rows, [Id::new(3), Id::new(4)]);
    assert_eq!(site.only::<Tag>("delete")?.keys(), [Id::new(3), Id::new(4)]);
    site.finish()?;
    Ok(())
}

#[test]
fn long_results_go_page_by_page_and_long_writes_record_by_record() -> Outcome {
    let site = Site::new();
    site.get::<Contact>()
        .rows((1..=5).map(|id| contact(id, "Lovelace")))
        .get::<Contact>()
        .rows([contact(9, "Byron")]);
    let client = site.client()?;
    let mut pages = Contact::get()
        .select((Contact::ID, Contact::LAST_NAME))
        .page_size(2)
        .stream(&client);
    let mut ids = Vec::new();
    let mut next = || {
        let row = std::future::poll_fn(|context| Pin::new(&mut pages).poll_next(context));
        block_on(async { row.await.transpose() })
    };
    while let Some(found) = next()? {
        ids.push(found.0.get());
    }
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    let one = Contact::get().select((Contact::LAST_NAME,)).limit(1);
    assert_eq!(block_on(one.rows(&client))?, [(Some("Byron".to_owned()),)]);

    site.save::<Tag>()
        .keys([Id::new(1), Id::new(2), Id::new(3)]);
    let tags = ["a", "b", "c"].map(Tag::values);
    let saved = block_on(Tag::save(tags).send(&client))?;
    assert_eq!(saved.rows, [Id::new(1), Id::new(2), Id::new(3)]);
    let labels: Vec<bool> = site
        .asked::<Tag>("save")
        .iter()
        .flat_map(civi_runtime::testing::Asked::records)
        .map(|record| record.gives(Tag::LABEL, "a"))
        .collect();
    assert_eq!(labels, [true, false, false]);
    site.finish()?;
    Ok(())
}

#[test]
fn a_limit_that_is_met_leaves_nothing_for_the_next_call() -> Outcome {
    let site = Site::new();
    site.get::<Contact>()
        .rows([contact(1, "a"), contact(2, "b")])
        .get::<Contact>()
        .rows([contact(3, "c")]);
    let client = site.client()?;
    let read = || Contact::get().select((Contact::ID,)).limit(2);
    assert_eq!(block_on(read().rows(&client))?.len(), 2);
    let other = read().filter(Contact::ID.gt(Id::new(1)));
    assert_eq!(block_on(other.rows(&client))?.len(), 1);
    site.finish()?;
    Ok(())
}

#[test]
fn every_kind_of_value_is_sent_as_a_site_sends_it() -> Outcome {
    let site = Site::new();
    let born = jiff::civil::date(1815, 12, 10);
    site.get::<Contact>().rows([row()
        .with(Contact::CONTACT_TYPE, ContactType::Individual)
        .with(Contact::GENDER_ID.name(), Gender::Female)
        .with(Contact::BIRTH_DATE, born)
        .with(Contact::DO_NOT_MAIL, true)
        .with(Contact::NICK_NAME, None)
        .with(Contact::PREFERRED_COMMUNICATION_METHOD, ["1", "2"])]);
    let read = Contact::get().select((
        Contact::CONTACT_TYPE,
        Contact::GENDER_ID.name(),
        Contact::BIRTH_DATE,
        Contact::DO_NOT_MAIL,
        Contact::NICK_NAME,
        Contact::PREFERRED_COMMUNICATION_METHOD,
    ));
    assert_eq!(
        block_on(read.one(&site.client()?))?,
        (
            Some(ContactType::Individual),
            Some(Gender::Female),
            Some(born),
            true,
            None,
            Some(vec!["1".to_owned(), "2".to_owned()]),
        )
    );
    Ok(())
}

#[test]
fn the_bindings_own_rows_are_answers_too() -> Outcome {
    let site = Site::new();
    // Where the bindings are, a row is written with `..Row::default()`.
    let tag = bindings::tag::Row {
        id: Some(Id::new(3)),
        used_for: Some(vec!["civicrm_contact".to_owned()]),
        is_selectable: Some(false),
        ..Default::default()
    };
    site.get::<Tag>().rows([tag.clone()]);
    assert_eq!(block_on(Tag::get().rows(&site.client()?))?, [tag]);
    Ok(())
}

#[test]
fn conditions_counts_batches_and_actions_of_a_site() -> Outcome {
    let site = Site::new();
    site.create::<Tag>()
        .when(|call| call.gives(Tag::LABEL, "Donors"))
        .keys([Id::new(1)])
        .create::<Tag>()
        .fails(Failure::error("no"))
        .get::<Contact>()
        .count(12)
        .on::<Contact>("getChecksum")
        .values(json!([{"id": 7, "checksum": "abc"}]));
    let client = site.client()?;
    let tags = vec![
        Tag::create(Tag::values("Members")),
        Tag::create(Tag::values("Donors")),
    ];
    let both = block_on(client.batch(tags))?;
    assert!(both[0].is_err());
    assert_eq!(*both[1].as_ref().unwrap(), Id::new(1));
    let all = filter::all([Contact::LAST_NAME.eq("a")]);
    assert_eq!(block_on(Contact::get().filter(all).count(&client))?, 12);
    let checksum = client.call("Contact", "getChecksum", &json!({"contactId": 7}));
    let checksum: serde_json::Value = block_on(checksum)?.decode()?;
    assert_eq!(checksum[0]["checksum"], "abc");
    site.finish()?;
    Ok(())
}

#[test]
fn whoever_asks_is_somebody() -> Outcome {
    let site = Site::new();
    let client = block_on(async { site.builder::<civi_runtime::Client>().connect().await })?;
    assert_eq!(client.identity().and_then(|who| who.contact_id), Some(1));
    Ok(())
}

#[test]
fn a_future_that_waits_for_something_else_is_told_apart() {
    let forever = std::future::pending::<CiviResult<()>>();
    let text = block_on(forever).unwrap_err().to_string();
    assert!(text.contains("something else"), "{text}");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_is_answered_the_same() -> Outcome {
    let site = Site::new();
    site.get::<Contact>().rows([contact(7, "Lovelace")]);
    let client = site.blocking_client()?;
    let found = Contact::get().select((Contact::ID,)).rows(&client)?;
    assert_eq!(found, [(ada(),)]);
    let error = Tag::delete([Id::new(3)]).send(&client).unwrap_err();
    assert!(error.to_string().contains("no answer to"), "{error}");
    Ok(())
}

/// The site can be used from several threads, and the client's futures can be sent.
#[test]
fn it_goes_between_threads() {
    fn sent<T: Send + Sync + 'static>(_: &T) {}
    fn is_send<F: Future + Send>(_: &F) {}
    let site = Site::new();
    sent(&site);
    let client = site.client().unwrap();
    is_send(&welcome(&client, "x"));
}
