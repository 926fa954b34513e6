//! What `doctor` advises is done, and `doctor` is run again: it must be content then.

use crate::project::{Project, Ran};
use crate::site::{Site, Ways};

/// A project whose snapshot is not asked about, since these sites are about the way to them.
fn project() -> Project {
    Project::new().env("CIVI_API_KEY", "a-test-key-7")
}

fn doctor(project: &Project, url: &str, arguments: &[&str]) -> Ran {
    let ran = project.run(&[&["doctor", "--url", url][..], arguments].concat());
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains("a-test-key-7"), "{text}");
        assert!(!text.contains("contradict"), "{text}");
    }
    ran
}

/// The address that the advice names.
fn advised(ran: &Ran) -> String {
    let advice = ran.stdout.lines().filter(|line| line.starts_with(' '));
    let mut addresses = advice.flat_map(|line| {
        line.split([' ', '"', ',', '`'])
            .filter(|word| word.starts_with("http://"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let first = addresses.next().expect(&ran.stdout);
    assert!(addresses.all(|other| other == first), "{}", ran.stdout);
    first
}

/// It is a problem, the advice names one address, and with it there is no problem any more.
fn follow(ways: Ways, given: &str, base: &str) {
    let site = Site::start(ways);
    let project = project();
    let ran = doctor(&project, &format!("{}{given}", site.url), &[]).code(6);
    assert_eq!(ran.stdout.matches("problem  ").count(), 1, "{}", ran.stdout);
    let address = advised(&ran);
    assert_eq!(address, format!("{}{base}", site.url), "{}", ran.stdout);
    let again = doctor(&project, &address, &[]).ok();
    // And the address that it proposes then needs no search.
    let plain = match again.stdout.contains("url = \"") {
        true => advised(&again),
        false => address,
    };
    let last = doctor(&project, &plain, &[]).ok();
    assert!(!last.stdout.contains("url = \""), "{}", last.stdout);
    let refreshed = project.run(&["refresh", "--out", "live", "--url", &plain]);
    refreshed.ok();
}

#[test]
fn behind_a_redirect_the_base_is_named() {
    let moved = |below| Ways {
        below,
        moves: true,
        ..Ways::default()
    };
    follow(moved("/en"), "", "/en");
    follow(moved("/en"), "/civicrm", "/en");
    follow(moved("/en"), "/civicrm/ajax/api4", "/en");
    follow(moved("/a/b"), "/civicrm/api4#/explorer", "/a/b");
    let backdrop = Ways {
        cms: "backdrop",
        ..moved("/crm")
    };
    follow(backdrop, "", "/crm");
}

#[test]
fn an_address_that_is_too_deep_is_shortened() {
    follow(Ways::default(), "/user/login", "");
    follow(Ways::default(), "/admin/config/people", "");
    let in_folder = Ways {
        below: "/crm",
        ..Ways::default()
    };
    follow(in_folder, "/crm/node/1", "/crm");
    // The API's full address of another CMS, or out of a manual.
    let drupal = Ways {
        cms: "drupal",
        ..Ways::default()
    };
    follow(drupal, "/civicrm/ajax/api4", "");
    let wordpress = Ways {
        cms: "wordpress",
        ..Ways::default()
    };
    follow(wordpress, "/civicrm/ajax/api4", "");
}

#[test]
fn a_circle_of_redirects_ends_with_one_advice() {
    let site = Site::start(Ways {
        redirect: Some(""),
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    assert!(
        ran.stdout.contains("take this redirect away"),
        "{}",
        ran.stdout
    );
    assert!(site.requests() < 60, "{}", site.requests());
}

#[test]
fn the_credential_is_not_sent_where_a_redirect_points() {
    let other = Site::start(Ways::default());
    let url: &'static str = Box::leak(other.url.clone().into_boxed_str());
    let site = Site::start(Ways {
        redirect: Some(url),
        ..Ways::default()
    });
    let project = project().env("CIVI_SITE_KEY", "a-site-key-9");
    let ran = doctor(&project, &site.url, &[]).code(6);
    assert_eq!(advised(&ran), other.url);
    assert!(other.requests() > 0);
    assert!(other.credentials().is_empty(), "{:?}", other.credentials());
}

#[test]
fn a_login_in_the_address_of_a_redirect_is_not_shown() {
    let other = Site::start(Ways::default());
    let url = other.url.replace("http://", "http://ada:pa55-w0rd@");
    let url: &'static str = Box::leak(url.into_boxed_str());
    let site = Site::start(Ways {
        redirect: Some(url),
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    assert_eq!(advised(&ran), other.url);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(
            !text.contains("pa55-w0rd") && !text.contains("ada:"),
            "{text}"
        );
    }
}

/// CMS, what was copied, and the API's address that is found.
const COPIED: [(&str, &str, &str); 14] = [
    ("", "/civicrm/dashboard?reset=1", "/civicrm/ajax/api4"),
    (
        "",
        "/civicrm/api4#/explorer/Contact/get",
        "/civicrm/ajax/api4",
    ),
    (
        "",
        "/civicrm/ajax/api4/Contact/get?params=%7B%7D",
        "/civicrm/ajax/api4",
    ),
    ("drupal", "", "/index.php/civicrm/ajax/api4"),
    (
        "drupal",
        "/index.php/civicrm/dashboard",
        "/index.php/civicrm/ajax/api4",
    ),
    ("backdrop", "", "/?q=civicrm/ajax/api4"),
    (
        "backdrop",
        "/?q=%2Fcivicrm%2Fapi4&reset=1",
        "/?q=civicrm/ajax/api4",
    ),
    (
        "wordpress",
        "/wp-admin/",
        "/?civiwp=CiviCRM&q=civicrm/ajax/api4",
    ),
    (
        "wordpress",
        "/wp-admin/admin.php?q=civicrm%2Fapi4&page=CiviCRM#/explorer",
        "/?civiwp=CiviCRM&q=civicrm/ajax/api4",
    ),
    (
        "joomla",
        "/administrator/index.php?option=com_civicrm&task=civicrm/dashboard",
        "/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "joomla",
        "/component/civicrm/?task=civicrm/ajax/api4",
        "/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "joomla",
        "/index.php/component/civicrm/?Itemid=7&task=/civicrm/event/info",
        "/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "joomla",
        "/?task=civicrm%2Fajax%2Fapi4&option=com_civicrm",
        "/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
    (
        "joomla",
        "",
        "/index.php?option=com_civicrm&task=civicrm/ajax/api4",
    ),
];

#[test]
fn what_is_copied_from_a_browser_is_told_in_its_plain_form() {
    for (cms, copied, api) in COPIED {
        let site = Site::start(Ways {
            cms,
            ..Ways::default()
        });
        let project = project();
        let ran = doctor(&project, &format!("{}{copied}", site.url), &[]).ok();
        assert_eq!(advised(&ran), format!("{}{api}", site.url), "{copied}");
        assert!(!ran.stdout.contains("%2F"), "{}", ran.stdout);
        let again = doctor(&project, &advised(&ran), &[]).ok();
        assert!(!again.stdout.contains("url = \""), "{}", again.stdout);
        // Only an address without a route has to be searched for.
        let searched = ran.stdout.contains("found by trying");
        assert_eq!(searched, copied.is_empty(), "{copied}: {}", ran.stdout);
    }
}

/// What the environment should have, by the advice.
fn advised_flow(ran: &Ran) -> String {
    let from = ran.stdout.find("CIVI_AUTH_FLOW=").expect(&ran.stdout) + "CIVI_AUTH_FLOW=".len();
    let rest = &ran.stdout[from..];
    rest[..rest.find([',', ' ', '\n']).unwrap()].to_owned()
}

#[test]
fn joomla_as_it_is_shipped_is_named_and_the_legacy_flow_is_advised() {
    let site = Site::start(Ways {
        cms: "joomla",
        guest: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    assert!(ran.stdout.contains("this is Joomla"), "{}", ran.stdout);
    // What is not so is not said.
    assert!(!ran.stdout.contains("no CMS user"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("access CiviCRM"), "{}", ran.stdout);
    let flow = advised_flow(&ran);
    assert_eq!(flow, "legacy");
    // By the environment, by the flag, and by the settings.
    let by_environment = project().env("CIVI_AUTH_FLOW", &flow);
    doctor(&by_environment, &site.url, &[]).ok();
    doctor(&project(), &site.url, &["--auth-flow", &flow]).ok();
    let by_settings = project();
    by_settings.write("civi.toml", "[site]\nauth-flow = \"legacy\"\n");
    doctor(&by_settings, &site.url, &[]).ok();
    by_environment
        .run(&["refresh", "--out", "live", "--url", &site.url])
        .ok();
    assert!(by_environment.read("live/site.json").contains("Joomla"));
}

#[test]
fn a_joomla_contact_without_user_is_told_so() {
    // The legacy parameter does not help either: it is nothing of Joomla's.
    let site = Site::start(Ways {
        cms: "joomla",
        no_user: true,
        no_entity_get: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    assert!(!ran.stdout.contains("legacy"), "{}", ran.stdout);
    assert!(ran.stdout.contains("no CMS user"), "{}", ran.stdout);
    assert!(ran.stdout.contains("contact 3 has none"), "{}", ran.stdout);
}

#[test]
fn the_legacy_parameter_is_never_tried_elsewhere() {
    for cms in ["", "wordpress", "backdrop", "drupal"] {
        let site = Site::start(Ways {
            cms,
            guest: true,
            ..Ways::default()
        });
        let ran = doctor(&project(), &site.url, &[]).code(6);
        assert!(!ran.stdout.contains("legacy"), "{cms}: {}", ran.stdout);
    }
}

#[test]
fn a_header_that_is_lost_has_another_way() {
    let site = Site::start(Ways {
        loses_header: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    let flow = advised_flow(&ran);
    assert_eq!(flow, "param");
    doctor(&project(), &site.url, &["--auth-flow", &flow]).ok();
}

#[test]
fn a_site_that_is_down_is_waited_for_and_its_address_stays() {
    for (status, title, advice) in [
        (
            503,
            "Site under maintenance",
            "wait until the site's maintenance is over",
        ),
        (502, "Bad Gateway", "run it again later"),
        (504, "Gateway Timeout", "run it again later"),
    ] {
        let site = Site::start(Ways {
            down: Some((status, title)),
            ..Ways::default()
        });
        let project = project();
        let ran = doctor(&project, &site.url, &[]).code(6);
        assert!(ran.stdout.contains(advice), "{}", ran.stdout);
        assert!(ran.stdout.contains(title), "{}", ran.stdout);
        assert!(!ran.stdout.contains("check that"), "{}", ran.stdout);
        assert_eq!(ran.stdout.matches("problem  ").count(), 1, "{}", ran.stdout);
        // The advice is followed.
        site.set(Ways::default());
        doctor(&project, &site.url, &[]).ok();
    }
}

#[test]
fn the_web_servers_own_login_is_named() {
    let site = Site::start(Ways {
        gated: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).code(6);
    assert!(
        ran.stdout.contains("the web server asks for a user"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("compare the key"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("set CIVI_SERVER_USER and CIVI_SERVER_PASSWORD")
    );
    let project = project().env("CIVI_SERVER_USER", "staging");
    doctor(&project, &site.url, &[]).code(2);
    let project = project.env("CIVI_SERVER_PASSWORD", "open");
    doctor(&project, &site.url, &[]).ok();
}

#[test]
fn domain_get_that_is_refused_is_told_as_what_it_is() {
    let site = Site::start(Ways {
        no_domain_get: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).ok();
    assert!(ran.stdout.contains("note     version"), "{}", ran.stdout);
    assert!(ran.stdout.contains("administer CiviCRM"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("access CiviCRM"), "{}", ran.stdout);
}

#[test]
fn numbers_with_too_many_digits_are_noticed() {
    let site = Site::start(Ways {
        long_numbers: true,
        ..Ways::default()
    });
    let ran = doctor(&project(), &site.url, &[]).ok();
    assert!(
        ran.stdout.contains("serialize_precision=17"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("19.989999999999998 for 19.99"),
        "{}",
        ran.stdout
    );
}

#[test]
fn messages_of_php_in_answers_are_named() {
    let site = Site::start(Ways {
        prints_messages: true,
        ..Ways::default()
    });
    let project = project();
    let ran = doctor(&project, &site.url, &[]).code(6);
    assert!(ran.stdout.contains("display_errors"), "{}", ran.stdout);
    assert!(ran.stdout.contains("`Deprecated`"), "{}", ran.stdout);
    site.set(Ways::default());
    doctor(&project, &site.url, &[]).ok();
}

#[test]
fn http_to_a_name_that_only_looks_local_is_warned_of() {
    // The names are resolved by nobody: a proxy that is the site itself answers for them.
    let site = Site::start(Ways::default());
    let project = project().env("HTTP_PROXY", &site.url);
    for (host, is_warned) in [
        ("localhost.evil.example", true),
        ("127.0.0.1.evil.example", true),
        ("crm.localhost", false),
    ] {
        let ran = doctor(&project, &format!("http://{host}"), &[]);
        let warned = ran.stdout.contains("called without TLS");
        assert_eq!(warned, is_warned, "{host}: {}", ran.stdout);
    }
}
