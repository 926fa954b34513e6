//! What somebody who may not see everything gets (§0.7, §4, §5, §6.4, §9): each place of a call.

use super::{created, json, reply_to, text};
use crate::json::Json;
use crate::{Identity, Sandbox};

/// A site whose clerk may not see a field of contacts, two of them by a name of the schema's own,
/// and no phone. Errors are told, so that a test sees which.
fn site() -> Sandbox {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/standalone-6.17");
    let clerk = Identity::limited("clerk")
        .permission("view debug output")
        .permission("add contacts")
        .hide_field("Contact", "nick_name")
        .hide_field("Email", "email")
        .hide_entity("Phone");
    let sandbox = Sandbox::open(folder)
        .unwrap()
        .identity(Identity::administrator("administrator"))
        .identity(clerk)
        .build()
        .unwrap();
    let ask = |call: &str, params: &str| ask_as(&sandbox, call, params, "administrator");
    for (first, nick) in [("Ada", "one"), ("Bob", "two")] {
        let values = format!(
            r#"{{"values":{{"contact_type":"Individual","first_name":"{first}","last_name":"Hidden","nick_name":"{nick}","api_key":"key {nick}"}}}}"#
        );
        ask("Contact/create", &values);
    }
    sandbox
}

fn ask_as(sandbox: &Sandbox, call: &str, params: &str, key: &str) -> (u16, Json) {
    let reply = reply_to(sandbox, call, params, Some(key));
    (reply.status, json(&reply))
}

/// The values that the clerk gets.
fn rows(sandbox: &Sandbox, call: &str, params: &str) -> String {
    let (status, body) = ask_as(sandbox, call, params, "clerk");
    let values = body.get("values");
    assert!(
        status == 200 && values.is_some(),
        "{call} {params}: {}",
        body.compact()
    );
    values.unwrap().compact()
}

/// The status and message of the clerk's call that is refused.
fn refused(sandbox: &Sandbox, call: &str, params: &str) -> (u16, String) {
    let (status, body) = ask_as(sandbox, call, params, "clerk");
    let message = body.get("error_message").and_then(Json::as_str);
    (status, message.unwrap_or_default().to_owned())
}

