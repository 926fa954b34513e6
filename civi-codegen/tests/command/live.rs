//! `refresh` and `diff --live` against a site.

use snapbox::str;

use crate::project::Project;
use crate::site::{Site, Ways};

fn project(site: &Site) -> Project {
    Project::with_snapshot()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY", "a-test-key-7")
        .env("SOURCE_DATE_EPOCH", "1763913600")
}

#[test]
fn a_site_gives_what_its_captures_give() {
    let site = Site::start(Ways::default());
    let project = project(&site);
    project
        .run(&["refresh", "--out", "live"])
        .ok()
        .prints(str![""])
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
[..] requests, [..] kB, in [TIME] s
live: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
4 files added, 0 changed, 0 removed, 0 as before

"#]]);
    for file in project.files("schemas/site/entities") {
        let live = file.replace("schemas/site", "live");
        assert_eq!(project.read(&file), project.read(&live), "{file}");
    }
    assert!(project.read("live/site.json").contains("6.17.2"));
    assert!(
        !project.path(".live.civi-refresh").exists(),
        "the cache is gone"
    );
    assert!(
        site.credentials()
            .iter()
            .all(|sent| sent == "Bearer a-test-key-7")
    );
    project
        .run(&["refresh", "--out", "live"])
        .ok()
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
[..] requests, [..] kB, in [TIME] s
live: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
nothing changed in 4 files

"#]]);
}

#[test]
fn an_address_of_another_form_is_found() {
    let site = Site::start(Ways {
        cms: "wordpress",
        ..Ways::default()
    });
    let project = project(&site);
    project.run(&["refresh", "--out", "live"]).ok();
    assert!(project.read("live/site.json").contains("WordPress"));
}

