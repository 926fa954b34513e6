//! No secret in any `Debug`, error or URL, even when the site repeats it.

use civi_runtime::{AuthFlow, Credential, Error, Result};

use crate::server::{Reply, Request, Site};
use crate::subject::{KEY, Setup, Side, both};

const SITE_KEY: &str = "the/site+key";
const PASSWORD: &str = "correct horse battery";

/// Every form in which one of the secrets could show.
fn forms() -> Vec<String> {
    vec![
        KEY.to_owned(),
        SITE_KEY.to_owned(),
        "the%2Fsite%2Bkey".to_owned(),
        r"the\/site+key".to_owned(),
        PASSWORD.to_owned(),
        // Base64 of `ada:` and the password.
        "YWRhOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==".to_owned(),
        "YWRhOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ%3D%3D".to_owned(),
    ]
}

fn clean(text: &str) {
    for form in forms() {
        assert!(!text.contains(&form), "{form} in {text}");
    }
}

/// Everything that an error can say.
fn clean_error(error: &Error) {
    clean(&format!("{error} {error:?} {error:#?}"));
    let parts = [
        error.excerpt(),
        error.debug_json(),
        error.redirect_target(),
        error.error_code(),
        error.error_id(),
    ];
    for part in parts.into_iter().flatten() {
        clean(part);
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        clean(&format!("{inner} {inner:?}"));
        source = inner.source();
    }
}

/// What came with the request, as a page that shows it all would.
fn everything(request: &Request) -> String {
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!("{} {} {}", request.target, headers.join(" "), request.body)
}

/// Sites that repeat what they were sent, in all that an error keeps.
fn tell_tales() -> Vec<Site> {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    vec![
        Site::start(|_, r| Reply::new(200, format!("<html><title>{0}</title>{0}", everything(r)))),
        Site::start(|_, r| Reply::new(401, format!("HTTP 401 Invalid {}", everything(r)))),
        Site::start(|_, r| Reply::new(500, everything(r))),
        Site::start(|_, r| Reply::new(429, everything(r))),
        Site::start(move |_, r| {
            let said = json(&everything(r));
            let debug = format!(r#"{{"backtrace":{said}}}"#);
            Reply::new(
                200,
                format!(
                    r#"{{"error_code":{said},"error_id":{said},"error_message":{said},"debug":{debug}}}"#
                ),
            )
        }),
        Site::start(move |_, r| {
            // As PHP before CiviCRM 6.8 writes JSON.
            let said = json(&everything(r)).replace('/', r"\/");
            Reply::new(200, format!(r#"{{"error_message":{said}}}"#))
        }),
        Site::start(|_, r| {
            let said: String = everything(r).split_whitespace().collect();
            Reply::with(
                302,
                &[("Location", &format!("https://example.org/{said}"))],
                "",
            )
        }),
        Site::start(|_, r| {
            let said = everything(r);
            Reply::raw(format!(
                "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{said}"
            ))
        }),
        Site::start(|_, _| Reply::raw("nonsense")),
    ]
}

fn setups() -> Vec<Setup> {
    let mut all = Vec::new();
    for credential in [
        Credential::api_key(KEY),
        Credential::password("ada", PASSWORD),
    ] {
        for flow in [
            AuthFlow::XHeader,
            AuthFlow::Authorization,
            AuthFlow::Parameter,
            AuthFlow::ParameterInUrl,
            AuthFlow::LegacyParameter,
        ] {
            let is_password = format!("{credential:?}").contains("password");
            if flow == AuthFlow::LegacyParameter && is_password {
                // Refused: `legacy` tells.
                continue;
            }
            all.push(Setup {
                credential: Some(credential.clone()),
                flow,
                site_key: Some(SITE_KEY.to_owned()),
                reads_by_get: true,
                retry: civi_runtime::Retry::off(),
                ..Setup::default()
            });
        }
    }
    all
}

fn clean_result<T>(result: Result<T>) {
    clean_error(&result.err().unwrap());
}

#[test]
fn no_error_repeats_a_secret() {
    both(|side| {
        for setup in setups() {
            for site in tell_tales() {
                let subject = setup.build(side, &site.url).unwrap();
                clean_result(subject.get());
                clean_result(subject.create());
                clean_result(subject.whoami());
                clean_result(subject.call_v3("Contact", "get", &()));
                clean_result(subject.batch(vec![civi_runtime::Call::reading("Contact", "get")]));
            }
        }
    });
}

#[test]
fn an_error_within_a_batch_repeats_no_secret() {
    both(|side| {
        let site = Site::start(|_, r| {
            let said = serde_json::Value::from(everything(r)).to_string();
            Reply::new(
                200,
                format!(r#"[{{"error_message":{said},"error_code":0}}]"#),
            )
        });
        for setup in setups() {
            let subject = setup.build(side, &site.url).unwrap();
            let calls = vec![civi_runtime::Call::reading("Contact", "get")];
            for result in subject.batch(calls).unwrap() {
                clean_result(result);
            }
        }
    });
}

#[test]
fn no_debug_text_has_a_secret() {
    for setup in setups() {
        clean(&format!("{:?} {:#?}", setup.credential, setup.credential));
        clean(&setup.debug("http://localhost"));
        for side in [Side::Async, Side::Blocking] {
            let base = format!("http://localhost/?token={KEY}");
            let subject = setup.build(side, &base).unwrap();
            clean(&subject.debug());
        }
    }
}

#[test]
fn no_url_has_a_secret_unless_that_was_chosen() {
    both(|side| {
        let site = Site::start(|_, _| Reply::contacts("[]"));
        for setup in setups() {
            let subject = setup.build(side, &site.url).unwrap();
            subject.get().unwrap();
            let target = site.last().target;
            if setup.flow == AuthFlow::ParameterInUrl {
                assert!(target.contains("_authx="));
                assert!(!target.contains("the%2Fsite"), "{target}");
            } else {
                clean(&target);
            }
        }
    });
}

#[test]
fn a_request_shows_nothing_of_itself() {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use civi_runtime::BoxFuture;

    use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};

    #[derive(Clone, Default)]
    struct Shown(Arc<Mutex<String>>);
    impl Transport for Shown {
        fn send(
            &self,
            request: HttpRequest,
        ) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            *self.0.lock().unwrap() = format!("{request:?} {request:#?}");
            Box::pin(async { Ok(HttpResponse::new(200, "{}")) })
        }
        fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
            Box::pin(async {})
        }
    }
    for flow in [
        AuthFlow::XHeader,
        AuthFlow::Parameter,
        AuthFlow::ParameterInUrl,
        AuthFlow::LegacyParameter,
    ] {
        let shown = Shown::default();
        let client = civi_runtime::blocking::Client::builder("http://localhost")
            .credential(Credential::api_key(KEY))
            .site_key(SITE_KEY)
            .auth_flow(flow)
            .reads_by_get(true)
            .transport(shown.clone())
            .build()
            .unwrap();
        let _ = client.call("Contact", "get", &());
        let text = shown.0.lock().unwrap().clone();
        assert!(text.contains("/civicrm/ajax/api4/Contact/get"), "{text}");
        clean(&text);
    }
}
