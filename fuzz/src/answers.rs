//! Arbitrary answers: no panic, both clients read the same, and no error says a secret.
//!
//! The first byte chooses what is called, the second the status and the third the type of content;
//! the rest is the body of every response.

use std::fmt::Debug;
use std::time::Duration;

use civi_runtime::prelude::*;
use civi_runtime::testing::block_on;
use civi_runtime::BoxFuture; use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{Client, Credential, blocking};
use serde_json::json;

use crate::bindings::Email;

/// Stands for a credential: no text may repeat it.
pub const SECRET: &str = "secretsecretsecret";

const STATUSES: [u16; 10] = [200, 201, 204, 302, 401, 403, 404, 429, 500, 504];
const TYPES: [&str; 4] = ["application/json", "text/html; charset=UTF-8", "text/plain", ""];

struct Site {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Transport for Site {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut response = HttpResponse::new(self.status, self.body.clone());
        if !self.content_type.is_empty() {
            response = response.with_header("content-type", self.content_type);
        }
        Box::pin(async move { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

pub fn run(input: &[u8]) {
    let [action, status, content_type, body @ ..] = input else { return };
    let site = || Site {
        status: STATUSES[usize::from(*status) % STATUSES.len()],
        content_type: TYPES[usize::from(*content_type) % TYPES.len()],
        body: body.to_vec(),
    };
    let secret = || Credential::api_key(SECRET);
    let address = "https://crm.example.org/civicrm/ajax/api4";
    let one = Client::builder(address).credential(secret()).transport(site()).build().unwrap();
    let other = blocking::Client::builder(address).credential(secret());
    let other = other.transport(site()).build().unwrap();

    let id = Id::<Email>::new(7);
    let value = || Email::values("a@example.org").contact_id(Id::new(5));
    // The same call on both clients.
    macro_rules! both {
        ($call:expr, $end:ident) => {
            same(block_on($call.$end(&one)), $call.$end(&other))
        };
    }
    match action % 12 {
        0 => both!(Email::get().limit(25), rows),
        1 => both!(Email::get().select((Email::ID, Email::EMAIL, Email::IS_PRIMARY)), rows),
        2 => both!(Email::get().select((Email::EMAIL, Email::HOLD_DATE)), first),
        3 => both!(Email::get().filter(Email::EMAIL.is_not_null()), count),
        4 => both!(Email::create(value()), send),
        5 => both!(Email::update(Email::changes().is_primary(true)).id(id), send),
        6 => both!(Email::save([value(), value()]), send),
        7 => both!(Email::delete([id]), send),
        8 => both!(Email::delete_where(Email::EMAIL.like("a%")), send),
        9 => both!(Email::update_where(Email::ON_HOLD.eq(0), Email::changes().on_hold(1)), send),
        10 => same(
            block_on(one.call("Email", "get", &json!({}))),
            other.call("Email", "get", &json!({})),
        ),
        _ => same(block_on(one.whoami()), other.whoami()),
    }
}

fn same<T: Debug>(
    one: Result<T, civi_runtime::Error>,
    other: Result<T, civi_runtime::Error>,
) {
    let (one, other) = (said(&one), said(&other));
    assert_eq!(one, other, "the two clients read differently");
}

/// What came of it, as text; that of an error must not say the credential.
fn said<T: Debug>(outcome: &Result<T, civi_runtime::Error>) -> String {
    match outcome {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let text = format!("{error}\n{error:?}");
            assert!(!text.contains(SECRET), "an error says the credential: {text}");
            text
        }
    }
}
