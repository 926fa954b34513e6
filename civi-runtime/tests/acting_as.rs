//! Acting for another contact: the site mints tokens, and the client renews them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bindings::{Contact, Tag};
use civi_runtime::BoxFuture;
use civi_runtime::prelude::*;
use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{Client, Credential, Retry};
use serde_json::{Value as Json, json};

/// A site with AuthX: the key `admin` mints tokens, each of which is good for so many calls.
#[derive(Clone)]
struct Authx {
    /// What `AuthxCredential.create` answers instead of a token.
    refuses: Option<(u16, &'static str)>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    minted: Vec<Json>,
    uses_left: u32,
    /// Whose each call was, by the credential that came with it.
    calls: Vec<(String, String)>,
}

impl Authx {
    fn new(refuses: Option<(u16, &'static str)>) -> Self {
        Authx {
            refuses,
            state: Arc::default(),
        }
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let credential = request
            .headers()
            .find(|(name, _)| *name == "X-Civi-Auth")
            .map(|(_, value)| value.to_owned())
            .unwrap_or_default();
        let mut parts = request.url().path().rsplit('/');
        let (action, entity) = (parts.next().unwrap(), parts.next().unwrap());
        let mut state = self.state.lock().unwrap();
        let said = |values: Json| {
            let body = json!({"entity": entity, "action": action, "values": values, "count": 1});
            HttpResponse::new(200, body.to_string())
        };
        if entity == "AuthxCredential" {
            assert_eq!(credential, "Bearer admin");
            if let Some((status, message)) = self.refuses {
                let body = json!({"error_code": 0, "error_message": message, "status": status});
                return HttpResponse::new(status, body.to_string());
            }
            let form = url::form_urlencoded::parse(request.body());
            let params = form
                .filter(|(name, _)| name == "params")
                .map(|(_, json)| serde_json::from_str(&json).unwrap());
            state.minted.extend(params);
            state.uses_left = 2;
            let token = format!("Bearer token-{}", state.minted.len());
            return said(json!([{"cred": token}]));
        }
        if credential != "Bearer admin" {
            if state.uses_left == 0 {
                return HttpResponse::new(401, "HTTP 401 Expired token");
            }
            state.uses_left -= 1;
        }
        state.calls.push((credential, format!("{entity}.{action}")));
        match (entity, action) {
            (_, "getFields") => said(json!([])),
            _ => said(json!([{"id": 7}])),
        }
    }
}

impl Transport for Authx {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = self.respond(&request);
        Box::pin(async move { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

fn client(site: &Authx) -> Client {
    Client::builder("https://crm.example.org")
        .credential(Credential::api_key("admin"))
        .retry(Retry::off())
        .transport(site.clone())
        .build()
        .unwrap()
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("the site answers at once"),
    }
}

const MINUTES: Duration = Duration::from_secs(300);

#[test]
fn calls_go_with_a_token_of_the_sites_that_is_renewed() {
    let site = Authx::new(None);
    let admin = client(&site);
    let ada: Id<Contact> = Id::new(203);
    let hers = admin.acting_as(ada, MINUTES);
    for _ in 0..3 {
        let found = now(Contact::get().select((Contact::ID,)).rows(&hers)).unwrap();
        assert_eq!(found.len(), 1);
    }
    now(Contact::get().select((Contact::ID,)).rows(&admin)).unwrap();
    let state = site.state.lock().unwrap();
    assert_eq!(
        state.minted,
        vec![json!({"contactId": 203, "ttl": 300}); 2],
        "the second token when the first has expired"
    );
    let whose: Vec<&str> = state.calls.iter().map(|(whose, _)| &**whose).collect();
    assert_eq!(
        whose,
        [
            "Bearer token-1",
            "Bearer token-1",
            "Bearer token-2",
            "Bearer admin"
        ]
    );
}

#[test]
fn what_one_may_write_says_nothing_about_another() {
    let site = Authx::new(None);
    let admin = client(&site);
    now(Tag::create(Tag::values("a")).send(&admin)).unwrap();
    now(Tag::create(Tag::values("b")).send(&admin.acting_as(203, MINUTES))).unwrap();
    let state = site.state.lock().unwrap();
    let asked = state
        .calls
        .iter()
        .filter(|(_, call)| call == "Tag.getFields");
    let asked: Vec<&str> = asked.map(|(whose, _)| &**whose).collect();
    assert_eq!(asked, ["Bearer admin", "Bearer token-1"]);
}

#[test]
fn what_is_missing_is_said() {
    let acting = |refuses, ttl| {
        let site = Authx::new(refuses);
        let hers = client(&site).acting_as(203, ttl);
        now(Tag::get().select((Tag::ID,)).rows(&hers)).unwrap_err()
    };
    let error = acting(Some((403, "Authorization failed")), MINUTES);
    assert!(error.is_permission(), "{error:#?}");
    assert!(
        error.to_string().contains("generate any authx credential"),
        "{error}"
    );
    let error = acting(
        Some((500, "API (AuthxCredential, create) does not exist")),
        MINUTES,
    );
    assert!(error.is_api(), "{error:#?}");
    assert!(error.to_string().contains("5.62"), "{error}");
    let error = acting(None, Duration::from_millis(900));
    assert!(error.is_refused(), "{error:#?}");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_acts_the_same() {
    let site = Authx::new(None);
    let admin = civi_runtime::blocking::Client::builder("https://crm.example.org")
        .credential(Credential::api_key("admin"))
        .transport(site.clone())
        .build()
        .unwrap();
    let hers = admin.acting_as(Id::<Contact>::new(203), MINUTES);
    let found = Contact::get().select((Contact::ID,)).rows(&hers).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(site.state.lock().unwrap().minted.len(), 1);
}
