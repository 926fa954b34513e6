//! Who is let in (§2).

use super::{json, message, newer, reply_to, sandbox};
use crate::request::Message;
use crate::{ADMINISTRATOR_KEY, CONTACT_KEY, Cms, Identity, LIMITED_KEY, SITE_KEY, Sandbox};

const GET: &str = r#"{"select":["id"],"limit":1}"#;

fn with(headers: &[(&str, &str)], body: &str) -> Message {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut headers: Vec<_> = headers.collect();
    let form = (
        "Content-Type".to_owned(),
        "application/x-www-form-urlencoded".to_owned(),
    );
    headers.push(form);
    Message::new(
        "POST",
        "/civicrm/ajax/api4/Contact/get",
        "",
        headers,
        body.as_bytes(),
    )
}

#[test]
fn wire_2_1_each_flow_carries_a_key() {
    let sandbox = newer();
    let bearer = format!("Bearer {ADMINISTRATOR_KEY}");
    let ajax = ("X-Requested-With", "XMLHttpRequest");
    let status = |message: &Message| sandbox.site.answer(message).status;
    assert_eq!(status(&with(&[("X-Civi-Auth", &bearer)], "")), 200);
    assert_eq!(status(&with(&[("Authorization", &bearer), ajax], "")), 200);
    let param = format!("_authx=Bearer+{ADMINISTRATOR_KEY}");
    assert_eq!(status(&with(&[], &param)), 200);
    let legacy = format!("api_key={ADMINISTRATOR_KEY}&key=any");
    assert_eq!(status(&with(&[], &legacy)), 200);
    // The usual header does not make it a web service (§1.3).
    assert_eq!(status(&with(&[("Authorization", &bearer)], "")), 400);
    // A lower-case scheme and a wrong key are refused.
    assert_eq!(status(&with(&[("X-Civi-Auth", "bearer x")], "")), 401);
    assert_eq!(status(&with(&[("X-Civi-Auth", "Bearer x"), ajax], "")), 401);
}

#[test]
fn wire_2_1_a_contact_without_user_needs_the_site_key() {
    let sandbox = newer();
    let bearer = format!("Bearer {CONTACT_KEY}");
    let refused = sandbox.site.answer(&with(&[("X-Civi-Auth", &bearer)], ""));
    let text = String::from_utf8(refused.body).unwrap();
    assert_eq!(
        text,
        "HTTP 401 Login not permitted. Must satisfy guard (site_key, perm)."
    );
    let headers = [("X-Civi-Auth", bearer.as_str()), ("X-Civi-Key", SITE_KEY)];
    assert_eq!(sandbox.site.answer(&with(&headers, "")).status, 200);
}

#[test]
fn wire_2_2_tokens_are_for_a_contact_and_expire() {
    let sandbox = newer();
    let ask = |token: &str| {
        sandbox
            .site
            .answer(&with(&[("X-Civi-Auth", &format!("Bearer {token}"))], ""))
    };
    assert_eq!(ask(&sandbox.token(2, 60)).status, 200);
    assert_eq!(ask(&sandbox.token(2, -60)).body, b"HTTP 401 Expired token");
    assert_eq!(
        ask(&sandbox.token(99_999, 60)).body,
        b"HTTP 401 Contact ID 99999 is invalid"
    );
    assert_eq!(ask("aaaa.bbbb.cccc").body, b"HTTP 401 Invalid credential");
}

#[test]
fn wire_0_4_nobody_gets_no_rows_and_a_password_that_is_not_accepted_is_nobody() {
    let sandbox = newer();
    let nobody = json(&reply_to(&sandbox, "Contact/get", GET, None));
    assert_eq!(nobody.get("values").unwrap().compact(), "[]");
    assert_eq!(reply_to(&sandbox, "Entity/get", GET, None).status, 403);
    let ajax = ("X-Requested-With", "XMLHttpRequest");
    let basic = sandbox
        .site
        .answer(&with(&[("Authorization", "Basic YTpi"), ajax], ""));
    assert_eq!(
        (
            basic.status,
            json(&basic).get("values").unwrap().compact().as_str()
        ),
        (200, "[]")
    );
}

