//! What is known of a write after its request failed.

use std::time::Duration;

use civi_runtime::{Call, Error, Retry};

use crate::server::{Reply, Request, Site, Step};
use crate::subject::{Setup, Subject, both};

const PAGE: &str = "<html><head><title>Error</title></head><body>x</body></html>";
const NOTICE: &str = "<br />\n<b>Warning</b>: x in <b>/x.php</b> on line <b>1</b><br />\n";

fn setup() -> Setup {
    Setup {
        retry: Retry::off(),
        timeout: Duration::from_millis(400),
        response_cap: Some(100_000),
        ..Setup::default()
    }
}

/// Makes a reply.
type Made = fn() -> Reply;

/// Answers that judge nothing: whatever the site did, they don't say.
fn unjudged() -> Vec<(&'static str, Made)> {
    vec![
        ("page", || Reply::new(200, PAGE)),
        ("page 500", || Reply::new(500, PAGE)),
        ("empty", || Reply::new(200, "")),
        ("empty 500", || Reply::new(500, "")),
        ("502", || Reply::new(502, PAGE)),
        ("503", || Reply::new(503, PAGE)),
        ("504", || Reply::new(504, PAGE)),
        ("520", || Reply::new(520, PAGE)),
        ("524", || Reply::new(524, PAGE)),
        ("530", || Reply::new(530, PAGE)),
        ("508 of a shared host", || Reply::new(508, PAGE)),
        ("408, empty", || Reply::new(408, "")),
        ("notices, cut", || {
            Reply::new(200, format!("{NOTICE}{{\"values\":[{{\"id\":7"))
        }),
        ("cut JSON", || Reply::new(200, r#"{"values":[{"id":7}"#)),
        ("JSON, then text", || {
            Reply::new(
                200,
                r#"{"values":[],"entity":"Contact","action":"create"}<!-- x -->"#,
            )
        }),
        ("no envelope", || Reply::new(200, r#"{"hello":"world"}"#)),
        ("of another call", || {
            Reply::new(200, r#"{"values":[],"entity":"Tag","action":"delete"}"#)
        }),
        ("not UTF-8", || {
            Reply::new(200, b"{\"values\":[\"\xff\"]}".to_vec())
        }),
        ("cut", || Reply(Vec::new())),
        ("cut in the body", || {
            Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"values\":")
        }),
        ("no HTTP", || Reply::raw("nonsense")),
        ("timeout", || {
            Reply(vec![Step::Pause(Duration::from_secs(5))])
        }),
        ("too large", || Reply::new(200, " ".repeat(200_000))),
    ]
}

/// Answers that say why nothing was done.
fn judged() -> Vec<(&'static str, Made)> {
    vec![
        ("401", || Reply::new(401, "HTTP 401 Invalid credential")),
        ("gate", || {
            Reply::with(401, &[("WWW-Authenticate", "Basic realm=\"x\"")], PAGE)
        }),
        ("403", || {
            Reply::new(403, r#"{"error_code":0,"error_message":"No","status":403}"#)
        }),
        ("error", || {
            Reply::new(
                500,
                r#"{"error_code":0,"error_message":"Bad","status":500}"#,
            )
        }),
        ("error after notices", || {
            let body = r#"{"error_code":0,"error_message":"Bad","status":500}"#;
            Reply::new(500, format!("{NOTICE}{body}"))
        }),
        ("429", || Reply::new(429, PAGE)),
        ("503 for a time", || {
            Reply::with(503, &[("Retry-After", "120")], PAGE)
        }),
        ("maintenance", || {
            Reply::new(503, r#"{"status_code":503,"status_message":"Down"}"#)
        }),
        ("redirect", || Reply::with(302, &[("Location", "/en/")], "")),
        ("too large to be taken", || Reply::new(413, PAGE)),
    ]
}

fn says_so(error: &Error, unknown: bool, name: &str) {
    assert_eq!(error.is_outcome_unknown(), unknown, "{name}: {error:?}");
    assert_eq!(
        error.to_string().contains("not known whether"),
        unknown,
        "{name}: {error}"
    );
}

#[test]
fn a_write_that_was_sent_and_not_judged_has_an_unknown_outcome() {
    both(|side| {
        for (name, reply) in unjudged() {
            let site = Site::start(move |_, _| reply());
            let subject = setup().build(side, &site.url).unwrap();
            says_so(&subject.create().unwrap_err(), true, name);
            says_so(&subject.get().unwrap_err(), false, name);
        }
    });
}

#[test]
fn a_write_that_was_refused_has_no_unknown_outcome() {
    both(|side| {
        for (name, reply) in judged() {
            let site = Site::start(move |_, _| reply());
            let subject = setup().build(side, &site.url).unwrap();
            says_so(&subject.create().unwrap_err(), false, name);
            let batch = vec![Call::writing("Contact", "create")];
            match subject.batch(batch) {
                Err(error) => says_so(&error, false, name),
                Ok(results) => says_so(results[0].as_ref().unwrap_err(), false, name),
            }
        }
        let nobody = setup().build(side, "http://127.0.0.1:1").unwrap();
        let error = nobody.create().unwrap_err();
        assert!(error.is_unsent());
        says_so(&error, false, "nobody is listening");
    });
}

#[test]
fn a_write_behind_notices_is_carried_out() {
    both(|side| {
        let site = Site::start(|_, _| {
            let body = r#"{"values":[{"id":77}],"entity":"Contact","action":"create"}"#;
            Reply::with(
                200,
                &[("Content-Type", "text/html")],
                format!("{NOTICE}{body}"),
            )
        });
        let answer = Subject::new(side, &site.url).create().unwrap();
        assert_eq!(answer.values(), r#"[{"id":77}]"#);
        assert!(answer.notices().unwrap().starts_with("Warning"));
    });
}

/// A batch that reads, writes, and reads.
fn mixed() -> Vec<Call> {
    vec![
        Call::reading("Contact", "get"),
        Call::writing("Contact", "create"),
        Call::reading("Tag", "get"),
    ]
}

#[test]
fn a_batch_that_was_not_judged_is_unknown_where_it_writes() {
    both(|side| {
        for (name, reply) in unjudged() {
            let site = Site::start(move |_, _| reply());
            let subject = setup().build(side, &site.url).unwrap();
            says_so(&subject.batch(mixed()).unwrap_err(), true, name);
            let reads = vec![Call::reading("Contact", "get"), Call::reading("Tag", "get")];
            says_so(&subject.batch(reads).unwrap_err(), false, name);
        }
    });
}

#[test]
fn each_call_of_a_later_part_has_its_own_outcome() {
    both(|side| {
        let good = r#"[{"values":[],"entity":"Contact","action":"get"}]"#;
        let site = Site::start(move |n, _| match n {
            1 => Reply::new(200, good),
            _ => Reply::new(504, PAGE),
        });
        let setup = Setup {
            body_cap: Some(9000),
            ..setup()
        };
        let mut calls = mixed();
        for call in &mut calls {
            call.params.set("x", &"x".repeat(3000)).unwrap();
        }
        calls[1].params.set("x", &"").unwrap();
        calls[2].params.set("x", &"").unwrap();
        calls[0].params.set("x", &"x".repeat(4500)).unwrap();
        calls[1].params.set("x", &"x".repeat(500)).unwrap();
        let results = setup.build(side, &site.url).unwrap().batch(calls).unwrap();
        assert!(results[0].is_ok());
        says_so(results[1].as_ref().unwrap_err(), true, "the write");
        says_so(results[2].as_ref().unwrap_err(), false, "the read");
    });
}

/// CiviCRM before 5.64: a batch with a failing call is answered by that call's error, and the calls
/// before it are carried out.
fn old_site() -> Site {
    let error = r#"{"error_code":0,"error_message":"Invalid field 'x'","debug":null}"#;
    Site::start(move |_, request: &Request| match request.field("calls") {
        Some(calls) if calls.contains("\"Bad\"") => Reply::new(500, error),
        Some(_) => {
            let one = r#"{"values":[{"id":1}],"entity":"Contact","action":"create"}"#;
            Reply::new(200, format!("[{one},{one}]"))
        }
        None if request.target.contains("/Bad/") => Reply::new(500, error),
        None => Reply::new(
            200,
            r#"{"values":[{"id":1}],"entity":"Contact","action":"create"}"#,
        ),
    })
}

fn create(entity: &'static str) -> Call {
    Call::writing(entity, "create")
}

#[test]
fn a_batch_that_fails_as_a_whole_is_unknown_and_the_next_one_goes_singly() {
    both(|side| {
        let site = old_site();
        let subject = setup().build(side, &site.url).unwrap();
        let calls = || vec![create("Contact"), create("Bad"), create("Contact")];
        let error = subject.batch(calls()).unwrap_err();
        says_so(&error, true, "the first time");
        assert!(
            error.is_api() && error.to_string().contains("before 5.64"),
            "{error}"
        );
        assert_eq!(site.seen().len(), 1);

        let results = subject.batch(calls()).unwrap();
        assert!(results[0].is_ok() && results[2].is_ok());
        let error = results[1].as_ref().unwrap_err();
        assert!(error.is_api() && !error.is_outcome_unknown(), "{error}");
        assert_eq!(site.seen().len(), 4);
    });
}

#[test]
fn writes_go_singly_where_the_client_was_told_so() {
    both(|side| {
        let site = old_site();
        let setup = Setup {
            writes_in_batches: false,
            ..setup()
        };
        let subject = setup.build(side, &site.url).unwrap();
        let results = subject
            .batch(vec![create("Contact"), create("Bad")])
            .unwrap();
        assert!(results[0].is_ok() && results[1].as_ref().unwrap_err().is_api());
        assert!(
            site.seen()
                .iter()
                .all(|request| request.field("calls").is_none())
        );
        // Reads change nothing, so they still share a request.
        let read = || Call::reading("Contact", "create");
        subject.batch(vec![read(), read()]).unwrap();
        assert_eq!(site.seen().len(), 3);
    });
}

#[test]
fn a_single_write_that_is_cut_stops_the_batch() {
    both(|side| {
        let site = Site::start(|n, _| match n {
            1 => Reply::new(200, r#"{"values":[],"entity":"Contact","action":"create"}"#),
            _ => Reply(Vec::new()),
        });
        let setup = Setup {
            writes_in_batches: false,
            ..setup()
        };
        let calls = vec![create("Contact"), create("Contact"), create("Contact")];
        let results = setup.build(side, &site.url).unwrap().batch(calls).unwrap();
        assert!(results[0].is_ok());
        says_so(
            results[1].as_ref().unwrap_err(),
            true,
            "the one that was cut",
        );
        let unsent = results[2].as_ref().unwrap_err();
        assert!(unsent.is_unsent() && !unsent.is_outcome_unknown());
        assert_eq!(site.seen().len(), 2);
    });
}