/// A `get` of the contacts of the test, with more parameters.
fn of_hidden(more: &str) -> String {
    format!(r#"{{"where":[["last_name","=","Hidden"]],"orderBy":{{"id":"ASC"}}{more}}}"#)
}

#[test]
fn wire_9_a_selected_field_is_absent_in_every_form() {
    let sandbox = site();
    let select = r#","select":["first_name","nick_name","api_key","UPPER(nick_name) AS big","CONCAT(first_name, nick_name) AS both"]"#;
    let got = rows(&sandbox, "Contact/get", &of_hidden(select));
    assert!(
        !got.contains("one") && !got.contains("big") && !got.contains("both"),
        "{got}"
    );
    assert!(got.contains(r#""first_name":"Ada""#), "{got}");
    for star in [r#","select":["*"]"#, r#","select":["nick*"]"#, ""] {
        let got = rows(&sandbox, "Contact/get", &of_hidden(star));
        assert!(
            !got.contains("nick_name") && !got.contains("api_key"),
            "{got}"
        );
    }
    let joined = r#","select":["email_primary.email","c.nick_name","c.*"],"join":[["Contact AS c","LEFT",["id","=","c.id"]]]"#;
    let got = rows(&sandbox, "Contact/get", &of_hidden(joined));
    assert!(
        !got.contains("nick_name") && !got.contains("email_primary"),
        "{got}"
    );
}

#[test]
fn wire_0_7_a_clause_is_dropped_on_reads_and_on_writes() {
    let sandbox = site();
    let both =
        r#"{"select":["first_name"],"where":[["last_name","=","Hidden"],["nick_name","=","one"]]}"#;
    assert_eq!(
        rows(&sandbox, "Contact/get", both)
            .matches("first_name")
            .count(),
        2
    );
    let nested = r#"{"select":["first_name"],"where":[["last_name","=","Hidden"],["NOT",[["nick_name","=","one"]]],["AND",[["api_key","=","x"]]]]}"#;
    assert_eq!(
        rows(&sandbox, "Contact/get", nested)
            .matches("first_name")
            .count(),
        2
    );
    let within = r#"{"where":[["OR",[["nick_name","=","one"],["last_name","=","Hidden"]]]]}"#;
    assert_eq!(refused(&sandbox, "Contact/get", within).0, 500);
    let write = r#"{"values":{"job_title":"changed"},"where":[["last_name","=","Hidden"],["nick_name","=","one"]]}"#;
    assert_eq!(
        rows(&sandbox, "Contact/update", write)
            .matches("job_title")
            .count(),
        2
    );
    // The dropped clause is told to who may see it.
    let (_, body) = ask_as(
        &sandbox,
        "Contact/get",
        &both.replacen('{', r#"{"debug":true,"#, 1),
        "clerk",
    );
    let dropped = body
        .get("debug")
        .and_then(|debug| debug.get("unauthorized_fields"));
    assert_eq!(dropped.unwrap().compact(), r#"["nick_name"]"#);
}

#[test]
fn wire_9_order_group_and_having_do_not_show_it_either() {
    let sandbox = site();
    let order = r#"{"select":["first_name"],"where":[["last_name","=","Hidden"]],"orderBy":{"nick_name":"DESC","id":"ASC"}}"#;
    let got = rows(&sandbox, "Contact/get", order);
    assert!(got.find("Ada") < got.find("Bob"), "{got}");
    let group = of_hidden(r#","select":["COUNT(id) AS n","nick_name"],"groupBy":["nick_name"]"#)
        .replace(r#""orderBy":{"id":"ASC"},"#, "");
    let got = rows(&sandbox, "Contact/get", &group);
    assert!(!got.contains("one") && !got.contains("two"), "{got}");
    let having = of_hidden(r#","select":["id","nick_name"],"having":[["nick_name","=","one"]]"#);
    assert_eq!(refused(&sandbox, "Contact/get", &having).0, 500);
}

#[test]
fn wire_6_4_a_join_to_an_entity_that_one_may_not_read_is_skipped() {
    let sandbox = site();
    let joined = r#","select":["first_name","p.phone","p.id"],"join":[["Phone AS p","INNER",["id","=","p.contact_id"]]]"#;
    let got = rows(&sandbox, "Contact/get", &of_hidden(joined));
    assert!(got.contains("Ada") && !got.contains("p."), "{got}");
    let filtered = r#"{"where":[["p.phone","=","1"]],"join":[["Phone AS p","LEFT",["id","=","p.contact_id"]]]}"#;
    assert_eq!(
        refused(&sandbox, "Contact/get", filtered),
        (500, "Invalid field 'p.phone'".to_owned())
    );
    let implicit = of_hidden(r#","select":["first_name","phone_primary.phone"]"#);
    assert!(!rows(&sandbox, "Contact/get", &implicit).contains("phone"));
}

#[test]
fn wire_9_values_of_it_are_dropped() {
    let sandbox = site();
    let made = r#"{"values":{"contact_type":"Individual","first_name":"New","last_name":"Hidden","nick_name":"three","api_key":"three"}}"#;
    rows(&sandbox, "Contact/create", made);
    let saved = r#"{"records":[{"contact_type":"Individual","first_name":"Saved","last_name":"Hidden","nick_name":"four"}],"reload":true}"#;
    assert!(!rows(&sandbox, "Contact/save", saved).contains("four"));
    let changed = r#"{"values":{"nick_name":"five","job_title":"Clerk"},"where":[["last_name","=","Hidden"]]}"#;
    rows(&sandbox, "Contact/update", changed);
    let select = r#"{"select":["nick_name"],"where":[["last_name","=","Hidden"],["nick_name","IS NOT NULL"]],"orderBy":{"id":"ASC"}}"#;
    let (_, all) = ask_as(&sandbox, "Contact/get", select, "administrator");
    let names: Vec<_> = all
        .get("values")
        .unwrap()
        .items()
        .iter()
        .map(|row| row.get("nick_name").unwrap().compact())
        .collect();
    assert_eq!(names, [r#""one""#, r#""two""#]);
}

#[test]
fn wire_6_5_a_chained_call_is_the_callers_own() {
    let sandbox = site();
    let own = of_hidden(
        r#","select":["id"],"limit":1,"chain":{"self":["Contact","get",{"select":["first_name","nick_name"],"where":[["id","=","$id"]]},0]}"#,
    );
    let got = rows(&sandbox, "Contact/get", &own);
    assert!(got.contains("Ada") && !got.contains("nick_name"), "{got}");
    let other = of_hidden(r#","limit":1,"chain":{"phones":["Phone","get",{}]}"#);
    assert_eq!(refused(&sandbox, "Contact/get", &other).0, 403);
}

#[test]
fn wire_4_2_and_5_metadata_leave_out_what_one_may_not_use() {
    let sandbox = site();
    let fields = rows(
        &sandbox,
        "Contact/getFields",
        r#"{"where":[["name","IN",["nick_name","api_key","first_name"]]],"select":["name"]}"#,
    );
    assert_eq!(fields, r#"[{"name":"first_name"}]"#);
    let joined = rows(
        &sandbox,
        "Contact/getFields",
        r#"{"where":[["name","=","email_primary.email"]],"select":["name"]}"#,
    );
    assert_eq!(joined, "[]");
    let actions = rows(&sandbox, "Contact/getActions", r#"{"select":["name"]}"#);
    assert!(
        actions.contains("\"update\"") && !actions.contains("\"delete\""),
        "{actions}"
    );
    let access = |action: &str| {
        rows(
            &sandbox,
            "Contact/checkAccess",
            &format!(r#"{{"action":"{action}","values":{{"id":1}}}}"#),
        )
    };
    assert!(access("get").contains("true") && access("delete").contains("false"));
    assert_eq!(refused(&sandbox, "Phone/autocomplete", "{}").0, 403);
    assert!(
        rows(&sandbox, "Contact/autocomplete", r#"{"input":"Hidden"}"#).contains("Hidden, Ada")
    );
    assert_eq!(
        refused(&sandbox, "Phone/get", "{}"),
        (
            403,
            "Authorization failed: CiviCRM APIv4 (Phone::get)".to_owned()
        )
    );
}

/// Values of the parent in every place of a chained call.
#[test]
fn wire_6_5_a_chain_names_the_values_of_its_parent() {
    let sandbox = super::newer();
    let id = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"Ada","last_name":"Chain","email_primary.email":"ada@example.org"}"#,
    );
    let chained = format!(
        r#"{{"select":["first_name","email_primary.email"],"where":[["id","=",{id}]],"chain":{{
        "by_dots":["Email","get",{{"select":["email"],"where":[["email","=","$email_primary.email"]]}},0],
        "of_row":["Contact","get",{{"select":["last_name"],"where":[["OR",[["id","IN",["$id"]],["first_name","=","$nothing"]]]]}},0],
        "of_answer":["Contact","get",{{"select":["id"],"where":[["last_name","=","$of_row.last_name"]]}},["id"]],
        "quoted":["Contact","get",{{"select":["id"],"where":[["first_name","=","\"$first_name\"",true]]}}],
        "made":["Note","create",{{"values":{{"entity_table":"civicrm_contact","entity_id":"$id","note":"$first_name","subject":"$none"}}}},0],
        "changed":["Note","update",{{"values":{{"id":"$made.id","note":"$by_dots.email"}},"reload":true}},0],
        "gone":["Note","delete",{{"where":[["id","=","$changed.id"]]}}],
        "inner":["Email","get",{{"select":["email"],"where":[["contact_id","=","$id"]],"chain":{{
            "back":["Contact","get",{{"select":["first_name"],"where":[["email_primary.email","=","$email"]]}},0]}}}},0]}}}}"#
    );
    let got = super::values(&sandbox, "Contact/get", &chained);
    let at = |path: &str| {
        let mut json = got.items()[0].clone();
        for step in path.split('/') {
            json = json
                .get(step)
                .unwrap_or_else(|| panic!("{path}: {}", got.compact()))
                .clone();
        }
        json.compact()
    };
    assert_eq!(at("by_dots/email"), r#""ada@example.org""#);
    assert_eq!(at("of_row/last_name"), r#""Chain""#);
    assert_eq!(at("of_answer"), format!("[{id}]"));
    assert_eq!(at("quoted"), "[]");
    assert_eq!(at("made/subject"), r#""$none""#);
    assert_eq!(at("changed/note"), r#""ada@example.org""#);
    assert_eq!(at("inner/back/first_name"), r#""Ada""#);
    assert_eq!(
        text(
            &sandbox,
            "Note/get",
            &format!(r#"{{"where":[["entity_id","=",{id}]]}}"#)
        ),
        "[]"
    );
}
