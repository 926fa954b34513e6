//! Which routes a site answers to, found out; and who we are there.

use civi_runtime::{AuthFlow, Credential, RouteForm};

use crate::server::{Reply, Request, Site};
use crate::subject::{KEY, Setup, both};

const SOMEBODY: &str = r#"{"contact_id":7,"user_id":1,"flow":"xheader","cred":"api_key"}"#;
const NOBODY: &str = r#"{"contact_id":null,"user_id":null,"flow":null,"cred":null}"#;
const HOME: &str = "<!DOCTYPE html><html><head><title>Home</title></head><body>Hi</body></html>";

/// A CMS: which requests are CiviCRM's, and the route in them.
fn route(cms: &str, request: &Request) -> Option<String> {
    let path = request.target.split('?').next().unwrap();
    let field = |name: &str| request.field(name);
    let q = |key: &str| field(key).and_then(|q| q.strip_prefix("civicrm/").map(str::to_owned));
    match cms {
        "clean" => path.strip_prefix("/civicrm/").map(str::to_owned),
        "sub" => path.strip_prefix("/a/b/civicrm/").map(str::to_owned),
        "wordpress" if field("civiwp").as_deref() == Some("CiviCRM") => q("q"),
        // Rewriting is off: the server finds its script and no other path (wire contract §12.12).
        "clean+index.php" => path.strip_prefix("/index.php/civicrm/").map(str::to_owned),
        // Backdrop without rewriting ignores the parameter of WordPress' form.
        "backdrop" if path == "/" || path == "/index.php" => q("q"),
        "query" if field("civiwp").is_none() && path == "/" => q("q"),
        "query+index.php" if path == "/index.php" => q("q"),
        "joomla" if field("option").as_deref() == Some("com_civicrm") => q("task"),
        _ => None,
    }
}

