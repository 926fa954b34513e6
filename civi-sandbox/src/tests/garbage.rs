//! Whatever a caller sends: an answer, no panic, and nothing half written.

use super::{json, message, newer, reply};
use crate::ADMINISTRATOR_KEY;
use crate::json::Json;

/// Values that no parameter expects.
const GARBAGE: &[&str] = &[
    "null",
    "true",
    "-1",
    "1e400",
    "99999999999999999999",
    "\"\"",
    "\"x\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "[[\"\"]]",
    "{\"\":\"\"}",
    "[[[[[[]]]]]]",
    "\"' OR 1=1 --\"",
    "[[\"id\",\"=\",{\"a\":1}]]",
    "[[\"id\",\"BETWEEN\",[1]]]",
    "[[\"AND\",5]]",
    "[[\"NOT\"]]",
    "[[\"id\",\"REGEXP\",\"(\"]]",
    "[\"COUNT(\"]",
    "[\"CONCAT()\"]",
    "[\"(a +)\"]",
    "[\"id:\"]",
    "[\"*.*\"]",
    "[\":label\"]",
    "[\"GROUP_CONCAT(id ORDER BY)\"]",
    "[\"a.b.c.d.e.f\"]",
    "[\"EXTRACT(x FROM id)\"]",
    "[\"IF((((((((((((((((((((id\"]",
    "[[\"Email AS e\",\"SIDEWAYS\"]]",
    "[[\"Nope AS n\",\"LEFT\"]]",
    "[[\"Email AS a\",\"LEFT\"]]",
    "{\"x\":[\"Contact\"]}",
    "{\"x\":[[],{}]}",
    "[[\"id\",\"IN\",[[1]]]]",
    "{\"id\":[1]}",
    "[{\"id\":\"x\"}]",
    "[[\"created_date\",\"=\",\"this.century\"]]",
];

#[test]
fn garbage_in_every_parameter_of_every_action_gets_an_answer() {
    let sandbox = newer();
    let model = std::sync::Arc::clone(&sandbox.site.model);
    let mut asked = 0;
    for name in [
        "Contact",
        "Activity",
        "Setting",
        "Entity",
        "Custom_multi_rec",
        "File",
        "Group",
    ] {
        let entity = model.entity(name).unwrap();
        for (action, known) in &entity.entity.actions {
            for param in known
                .params
                .keys()
                .map(String::as_str)
                .chain(["chain", "debug", "nope"])
            {
                for value in GARBAGE {
                    let params = format!("{{{}:{value}}}", Json::text(param).compact());
                    let reply = reply(&sandbox, &format!("{name}/{action}"), &params);
                    let is_page = reply.content_type.starts_with("text/html");
                    assert!(
                        is_page || Json::parse(&reply.body).is_some(),
                        "{name}.{action} {params}"
                    );
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 5000, "{asked}");
}

#[test]
fn a_callers_text_never_becomes_sql() {
    let sandbox = newer();
    let before = count(&sandbox);
    for text in [
        "\"; DELETE FROM civicrm_contact; --",
        "x') OR 1=1 --",
        "t0.\"id\"",
        "a`b",
        "\u{0}",
    ] {
        let text = Json::text(text).compact();
        for params in [
            format!(r#"{{"select":[{text}]}}"#),
            format!(r#"{{"where":[[{text},"=",1]]}}"#),
            format!(r#"{{"where":[["first_name","=",{text}]]}}"#),
            format!(r#"{{"where":[["first_name",{text},1]]}}"#),
            format!(r#"{{"orderBy":{{{text}:"ASC"}}}}"#),
            format!(r#"{{"groupBy":[{text}]}}"#),
            format!(r#"{{"join":[["Email AS e","LEFT",[{text},"=",{text}]]]}}"#),
            format!(r#"{{"values":{{{text}:{text},"first_name":{text}}}}}"#),
        ] {
            let action = if params.contains("values") {
                "create"
            } else {
                "get"
            };
            let found = reply(&sandbox, &format!("Contact/{action}"), &params);
            let body = String::from_utf8_lossy(&found.body).into_owned();
            assert!(!body.contains("unknown error"), "{params}: {body}");
        }
    }
    assert!(count(&sandbox) >= before);
}

fn count(sandbox: &crate::Sandbox) -> i64 {
    let body = json(&reply(
        sandbox,
        "Contact/get",
        r#"{"select":["row_count"]}"#,
    ));
    body.get("countMatched").and_then(Json::to_int).unwrap()
}

#[test]
fn a_record_that_is_refused_leaves_nothing_behind() {
    let sandbox = newer();
    let before = count(&sandbox);
    // The email's contact is there by then, but the email is refused.
    let values = r#"{"values":{"contact_type":"Individual","first_name":"Half","email_primary.email":"h@example.org","email_primary.location_type_id":1,"employer_id":999999}}"#;
    assert_eq!(reply(&sandbox, "Contact/create", values).status, 500);
    let activity = r#"{"values":{"activity_type_id":1,"source_contact_id":1,"target_contact_id":[999999],"subject":"half"}}"#;
    assert_eq!(reply(&sandbox, "Activity/create", activity).status, 500);
    assert_eq!(count(&sandbox), before);
    let left = reply(
        &sandbox,
        "Activity/get",
        r#"{"where":[["subject","=","half"]]}"#,
    );
    assert_eq!(json(&left).get("count"), Some(&Json::Int(0)));
}

#[test]
fn deep_and_long_requests_are_answered() {
    let sandbox = newer();
    let deep = format!(
        "{{\"where\":{}{}}}",
        "[[\"NOT\",".repeat(60),
        "[]".to_owned() + &"]]".repeat(60)
    );
    let answer = reply(&sandbox, "Contact/get", &deep);
    assert!(answer.status == 200 || answer.status == 500);
    let too_deep = format!("{{\"where\":{}", "[".repeat(10_000));
    assert_eq!(reply(&sandbox, "Contact/get", &too_deep).status, 500);
    let wide: Vec<String> = (0..5000).map(|n| format!("[\"id\",\"=\",{n}]")).collect();
    let wide = format!("{{\"where\":[[\"OR\",[{}]]]}}", wide.join(","));
    assert!([200, 500].contains(&reply(&sandbox, "Contact/get", &wide).status));
    let joins: Vec<String> = (0..100)
        .map(|n| format!("[\"Email AS e{n}\",\"LEFT\"]"))
        .collect();
    let joins = format!("{{\"join\":[{}]}}", joins.join(","));
    assert_eq!(reply(&sandbox, "Contact/get", &joins).status, 500);
    let calls = message(
        "/civicrm/ajax/api4",
        &[("calls", "[[\"Contact\"]]")],
        Some(ADMINISTRATOR_KEY),
    );
    assert_eq!(sandbox.site.answer(&calls).status, 500);
}
