//! Every credential by every way, and what a request looks like.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use civi_runtime::{AuthFlow, Credential};

use crate::server::{Reply, Site};
use crate::subject::{KEY, Setup, Side, Subject, both};

fn contacts() -> Site {
    Site::start(|_, request| {
        let action = if request.target.contains("create") {
            "create"
        } else {
            "get"
        };
        Reply::new(
            200,
            format!(r#"{{"values":[],"entity":"Contact","action":"{action}"}}"#),
        )
    })
}

#[test]
fn every_credential_travels_every_way() {
    let token = "header.payload.signature";
    for (credential, text) in [
        (Credential::api_key(KEY), format!("Bearer {KEY}")),
        (Credential::jwt(token), format!("Bearer {token}")),
        // RFC 7617's own example.
        (
            Credential::password("Aladdin", "open sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==".to_owned(),
        ),
    ] {
        both(|side| {
            let site = contacts();
            let build = |flow, reads_by_get| {
                let credential = Some(credential.clone());
                let setup = Setup {
                    credential,
                    flow,
                    reads_by_get,
                    ..Setup::default()
                };
                setup.build(side, &site.url).unwrap()
            };
            build(AuthFlow::XHeader, false).get().unwrap();
            assert_eq!(site.last().header("x-civi-auth"), Some(text.as_str()));
            assert_eq!(site.last().header("authorization"), None);

            build(AuthFlow::Authorization, false).get().unwrap();
            assert_eq!(site.last().header("authorization"), Some(text.as_str()));
            assert_eq!(site.last().header("x-civi-auth"), None);

            build(AuthFlow::Parameter, false).get().unwrap();
            let request = site.last();
            assert_eq!(request.field("_authx"), Some(text.clone()));
            assert!(!request.target.contains("_authx"), "{}", request.target);
            assert_eq!(request.header("x-civi-auth"), None);

            // Reads by GET don't put it into the URL unless that was asked for.
            build(AuthFlow::Parameter, true).get().unwrap();
            assert_eq!(site.last().method, "POST");
            let in_url = build(AuthFlow::ParameterInUrl, true);
            in_url.get().unwrap();
            let request = site.last();
            assert_eq!(request.method, "GET");
            assert_eq!(request.field("_authx"), Some(text.clone()));
            assert!(request.target.contains("_authx="));
            // And a write never goes by GET.
            in_url.create().unwrap();
            assert_eq!(site.last().method, "POST");
            assert!(!site.last().target.contains("_authx"));
        });
    }
}

#[test]
fn a_request_has_what_the_site_wants_to_see() {
    both(|side| {
        let site = contacts();
        let setup = Setup {
            site_key: Some("a-site-key".to_owned()),
            user_agent: Some("donation-sync/2.1".to_owned()),
            ..Setup::default()
        };
        let params = serde_json::json!({"where": [["a", "=", "ä & + % \"x\""]], "limit": 1});
        let subject = setup.build(side, &site.url).unwrap();
        subject.call("Contact", "get", &params).unwrap();
        let request = site.last();
        assert_eq!(request.method, "POST");
        assert_eq!(request.target, "/civicrm/ajax/api4/Contact/get");
        assert_eq!(request.params(), params);
        assert_eq!(request.header("x-requested-with"), Some("XMLHttpRequest"));
        assert_eq!(request.header("x-civi-key"), Some("a-site-key"));
        assert_eq!(
            request.header("content-type"),
            Some("application/x-www-form-urlencoded")
        );
        let agent = request.header("user-agent").unwrap();
        assert!(
            agent.starts_with("donation-sync/2.1 civi-runtime/"),
            "{agent}"
        );
        assert!(request.header("accept-encoding").unwrap().contains("gzip"));
        assert_eq!(request.header("cookie"), None);
    });
}

#[test]
fn cookies_are_never_returned() {
    both(|side| {
        let site = Site::start(|_, _| {
            let body = r#"{"values":[],"entity":"Contact","action":"get"}"#;
            Reply::with(200, &[("Set-Cookie", "SESSID=abc; path=/; HttpOnly")], body)
        });
        let subject = Subject::new(side, &site.url);
        subject.get().unwrap();
        subject.get().unwrap();
        assert!(
            site.seen()
                .iter()
                .all(|request| request.header("cookie").is_none())
        );
    });
}

#[test]
fn reads_go_by_get_only_when_chosen_and_only_while_they_fit() {
    both(|side| {
        let site = contacts();
        Subject::new(side, &site.url).get().unwrap();
        assert_eq!(site.last().method, "POST");

        let setup = Setup {
            reads_by_get: true,
            url_cap: Some(300),
            ..Setup::default()
        };
        let subject = setup.build(side, &site.url).unwrap();
        subject.get().unwrap();
        let request = site.last();
        assert_eq!(
            (request.method.as_str(), request.body.as_str()),
            ("GET", "")
        );
        assert_eq!(request.params(), serde_json::json!({"limit": 1}));

        let long = serde_json::json!({"where": [["a", "=", "x".repeat(300)]]});
        subject.call("Contact", "get", &long).unwrap();
        assert_eq!(site.last().method, "POST");
        assert_eq!(site.last().params(), long);
        subject.create().unwrap();
        assert_eq!(site.last().method, "POST");
    });
}

/// A site that takes only the token of this number.
fn expiring(valid: usize) -> Site {
    Site::start(move |_, request| {
        let token = format!("Bearer token-{valid}");
        if request.header("x-civi-auth") == Some(token.as_str()) {
            let action = if request.target.contains("create") {
                "create"
            } else {
                "get"
            };
            let body = format!(r#"{{"values":[],"entity":"Contact","action":"{action}"}}"#);
            Reply::new(200, body)
        } else {
            Reply::new(401, "HTTP 401 Expired token")
        }
    })
}

fn numbered() -> (Credential, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let credential = Credential::provider(move || {
        let n = counter.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Credential::jwt(format!("token-{n}")))
    });
    (credential, asked)
}

#[test]
fn a_provider_is_asked_again_when_its_token_has_expired() {
    both(|side| {
        let site = expiring(2);
        let (credential, asked) = numbered();
        let setup = Setup {
            credential: Some(credential),
            ..Setup::default()
        };
        let subject = setup.build(side, &site.url).unwrap();
        // Even for a write: what was not let in has done nothing.
        subject.create().unwrap();
        assert_eq!(site.seen().len(), 2);
        subject.get().unwrap();
        assert_eq!((site.seen().len(), asked.load(Ordering::SeqCst)), (3, 2));
    });
}

#[test]
fn a_provider_is_asked_again_once_a_call() {
    both(|side| {
        let site = expiring(99);
        let (credential, asked) = numbered();
        let setup = Setup {
            credential: Some(credential),
            ..Setup::default()
        };
        let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
        assert!(error.is_auth());
        assert_eq!(error.attempts(), 2);
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        assert_eq!(site.seen().len(), 2);
    });
}

#[test]
fn a_provider_that_fails_sends_nothing() {
    both(|side| {
        let site = contacts();
        for credential in [
            Credential::provider(|| Err("the vault is sealed".into())),
            Credential::provider(|| Ok(Credential::provider(|| Ok(Credential::jwt("x"))))),
        ] {
            let setup = Setup {
                credential: Some(credential),
                ..Setup::default()
            };
            let error = setup.build(side, &site.url).unwrap().get().unwrap_err();
            assert!(error.is_refused(), "{error}");
        }
        assert!(site.seen().is_empty());
    });
}

#[test]
fn a_credential_that_no_header_can_carry_is_refused_at_build() {
    both(|side: Side| {
        for wrong in ["", "key\n", "two words", "schlüssel"] {
            for credential in [Credential::api_key(wrong), Credential::jwt(wrong)] {
                let setup = Setup {
                    credential: Some(credential),
                    ..Setup::default()
                };
                let error = setup.build(side, "http://localhost").err().unwrap();
                assert!(error.is_refused());
            }
        }
        let setup = Setup {
            credential: Some(Credential::password("a:b", "c")),
            ..Setup::default()
        };
        assert!(
            setup
                .build(side, "http://localhost")
                .err()
                .unwrap()
                .is_refused()
        );
        let setup = Setup {
            site_key: Some("a\r\nX: y".to_owned()),
            ..Setup::default()
        };
        assert!(
            setup
                .build(side, "http://localhost")
                .err()
                .unwrap()
                .is_refused()
        );
    });
}