#[test]
fn a_redirect_is_told_with_its_target() {
    let site = Site::start(Ways {
        redirect: Some("https://www.example.org"),
        ..Ways::default()
    });
    let ran = project(&site).run(&["refresh", "--out", "live"]).code(5);
    assert!(
        ran.stderr.contains("https://www.example.org"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("a-test-key-7"), "{}", ran.stderr);
}

#[test]
fn no_request_is_wasted() {
    let site = Site::start(Ways::default());
    project(&site).run(&["refresh", "--out", "live"]).ok();
    assert!(site.requests() <= 5, "{}", site.requests());
}

#[test]
fn an_entity_that_cant_be_read_is_told_and_the_rest_is_there() {
    let site = Site::start(Ways {
        broken: Some("Email"),
        ..Ways::default()
    });
    let project = project(&site);
    let ran = project.run(&["refresh", "--out", "live"]).code(7);
    assert!(
        ran.stderr.contains("warning: Email was left out: "),
        "{}",
        ran.stderr
    );
    assert!(project.path("live/entities/Contact.json").exists());
    assert!(!project.path("live/entities/Email.json").exists());
}

#[test]
fn a_limited_user_is_warned_of() {
    let site = Site::start(Ways {
        hides: Some(("Contact", "api_key")),
        ..Ways::default()
    });
    let project = project(&site);
    let ran = project.run(&["refresh", "--out", "live"]).ok();
    assert!(
        ran.stderr
            .contains("refresh with an administrator's credential"),
        "{}",
        ran.stderr
    );
    assert!(project.read("live/site.json").contains("limited user"));
}

#[test]
fn after_a_failure_it_goes_on_where_it_stopped() {
    let site = Site::start(Ways {
        dies_at: Some(3),
        ..Ways::default()
    });
    let project = project(&site);
    let ran = project.run(&["refresh", "--out", "live"]).code(5);
    assert!(ran.stderr.contains("next: run it again"), "{}", ran.stderr);
    assert!(!project.path("live").exists(), "nothing is half-written");
    site.set(Ways::default());
    let ran = project.run(&["refresh", "--out", "live"]).ok();
    assert!(
        ran.stderr.contains("were there from a run before"),
        "{}",
        ran.stderr
    );
    assert!(project.path("live/entities/Email.json").exists());
}

#[test]
fn fresh_forgets_what_was_there() {
    let site = Site::start(Ways {
        dies_at: Some(3),
        ..Ways::default()
    });
    let project = project(&site);
    project.run(&["refresh", "--out", "live"]).code(5);
    site.set(Ways::default());
    let ran = project.run(&["refresh", "--out", "live", "--fresh"]).ok();
    assert!(!ran.stderr.contains("from a run before"), "{}", ran.stderr);
}

#[test]
fn a_wrong_key_is_exit_code_5_and_never_repeated() {
    let site = Site::start(Ways {
        refuses: Some("Invalid credential"),
        ..Ways::default()
    });
    let ran = project(&site)
        .run(&["refresh", "--out", "live", "--verbose"])
        .code(5);
    assert!(ran.stderr.contains("next: "), "{}", ran.stderr);
    assert!(!ran.stderr.contains("a-test-key-7"), "{}", ran.stderr);
}

#[test]
fn a_site_that_takes_us_for_nobody_is_refused() {
    let site = Site::start(Ways {
        anonymous: true,
        ..Ways::default()
    });
    project(&site).run(&["refresh", "--out", "live"]).code(5);
}

#[test]
fn without_site_or_credential_it_says_what_to_set() {
    let project = Project::with_snapshot();
    project.run(&["refresh", "--out", "live"]).code(2).says(str![[r#"
error: no site was named
  next: set CIVI_URL to the site's address, give --url, or write `url = "…"` under [site] in civi.toml

"#]]);
    project
        .run(&[
            "refresh",
            "--out",
            "live",
            "--url",
            "https://crm.example.org",
        ])
        .code(2)
        .says(str![[r#"
error: no credential is set
  next: set CIVI_API_KEY in the environment, or CIVI_API_KEY_FILE to a file that holds the key;
    there are also CIVI_JWT, and CIVI_USER with CIVI_PASSWORD

"#]]);
}

#[test]
fn two_credentials_are_one_too_many() {
    let project = Project::new().env("CIVI_API_KEY", "a").env("CIVI_JWT", "b");
    project
        .run(&["refresh", "--out", "x", "--url", "https://crm.example.org"])
        .code(2)
        .says(str![[r#"
error: CIVI_API_KEY and CIVI_JWT are both set
  next: leave one of them

"#]]);
}

#[test]
fn a_key_can_be_in_a_file() {
    let site = Site::start(Ways::default());
    let project = Project::new()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY_FILE", "the key");
    project.run(&["refresh", "--out", "x"]).code(2);
    project.write("the key", "a-key-from-a-file\n");
    project.run(&["refresh", "--out", "x"]).ok();
    assert_eq!(
        site.credentials().last().unwrap(),
        "Bearer a-key-from-a-file"
    );
}

#[test]
fn the_site_can_be_named_in_the_settings() {
    let site = Site::start(Ways::default());
    let project = Project::new().env("CIVI_API_KEY", "a-test-key-7");
    project.write(
        "civi.toml",
        format!("schema = 'live'\n[site]\nurl = '{}'\n", site.url),
    );
    project.run(&["refresh"]).ok();
    assert!(project.path("live/site.json").exists());
}

#[test]
fn diff_compares_with_the_live_site() {
    let site = Site::start(Ways::default());
    let project = project(&site);
    project
        .run(&["diff", "--live", "--exit-code"])
        .ok()
        .prints(str![[r#"
no changes

"#]]);
    site.set(Ways {
        hides: Some(("Email", "location_type_id")),
        ..Ways::default()
    });
    project
        .run(&["diff", "--live", "--exit-code=breaking"])
        .code(3)
        .prints(str![[r#"
1 breaking, 0 additive, 0 cosmetic changes

Breaking
  Email
    location_type_id: field: gone, was i64

"#]]);
    project
        .run(&["diff", "schemas/site", "schemas/site", "--live"])
        .code(2);
}

#[test]
fn a_site_that_isnt_there_is_exit_code_5() {
    let project = Project::with_snapshot().env("CIVI_API_KEY", "k");
    project
        .run(&["diff", "--live", "--url", "http://127.0.0.1:9"])
        .code(5);
}

#[test]
fn an_entity_that_fails_stays_as_the_last_snapshot_has_it() {
    let site = Site::start(Ways::default());
    let project = project(&site);
    project.run(&["refresh", "--out", "live"]).ok();
    let before = project.read("live/entities/Email.json");
    let broken = || Ways {
        broken: Some("Email"),
        ..Ways::default()
    };
    site.set(broken());
    let mut sites = Vec::new();
    for _ in 0..2 {
        let ran = project.run(&["refresh", "--out", "live"]).code(7);
        assert!(
            ran.stderr
                .contains("warning: Email stays as the last snapshot has it: "),
            "{}",
            ran.stderr
        );
        assert!(
            ran.stderr.contains("could not describe 1 entity: Email"),
            "{}",
            ran.stderr
        );
        assert_eq!(project.read("live/entities/Email.json"), before);
        sites.push(project.read("live/site.json"));
    }
    assert_eq!(sites[0], sites[1]);
    // It is no change of the site's, and is said not to have been compared.
    let ran = project.run(&["diff", "live", "--live", "--exit-code"]).ok();
    assert!(
        ran.stderr.contains("Email was not compared"),
        "{}",
        ran.stderr
    );
    site.set(Ways::default());
    project.run(&["refresh", "--out", "live"]).ok();
    assert_eq!(project.read("live/entities/Email.json"), before);
}

#[test]
fn captures_with_an_error_among_them_keep_the_last_good_entity() {
    let project = Project::with_snapshot();
    let before = project.read("schemas/site/entities/Email.json");
    for file in std::fs::read_dir(crate::project::captures()).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let mut text = std::fs::read_to_string(file.path()).unwrap();
        if name == "batch.getFields.update.json" {
            let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
            json["Email"] = serde_json::json!({"error_message": "unknown type", "status": 500});
            text = json.to_string();
        }
        project.write(&format!("some/{name}"), &text);
    }
    let ran = project.run(&["refresh", "--from", "some"]).code(7);
    assert!(ran.stderr.contains("Email stays"), "{}", ran.stderr);
    assert_eq!(project.read("schemas/site/entities/Email.json"), before);
}

#[test]
fn a_site_that_draws_a_number_gives_the_same_bytes_twice() {
    let site = Site::start(Ways {
        draws: true,
        ..Ways::default()
    });
    let project = project(&site);
    for folder in ["first", "second"] {
        project.run(&["refresh", "--out", folder, "--fresh"]).ok();
    }
    for file in project.files("first") {
        let second = file.replacen("first", "second", 1);
        assert_eq!(project.read(&file), project.read(&second), "{file}");
    }
    let email = project.read("first/entities/Email.json");
    assert!(
        email.contains("plain") && !email.contains("format_free"),
        "{email}"
    );
    project
        .run(&["diff", "first", "--live", "--exit-code"])
        .ok();
}

#[test]
fn the_cms_is_what_the_site_says_and_not_what_its_address_looks_like() {
    let drupal = &["Drupal:access content", "cms:administer users"];
    for (cms, address, permissions, extension, expected) in [
        (
            "",
            "",
            &["WordPress:edit_posts", "cms:administer users"][..],
            None,
            Some("WordPress"),
        ),
        ("", "", drupal, None, Some("Drupal 7")),
        (
            "drupal",
            "",
            &[
                "Drupal:access content",
                "Drupal:administer account settings",
            ],
            None,
            Some("Drupal"),
        ),
        (
            "backdrop",
            "",
            &["Drupal:access content", "Drupal:administer layouts"],
            None,
            Some("Backdrop"),
        ),
        // Backdrop answers to the form of WordPress too.
        (
            "backdrop",
            "/?civiwp=CiviCRM&q=civicrm/ajax/api4",
            &["Drupal:administer layouts"],
            None,
            Some("Backdrop"),
        ),
        (
            "",
            "",
            &["cms:administer users"],
            Some("/var/www/wp-content/plugins/civicrm/civicrm/ext/authx"),
            Some("WordPress"),
        ),
        (
            "",
            "",
            &[],
            Some("/srv/administrator/components/com_civicrm/civicrm/ext/authx"),
            Some("Joomla"),
        ),
        (
            "",
            "",
            &[],
            Some("/srv/sites/all/modules/civicrm/ext/authx"),
            Some("Drupal 7"),
        ),
        (
            "",
            "",
            &[],
            Some("C:\\www\\vendor\\civicrm\\civicrm-core\\ext"),
            Some("Drupal"),
        ),
        ("joomla", "", &[], None, Some("Joomla")),
        ("wordpress", "", &[], None, Some("WordPress")),
        ("", "", &[], None, None),
    ] {
        let site = Site::start(Ways {
            cms,
            permissions,
            extension,
            ..Ways::default()
        });
        let url = format!("{}{address}", site.url);
        let project = project(&site);
        project
            .run(&["refresh", "--out", "live", "--url", &url])
            .ok();
        let json: serde_json::Value =
            serde_json::from_str(&project.read("live/site.json")).unwrap();
        assert_eq!(
            json["cms"].as_str(),
            expected,
            "{cms} {permissions:?} {extension:?}"
        );
    }
}

#[test]
fn a_file_that_holds_no_certificate_is_refused_by_its_name() {
    let site = Site::start(Ways::default());
    let project = project(&site);
    project.write("not a certificate.pem", "hello");
    project.write("civi.toml", "[site]\nca-file = 'gone.pem'\n");
    for (arguments, named) in [
        (
            &["--ca-file", "not a certificate.pem"][..],
            "not a certificate.pem",
        ),
        (&["--ca-file", "nowhere.pem"], "nowhere.pem"),
        (&[], "gone.pem"),
    ] {
        let ran = project
            .run(&[&["refresh", "--out", "live"][..], arguments].concat())
            .code(2);
        assert!(ran.stderr.contains(named), "{}", ran.stderr);
        assert!(ran.stderr.contains("BEGIN CERTIFICATE"), "{}", ran.stderr);
    }
}
