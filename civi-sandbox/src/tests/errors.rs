//! What is refused, and how (§1).

use super::{json, message, newer, refusal, reply, sandbox, text};
use crate::ADMINISTRATOR_KEY;
use crate::json::Json;
use crate::request::{Message, Reply};

fn is_page(reply: &Reply) -> bool {
    reply.content_type.starts_with("text/html")
}

#[test]
fn wire_1_3_get_is_for_reads_only() {
    let sandbox = newer();
    let get = |path: &str| {
        let mut message = message(path, &[], Some(ADMINISTRATOR_KEY));
        message.method = "GET".to_owned();
        sandbox.site.answer(&message).status
    };
    assert_eq!(
        get("/civicrm/ajax/api4/Contact/get?params=%7B%22limit%22%3A1%7D"),
        200
    );
    assert_eq!(get("/civicrm/ajax/api4/Tag/create"), 405);
    assert_eq!(get("/civicrm/ajax/api4"), 405);
}

#[test]
fn wire_1_4_params_that_are_no_object_are_a_page() {
    let sandbox = newer();
    for params in ["{bad", "5", "\"x\""] {
        let reply = reply(&sandbox, "Contact/get", params);
        assert!(is_page(&reply) && reply.status == 500, "{params}");
    }
    assert!(text(&sandbox, "Tag/get", "[]").starts_with("[{"));
    let php = message(
        "/civicrm/ajax/api4/Contact/get",
        &[("params[limit]", "1")],
        Some(ADMINISTRATOR_KEY),
    );
    assert!(is_page(&sandbox.site.answer(&php)));
}

