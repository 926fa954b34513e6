//! The legacy body parameter `api_key`: for Joomla as it is shipped, and only where it is chosen
//! (APIv4 wire contract §12.10).

use civi_runtime::{AuthFlow, Call, Credential};

use crate::server::{Reply, Request, Site};
use crate::subject::{KEY, Setup, both};

const DENIED: &str = r#"{"error_code":0,"error_message":"Authorization failed: CiviCRM APIv4 (Entity::get)","status":403}"#;
const GUEST: &str = r#"{"contact_id":2,"user_id":null,"flow":"xheader","cred":"api_key"}"#;
const ENTITIES: &str = r#"{"values":[{"name":"Contact"}],"entity":"Entity","action":"get"}"#;

/// Joomla 4 as it is shipped: a header logs a contact in, and its permissions are a guest's.
fn joomla() -> Site {
    Site::start(|_, request| {
        let Some(task) = task(request) else {
            let page = "<html><title>Home</title></html>";
            return Reply::with(200, &[("Content-Type", "text/html")], page);
        };
        let header = request
            .header("x-civi-auth")
            .or(request.header("authorization"));
        let legacy = request.field("api_key");
        let fatal = |reason: &str| {
            let text = format!(r#"{{"error_message":"FATAL: {reason}","is_error":1}}"#);
            Reply::with(200, &[("Content-Type", "text/javascript")], text)
        };
        match (header, legacy.as_deref()) {
            (Some(_), Some(_)) => {
                return fatal("Cannot login. A mismatched session is already active.");
            }
            (None, Some(key)) if key != KEY => return fatal("Invalid credential"),
            _ => {}
        }
        let is_known = legacy.is_some();
        match task.as_str() {
            "authx/id" if header.is_some() => Reply::new(200, GUEST),
            "authx/id" => Reply::new(200, r#"{"contact_id":null,"user_id":null}"#),
            "ajax/api4/Contact/get" if is_known => Reply::contacts(r#"[{"id":2}]"#),
            "ajax/api4/Entity/get" if is_known => Reply::new(200, ENTITIES),
            "ajax/api4" if is_known => Reply::new(200, format!("[{ENTITIES}]")),
            _ => Reply::new(403, DENIED),
        }
    })
}

fn task(request: &Request) -> Option<String> {
    let option = request.field("option")?;
    let task = request.field("task").filter(|_| option == "com_civicrm")?;
    task.strip_prefix("civicrm/").map(str::to_owned)
}

fn setup(flow: AuthFlow) -> Setup {
    Setup {
        flow,
        ..Setup::default()
    }
}

#[test]
fn the_legacy_flow_works_where_headers_do_not() {
    both(|side| {
        let site = joomla();
        let entities = || vec![Call::reading("Entity", "get")];
        // Chosen by nobody, nothing is sent in the legacy way.
        let usual = setup(AuthFlow::XHeader).connect(side, &site.url).unwrap();
        let refused = usual.batch(entities());
        assert!(refused.map_or_else(|e| e.is_permission(), |mut all| all.remove(0).is_err()));
        assert!(
            site.seen()
                .iter()
                .all(|request| request.field("api_key").is_none())
        );

        let legacy = setup(AuthFlow::LegacyParameter);
        let subject = legacy.connect(side, &site.url).unwrap();
        assert_eq!(subject.identity().unwrap().contact_id, Some(2));
        assert!(
            subject.api_url().contains("option=com_civicrm"),
            "{}",
            subject.api_url()
        );
        subject.get().unwrap();
        subject.batch(entities()).unwrap().remove(0).unwrap();
        let request = site.last();
        assert_eq!(request.method, "POST");
        assert_eq!(request.field("api_key").as_deref(), Some(KEY));
        assert!(!request.target.contains(KEY), "{}", request.target);
        for header in ["x-civi-auth", "authorization", "x-civi-key"] {
            assert_eq!(request.header(header), None, "{header}");
        }
    });
}

#[test]
fn a_read_never_puts_the_key_into_the_url() {
    both(|side| {
        let site = joomla();
        let by_get = Setup {
            reads_by_get: true,
            site_key: Some("a-site-key".to_owned()),
            ..setup(AuthFlow::LegacyParameter)
        };
        by_get.connect(side, &site.url).unwrap().get().unwrap();
        let request = site.last();
        assert_eq!(request.method, "POST");
        assert_eq!(request.field("key").as_deref(), Some("a-site-key"));
    });
}

#[test]
fn a_wrong_key_is_refused_although_the_status_is_200() {
    both(|side| {
        let site = joomla();
        let wrong = Setup {
            credential: Some(Credential::api_key("not-the-key")),
            ..setup(AuthFlow::LegacyParameter)
        };
        let error = wrong.connect(side, &site.url).err().unwrap();
        assert!(error.is_auth(), "{error}");
        assert!(error.to_string().contains("Invalid credential"), "{error}");
        assert!(!error.to_string().contains("not-the-key"), "{error}");
    });
}

#[test]
fn a_password_does_not_travel_that_way() {
    both(|side| {
        let site = joomla();
        let password = Setup {
            credential: Some(Credential::password("ada", "lovelace")),
            ..setup(AuthFlow::LegacyParameter)
        };
        let error = password.connect(side, &site.url).err().unwrap();
        assert!(error.is_refused(), "{error}");
        assert!(site.seen().is_empty());
    });
}
