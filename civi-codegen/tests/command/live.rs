//! `refresh` and `diff --live` against a site.

use snapbox::str;

use crate::desk::Desk;
use crate::site::{Site, Ways};

fn desk(site: &Site) -> Desk {
    Desk::with_snapshot()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY", "a-test-key-7")
        .env("SOURCE_DATE_EPOCH", "1763913600")
}

#[test]
fn a_site_gives_what_its_captures_give() {
    let site = Site::start(Ways::default());
    let desk = desk(&site);
    desk.run(&["refresh", "--out", "live"])
        .ok()
        .prints(str![""])
        .says(str![[r#"
asking [SITE]
Entity.get: 0 of 12, [..]
[..] requests, [..] kB, in [TIME] s
live: 3 entities of CiviCRM 6.17.2, taken 2025-11-23 as administrator
4 files added, 0 changed, 0 removed, 0 as before

"#]]);
    for file in desk.files("schemas/site/entities") {
        let live = file.replace("schemas/site", "live");
        assert_eq!(desk.read(&file), desk.read(&live), "{file}");
    }
    assert!(desk.read("live/site.json").contains("6.17.2"));
    assert!(
        !desk.path(".live.civi-refresh").exists(),
        "the cache is gone"
    );
    assert!(
        site.credentials()
            .iter()
            .all(|sent| sent == "Bearer a-test-key-7")
    );
    desk.run(&["refresh", "--out", "live"]).ok().says(str![[r#"
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
        only_query: true,
        ..Ways::default()
    });
    let desk = desk(&site);
    desk.run(&["refresh", "--out", "live"]).ok();
    assert!(desk.read("live/site.json").contains("WordPress"));
}

#[test]
fn a_redirect_is_told_with_its_target() {
    let site = Site::start(Ways {
        redirect: Some("https://www.example.org"),
        ..Ways::default()
    });
    let ran = desk(&site).run(&["refresh", "--out", "live"]).code(5);
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
    desk(&site).run(&["refresh", "--out", "live"]).ok();
    assert!(site.requests() <= 5, "{}", site.requests());
}

#[test]
fn an_entity_that_cant_be_read_is_told_and_the_rest_is_there() {
    let site = Site::start(Ways {
        broken: Some("Email"),
        ..Ways::default()
    });
    let desk = desk(&site);
    let ran = desk.run(&["refresh", "--out", "live"]).ok();
    assert!(
        ran.stderr.contains("warning: Email was left out: "),
        "{}",
        ran.stderr
    );
    assert!(desk.path("live/entities/Contact.json").exists());
    assert!(!desk.path("live/entities/Email.json").exists());
}

#[test]
fn a_limited_user_is_warned_of() {
    let site = Site::start(Ways {
        hides: Some(("Contact", "api_key")),
        ..Ways::default()
    });
    let desk = desk(&site);
    let ran = desk.run(&["refresh", "--out", "live"]).ok();
    assert!(
        ran.stderr
            .contains("refresh with an administrator's credential"),
        "{}",
        ran.stderr
    );
    assert!(desk.read("live/site.json").contains("limited user"));
}

#[test]
fn after_a_failure_it_goes_on_where_it_stopped() {
    let site = Site::start(Ways {
        dies_at: Some(3),
        ..Ways::default()
    });
    let desk = desk(&site);
    let ran = desk.run(&["refresh", "--out", "live"]).code(5);
    assert!(ran.stderr.contains("next: run it again"), "{}", ran.stderr);
    assert!(!desk.path("live").exists(), "nothing is half-written");
    site.set(Ways::default());
    let ran = desk.run(&["refresh", "--out", "live"]).ok();
    assert!(
        ran.stderr.contains("were there from a run before"),
        "{}",
        ran.stderr
    );
    assert!(desk.path("live/entities/Email.json").exists());
}

#[test]
fn fresh_forgets_what_was_there() {
    let site = Site::start(Ways {
        dies_at: Some(3),
        ..Ways::default()
    });
    let desk = desk(&site);
    desk.run(&["refresh", "--out", "live"]).code(5);
    site.set(Ways::default());
    let ran = desk.run(&["refresh", "--out", "live", "--fresh"]).ok();
    assert!(!ran.stderr.contains("from a run before"), "{}", ran.stderr);
}

#[test]
fn a_wrong_key_is_exit_code_5_and_never_repeated() {
    let site = Site::start(Ways {
        refuses: Some("Invalid credential"),
        ..Ways::default()
    });
    let ran = desk(&site)
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
    desk(&site).run(&["refresh", "--out", "live"]).code(5);
}

#[test]
fn without_site_or_credential_it_says_what_to_set() {
    let desk = Desk::with_snapshot();
    desk.run(&["refresh", "--out", "live"]).code(2).says(str![[r#"
error: no site was named
  next: set CIVI_URL to the site's address, give --url, or write `url = "…"` under [site] in civi.toml

"#]]);
    desk.run(&[
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
    let desk = Desk::new().env("CIVI_API_KEY", "a").env("CIVI_JWT", "b");
    desk.run(&["refresh", "--out", "x", "--url", "https://crm.example.org"])
        .code(2)
        .says(str![[r#"
error: CIVI_API_KEY and CIVI_JWT are both set
  next: leave one of them

"#]]);
}

#[test]
fn a_key_can_be_in_a_file() {
    let site = Site::start(Ways::default());
    let desk = Desk::new()
        .env("CIVI_URL", &site.url)
        .env("CIVI_API_KEY_FILE", "the key");
    desk.run(&["refresh", "--out", "x"]).code(2);
    desk.write("the key", "a-key-from-a-file\n");
    desk.run(&["refresh", "--out", "x"]).ok();
    assert_eq!(
        site.credentials().last().unwrap(),
        "Bearer a-key-from-a-file"
    );
}

#[test]
fn the_site_can_be_named_in_the_settings() {
    let site = Site::start(Ways::default());
    let desk = Desk::new().env("CIVI_API_KEY", "a-test-key-7");
    desk.write(
        "civi.toml",
        &format!("schema = 'live'\n[site]\nurl = '{}'\n", site.url),
    );
    desk.run(&["refresh"]).ok();
    assert!(desk.path("live/site.json").exists());
}

#[test]
fn diff_compares_with_the_live_site() {
    let site = Site::start(Ways::default());
    let desk = desk(&site);
    desk.run(&["diff", "--live", "--exit-code"])
        .ok()
        .prints(str![[r#"
no changes

"#]]);
    site.set(Ways {
        hides: Some(("Email", "location_type_id")),
        ..Ways::default()
    });
    desk.run(&["diff", "--live", "--exit-code=breaking"])
        .code(3)
        .prints(str![[r#"
1 breaking, 0 additive, 0 cosmetic changes

Breaking
  Email
    location_type_id: field: gone, was i64

"#]]);
    desk.run(&["diff", "schemas/site", "schemas/site", "--live"])
        .code(2);
}

#[test]
fn a_site_that_isnt_there_is_exit_code_5() {
    let desk = Desk::with_snapshot().env("CIVI_API_KEY", "k");
    desk.run(&["diff", "--live", "--url", "http://127.0.0.1:9"])
        .code(5);
}
