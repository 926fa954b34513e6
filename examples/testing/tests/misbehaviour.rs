//! What one's own code meets when the connection or the site misbehaves, with the blocking and the
//! asynchronous client: the same error, and the same rows in the database.

#![allow(clippy::unwrap_used)] // these are tests

use std::time::{Duration, Instant};

use civi_runtime::Retry;
use civi_runtime::prelude::*;
use civi_sandbox::{Misbehaviour, Sandbox, Trouble};
use testing::{Contact, Email, Tag};

fn sandbox() -> Sandbox {
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    Sandbox::open(snapshot).unwrap().build().unwrap()
}

/// What a client was told of a tag that it created.
struct Told {
    result: Result<(), CiviError>,
    took: Duration,
    /// Whether the tag is there.
    is_there: bool,
}

/// Creates a tag while a trouble comes to every request that writes, once with each client.
fn creating(trouble: Trouble) -> [Told; 2] {
    let rough = || {
        Misbehaviour::seeded(1)
            .trouble(trouble.clone())
            .only("/Tag/create")
    };
    let told = |sandbox: &Sandbox, create: &dyn Fn() -> Result<(), CiviError>| {
        sandbox.misbehave(rough());
        let begun = Instant::now();
        let result = create();
        let took = begun.elapsed();
        sandbox.behave();
        let there = Tag::get()
            .filter(Tag::NAME.eq("x"))
            .count(&sandbox.blocking_client().unwrap());
        Told {
            result,
            took,
            is_there: there.unwrap() > 0,
        }
    };
    let values = || Tag::values().name("x").label("x");
    let one = sandbox();
    let builder = one.blocking_client_builder().retry(Retry::off());
    let client = builder.timeout(Duration::from_millis(500)).build().unwrap();
    let blocking = told(&one, &|| Tag::create(values()).send(&client).map(|_| ()));
    let two = sandbox();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let builder = two.client_builder().retry(Retry::off());
    let client = builder.timeout(Duration::from_millis(500)).build().unwrap();
    let asynchronous = told(&two, &|| {
        runtime.block_on(async { Tag::create(values()).send(&client).await.map(|_| ()) })
    });
    [blocking, asynchronous]
}

/// The error of both clients, after a look at whether the tag is there.
fn refused(trouble: Trouble, is_there: bool) -> [CiviError; 2] {
    creating(trouble.clone()).map(|told| {
        assert_eq!(told.is_there, is_there, "{trouble:?}");
        told.result.unwrap_err()
    })
}

#[test]
fn a_late_answer_is_waited_for_or_a_timeout() {
    for told in creating(Trouble::Latency(Duration::from_millis(60))) {
        told.result.unwrap();
        assert!(told.is_there && told.took >= Duration::from_millis(60));
    }
    for error in refused(Trouble::Latency(Duration::from_secs(5)), true) {
        assert!(error.is_timeout() && error.is_outcome_unknown(), "{error}");
    }
}

#[test]
fn a_cut_connection_leaves_the_outcome_unknown() {
    for (trouble, is_there) in [(Trouble::CutBefore, false), (Trouble::CutAfter, true)] {
        for error in refused(trouble, is_there) {
            assert!(
                error.is_connection() && error.is_outcome_unknown(),
                "{error}"
            );
        }
    }
}

#[test]
fn a_busy_site_is_told_as_one_and_nothing_is_written() {
    for error in refused(Trouble::TooManyRequests(3), false) {
        assert!(
            error.is_rate_limited() && !error.is_outcome_unknown(),
            "{error}"
        );
    }
    for error in refused(Trouble::Unavailable, false) {
        assert!(error.is_transient(), "{error}");
    }
}

#[test]
fn a_gateway_that_gave_up_leaves_the_outcome_unknown() {
    for error in refused(Trouble::GatewayTimeout, true) {
        assert!(error.is_outcome_unknown(), "{error}");
    }
}

#[test]
fn a_page_instead_of_the_answer_is_no_success() {
    for error in refused(Trouble::HtmlPage, false) {
        assert!(error.is_protocol() && error.is_outcome_unknown(), "{error}");
    }
}

#[test]
fn a_notice_before_the_answer_is_set_aside() {
    for told in creating(Trouble::Notice) {
        told.result.unwrap();
        assert!(told.is_there);
    }
}

#[test]
fn a_field_that_vanished_is_not_taken_for_a_null() {
    let sandbox = sandbox();
    let ask = || Tag::get().select((Tag::ID, Tag::LABEL)).limit(2);
    let rough = Misbehaviour::seeded(1).trouble(Trouble::MissingField("label".to_owned()));
    sandbox.misbehave(rough.only("/Tag/"));
    assert!(ask().rows(&sandbox.blocking_client().unwrap()).is_err());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = sandbox.client().unwrap();
    assert!(
        runtime
            .block_on(async { ask().rows(&client).await })
            .is_err()
    );
}

#[test]
fn a_dropped_clause_stops_a_delete() {
    let sandbox = sandbox();
    let client = sandbox.blocking_client().unwrap();
    let all = || {
        Tag::get()
            .count(&sandbox.blocking_client().unwrap())
            .unwrap()
    };
    let before = all();
    let rough = Misbehaviour::seeded(1).trouble(Trouble::DroppedClause("name".to_owned()));
    sandbox.misbehave(rough.only("/Tag/"));
    let wanted = || Tag::delete_where(Tag::NAME.eq("no such tag"));
    let error = wanted().send(&client).unwrap_err();
    assert!(error.is_filter_dropped(), "{error}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = sandbox.client().unwrap();
    let error = runtime
        .block_on(async { wanted().send(&client).await })
        .unwrap_err();
    assert!(error.is_filter_dropped(), "{error}");
    sandbox.behave();
    assert_eq!(all(), before);
}

/// Another client writes the same address between the look-up and the write: the site adds a
/// further row, and the key that is reported is that row's.
#[test]
fn a_match_that_becomes_ambiguous_adds_a_row_that_is_reported() {
    let sandbox = sandbox();
    let client = sandbox.blocking_client().unwrap();
    let add = || {
        Email::save([Email::values("x@example.org").contact_id(Id::<Contact>::new(1))])
            .matching((Email::CONTACT_ID, Email::EMAIL))
    };
    let first = add().send(&client).unwrap().rows;
    let rough = || {
        Misbehaviour::seeded(1)
            .trouble(Trouble::SameRows)
            .only("/Email/save")
    };
    sandbox.misbehave(rough());
    let second = add().send(&client).unwrap().rows;
    sandbox.behave();
    let found = Email::get()
        .select(Email::ID)
        .filter(Email::EMAIL.eq("x@example.org"))
        .rows(&client)
        .unwrap();
    assert_eq!(found.len(), 3);
    assert!(found.contains(&second[0]) && first != second);
    // Now it is ambiguous before the write, which is refused by both clients.
    assert!(add().send(&client).unwrap_err().is_ambiguous());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = sandbox.client().unwrap();
    assert!(
        runtime
            .block_on(async { add().send(&client).await })
            .unwrap_err()
            .is_ambiguous()
    );
}
