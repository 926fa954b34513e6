//! How long a client keeps what it knows, and with whom it shares it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use civi_runtime::prelude::*;
use civi_runtime::{ClientBuilder, SchemaCheck};
use serde_json::json;

use crate::bindings::Tag;
use crate::site::{Site, field_names, now, values};

/// Writes `description` with the client; whether it went through.
macro_rules! writes {
    ($client:expr) => {
        now(Tag::create(Tag::values("x").description("y")).send($client)).is_ok()
    };
}

/// A site whose field `description` comes and goes.
fn changing() -> (Site, Arc<AtomicBool>) {
    let there = Arc::new(AtomicBool::new(true));
    let seen = Arc::clone(&there);
    let site = Site::new(|_| values(json!([{"id": 5}]))).answering_fields(move |_| {
        match seen.load(Ordering::Relaxed) {
            true => field_names(&["id", "label", "description"]),
            false => field_names(&["id", "label"]),
        }
    });
    (site, there)
}

#[test]
fn it_is_asked_once_for_a_client_and_its_clones() {
    let (site, _) = changing();
    let client = site.client();
    for _ in 0..3 {
        assert!(writes!(&client));
        assert!(writes!(&client.clone()));
    }
    assert_eq!(site.asked().len(), 1);
    assert!(writes!(&site.client()), "another client");
    assert_eq!(site.asked().len(), 2);
}

#[test]
fn a_field_that_the_site_got_meanwhile_is_found_at_once() {
    let (site, there) = changing();
    there.store(false, Ordering::Relaxed);
    let client = site.client();
    assert!(!writes!(&client));
    there.store(true, Ordering::Relaxed);
    assert!(writes!(&client));
    assert!(writes!(&client));
    assert_eq!(site.asked().len(), 2);
}

#[test]
fn a_field_that_went_is_noticed_when_the_lifetime_ends() {
    let (site, there) = changing();
    let lifetime = Duration::from_millis(50);
    let client = site
        .builder()
        .known_fields_lifetime(lifetime)
        .build()
        .unwrap();
    assert!(writes!(&client));
    there.store(false, Ordering::Relaxed);
    thread::sleep(lifetime);
    assert!(!writes!(&client));
}

#[test]
fn a_field_that_went_is_noticed_after_a_refresh() {
    let (site, there) = changing();
    let client = site.client();
    assert!(writes!(&client));
    there.store(false, Ordering::Relaxed);
    assert!(writes!(&client), "what is kept is believed");
    client.clone().refresh_known_fields();
    assert!(!writes!(&client));
}

#[test]
fn always_asks_before_every_write_and_off_never() {
    let (site, there) = changing();
    let checking = |check| {
        let builder: ClientBuilder = site.builder();
        builder.schema_check(check).build().unwrap()
    };
    let always = checking(SchemaCheck::Always);
    assert!(writes!(&always));
    assert!(writes!(&always));
    assert_eq!(site.asked().len(), 2);
    there.store(false, Ordering::Relaxed);
    assert!(!writes!(&always));
    assert_eq!(site.asked().len(), 3);
    assert!(writes!(&checking(SchemaCheck::Off)));
    assert_eq!(site.asked().len(), 3);
}

#[test]
fn off_turns_off_nothing_else() {
    let site = Site::new(|_| values(json!([])));
    let client = site
        .builder()
        .schema_check(SchemaCheck::Off)
        .build()
        .unwrap();
    let error = now(Tag::update(Tag::changes().name("x"))
        .id(Id::new(9))
        .send(&client))
    .unwrap_err();
    assert!(
        error.is_missing(),
        "the row is verified all the same: {error}"
    );
    assert_eq!(site.names(), ["Tag.get"]);
}

/// A site that takes its time to say which fields it has.
fn slow() -> Site {
    Site::new(|_| values(json!([{"id": 5}]))).answering_fields(|_| {
        thread::sleep(Duration::from_millis(50));
        field_names(&["id", "label", "description"])
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn first_writes_at_the_same_time_ask_once() {
    let site = slow();
    let client = site.client();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { Tag::create(Tag::values("x")).send(&client).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(site.asked().len(), 1);
}

/// The one who asks is cancelled: the next one asks.
#[tokio::test]
async fn a_write_that_is_given_up_leaves_the_others_free() {
    let site = slow();
    let client = site.client();
    drop(Tag::create(Tag::values("x")).send(&client));
    Tag::create(Tag::values("x")).send(&client).await.unwrap();
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_does_the_same() {
    use civi_runtime::{Credential, blocking};

    let builder = |site: &Site| {
        blocking::Client::builder("https://crm.example.org")
            .credential(Credential::api_key("key"))
            .transport(site.clone())
    };
    let site = slow();
    let client = builder(&site).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| Tag::create(Tag::values("x")).send(&client).unwrap());
        }
    });
    assert_eq!(site.asked().len(), 1);

    let (site, there) = changing();
    let client = builder(&site).build().unwrap();
    let write =
        |client: &blocking::Client| Tag::create(Tag::values("x").description("y")).send(client);
    write(&client).unwrap();
    there.store(false, Ordering::Relaxed);
    client.refresh_known_fields();
    assert!(write(&client.clone()).unwrap_err().is_unknown_field());
    let off = builder(&site).schema_check(SchemaCheck::Off);
    write(&off.build().unwrap()).unwrap();
}
