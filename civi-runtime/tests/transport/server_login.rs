//! The login that a web server in front of the site wants.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use civi_runtime::{AuthFlow, AuthReason, Credential};

use crate::server::{Reply, Site};
use crate::subject::{KEY, Setup, both};

/// nginx with a `.htpasswd`.
fn staging() -> Site {
    let wanted = format!("Basic {}", STANDARD.encode("staging:geheim ä"));
    Site::start(move |_, request| {
        if request.header("authorization") != Some(wanted.as_str()) {
            let page = "<html><head><title>401 Authorization Required</title></head></html>";
            let asks = ("WWW-Authenticate", "Basic realm=\"Staging\"");
            return Reply::with(401, &[asks], page);
        }
        if request.target.contains("authx/id") {
            return Reply::new(200, r#"{"contact_id":7,"user_id":1}"#);
        }
        Reply::contacts("[]")
    })
}

fn with_login(password: &str) -> Setup {
    Setup {
        server_login: Some(("staging".to_owned(), password.to_owned())),
        ..Setup::default()
    }
}

#[test]
fn the_gate_before_the_site_is_named_and_opened() {
    both(|side| {
        let site = staging();
        for (setup, asks) in [(Setup::default(), true), (with_login("wrong"), true)] {
            let error = setup.connect(side, &site.url).err().unwrap();
            assert_eq!(error.auth_reason(), Some(&AuthReason::WebServer));
            assert!(error.to_string().contains("Staging") && asks, "{error}");
            assert_eq!(error.status(), Some(401));
        }
        let subject = with_login("geheim ä").connect(side, &site.url).unwrap();
        subject.get().unwrap();
        let token = format!("Bearer {KEY}");
        assert_eq!(site.last().header("x-civi-auth"), Some(token.as_str()));
    });
}

#[test]
fn two_logins_in_one_header_are_refused() {
    both(|side| {
        let setup = Setup {
            flow: AuthFlow::Authorization,
            credential: Some(Credential::api_key(KEY)),
            ..with_login("x")
        };
        let error = setup.build(side, "http://localhost").err().unwrap();
        assert!(error.is_refused(), "{error}");
        let setup = Setup {
            server_login: Some(("a:b".to_owned(), "c".to_owned())),
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
