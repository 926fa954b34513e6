//! Tests without a site: each has a sandbox of its own.

#![allow(clippy::unwrap_used)] // these are tests

use std::sync::OnceLock;

use civi_sandbox::{LIMITED_KEY, Misbehaviour, Sandbox, Trouble};

/// A sandbox of its own: the first is made, the others are copies.
fn sandbox() -> Sandbox {
    static MADE: OnceLock<Sandbox> = OnceLock::new();
    let snapshot = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/standalone-6.17");
    let made = MADE.get_or_init(|| Sandbox::open(snapshot).unwrap().build().unwrap());
    made.copy().unwrap()
}

/// Two members, the second of whom wants no mail.
const ROWS: &str = r#"
{"entity":"Contact","values":{"id":500,"contact_type":"Individual","first_name":"Ada"}}
{"entity":"Email","values":{"contact_id":500,"email":"ada@example.org"}}
{"entity":"Contact","values":{"id":501,"contact_type":"Individual","first_name":"Bob","do_not_email":true}}
{"entity":"Email","values":{"contact_id":501,"email":"bob@example.org"}}
"#;

#[test]
fn who_wants_no_mail_gets_none() {
    let sandbox = sandbox();
    sandbox.add_rows(ROWS).unwrap();
    let client = sandbox.blocking_client().unwrap();
    assert_eq!(
        testing::addresses_blocking(&client).unwrap(),
        ["ada@example.org"]
    );
}

#[tokio::test]
async fn a_member_is_added_with_an_address() {
    let sandbox = sandbox();
    let client = sandbox.client().unwrap();
    testing::add_member(&client, "Cem", "cem@example.org")
        .await
        .unwrap();
    assert_eq!(
        testing::addresses(&client).await.unwrap(),
        ["cem@example.org"]
    );
}

#[tokio::test]
async fn a_user_who_may_not_add_contacts_is_told() {
    let client = sandbox().client_of(LIMITED_KEY).unwrap();
    let refused = testing::add_member(&client, "Cem", "cem@example.org").await;
    assert!(refused.unwrap_err().is_permission());
}

#[tokio::test]
async fn a_read_is_repeated_when_the_site_is_busy() {
    let sandbox = sandbox();
    sandbox.add_rows(ROWS).unwrap();
    let busy = Misbehaviour::seeded(1)
        .share(0.5)
        .trouble(Trouble::TooManyRequests(0));
    sandbox.misbehave(busy);
    let client = sandbox.client().unwrap();
    assert_eq!(testing::addresses(&client).await.unwrap().len(), 1);
}
