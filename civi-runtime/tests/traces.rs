//! What is traced: entity, action, status, bytes, rows, time, attempt; no parameters, no secrets.
//!
//! A program of its own: `tracing` remembers for the whole process that nobody listened to an
//! event, which tests without a subscriber would have it do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)] // A failure here is the test failing.
#![cfg(all(
    feature = "reqwest",
    feature = "blocking",
    any(feature = "rustls-no-provider", feature = "native-tls")
))]

#[allow(dead_code, reason = "the transport's tests use the rest")]
#[path = "transport/server.rs"]
mod server;
#[allow(dead_code, reason = "the transport's tests use the rest")]
#[path = "transport/subject.rs"]
mod subject;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Reply, Site};
use crate::subject::{KEY, Setup, both};

/// Writes down all that is traced, by civi and by what it stands on.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.0.lock().unwrap();
        write!(text, "\n[{}", span.metadata().name()).unwrap();
        span.record(&mut Fields(&mut text));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        write!(text, "\n{}:", event.metadata().target()).unwrap();
        event.record(&mut Fields(&mut text));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn a_call_is_traced_without_its_parameters() {
    both(|side| {
        let everything = Everything::default();
        let site = Site::start(|n, _| match n {
            1 => Reply::new(502, "Bad Gateway"),
            _ => Reply::contacts(r#"[{"id":4711,"display_name":"Ada Example"}]"#),
        });
        tracing::subscriber::with_default(everything.clone(), || {
            for flow in [
                civi_runtime::AuthFlow::XHeader,
                civi_runtime::AuthFlow::Authorization,
                civi_runtime::AuthFlow::Parameter,
                civi_runtime::AuthFlow::ParameterInUrl,
            ] {
                let setup = Setup {
                    flow,
                    site_key: Some("site-k3y".to_owned()),
                    reads_by_get: true,
                    ..Setup::default()
                };
                let subject = setup.build(side, &site.url).unwrap();
                let params = serde_json::json!({"where": [["email", "=", "ada@example.org"]]});
                subject.call("Contact", "get", &params).unwrap();
                let _ = subject.whoami();
            }
        });
        let text = everything.0.lock().unwrap().clone();
        for said in [
            "civicrm.call",
            "entity=\"Contact\"",
            "action=\"get\"",
            "attempt=1",
            "attempt=2",
            "status=502",
            "status=200",
            "bytes=",
            "rows=1",
            "elapsed_ms=",
            "wait_ms=",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        for kept in [
            KEY,
            "site-k3y",
            "ada@example.org",
            "ada%40example.org",
            "Ada Example",
            "4711",
        ] {
            assert!(!text.contains(kept), "{kept} in {text}");
        }
    });
}

#[test]
fn that_php_prints_notices_is_said_once_a_client() {
    const WARNING: &str = "the site prints messages of PHP before its answers";
    both(|side| {
        let everything = Everything::default();
        let site = Site::start(|_, request| {
            let answer = r#"{"values":[],"entity":"Contact","action":"get"}"#;
            let body = match request.field("calls") {
                Some(_) => format!("<b>Deprecated</b>: /srv/secret/x.php\n[{answer},{answer}]"),
                None => format!("<b>Deprecated</b>: /srv/secret/x.php\n{answer}"),
            };
            Reply::new(200, body)
        });
        let said = || everything.0.lock().unwrap().matches(WARNING).count();
        tracing::subscriber::with_default(everything.clone(), || {
            let subject = Setup::default().build(side, &site.url).unwrap();
            for _ in 0..3 {
                subject.get().unwrap();
            }
            let calls = vec![civi_runtime::Call::reading("Contact", "get"); 2];
            for answer in subject.batch(calls).unwrap() {
                assert!(answer.unwrap().notices().is_some());
            }
            assert_eq!(said(), 1, "one client says it once");
            let other = Setup::default().build(side, &site.url).unwrap();
            other.get().unwrap();
            other.get().unwrap();
            assert_eq!(said(), 2, "another one says it for itself");
        });
        // The text of the notices shows more of the site than a log should keep.
        assert!(!everything.0.lock().unwrap().contains("/srv/secret"));
    });
}
