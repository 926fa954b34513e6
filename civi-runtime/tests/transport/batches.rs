//! Several calls in one request, or in a few.

use civi_runtime::Call;
use serde_json::Value;

use crate::server::{Reply, Request, Site};
use crate::subject::{Setup, Subject, both};

/// Answers every call of a batch with the values that it came with.
fn echo(request: &Request) -> Reply {
    let calls: Value = serde_json::from_str(&request.field("calls").unwrap()).unwrap();
    let answers: Vec<Value> = calls
        .as_array()
        .unwrap()
        .iter()
        .map(|call| {
            serde_json::json!({
                "values": [call[2]["n"]], "entity": call[0], "action": call[1],
            })
        })
        .collect();
    Reply::new(200, Value::from(answers).to_string())
}

fn calls(count: usize, padding: usize) -> Vec<Call> {
    (0..count)
        .map(|n| {
            let mut call = Call::reading("Contact", "get");
            call.params.set("n", &n).unwrap();
            call.params.set("padding", &"x".repeat(padding)).unwrap();
            call
        })
        .collect()
}

#[test]
fn answers_come_in_the_order_of_the_calls() {
    both(|side| {
        let site = Site::start(|_, request| echo(request));
        let results = Subject::new(side, &site.url).batch(calls(5, 0)).unwrap();
        let values: Vec<String> = results
            .into_iter()
            .map(|r| r.unwrap().values().to_owned())
            .collect();
        assert_eq!(values, ["[0]", "[1]", "[2]", "[3]", "[4]"]);
        assert_eq!(site.seen().len(), 1);
        let request = site.last();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/civicrm/ajax/api4")
        );
        assert!(
            request
                .field("calls")
                .unwrap()
                .starts_with(r#"[["Contact","get",{"n":0,"#)
        );
    });
}

#[test]
fn no_calls_are_no_request() {
    both(|side| {
        let site = Site::start(|_, request| echo(request));
        assert!(
            Subject::new(side, &site.url)
                .batch(Vec::new())
                .unwrap()
                .is_empty()
        );
        assert!(site.seen().is_empty());
    });
}

#[test]
fn calls_without_parameters_carry_an_empty_object() {
    both(|side| {
        let site = Site::start(|_, request| echo(request));
        let bare = vec![Call::reading("Contact", "get")];
        Subject::new(side, &site.url).batch(bare).unwrap();
        assert_eq!(
            site.last().field("calls").unwrap(),
            r#"[["Contact","get",{}]]"#
        );
    });
}

#[test]
fn a_batch_over_the_cap_goes_in_parts() {
    both(|side| {
        let site = Site::start(|_, request| echo(request));
        let setup = Setup {
            body_cap: Some(10_000),
            ..Setup::default()
        };
        let results = setup
            .build(side, &site.url)
            .unwrap()
            .batch(calls(20, 1000))
            .unwrap();
        for (n, result) in results.iter().enumerate() {
            assert_eq!(result.as_ref().unwrap().values(), format!("[{n}]"));
        }
        assert_eq!(results.len(), 20);
        let seen = site.seen();
        assert!((4..=5).contains(&seen.len()), "{}", seen.len());
        assert!(seen.iter().all(|request| request.body.len() <= 10_000));
    });
}

#[test]
fn a_call_that_fits_into_no_body_stops_the_batch_before_it_is_sent() {
    both(|side| {
        let site = Site::start(|_, request| echo(request));
        let setup = Setup {
            body_cap: Some(10_000),
            ..Setup::default()
        };
        let mut all = calls(3, 10);
        all.extend(calls(1, 10_000));
        let error = setup
            .build(side, &site.url)
            .unwrap()
            .batch(all)
            .unwrap_err();
        assert!(error.is_refused(), "{error}");
        assert!(site.seen().is_empty());
    });
}

#[test]
fn a_part_that_fails_later_keeps_what_came_before() {
    both(|side| {
        let site = Site::start(|n, request| match n {
            1 => echo(request),
            _ => Reply::new(500, "<html><body>Out of memory</body></html>"),
        });
        let setup = Setup {
            body_cap: Some(10_000),
            ..Setup::default()
        };
        let results = setup
            .build(side, &site.url)
            .unwrap()
            .batch(calls(20, 1000))
            .unwrap();
        assert_eq!(results.len(), 20);
        assert_eq!(site.seen().len(), 2, "nothing is sent after the failure");
        let good = results.iter().filter(|r| r.is_ok()).count();
        let failed = results
            .iter()
            .filter(|r| r.as_ref().is_err_and(|e| e.is_protocol()))
            .count();
        let unsent = results
            .iter()
            .filter(|r| r.as_ref().is_err_and(|e| e.is_refused()))
            .count();
        assert!(good > 0 && failed > 0 && unsent > 0);
        assert_eq!(good + failed + unsent, 20);
        let error = results.into_iter().nth(19).unwrap().unwrap_err();
        assert_eq!(
            (error.entity(), error.action()),
            (Some("Contact"), Some("get"))
        );
    });
}

#[test]
fn a_batch_is_retried_only_when_all_of_it_may_be() {
    both(|side| {
        let site = Site::start(|n, request| match n % 2 {
            1 => Reply::new(502, "Bad Gateway"),
            _ => echo(request),
        });
        let subject = Subject::new(side, &site.url);
        subject.batch(calls(2, 0)).unwrap();
        assert_eq!(site.seen().len(), 2);
        let mut mixed = calls(2, 0);
        mixed.push(Call::writing("Contact", "create"));
        assert!(subject.batch(mixed).unwrap_err().is_transient());
        assert_eq!(site.seen().len(), 3);
    });
}
