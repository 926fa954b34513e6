//! What goes wrong on request.

use super::{message, newer, text};
use crate::request::Message;
use crate::{ADMINISTRATOR_KEY, Misbehaviour, Trouble};

fn create(name: &str) -> Message {
    let params = format!("{{\"values\":{{\"name\":\"{name}\"}}}}");
    message(
        "/civicrm/ajax/api4/Tag/create",
        &[("params", &params)],
        Some(ADMINISTRATOR_KEY),
    )
}

#[test]
fn every_trouble_does_what_it_says() {
    let sandbox = newer();
    let is_there = |name: &str| {
        text(
            &sandbox,
            "Tag/get",
            &format!(r#"{{"where":[["name","=","{name}"]]}}"#),
        ) != "[]"
    };
    let with = |trouble: Trouble, name: &str| {
        sandbox.misbehave(Misbehaviour::seeded(1).trouble(trouble));
        let exchange = sandbox.site.exchange(&create(name));
        sandbox.behave();
        exchange.reply
    };
    assert!(with(Trouble::CutBefore, "m1").is_none() && !is_there("m1"));
    assert!(with(Trouble::CutAfter, "m2").is_none() && is_there("m2"));
    let busy = with(Trouble::TooManyRequests(3), "m3").unwrap();
    assert_eq!(
        (busy.status, busy.headers[0].1.as_str(), is_there("m3")),
        (429, "3", false)
    );
    assert_eq!(with(Trouble::Unavailable, "m4").unwrap().status, 503);
    assert_eq!(with(Trouble::GatewayTimeout, "m5").unwrap().status, 504);
    assert!(!is_there("m4") && is_there("m5"));
    let page = with(Trouble::HtmlPage, "m6").unwrap();
    assert_eq!(
        (page.status, page.content_type),
        (200, "text/html; charset=UTF-8")
    );
    let without = with(Trouble::MissingField("label".into()), "m7").unwrap();
    assert!(
        !String::from_utf8(without.body)
            .unwrap()
            .contains("\"label\"")
    );
}

/// Where two rows match, `save` adds a third (§12.4).
#[test]
fn wire_12_4_the_same_rows_come_before_a_match() {
    let sandbox = newer();
    let params = r#"{"records":[{"email":"twice@example.org"}],"defaults":{"contact_id":1},"match":["contact_id","email"]}"#;
    let save = message(
        "/civicrm/ajax/api4/Email/save",
        &[("params", params)],
        Some(ADMINISTRATOR_KEY),
    );
    assert_eq!(sandbox.site.answer(&save).status, 200);
    sandbox.misbehave(Misbehaviour::seeded(1).trouble(Trouble::SameRows));
    assert_eq!(sandbox.site.exchange(&save).reply.unwrap().status, 200);
    sandbox.behave();
    let found = text(
        &sandbox,
        "Email/get",
        r#"{"select":["id"],"where":[["email","=","twice@example.org"]]}"#,
    );
    assert_eq!(found.matches("id").count(), 3, "{found}");
}

#[test]
fn wire_0_7_a_clause_is_dropped_on_request() {
    let sandbox = newer();
    let get = message(
        "/civicrm/ajax/api4/Tag/get",
        &[(
            "params",
            r#"{"select":["id"],"where":[["name","=","nothing"]]}"#,
        )],
        Some(ADMINISTRATOR_KEY),
    );
    let body = |trouble: Option<Trouble>| {
        match trouble {
            Some(trouble) => sandbox.misbehave(Misbehaviour::seeded(1).trouble(trouble)),
            None => sandbox.behave(),
        }
        let reply = sandbox.site.exchange(&get).reply.unwrap();
        String::from_utf8(reply.body).unwrap()
    };
    assert!(body(None).contains(r#""values":[]"#));
    assert!(!body(Some(Trouble::DroppedClause("name".into()))).contains(r#""values":[]"#));
    assert!(body(Some(Trouble::Notice)).starts_with("<br />"));
}

#[test]
fn the_same_seed_makes_the_same_troubles() {
    let run = |seed: u64| {
        let mut rough = Misbehaviour::seeded(seed).share(0.3).all();
        (0..200)
            .map(|_| rough.next(&create("x")))
            .collect::<Vec<_>>()
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
    let share = run(5).iter().filter(|trouble| trouble.is_some()).count();
    assert!((30..90).contains(&share), "{share}");
    let mut only = Misbehaviour::seeded(1).all().only("/Email/");
    assert_eq!(only.next(&create("x")), None);
}
