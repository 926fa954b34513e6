//! A site of CiviCRM 5.39 on Drupal 7 (§12.21).

use std::path::Path;

use super::{created, json, message, refusal, reply, reply_to, text};
use crate::json::Json;
use crate::{ADMINISTRATOR_KEY, Cms, Identity, Sandbox};

/// A site of the small answers of a 5.39 that the schema's own tests have.
fn old() -> Sandbox {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../civi-schema/tests/fixtures/civicrm-5.39");
    let settings = civi_schema::raw::SnapshotSettings {
        civicrm: Some("5.39.1".to_owned()),
        ..civi_schema::raw::SnapshotSettings::default()
    };
    let answers = civi_schema::raw::Answers::read(folder).unwrap();
    let mut schema = answers.normalize(&settings).schema;
    // Every site has this one; the small answers leave it out.
    let mut get = civi_schema::Action::default();
    get.params.insert("where".to_owned(), Default::default());
    schema.entities.insert(
        "Entity".to_owned(),
        civi_schema::Entity {
            name: "Entity".to_owned(),
            actions: [("get".to_owned(), get)].into(),
            ..civi_schema::Entity::default()
        },
    );
    Sandbox::builder(schema)
        .cms(Cms::Drupal7)
        .identity(Identity::administrator(ADMINISTRATOR_KEY))
        .identity(Identity::limited("limited").hide_field("Contact", "birth_date"))
        .build()
        .unwrap()
}

fn keys(row: &Json) -> Vec<String> {
    row.pairs().into_iter().map(|(key, _)| key).collect()
}

fn first(sandbox: &Sandbox, call: &str, params: &str) -> Json {
    super::values(sandbox, call, params).items()[0].clone()
}

#[test]
fn wire_12_21_entities_and_fields_say_less() {
    let sandbox = old();
    let entity = first(
        &sandbox,
        "Entity/get",
        r#"{"where":[["name","=","Email"]]}"#,
    );
    assert_eq!(entity.get("id_field"), Some(&"id".into()));
    for newer in [
        "primary_key",
        "table_name",
        "since",
        "match_fields",
        "order_by",
        "search_fields",
    ] {
        assert_eq!(entity.get(newer), None, "{newer}");
    }
    let field = first(
        &sandbox,
        "Contact/getFields",
        r#"{"where":[["name","=","gender_id"]]}"#,
    );
    assert!(field.get("custom_group_id").is_some());
    for newer in [
        "nullable",
        "suffixes",
        "usage",
        "deprecated",
        "dfk_entities",
        "fk_column",
        "localizable",
    ] {
        assert_eq!(field.get(newer), None, "{newer}");
    }
}

