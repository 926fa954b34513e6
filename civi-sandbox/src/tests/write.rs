//! What writing does (§6.7).

use super::{created, json, newer, refusal, reply, text, values};
use crate::json::Json;

#[test]
fn wire_0_8_an_unknown_value_is_dropped_and_echoed_as_null() {
    let sandbox = newer();
    let made = values(
        &sandbox,
        "Tag/create",
        r#"{"values":{"name":"t1","no_such":1}}"#,
    );
    let row = made.items()[0].clone();
    assert_eq!(row.get("no_such"), Some(&Json::Null));
    assert_eq!(row.get("label").and_then(Json::as_str), Some("t1"));
    // Dates come back as the database takes them (§0.10).
    assert_eq!(
        row.get("created_date").and_then(Json::as_str).map(str::len),
        Some(14)
    );
    assert_eq!(row.get("custom"), Some(&Json::Null));
}

#[test]
fn wire_1_8_what_the_database_refuses() {
    let sandbox = newer();
    created(&sandbox, "Tag", r#"{"name":"twice"}"#);
    let twice = r#"{"values":{"name":"twice"}}"#;
    assert_eq!(
        refusal(&sandbox, "Tag/create", twice),
        "DB Error: already exists"
    );
    let nobody = r#"{"values":{"contact_id":999999,"email":"a@example.org"}}"#;
    assert_eq!(
        refusal(&sandbox, "Email/create", nobody),
        "DB Error: constraint violation"
    );
    let missing = refusal(&sandbox, "Activity/create", r#"{"values":{"subject":"x"}}"#);
    assert_eq!(
        missing,
        "Mandatory values missing from Api4 Activity::create: activity_type_id, source_contact_id"
    );
}

#[test]
fn wire_0_11_one_missing_id_seems_to_be_updated() {
    let sandbox = newer();
    let echo = text(
        &sandbox,
        "Tag/update",
        r#"{"values":{"id":99999999,"description":"x"}}"#,
    );
    assert_eq!(
        echo,
        r#"[{"id":99999999,"description":"x","custom":null,"check_permissions":null}]"#
    );
    assert_eq!(
        text(
            &sandbox,
            "Tag/get",
            r#"{"where":[["description","=","x"]]}"#
        ),
        "[]"
    );
    for params in [
        r#"{"values":{"id":99999999,"job_title":"x"}}"#,
        r#"{"values":{"job_title":"x"},"where":[["id","=",99999999]]}"#,
    ] {
        assert_eq!(
            refusal(&sandbox, "Contact/update", params),
            "Expected one Contact but found 0"
        );
    }
}

#[test]
fn wire_0_12_deleted_rows_have_three_forms() {
    let sandbox = newer();
    let tag = created(&sandbox, "Tag", r#"{"name":"gone"}"#);
    let delete = |entity: &str, id: i64| {
        text(
            &sandbox,
            &format!("{entity}/delete"),
            &format!(r#"{{"where":[["id","=",{id}]]}}"#),
        )
    };
    assert_eq!(delete("Tag", tag), format!("[{{\"id\":\"{tag}\"}}]"));
    let contact = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"D"}"#,
    );
    let record = created(
        &sandbox,
        "Custom_multi_rec",
        &format!(r#"{{"entity_id":{contact},"note":"n"}}"#),
    );
    assert_eq!(delete("Custom_multi_rec", record), format!("[{record}]"));
    assert_eq!(
        delete("Contact", contact),
        format!("[{{\"id\":{contact}}}]")
    );
    let trashed = format!(r#"{{"select":["is_deleted"],"where":[["id","=",{contact}]]}}"#);
    assert_eq!(
        text(&sandbox, "Contact/get", &trashed),
        format!(r#"[{{"id":{contact},"is_deleted":true}}]"#)
    );
    let for_good = format!(r#"{{"where":[["id","=",{contact}]],"useTrash":false}}"#);
    text(&sandbox, "Contact/delete", &for_good);
    assert_eq!(text(&sandbox, "Contact/get", &trashed), "[]");
    assert_eq!(
        text(&sandbox, "Tag/delete", r#"{"where":[["id","=",99999999]]}"#),
        "[]"
    );
}

#[test]
fn wire_0_15_a_failing_save_leaves_its_earlier_record() {
    let sandbox = newer();
    let both = r#"{"records":[{"contact_id":2,"email":"in@example.org"},{"contact_id":999999,"email":"out@example.org"}]}"#;
    assert_eq!(reply(&sandbox, "Email/save", both).status, 500);
    let emails = text(
        &sandbox,
        "Email/get",
        r#"{"select":["email"],"where":[["email","LIKE","%@example.org"],["contact_id","=",2]]}"#,
    );
    assert!(
        emails.contains("in@example.org") && !emails.contains("out@"),
        "{emails}"
    );
}

#[test]
fn wire_12_4_match_with_several_rows_makes_another() {
    let sandbox = newer();
    let save = r#"{"records":[{"contact_id":3,"email":"same@example.org"}],"match":["contact_id","email"]}"#;
    let count = || {
        values(
            &sandbox,
            "Email/get",
            r#"{"where":[["email","=","same@example.org"]]}"#,
        )
        .items()
        .len()
    };
    let first = json(&reply(&sandbox, "Email/save", save));
    assert_eq!(first.get("countMatched"), Some(&Json::Int(0)));
    let again = json(&reply(&sandbox, "Email/save", save));
    assert_eq!(
        (again.get("countMatched"), count()),
        (Some(&Json::Int(1)), 1)
    );
    created(
        &sandbox,
        "Email",
        r#"{"contact_id":3,"email":"same@example.org"}"#,
    );
    text(&sandbox, "Email/save", save);
    assert_eq!(count(), 3);
}

#[test]
fn wire_12_5_long_names_are_shortened_in_silence() {
    let sandbox = newer();
    let long = "x".repeat(80);
    let id = created(
        &sandbox,
        "Contact",
        &format!(r#"{{"contact_type":"Individual","first_name":"{long}"}}"#),
    );
    let row = values(
        &sandbox,
        "Contact/get",
        &format!(r#"{{"select":["first_name"],"where":[["id","=",{id}]]}}"#),
    );
    let name = row.items()[0]
        .get("first_name")
        .and_then(Json::as_str)
        .unwrap()
        .to_owned();
    assert_eq!((name.len(), name.ends_with("...")), (64, true));
}

#[test]
fn wire_6_7_names_that_stand_for_nothing_become_null() {
    let sandbox = newer();
    let made = values(
        &sandbox,
        "Contact/create",
        r#"{"values":{"contact_type":"Individual","first_name":"O","gender_id:name":"Nope"}}"#,
    );
    assert_eq!(made.items()[0].get("gender_id"), Some(&Json::Null));
    let refused = refusal(&sandbox, "Contact/create", r#"{"values":{"id":1}}"#);
    assert!(refused.starts_with("Cannot pass id"));
    let empty = refusal(
        &sandbox,
        "Contact/update",
        r#"{"values":{"first_name":"x"}}"#,
    );
    assert_eq!(empty, "Parameter \"where\" is required.");
}

#[test]
fn wire_6_7_the_first_email_is_the_primary_one() {
    let sandbox = newer();
    let contact = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"P"}"#,
    );
    let add = |email: &str, more: &str| {
        created(
            &sandbox,
            "Email",
            &format!(r#"{{"contact_id":{contact},"email":"{email}"{more}}}"#),
        )
    };
    let first = add("1@example.org", "");
    let second = add("2@example.org", "");
    let primary = || {
        text(
            &sandbox,
            "Email/get",
            &format!(
                r#"{{"select":["id"],"where":[["contact_id","=",{contact}],["is_primary","=",true]]}}"#
            ),
        )
    };
    assert_eq!(primary(), format!("[{{\"id\":{first}}}]"));
    let third = add("3@example.org", ",\"is_primary\":true");
    assert_eq!(primary(), format!("[{{\"id\":{third}}}]"));
    text(
        &sandbox,
        "Email/delete",
        &format!(r#"{{"where":[["id","IN",[{first},{third}]]]}}"#),
    );
    assert_eq!(primary(), format!("[{{\"id\":{second}}}]"));
}

#[test]
fn wire_6_7_replace_makes_it_so() {
    let sandbox = newer();
    for email in ["a@example.org", "b@example.org"] {
        created(
            &sandbox,
            "Email",
            &format!(r#"{{"contact_id":4,"email":"{email}"}}"#),
        );
    }
    let replace =
        r#"{"where":[["contact_id","=",4]],"records":[{"email":"c@example.org"}],"reload":true}"#;
    let body = json(&reply(&sandbox, "Email/replace", replace));
    assert_eq!(
        body.get("deleted").unwrap().items().len(),
        2,
        "{}",
        body.compact()
    );
    assert_eq!(
        body.get("values").unwrap().items()[0].get("contact_id"),
        Some(&Json::Int(4))
    );
}

#[test]
fn wire_5_settings_are_kept_and_reverted() {
    let sandbox = newer();
    let get = || text(&sandbox, "Setting/get", r#"{"select":["defaultCurrency"]}"#);
    assert_eq!(
        get(),
        r#"[{"name":"defaultCurrency","value":"USD","domain_id":1}]"#
    );
    text(
        &sandbox,
        "Setting/set",
        r#"{"values":{"defaultCurrency":"EUR"}}"#,
    );
    assert!(get().contains("EUR"));
    text(
        &sandbox,
        "Setting/revert",
        r#"{"select":["defaultCurrency"]}"#,
    );
    assert!(get().contains("USD"));
    assert_eq!(
        reply(&sandbox, "Setting/get", r#"{"select":["no_such"]}"#).status,
        500
    );
}

#[test]
fn wire_6_7_a_file_keeps_its_name_and_content_and_is_put_into_a_field() {
    let sandbox = newer();
    let read = |id: i64| {
        let params = format!(
            r#"{{"select":["file_name","content","mime_type","is_image"],"where":[["id","=",{id}]]}}"#
        );
        text(&sandbox, "File/get", &params)
    };
    let values = r#"{"file_name":"note.txt","mime_type":"text/plain","content":"hello"}"#;
    let id = created(&sandbox, "File", values);
    let expected = r#"[{"id":ID,"file_name":"note.txt","content":"hello","mime_type":"text/plain","is_image":false}]"#;
    assert_eq!(read(id), expected.replace("ID", &id.to_string()));
    // `save` makes one and changes one.
    let saved = format!(
        r#"{{"records":[{values},{{"id":{id},"content":"later"}}],"reload":["file_name","content","uri"]}}"#
    );
    let saved = text(&sandbox, "File/save", &saved);
    assert!(
        saved.contains(r#""content":"hello","uri":"note_"#),
        "{saved}"
    );
    assert!(read(id).contains(r#""file_name":"note.txt","content":"later""#));
    // A field of a contact holds the file's key, and leads to it.
    let contact = created(
        &sandbox,
        "Contact",
        &format!(r#"{{"contact_type":"Individual","first_name":"Ada","extra_info.fil":{id}}}"#),
    );
    let params = format!(
        r#"{{"select":["extra_info.fil","extra_info.fil.file_name","extra_info.fil.url"],"where":[["id","=",{contact}]]}}"#
    );
    let got = text(&sandbox, "Contact/get", &params);
    assert!(
        got.contains(&format!(
            r#""extra_info.fil":{id},"extra_info.fil.file_name":"note.txt""#
        )),
        "{got}"
    );
    text(
        &sandbox,
        "File/delete",
        &format!(r#"{{"where":[["id","=",{id}]]}}"#),
    );
    assert_eq!(read(id), "[]");
}