#[test]
fn wire_2_1_passwords_are_taken_where_they_are_accepted() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let clerk = Identity::administrator("key").login("admin", "secret");
    let sandbox = Sandbox::open(folder)
        .unwrap()
        .identity(clerk)
        .accept_passwords()
        .build()
        .unwrap();
    let ajax = ("X-Requested-With", "XMLHttpRequest");
    let ask = |basic: &str| {
        sandbox
            .site
            .answer(&with(&[("Authorization", basic), ajax], ""))
            .status
    };
    assert_eq!(ask("Basic YWRtaW46c2VjcmV0"), 200);
    assert_eq!(ask("Basic YWRtaW46d3Jvbmc="), 401);
}

#[test]
fn wire_12_8_the_users_id_is_text_on_some_cms() {
    let id = |sandbox: &Sandbox| {
        let message = message("/civicrm/authx/id", &[], Some(ADMINISTRATOR_KEY));
        json(&sandbox.site.answer(&message))
            .get("user_id")
            .unwrap()
            .compact()
    };
    assert_eq!(id(&newer()), "1");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let drupal = Sandbox::open(folder)
        .unwrap()
        .cms(Cms::Drupal7)
        .build()
        .unwrap();
    assert_eq!(id(&drupal), "\"1\"");
}

#[test]
fn wire_0_7_a_clause_on_a_field_that_one_may_not_see_is_dropped() {
    let sandbox = newer();
    let params = r#"{"select":["id","api_key"],"where":[["api_key","=","zzz"]],"limit":2}"#;
    let limited = json(&reply_to(
        &sandbox,
        "Contact/get",
        params,
        Some(LIMITED_KEY),
    ));
    let rows = limited.get("values").unwrap().items().len();
    assert_eq!(rows, 2);
    assert!(
        limited.get("values").unwrap().items()[0]
            .get("api_key")
            .is_none()
    );
    // Inside OR the site makes broken SQL of it (§9).
    let params = r#"{"where":[["OR",[["api_key","=","zzz"],["id","=",1]]]]}"#;
    assert_eq!(
        reply_to(&sandbox, "Contact/get", params, Some(LIMITED_KEY)).status,
        500
    );
}

#[test]
fn wire_1_8_without_view_debug_output_an_error_says_nothing() {
    let sandbox = sandbox("standalone-6.17");
    let params = r#"{"where":[["no_such","=",1]]}"#;
    let error = json(&reply_to(
        &sandbox,
        "Contact/get",
        params,
        Some(LIMITED_KEY),
    ));
    assert_eq!(error.get("error_code").unwrap().compact(), "\"1\"");
    assert!(
        error
            .get("error_message")
            .unwrap()
            .compact()
            .starts_with("\"Sorry an error")
    );
    assert_eq!(
        reply_to(&sandbox, "System/check", "{}", Some(LIMITED_KEY)).status,
        403
    );
    assert_eq!(
        reply_to(&sandbox, "Domain/get", "{}", Some(LIMITED_KEY)).status,
        403
    );
}

#[test]
fn identities_hide_fields_and_entities() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let clerk = Identity::limited("clerk")
        .hide_field("Contact", "last_name")
        .hide_entity("Email");
    let builder = Sandbox::open(folder)
        .unwrap()
        .identity(Identity::administrator("a"));
    let sandbox = builder.identity(clerk).build().unwrap();
    let params = r#"{"select":["id","last_name","email_primary.email"],"limit":1}"#;
    let row = json(&reply_to(&sandbox, "Contact/get", params, Some("clerk")));
    assert_eq!(row.get("values").unwrap().compact(), "[{\"id\":1}]");
    assert_eq!(
        reply_to(&sandbox, "Email/get", "{}", Some("clerk")).status,
        403
    );
}