#[test]
fn wire_12_21_envelopes_and_errors_have_fewer_keys() {
    let sandbox = old();
    let body = json(&reply(
        &sandbox,
        "Contact/get",
        r#"{"select":["row_count"]}"#,
    ));
    assert_eq!(
        keys(&body),
        ["values", "entity", "action", "debug", "version", "count"]
    );
    let refused = reply(&sandbox, "Contact/get", r#"{"where":[["no_such","=",1]]}"#);
    assert_eq!(refused.status, 500);
    assert_eq!(keys(&json(&refused)), ["error_code", "error_message"]);
    assert_eq!(
        refusal(&sandbox, "Nope/get", "{}"),
        "API (Nope, get) does not exist (join the API team and implement it!)"
    );
}

/// One call that fails is the whole answer, although the calls before it are carried out.
#[test]
fn wire_12_21_a_batch_is_all_or_nothing_in_its_answer() {
    let sandbox = old();
    let calls = r#"[["Tag","create",{"values":{"name":"before"}}],["Nope","get"],["Tag","create",{"values":{"name":"after"}}]]"#;
    let message = message(
        "/civicrm/ajax/api4",
        &[("calls", calls)],
        Some(ADMINISTRATOR_KEY),
    );
    let reply = sandbox.site.answer(&message);
    assert_eq!(reply.status, 500);
    assert!(json(&reply).get("error_message").is_some());
    let tags = text(&sandbox, "Tag/get", r#"{"select":["name"]}"#);
    assert!(tags.contains("before") && !tags.contains("after"), "{tags}");
    // Parameters that are null are none.
    let calls = r#"[["Tag","get",null]]"#;
    let message = super::message(
        "/civicrm/ajax/api4",
        &[("calls", calls)],
        Some(ADMINISTRATOR_KEY),
    );
    assert_eq!(sandbox.site.answer(&message).status, 200);
}

#[test]
fn wire_12_21_there_is_no_trash_and_no_match() {
    let sandbox = old();
    let id = created(&sandbox, "Tag", r#"{"name":"one"}"#);
    let clause = format!(r#"{{"where":[["id","=",{id}],["name","=","one"]]}}"#);
    assert_eq!(
        text(&sandbox, "Tag/delete", &clause),
        format!("[{{\"id\":{id}}}]")
    );
    let made = first(
        &sandbox,
        "Contact/create",
        r#"{"values":{"contact_type":"Individual","first_name":"Ada"}}"#,
    );
    // The id of a new contact is a text.
    let id = made.get("id").and_then(Json::as_str).unwrap().to_owned();
    let clause = format!(r#"{{"where":[["id","=","{id}"]]}}"#);
    assert_eq!(
        refusal(
            &sandbox,
            "Contact/delete",
            r#"{"where":[["id","=",1]],"useTrash":true}"#
        ),
        "Unknown api parameter: setUseTrash"
    );
    assert_eq!(
        refusal(
            &sandbox,
            "Tag/save",
            r#"{"records":[{"name":"x"}],"match":["name"]}"#
        ),
        "Unknown api parameter: setMatch"
    );
    assert_eq!(
        refusal(&sandbox, "Tag/get", r#"{"language":"de_DE"}"#),
        "Unknown api parameter: setLanguage"
    );
    text(&sandbox, "Contact/delete", &clause);
    let left = format!(r#"{{"where":[["id","=","{id}"],["is_deleted","IN",[true,false]]]}}"#);
    assert_eq!(text(&sandbox, "Contact/get", &left), "[]");
}

#[test]
fn wire_12_21_custom_fields_are_stored_and_read_in_another_way() {
    let sandbox = old();
    let made = |values: &str| {
        let made = first(
            &sandbox,
            "Contact/create",
            &format!(r#"{{"values":{{"contact_type":"Individual","first_name":"C",{values}}}}}"#),
        );
        let id = made.get("id").and_then(Json::to_text).unwrap();
        first(
            &sandbox,
            "Contact/get",
            &format!(
                r#"{{"select":["Member_Facts.Vegan","Member_Facts.Since","preferred_communication_method"],"where":[["id","=","{id}"]]}}"#
            ),
        )
    };
    let row = made(
        r#""Member_Facts.Vegan":false,"Member_Facts.Since":"2020-05-06","preferred_communication_method":[]"#,
    );
    assert_eq!(row.get("Member_Facts.Vegan"), Some(&Json::Null));
    assert_eq!(
        row.get("Member_Facts.Since"),
        Some(&"2020-05-06 00:00:00".into())
    );
    assert_eq!(
        row.get("preferred_communication_method"),
        Some(&Json::List(vec!["".into()]))
    );
    let row = made(r#""Member_Facts.Vegan":0"#);
    assert_eq!(row.get("Member_Facts.Vegan"), Some(&Json::Bool(false)));
}

#[test]
fn wire_12_21_what_is_refused_and_what_is_run() {
    let sandbox = old();
    for operator in ["IN", "NOT IN"] {
        let params = format!(r#"{{"where":[["id","{operator}",[]]]}}"#);
        assert_eq!(
            refusal(&sandbox, "Contact/get", &params),
            format!("invalid criteria for {operator}")
        );
    }
    assert_eq!(
        refusal(
            &sandbox,
            "Contact/get",
            r#"{"where":[["first_name","REGEXP","a"]]}"#
        ),
        "Illegal operator"
    );
    assert_eq!(
        reply(
            &sandbox,
            "Contact/get",
            r#"{"select":["CONCAT_WS(first_name, id) AS x"]}"#
        )
        .status,
        500
    );
    // JSON that is broken is none at all.
    assert_eq!(reply(&sandbox, "Contact/get", "{bad").status, 200);
    assert_eq!(reply(&sandbox, "Contact/get", "5").status, 500);
    // A clause that one may not use is an error, and not dropped.
    let clause = r#"{"where":[["birth_date","IS NULL"]]}"#;
    assert_eq!(
        reply_to(&sandbox, "Contact/get", clause, Some("limited")).status,
        500
    );
    let ids = text(
        &sandbox,
        "Contact/get",
        r#"{"select":["GROUP_CONCAT(id) AS ids"],"where":[["id","=",1]]}"#,
    );
    assert_eq!(ids, r#"[{"ids":["1"]}]"#);
}

#[test]
fn wire_12_21_a_request_that_is_no_ajax_is_refused_with_200() {
    let sandbox = old();
    let mut request = message("/civicrm/ajax/api4/Tag/get", &[], Some(ADMINISTRATOR_KEY));
    request
        .headers
        .retain(|(name, _)| name != "X-Requested-With");
    let reply = sandbox.site.answer(&request);
    assert_eq!(reply.status, 200);
    assert_eq!(json(&reply).get("error_code"), Some(&Json::Int(401)));
    let mut request = message(
        "/civicrm/ajax/api4/Tag/create",
        &[],
        Some(ADMINISTRATOR_KEY),
    );
    request.method = "GET".to_owned();
    let reply = sandbox.site.answer(&request);
    assert_eq!(
        (reply.status, json(&reply).get("error_code").cloned()),
        (200, Some(Json::Int(400)))
    );
    // Nobody is turned away by the page itself.
    assert_eq!(reply_to(&sandbox, "Contact/get", "{}", None).status, 403);
}