fn site(cms: &'static str, identity: Option<&'static str>) -> Site {
    Site::start(
        move |_, request| match (route(cms, request).as_deref(), identity) {
            (Some("authx/id"), Some(identity)) => Reply::new(200, identity),
            (Some("ajax/api4/Entity/get"), _) => Reply::new(
                200,
                r#"{"values":[{"name":"Contact"}],"entity":"Entity","action":"get"}"#,
            ),
            (Some("ajax/api4/Contact/get"), _) => Reply::contacts(r#"[{"id":1}]"#),
            _ => Reply::with(200, &[("Content-Type", "text/html")], HOME),
        },
    )
}

#[test]
fn the_form_of_the_routes_is_found_and_used() {
    for (cms, base, route_form) in [
        ("clean", "", "clean"),
        ("sub", "/a/b", "clean"),
        ("wordpress", "", "wordpress"),
        ("query", "", "query"),
        ("query+index.php", "", "query+index.php"),
        ("clean+index.php", "", "clean+index.php"),
        ("backdrop", "", "query"),
        ("joomla", "", "joomla"),
        // As copied from a browser.
        ("clean", "/civicrm/api4#/explorer/Contact/get", "clean"),
        ("sub", "/a/b/civicrm/dashboard?reset=1", "clean"),
        (
            "clean+index.php",
            "/index.php/civicrm/dashboard",
            "clean+index.php",
        ),
        // The CMS rewrites no addresses, whatever the one that was given says.
        ("clean+index.php", "/civicrm", "clean+index.php"),
        ("backdrop", "/?q=%2Fcivicrm%2Fdashboard&reset=1", "query"),
        (
            "wordpress",
            "/wp-admin/admin.php?q=civicrm/api4&page=CiviCRM#/explorer",
            "wordpress",
        ),
        ("wordpress", "/in/a/folder/wp-admin/", "wordpress"),
        (
            "joomla",
            "/administrator/index.php?option=com_civicrm",
            "joomla",
        ),
        (
            "joomla",
            "/de/component/civicrm/?Itemid=3&task=civicrm/event/info",
            "joomla",
        ),
    ] {
        both(|side| {
            let site = site(cms, Some(SOMEBODY));
            let base = format!("{}{base}", site.url);
            let found = Setup::default().detect(side, &base).unwrap();
            assert_eq!(found.endpoint.route_form().to_string(), route_form, "{cms}");
            assert_eq!(found.identity.unwrap().contact_id, Some(7));

            let subject = Setup::default().connect(side, &base).unwrap();
            assert_eq!(subject.identity().unwrap().contact_id, Some(7));
            subject.get().unwrap();

            // What was found, written down, needs no detection.
            let before = site.seen().len();
            let again = Setup::default().connect(side, &subject.api_url()).unwrap();
            again.get().unwrap();
            assert_eq!(site.seen().len(), before + 2, "{cms}");
        });
    }
}

#[test]
fn a_site_without_authx_is_found_by_its_entities() {
    both(|side| {
        let site = site("wordpress", None);
        let found = Setup::default().detect(side, &site.url).unwrap();
        assert_eq!(*found.endpoint.route_form(), RouteForm::WordPress);
        assert_eq!(found.identity, None);
        // Nothing says who we are there, so nobody is what we must be taken for.
        assert!(
            Setup::default()
                .connect(side, &site.url)
                .err()
                .unwrap()
                .is_auth()
        );
        let setup = Setup {
            allow_anonymous: true,
            ..Setup::default()
        };
        setup.connect(side, &site.url).unwrap().get().unwrap();
    });
}

#[test]
fn no_civicrm_is_said_with_what_was_tried() {
    both(|side| {
        let site = site("none", None);
        let error = Setup::default().detect(side, &site.url).unwrap_err();
        assert!(error.is_protocol());
        let text = error.to_string();
        for said in ["clean", "wordpress", "joomla", "Home", &site.url] {
            assert!(text.contains(said), "{said} in {text}");
        }
    });
}

#[test]
fn detection_stops_where_more_guessing_is_no_use() {
    both(|side| {
        let refusing = Site::start(|_, _| Reply::new(401, "HTTP 401 Invalid credential"));
        assert!(
            Setup::default()
                .detect(side, &refusing.url)
                .unwrap_err()
                .is_auth()
        );
        assert_eq!(refusing.seen().len(), 1);

        let moved = Site::start(|_, request| {
            let there = format!("https://www.example.org{}", request.target);
            Reply::with(301, &[("Location", &there)], "")
        });
        let error = Setup::default().detect(side, &moved.url).unwrap_err();
        assert!(error.is_redirect());
        let target = error.redirect_target().unwrap();
        assert!(target.starts_with("https://www.example.org"), "{target}");
    });
}

#[test]
fn nobody_is_refused_unless_asked_for() {
    both(|side| {
        let site = site("clean", Some(NOBODY));
        let error = Setup::default().connect(side, &site.url).err().unwrap();
        assert!(error.is_auth());
        assert!(error.to_string().contains("anonymous"), "{error}");

        let nothing = Setup {
            credential: None,
            ..Setup::default()
        };
        assert!(nothing.connect(side, &site.url).err().unwrap().is_refused());

        let anonymous = Setup {
            credential: None,
            allow_anonymous: true,
            ..Setup::default()
        };
        let subject = anonymous.connect(side, &site.url).unwrap();
        assert!(subject.identity().unwrap().is_anonymous());
        assert!(subject.whoami().unwrap().is_anonymous());
        assert_eq!(site.last().header("x-civi-auth"), None);
    });
}

#[test]
fn a_route_form_that_contradicts_the_address_is_refused() {
    both(|side| {
        let setup = Setup {
            route_form: Some(RouteForm::WordPress),
            ..Setup::default()
        };
        let url = "https://example.org/civicrm/ajax/api4";
        assert!(setup.build(side, url).err().unwrap().is_refused());
        let setup = Setup {
            route_form: Some(RouteForm::Clean),
            ..Setup::default()
        };
        setup.build(side, url).unwrap();
    });
}

#[test]
fn identity_is_asked_by_post_so_that_no_cache_answers() {
    both(|side| {
        let site = site("clean", Some(SOMEBODY));
        let setup = Setup {
            flow: AuthFlow::ParameterInUrl,
            credential: Some(Credential::api_key(KEY)),
            reads_by_get: true,
            ..Setup::default()
        };
        setup.connect(side, &site.url).unwrap();
        let request = site.last();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/civicrm/authx/id")
        );
        assert_eq!(request.body, format!("_authx=Bearer+{KEY}"));
    });
}