#[test]
fn wire_1_4_parameters_are_checked() {
    let sandbox = newer();
    assert_eq!(
        refusal(&sandbox, "Tag/get", r#"{"foo":1}"#),
        "Unknown api parameter: foo"
    );
    assert_eq!(
        refusal(&sandbox, "Tag/get", r#"{"Limit":1}"#),
        "Unknown api parameter: Limit"
    );
    let wrong = refusal(&sandbox, "Tag/get", r#"{"select":"id"}"#);
    assert_eq!(
        wrong,
        "Parameter \"select\" is not of the correct type. Expecting array."
    );
    assert_eq!(
        refusal(&sandbox, "Tag/delete", "{}"),
        "Parameter \"where\" is required."
    );
    assert!(is_page(&reply(&sandbox, "Tag/get", r#"{"join":"x"}"#)));
    let tolerated = r#"{"version":3,"limit":"1","CheckPermissions":false,"select":["id"],"where":[["id","=",1]]}"#;
    assert_eq!(text(&sandbox, "Tag/get", tolerated), "[{\"id\":1}]");
    let older = self::sandbox("wordpress-5.77");
    assert_eq!(
        refusal(&older, "Tag/get", r#"{"foo":1}"#),
        "Unknown api parameter: setFoo"
    );
}

#[test]
fn wire_1_8_unknown_entities_and_actions() {
    let sandbox = newer();
    let entity = refusal(&sandbox, "Nope/get", "{}");
    assert_eq!(
        entity,
        "API (Nope, get) does not exist (or the extension it belongs to is not enabled)."
    );
    assert_eq!(
        refusal(&sandbox, "Contact/nope", "{}"),
        "Api Contact nope version 4 does not exist."
    );
    // The name of an action may be in any case (§1.1).
    let fields = json(&reply(&sandbox, "Contact/getfields", r#"{"limit":1}"#));
    assert_eq!(
        fields.get("action").and_then(Json::as_str),
        Some("getFields")
    );
}

#[test]
fn wire_0_5_older_wordpress_answers_every_error_with_200() {
    let sandbox = sandbox("wordpress-5.77");
    let reply = reply(&sandbox, "Contact/get", r#"{"where":[["no_such","=",1]]}"#);
    assert_eq!(reply.status, 200);
    let body = json(&reply);
    assert_eq!(body.get("status").unwrap().compact(), "500");
    assert!(body.get("error_id").is_none());
}

#[test]
fn wire_12_9_newer_wordpress_shows_a_page_for_an_unknown_entity() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let builder = crate::Sandbox::open(folder)
        .unwrap()
        .cms(crate::Cms::WordPress);
    let sandbox = builder.build().unwrap();
    let page = reply(&sandbox, "Nope/get", "{}");
    assert!(is_page(&page) && page.status == 200);
    // The batch answers JSON all the same.
    let calls = [("calls", r#"[["Nope","get",{}],["Tag","get",{"limit":1}]]"#)];
    let batch = message("/civicrm/ajax/api4", &calls, Some(ADMINISTRATOR_KEY));
    assert!(
        json(&sandbox.site.answer(&batch)).items()[0]
            .get("error_message")
            .is_some()
    );
}

#[test]
fn wire_6_1_conditions_of_a_wrong_shape_are_a_page() {
    let sandbox = newer();
    for clauses in [
        r#"["id","=",1]"#,
        r#"[["id","IN",1]]"#,
        r#"[["id","=",[1]]]"#,
        r#"[[]]"#,
    ] {
        let params = format!("{{\"where\":{clauses}}}");
        assert!(
            is_page(&reply(&sandbox, "Contact/get", &params)),
            "{clauses}"
        );
    }
    assert_eq!(
        refusal(&sandbox, "Contact/get", r#"{"where":[["id","~",1]]}"#),
        "Illegal operator"
    );
    let unknown = refusal(&sandbox, "Contact/get", r#"{"where":[["no_such","=",1]]}"#);
    assert_eq!(unknown, "Invalid field 'no_such'");
}

#[test]
fn wire_1_7_a_batch_answers_each_call() {
    let sandbox = newer();
    let batch = |calls: &str| {
        let message = message(
            "/civicrm/ajax/api4",
            &[("calls", calls)],
            Some(ADMINISTRATOR_KEY),
        );
        sandbox.site.answer(&message)
    };
    let mixed =
        batch(r#"{"a":["Tag","get",{"limit":1}],"b":["Tag","get",{"where":[["x","=",1]]}]}"#);
    assert_eq!(mixed.status, 200);
    assert!(
        json(&mixed)
            .get("b")
            .unwrap()
            .get("error_message")
            .is_some()
    );
    let all = batch(r#"[["Contact","nope",{}],["Nope","get"]]"#);
    assert_eq!((all.status, json(&all).items().len()), (500, 2));
    for calls in ["[]", "x", r#"[["Contact","get",null]]"#] {
        assert!(is_page(&batch(calls)), "{calls}");
    }
}

#[test]
fn wire_0_1_a_body_that_is_no_form_runs_without_parameters() {
    let sandbox = newer();
    let headers = vec![
        ("Content-Type".to_owned(), "application/json".to_owned()),
        (
            "X-Civi-Auth".to_owned(),
            format!("Bearer {ADMINISTRATOR_KEY}"),
        ),
    ];
    let body = br#"{"params":{"limit":1}}"#;
    let message = Message::new("POST", "/civicrm/ajax/api4/Contact/get", "", headers, body);
    let count = json(&sandbox.site.answer(&message))
        .get("count")
        .and_then(Json::to_int);
    assert!(count > Some(20), "{count:?}");
}

#[test]
fn wire_0_2_a_body_over_eight_megabytes_is_dropped() {
    let sandbox = newer();
    let long = format!(
        "{{\"limit\":1,\"where\":[[\"id\",\"IN\",[{}1]]]}}",
        "1,".repeat(5_000_000)
    );
    let count = json(&reply(&sandbox, "Contact/get", &long))
        .get("count")
        .and_then(Json::to_int);
    assert!(count > Some(20), "{count:?}");
}

#[test]
fn wire_1_4_newer_sites_take_parameters_from_the_query() {
    let ask = |sandbox: &crate::Sandbox| {
        let path = "/civicrm/ajax/api4/Contact/get?limit=2&select[]=id";
        let message = message(path, &[], Some(ADMINISTRATOR_KEY));
        json(&sandbox.site.answer(&message))
            .get("values")
            .unwrap()
            .items()
            .len()
    };
    assert_eq!(ask(&newer()), 2);
    assert!(ask(&sandbox("wordpress-5.77")) > 2);
}
