//! The dangers of the APIv4 wire contract's §0, 1 to 6: each test fails without its guard.

use crate::server::{Reply, Site};
use crate::subject::{Setup, Subject, both};

/// As PHP: only a form's `params` count, only below `post_max_size`, and without a filter
/// everybody comes.
fn php(post_max_size: usize) -> Site {
    Site::start(move |_, request| {
        let form = request.header("content-type") == Some("application/x-www-form-urlencoded");
        let kept = form && request.body.len() <= post_max_size;
        let filtered = kept && request.params().get("where").is_some();
        Reply::contacts(if filtered {
            r#"[{"id":1}]"#
        } else {
            r#"[{"id":1},{"id":2},{"id":3}]"#
        })
    })
}

fn filtered(length: usize) -> serde_json::Value {
    serde_json::json!({"where": [["last_name", "=", "x".repeat(length)]]})
}

#[test]
fn hazard_1_parameters_arrive() {
    both(|side| {
        let site = php(usize::MAX);
        let answer = Subject::new(side, &site.url)
            .call("Contact", "get", &filtered(5))
            .unwrap();
        assert_eq!(answer.values(), r#"[{"id":1}]"#);
    });
}

#[test]
fn hazard_2_a_body_that_php_would_drop_is_not_sent() {
    both(|side| {
        let site = php(8 * 1024 * 1024);
        let subject = Subject::new(side, &site.url);
        let error = subject
            .call("Contact", "get", &filtered(8 << 20))
            .unwrap_err();
        assert!(error.is_refused());
        assert_eq!(error.attempts(), 0);
        let text = error.to_string();
        assert!(
            text.contains("Contact.get") && text.contains("7340032"),
            "{text}"
        );
        assert!(text.contains("8388"), "the size is in it: {text}");
        assert!(site.seen().is_empty());
        // What counts is the encoded size: three bytes for each of these.
        let quotes = serde_json::json!({"where": [["a", "=", "\"".repeat(2 << 20)]]});
        assert!(
            subject
                .call("Contact", "get", &quotes)
                .unwrap_err()
                .is_refused()
        );
        let answer = subject.call("Contact", "get", &filtered(6 << 20)).unwrap();
        assert_eq!(answer.values(), r#"[{"id":1}]"#);

        let small = Setup {
            body_cap: Some(100),
            ..Setup::default()
        };
        let small = small.build(side, &site.url).unwrap();
        assert!(
            small
                .call("Contact", "get", &filtered(100))
                .unwrap_err()
                .is_refused()
        );
        small.call("Contact", "get", &filtered(10)).unwrap();
    });
}

#[test]
fn hazard_3_no_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        both(|side| {
            let site = Site::start(move |n, _| match n {
                1 => Reply::with(
                    status,
                    &[("Location", "/elsewhere/ajax/api4/Contact/get?secret=1")],
                    "",
                ),
                _ => Reply::contacts(r#"[{"id":1},{"id":2}]"#),
            });
            let subject = Subject::new(side, &site.url);
            let error = subject.call("Contact", "get", &filtered(5)).unwrap_err();
            assert!(error.is_redirect() && !error.is_transient());
            assert_eq!(error.status(), Some(status));
            assert_eq!(
                error.redirect_target(),
                Some("/elsewhere/ajax/api4/Contact/get")
            );
            assert!(error.to_string().contains("/elsewhere"), "{error}");
            assert_eq!(site.seen().len(), 1);
        });
    }
}

#[test]
fn hazard_4_a_client_that_is_nobody_does_not_connect() {
    both(|side| {
        let site = Site::start(|_, request| {
            if request.target.contains("authx/id") {
                Reply::new(
                    200,
                    r#"{"contact_id":null,"user_id":null,"flow":null,"cred":null}"#,
                )
            } else {
                Reply::contacts("[]")
            }
        });
        let error = Setup::default().connect(side, &site.url).err().unwrap();
        assert!(error.is_auth());
        assert_eq!(site.seen().len(), 1);
    });
}

#[test]
fn hazard_5_an_error_with_status_200_is_an_error() {
    both(|side| {
        let site = Site::start(|_, _| {
            Reply::new(
                200,
                r#"{"error_code":0,"error_message":"Invalid field 'x'","status":500}"#,
            )
        });
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert!(error.is_api());
        assert_eq!(error.status(), Some(500));
        assert!(error.to_string().contains("Invalid field 'x'"), "{error}");
    });
}

#[test]
fn hazard_6_a_page_with_status_200_is_an_error() {
    both(|side| {
        let site = Site::start(|_, _| {
            let page = "<!DOCTYPE html><html><head><title>Uncaught</title></head>\
                <body><script>x()</script><p>TypeError: y</p></body></html>";
            Reply::with(200, &[("Content-Type", "text/html")], page)
        });
        let error = Subject::new(side, &site.url).get().unwrap_err();
        assert!(error.is_protocol());
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.excerpt(), Some("TypeError: y"));
        let text = error.to_string();
        assert!(
            text.contains("Uncaught") && text.contains("TypeError: y"),
            "{text}"
        );
        assert!(!text.contains('<') && !text.contains("x()"), "{text}");
    });
}
