//! `doctor`.

use snapbox::str;

use crate::project::{Project, Ran};
use crate::site::{Site, Ways};

fn doctor(ways: Ways, arguments: &[&str]) -> Ran {
    let site = Site::start(ways);
    let project = Project::with_snapshot().env("CIVI_API_KEY", "a-test-key-7");
    let mut all = vec!["doctor", "--url", &site.url];
    all.extend(arguments);
    let mut ran = project.run(&all);
    assert!(!ran.stdout.contains("a-test-key-7"), "{}", ran.stdout);
    assert!(!ran.stderr.contains("a-test-key-7"), "{}", ran.stderr);
    ran.stdout = ran.stdout.replace(&site.url, "[SITE]");
    ran
}

/// It found this, and says that it must be put right.
fn problem(ways: Ways, expected: &str) {
    let ran = doctor(ways, &[]).code(6);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let found = lines
        .iter()
        .position(|line| line.starts_with("problem") && line.contains(expected));
    let advice = found.and_then(|at| lines.get(at + 1)).expect(&ran.stdout);
    assert!(advice.starts_with("     "), "{}", ran.stdout);
}

#[test]
fn a_good_site_is_told_so() {
    doctor(Ways::default(), &[])
        .ok()
        .prints(str![[r#"
ok       route       the API is at [SITE]/civicrm/ajax/api4 (route form: clean)
note     route       the address was found by trying
                     write `url = "[SITE]/civicrm/ajax/api4"` under [site] in civi.toml to spare the search
ok       identity    contact 3, by API key (xheader)
ok       clock       the site's clock and this one agree
ok       version     CiviCRM 6.17.2
ok       filters     a filter arrives as it was sent
ok       characters  quotes, markup, SQL words and emoji arrive
ok       sizes       a body of 6.0 MB arrives whole
ok       access      this credential sees all 3 entities of schemas/site, and their fields and actions

"#]])
        .says(str![[r#"
0 problems, 1 note, 8 ok, 11 requests sent

"#]]);
}

#[test]
fn programs_get_json() {
    let ran = doctor(Ways::default(), &["--format", "json"]).ok();
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["healthy"], true);
    assert_eq!(json["findings"][0]["topic"], "route");
}

#[test]
fn the_route_is_found_where_addresses_are_not_clean() {
    let ran = doctor(
        Ways {
            cms: "wordpress",
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(ran.stdout.contains("civiwp=CiviCRM"), "{}", ran.stdout);
}

#[test]
fn a_redirect_is_a_problem_with_a_target() {
    problem(
        Ways {
            redirect: Some("http://127.0.0.1:9"),
            ..Ways::default()
        },
        "http://127.0.0.1:9",
    );
}

#[test]
fn a_refused_credential_is_a_problem() {
    problem(
        Ways {
            refuses: Some("Invalid credential"),
            ..Ways::default()
        },
        "credential",
    );
    problem(
        Ways {
            refuses: Some("Login not permitted. Must satisfy guard (site_key, perm)."),
            ..Ways::default()
        },
        "Login not permitted",
    );
}

#[test]
fn being_nobody_is_a_problem() {
    problem(
        Ways {
            anonymous: true,
            ..Ways::default()
        },
        "takes us for nobody",
    );
}

#[test]
fn a_contact_without_user_is_worth_knowing() {
    let ran = doctor(
        Ways {
            no_user: true,
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(ran.stdout.contains("no CMS user"), "{}", ran.stdout);
}

#[test]
fn parameters_that_are_lost_are_a_problem() {
    problem(
        Ways {
            drops_over: Some(0),
            ..Ways::default()
        },
        "a filter for one row",
    );
}

#[test]
fn a_large_body_that_loses_its_filter_is_a_problem() {
    problem(
        Ways {
            drops_over: Some(500_000),
            ..Ways::default()
        },
        "of a body of 1.0 MB the filter",
    );
}

#[test]
fn a_large_body_that_is_refused_is_worth_knowing() {
    let ran = doctor(
        Ways {
            refuses_over: Some(2_000_000),
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(
        ran.stdout.contains("a body of 6.0 MB is refused"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains(".body_cap(1000000)"), "{}", ran.stdout);
}

#[test]
fn a_firewall_is_found() {
    problem(
        Ways {
            firewall: Some("<script>"),
            ..Ways::default()
        },
        "odd characters is refused",
    );
}

#[test]
fn clocks_are_compared() {
    let ran = doctor(
        Ways {
            clock_ahead: 90,
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(ran.stdout.contains("s behind the site's"), "{}", ran.stdout);
    let site = Site::start(Ways {
        clock_ahead: 90,
        ..Ways::default()
    });
    let project = Project::with_snapshot().env("CIVI_JWT", "a.b.c");
    let ran = project.run(&["doctor", "--url", &site.url]).code(6);
    assert!(ran.stdout.contains("problem  clock"), "{}", ran.stdout);
}

#[test]
fn fields_that_are_hidden_are_named() {
    let ran = doctor(
        Ways {
            hides: Some(("Contact", "api_key")),
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(
        ran.stdout
            .contains("1 field of Contact not visible: api_key"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_the_bindings_leave_out_need_not_be_visible() {
    let site = Site::start(Ways {
        hides: Some(("Contact", "api_key")),
        ..Ways::default()
    });
    let project = Project::with_snapshot().env("CIVI_API_KEY", "k");
    for settings in [
        "exclude-fields = ['Contact.api_key']",
        "entities = ['Email']",
    ] {
        project.write(
            "civi.toml",
            format!("schema = 'schemas/site'\n[generate]\n{settings}\n"),
        );
        let ran = project.run(&["doctor", "--url", &site.url]).ok();
        assert!(!ran.stdout.contains("not visible"), "{}", ran.stdout);
    }
}

#[test]
fn a_sites_text_cant_move_the_cursor() {
    let refuses = Some("Invalid credential \u{1b}[2J\u{7}");
    let ran = doctor(
        Ways {
            refuses,
            ..Ways::default()
        },
        &[],
    )
    .code(6);
    assert!(
        !ran.stdout.contains(['\u{1b}', '\u{7}']),
        "{:?}",
        ran.stdout
    );
}

#[test]
fn an_entity_that_cant_be_read_is_named() {
    let ran = doctor(
        Ways {
            broken: Some("Email"),
            ..Ways::default()
        },
        &[],
    )
    .ok();
    assert!(
        ran.stdout.contains("the fields of Email can't be read"),
        "{}",
        ran.stdout
    );
}

#[test]
fn entities_that_are_not_on_the_site_are_a_problem() {
    let site = Site::start(Ways::default());
    let project = Project::with_snapshot().env("CIVI_API_KEY", "k");
    let email = project.read("schemas/site/entities/Email.json");
    project.write(
        "schemas/site/entities/Eck_Boat.json",
        email.replacen("\"Email\"", "\"Eck_Boat\"", 1),
    );
    let ran = project.run(&["doctor", "--url", &site.url]).code(6);
    assert!(
        ran.stdout.contains("not on the site: Eck_Boat"),
        "{}",
        ran.stdout
    );
}

#[test]
fn who_may_not_list_entities_is_examined_with_its_own_contact() {
    let ran = doctor(
        Ways {
            no_entity_get: true,
            ..Ways::default()
        },
        &[],
    )
    .code(6);
    assert!(ran.stdout.contains("problem  access"), "{}", ran.stdout);
    assert!(ran.stdout.contains("ok       sizes"), "{}", ran.stdout);
}

#[test]
fn without_a_snapshot_it_examines_the_rest() {
    let site = Site::start(Ways::default());
    let project = Project::new().env("CIVI_API_KEY", "k");
    let ran = project.run(&["doctor", "--url", &site.url]).ok();
    assert!(
        ran.stdout.contains("no snapshot was named"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_snapshot_of_another_version_is_worth_knowing() {
    let site = Site::start(Ways::default());
    let project = Project::with_snapshot().env("CIVI_API_KEY", "k");
    project.write(
        "schemas/site/site.json",
        "{\n  \"format\": 1,\n  \"civicrm\": \"5.77.0\"\n}\n",
    );
    let ran = project.run(&["doctor", "--url", &site.url]).ok();
    assert!(
        ran.stdout
            .contains("the site has CiviCRM 6.17.2, the snapshot is of 5.77.0")
    );
}

#[test]
fn a_site_that_isnt_there_is_a_problem() {
    let project = Project::new().env("CIVI_API_KEY", "k");
    let ran = project
        .run(&["doctor", "--url", "http://127.0.0.1:9"])
        .code(6);
    assert!(ran.stdout.contains("can't connect"), "{}", ran.stdout);
}

/// Runs it with these entities chosen in `civi.toml`.
fn chosen(ways: Ways, generate: &str) -> Ran {
    let site = Site::start(ways);
    let project = Project::with_snapshot().env("CIVI_API_KEY", "k");
    project.write(
        "civi.toml",
        format!("schema = 'schemas/site'\n[generate]\n{generate}\n"),
    );
    project.run(&["doctor", "--url", &site.url])
}

#[test]
fn what_is_chosen_and_may_not_be_had_is_a_problem() {
    let refusals = [
        Ways {
            broken: Some("Email"),
            ..Ways::default()
        },
        Ways {
            hides: Some(("Email", "email")),
            ..Ways::default()
        },
        Ways {
            hides_action: Some(("Email", "get")),
            ..Ways::default()
        },
    ];
    for ways in refusals {
        for entities in ["entities = ['Email']", "entities = ['E*', 'Contact']"] {
            let ran = chosen(ways.clone(), entities).code(6);
            assert!(ran.stdout.contains("problem  access"), "{}", ran.stdout);
            assert!(ran.stdout.contains("Email"), "{}", ran.stdout);
        }
        // What is not chosen is no problem, and without a choice it is worth knowing.
        chosen(ways.clone(), "entities = ['Contact']").ok();
        let ran = chosen(ways, "").ok();
        assert!(ran.stdout.contains("note     access"), "{}", ran.stdout);
    }
}

#[test]
fn what_is_chosen_is_examined_where_entities_cant_be_listed() {
    let ways = Ways {
        no_entity_get: true,
        hides_action: Some(("Email", "get")),
        ..Ways::default()
    };
    let ran = chosen(ways, "entities = ['Email']").code(6);
    assert!(
        ran.stdout.contains("1 action of Email not visible: get"),
        "{}",
        ran.stdout
    );
}
