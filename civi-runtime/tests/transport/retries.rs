//! What is sent again, how often, and after how long.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use civi_runtime::BoxFuture;

use civi_runtime::transport::{
    HttpRequest, HttpResponse, Transport, TransportError, TransportFailure,
};
use civi_runtime::{Call, Client, Repeat, Retry, blocking};

use crate::server::{Reply, Site};
use crate::subject::{Setup, Subject, both, quick};

const PAGE: &str = "<html><body>Wait</body></html>";

/// A site that says this until its `n`th request.
fn until(n: usize, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Site {
    Site::start(move |at, request| {
        if at < n {
            reply()
        } else if request.target.contains("create") {
            Reply::new(200, r#"{"values":[],"entity":"Contact","action":"create"}"#)
        } else {
            Reply::contacts(r#"[{"id":1}]"#)
        }
    })
}

#[test]
fn a_read_is_sent_again_until_the_site_is_back() {
    for status in [429, 502, 503, 504] {
        both(|side| {
            let site = until(3, move || Reply::new(status, PAGE));
            Subject::new(side, &site.url).get().unwrap();
            assert_eq!(site.seen().len(), 3);
        });
    }
    both(|side| {
        let site = until(2, || Reply(Vec::new()));
        Subject::new(side, &site.url).get().unwrap();
        assert_eq!(site.seen().len(), 2);
    });
}

#[test]
fn a_write_is_sent_once() {
    for status in [429, 502, 503, 504] {
        both(|side| {
            let site = until(2, move || Reply::new(status, PAGE));
            let error = Subject::new(side, &site.url).create().unwrap_err();
            assert!(error.is_transient());
            assert_eq!(error.is_rate_limited(), status == 429);
            assert_eq!((error.status(), site.seen().len()), (Some(status), 1));
        });
    }
}

/// A `save` that matches rows: where several match, every sending adds one.
fn matching() -> Call {
    let mut call = Call::writing("Contact", "create");
    call.repeat = Repeat::IfUnsent;
    call
}

#[test]
fn a_save_that_matches_is_sent_again_only_when_it_did_not_reach_the_application() {
    let busy = || Reply::new(429, PAGE);
    let closed = || Reply::with(503, &[("Retry-After", "0")], PAGE);
    for turned_away in [busy, closed] {
        both(|side| {
            let site = until(3, turned_away);
            Subject::new(side, &site.url).execute(matching()).unwrap();
            assert_eq!(site.seen().len(), 3);
        });
    }
    let broken = || Reply(Vec::new());
    let gateway = || Reply::new(504, PAGE);
    let bad_gateway = || Reply::new(502, PAGE);
    let closed_without_a_word = || Reply::new(503, PAGE);
    for unknown in [broken, gateway, bad_gateway, closed_without_a_word] {
        both(|side| {
            let site = until(3, unknown);
            let error = Subject::new(side, &site.url)
                .execute(matching())
                .unwrap_err();
            assert_eq!((site.seen().len(), error.attempts()), (1, 1), "{error}");
        });
    }
    let (repeated, waited) = waits_of(&matching(), &Retry::default(), || {
        let created = r#"{"values":[],"entity":"Contact","action":"create"}"#;
        vec![
            Err(TransportFailure::Connect),
            Ok(HttpResponse::new(200, created)),
        ]
    });
    assert!(repeated && waited.len() == 1);
}

#[test]
fn a_batch_is_repeated_as_its_most_delicate_call_is() {
    both(|side| {
        let site = until(2, || Reply::new(429, "[]"));
        let calls = vec![
            Call::reading("Contact", "get"),
            Call::writing("Tag", "create"),
        ];
        let error = Subject::new(side, &site.url).batch(calls).unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!(site.seen().len(), 1);
    });
}

#[test]
fn a_read_that_chains_a_write_is_sent_once_and_by_post() {
    both(|side| {
        let site = until(2, || Reply(Vec::new()));
        let setup = Setup {
            reads_by_get: true,
            ..Setup::default()
        };
        let subject = setup.build(side, &site.url).unwrap();
        let note = serde_json::json!(["Note", "create", {"values": {"entity_id": "$id"}}]);
        let params = serde_json::json!({"limit": 1, "chain": {"note": note}});
        let error = subject.call("Contact", "get", &params).unwrap_err();
        assert_eq!((site.seen().len(), error.attempts()), (1, 1));
        assert_eq!(site.last().method, "POST");
    });
}

#[test]
fn what_would_fail_again_is_sent_once() {
    for (status, body) in [
        (503, r#"{"status_code":503,"status_message":"Down"}"#),
        (500, PAGE),
        (200, PAGE),
        (200, ""),
        (403, r#"{"error_code":0,"error_message":"No","status":403}"#),
        (
            500,
            r#"{"error_code":0,"error_message":"Bad","status":500}"#,
        ),
        (401, "HTTP 401 Invalid credential"),
        (401, "HTTP 401 Expired token"),
    ] {
        both(|side| {
            let site = until(2, move || Reply::new(status, body));
            let error = Subject::new(side, &site.url).get().unwrap_err();
            assert!(!error.is_transient(), "{error}");
            assert_eq!(site.seen().len(), 1, "{status} {body}");
        });
    }
}

#[test]
fn maintenance_is_its_own_kind() {
    both(|side| {
        let site = until(9, || {
            Reply::new(
                503,
                r#"{"status_code":503,"status_message":"Back at noon"}"#,
            )
        });
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert!(error.is_maintenance() && !error.is_transient());
        assert!(error.to_string().contains("Back at noon"), "{error}");
    });
}

#[test]
fn the_policy_says_how_often() {
    both(|side| {
        for (retry, sent) in [(Retry::off(), 1), (quick(), 4), (quick().times(1), 2)] {
            let site = until(99, || Reply::new(502, PAGE));
            let setup = Setup {
                retry,
                ..Setup::default()
            };
            let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
            assert_eq!((site.seen().len(), error.attempts() as usize), (sent, sent));
        }
    });
}

/// Answers from a list, and keeps the waits that it was asked for instead of waiting.
#[derive(Clone)]
struct Clock {
    answers: Arc<Mutex<Vec<Result<HttpResponse, TransportFailure>>>>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Transport for Clock {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let next = self.answers.lock().unwrap().remove(0);
        Box::pin(async move { next.map_err(|failure| TransportError::new(failure, "made up")) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(async {})
    }
}

/// The waits between these answers, with a policy; the same for both clients.
fn waits(
    retry: &Retry,
    answers: impl Fn() -> Vec<Result<HttpResponse, TransportFailure>>,
) -> (bool, Vec<Duration>) {
    waits_of(&Call::reading("Contact", "get"), retry, answers)
}

/// The waits between these answers to this call.
fn waits_of(
    call: &Call,
    retry: &Retry,
    answers: impl Fn() -> Vec<Result<HttpResponse, TransportFailure>>,
) -> (bool, Vec<Duration>) {
    let clock = || Clock {
        answers: Arc::new(Mutex::new(answers())),
        waits: Arc::default(),
    };
    let url = "http://crm.example.org";
    let for_async = clock();
    let client = Client::builder(url)
        .retry(retry.clone())
        .transport(for_async.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let async_ok = runtime
        .block_on(client.build().unwrap().execute(call.clone()))
        .is_ok();

    let for_blocking = clock();
    let client = blocking::Client::builder(url)
        .retry(retry.clone())
        .transport(for_blocking.clone());
    let blocking_ok = client.build().unwrap().execute(call.clone()).is_ok();

    assert_eq!(async_ok, blocking_ok);
    let waited = for_blocking.waits.lock().unwrap().clone();
    assert_eq!(for_async.waits.lock().unwrap().len(), waited.len());
    (blocking_ok, waited)
}

fn fine() -> Result<HttpResponse, TransportFailure> {
    let body = r#"{"values":[],"entity":"Contact","action":"get"}"#;
    Ok(HttpResponse::new(200, body))
}

fn busy(retry_after: &str) -> Result<HttpResponse, TransportFailure> {
    Ok(HttpResponse::new(429, "slow down").with_header("Retry-After", retry_after))
}

#[test]
fn waits_grow_with_chance_in_them() {
    let second = Duration::from_secs(1);
    let retry = Retry::default().times(4).first(second).longest(second * 3);
    let down = || Err(TransportFailure::Connect);
    let (ok, waited) = waits(&retry, || vec![down(), down(), down(), down(), fine()]);
    assert!(ok);
    for (wait, least) in waited.iter().zip([1, 2, 3, 3]) {
        let least = second * least;
        assert!(
            (least..=least * 2).contains(wait),
            "{wait:?} from {least:?}"
        );
    }
    assert_eq!(waited.len(), 4);
    let (_, others) = waits(&retry, || vec![down(), down(), down(), down(), fine()]);
    assert_ne!(
        waited, others,
        "two clients don't come back at the same time"
    );
}

#[test]
fn retry_after_goes_before_the_policy() {
    let retry = Retry::default();
    let (ok, waited) = waits(&retry, || vec![busy("7"), fine()]);
    assert_eq!((ok, waited), (true, vec![Duration::from_secs(7)]));

    let (ok, waited) = waits(&retry, || {
        let at = SystemTime::now() + Duration::from_secs(30);
        vec![busy(&httpdate::fmt_http_date(at)), fine()]
    });
    assert!(ok);
    assert!((27..=30).contains(&waited[0].as_secs()), "{waited:?}");

    // Already over: at once.
    let (ok, waited) = waits(&retry, || {
        vec![busy("Sun, 06 Nov 1994 08:49:37 GMT"), fine()]
    });
    assert_eq!((ok, waited), (true, vec![Duration::ZERO]));

    // What can't be read counts as not said.
    let (ok, waited) = waits(&retry, || vec![busy("soon"), fine()]);
    assert!(ok && waited[0] >= Duration::from_millis(500), "{waited:?}");
}

#[test]
fn a_retry_after_beyond_the_cap_ends_the_call() {
    let (ok, waited) = waits(&Retry::default(), || vec![busy("61"), fine()]);
    assert_eq!((ok, waited), (false, vec![]));
    let patient = Retry::default().longest_asked(Duration::from_secs(3600));
    let (ok, waited) = waits(&patient, || vec![busy("61"), fine()]);
    assert_eq!((ok, waited), (true, vec![Duration::from_secs(61)]));
    both(|side| {
        let site = until(2, || {
            Reply::with(429, &[("Retry-After", "86400")], "slow down")
        });
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(86400)));
        assert!(error.is_rate_limited());
    });
}

#[test]
fn only_failures_that_may_pass_are_waited_for() {
    for (failure, again) in [
        (TransportFailure::Connect, true),
        (TransportFailure::Broken, true),
        (TransportFailure::Timeout, false),
        (TransportFailure::Tls, false),
        (TransportFailure::TooLarge, false),
        (TransportFailure::Invalid, false),
    ] {
        let (ok, _) = waits(&Retry::default(), || vec![Err(failure), fine()]);
        assert_eq!(ok, again, "{failure:?}");
    }
}

#[test]
fn an_asynchronous_transport_under_the_blocking_client_is_an_error() {
    struct Later;
    impl Transport for Later {
        fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            Box::pin(std::future::pending())
        }
        fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
            Box::pin(std::future::pending())
        }
    }
    let client = blocking::Client::builder("http://crm.example.org").transport(Later);
    let error = client
        .build()
        .unwrap()
        .call("Contact", "get", &())
        .unwrap_err();
    assert!(error.is_refused(), "{error}");
}

/// Remembers where the bodies of its requests stand in memory, and has a site that is not there.
#[derive(Clone, Default)]
struct Bodies(Arc<Mutex<Vec<bytes::Bytes>>>);

impl Transport for Bodies {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.lock().unwrap().push(request.body().clone());
        let failure = TransportFailure::Connect;
        Box::pin(async move { Err(TransportError::new(failure, "made up")) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

#[test]
fn all_attempts_share_one_body() {
    use civi_runtime::{AuthFlow, Credential};
    for flow in [
        AuthFlow::XHeader,
        AuthFlow::Authorization,
        AuthFlow::Parameter,
        AuthFlow::LegacyParameter,
    ] {
        let bodies = Bodies::default();
        let client = blocking::Client::builder("http://crm.example.org")
            .credential(Credential::api_key("key"))
            .auth_flow(flow)
            .body_cap(8 << 20)
            .retry(Retry::default().times(3))
            .transport(bodies.clone());
        let client = client.build().unwrap();
        let mut call = Call::reading("Contact", "get");
        call.params.set("large", &"x".repeat(7 << 20)).unwrap();
        client.execute(call.clone()).unwrap_err();
        client.execute_batch(vec![call.clone()]).unwrap_err();
        let bodies = bodies.0.lock().unwrap();
        assert_eq!(bodies.len(), 8);
        for attempts in bodies.chunks(4) {
            assert!(attempts[0].len() > 7 << 20);
            let first = attempts[0].as_ptr();
            assert!(
                attempts.iter().all(|body| body.as_ptr() == first),
                "{flow:?}: a body was copied"
            );
        }
    }
}

/// Where the credential is no part of the form, another credential has the same form.
#[test]
fn another_credential_in_a_header_shares_the_body_too() {
    use civi_runtime::Credential;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[derive(Clone, Default)]
    struct Expired(Bodies);
    impl Transport for Expired {
        fn send(
            &self,
            request: HttpRequest,
        ) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            self.0.0.lock().unwrap().push(request.body().clone());
            Box::pin(async { Ok(HttpResponse::new(401, "HTTP 401 Expired token")) })
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
            Box::pin(async {})
        }
    }
    let (site, number) = (Expired::default(), AtomicUsize::new(0));
    let credential = Credential::provider(move || {
        let number = number.fetch_add(1, Ordering::SeqCst);
        Ok(Credential::jwt(format!("token-{number}")))
    });
    let builder = blocking::Client::builder("http://crm.example.org").credential(credential);
    let client = builder.transport(site.clone()).build().unwrap();
    client.call("Contact", "get", &()).unwrap_err();
    let bodies = site.0.0.lock().unwrap();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0].as_ptr(), bodies[1].as_ptr());
}
