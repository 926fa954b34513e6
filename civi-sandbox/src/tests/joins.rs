//! Joins (§6.4).

use super::{created, newer, refusal, text, values};

fn person(sandbox: &crate::Sandbox, name: &str) -> i64 {
    created(
        sandbox,
        "Contact",
        &format!(r#"{{"contact_type":"Individual","first_name":"{name}"}}"#),
    )
}

#[test]
fn wire_6_4_implicit_joins_lead_through_several_keys() {
    let sandbox = newer();
    let org = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Organization","organization_name":"Works"}"#,
    );
    let id = created(
        &sandbox,
        "Contact",
        &format!(
            r#"{{"contact_type":"Individual","first_name":"A","employer_id":{org},"email_primary.email":"a@example.org"}}"#
        ),
    );
    created(
        &sandbox,
        "Address",
        &format!(r#"{{"contact_id":{org},"city":"Wien","country_id":1014}}"#),
    );
    let row = text(
        &sandbox,
        "Contact/get",
        &format!(
            r#"{{"select":["email_primary.email","employer_id.address_primary.country_id.iso_code","employer_id.address_primary.country_id:label"],"where":[["id","=",{id}]]}}"#
        ),
    );
    assert!(
        row.contains("a@example.org") && row.contains("\"AT\"") && row.contains("Austria"),
        "{row}"
    );
    let found = text(
        &sandbox,
        "Contact/get",
        r#"{"select":["id"],"where":[["employer_id.address_primary.city","=","wien"]]}"#,
    );
    assert_eq!(found, format!("[{{\"id\":{id}}}]"));
}

#[test]
fn wire_6_4_explicit_joins_are_left_inner_and_exclude() {
    let sandbox = newer();
    let (a, b) = (person(&sandbox, "Ja"), person(&sandbox, "Jb"));
    created(
        &sandbox,
        "Email",
        &format!(r#"{{"contact_id":{a},"email":"j@example.org"}}"#),
    );
    let ids = |join: &str| {
        let params = format!(
            r#"{{"select":["id"],"where":[["id","IN",[{a},{b}]]],"orderBy":{{"id":"ASC"}},"join":[{join}]}}"#
        );
        let rows = values(&sandbox, "Contact/get", &params);
        rows.items()
            .iter()
            .filter_map(|row| row.get("id")?.to_int())
            .collect::<Vec<_>>()
    };
    let on = r#"["id","=","e.contact_id"]"#;
    assert_eq!(ids(&format!(r#"["Email AS e","LEFT",{on}]"#)), [a, b]);
    assert_eq!(ids(&format!(r#"["Email AS e","INNER",{on}]"#)), [a]);
    assert_eq!(ids(&format!(r#"["Email AS e",true,{on}]"#)), [a]);
    assert_eq!(ids(&format!(r#"["Email AS e","EXCLUDE",{on}]"#)), [b]);
    // Without a linking condition core guesses it.
    assert_eq!(ids(r#"["Email AS e","INNER"]"#), [a]);
}

#[test]
fn wire_6_4_what_leads_nowhere_is_no_bridge() {
    let sandbox = newer();
    for (entity, join) in [
        ("Contact", r#"["Contact AS e","LEFT","Country"]"#),
        ("RelationshipCache", r#"["Contact AS e","LEFT","Country"]"#),
        (
            "Contact",
            r#"["Tag AS e","INNER","Email",["id","=","e.contact_id"]]"#,
        ),
    ] {
        let said = refusal(
            &sandbox,
            &format!("{entity}/get"),
            &format!(r#"{{"select":["id"],"join":[{join}]}}"#),
        );
        assert!(said.contains("is no bridge to"), "{said}");
    }
}

#[test]
fn wire_6_4_text_in_on_is_quoted_inside_the_text() {
    let sandbox = newer();
    let join = |value: &str| {
        format!(
            r#"{{"select":["id"],"where":[["id","=",1]],"join":[["Email AS e","LEFT",["id","=","e.contact_id"],["e.location_type_id:name","=",{value}]]]}}"#
        )
    };
    assert_eq!(
        refusal(&sandbox, "Contact/get", &join("\"Home\"")),
        "Invalid field 'Home'"
    );
    assert_eq!(
        text(&sandbox, "Contact/get", &join(r#""\"Home\"""#)),
        "[{\"id\":1}]"
    );
}

#[test]
fn wire_6_4_a_bridge_leads_to_a_third_entity() {
    let sandbox = newer();
    let (a, b) = (person(&sandbox, "Ba"), person(&sandbox, "Bb"));
    created(
        &sandbox,
        "Relationship",
        &format!(r#"{{"contact_id_a":{a},"contact_id_b":{b},"relationship_type_id":2}}"#),
    );
    let params = format!(
        r#"{{"select":["id","r.id","r.near_relation"],"where":[["id","=",{a}]],"join":[["Contact AS r","INNER","RelationshipCache",["id","=","r.far_contact_id"],["r.near_relation:name","=","\"Spouse of\""],["r.is_current","=",true]]]}}"#
    );
    assert_eq!(
        text(&sandbox, "Contact/get", &params),
        format!(r#"[{{"id":{a},"r.id":{b},"r.near_relation":"Spouse of"}}]"#)
    );
    created(
        &sandbox,
        "EntityTag",
        &format!(r#"{{"entity_table":"civicrm_contact","entity_id":{a},"tag_id":1}}"#),
    );
    let params = format!(
        r#"{{"select":["id","t.name"],"where":[["id","=",{a}]],"join":[["Tag AS t","INNER","EntityTag",["id","=","t.entity_id"],["t.entity_table","=","'civicrm_contact'"]]]}}"#
    );
    assert_eq!(
        text(&sandbox, "Contact/get", &params),
        format!(r#"[{{"id":{a},"t.name":"Non_profit"}}]"#)
    );
    assert_eq!(
        text(
            &sandbox,
            "Contact/get",
            &format!(r#"{{"select":["id"],"where":[["tags","IN",[1]],["id","=",{a}]]}}"#)
        ),
        format!("[{{\"id\":{a}}}]")
    );
}

#[test]
fn wire_6_4_a_join_inside_a_join_belongs_to_it() {
    let sandbox = newer();
    let a = person(&sandbox, "Na");
    created(
        &sandbox,
        "Email",
        &format!(r#"{{"contact_id":{a},"email":"n@example.org"}}"#),
    );
    let params = format!(
        r#"{{"select":["id","e.email","e.contact_id.first_name"],"where":[["id","=",{a}]],"join":[["Email AS e","LEFT",["id","=","e.contact_id"],["e.contact_id.first_name","=","\"other\""]]]}}"#
    );
    let row = text(&sandbox, "Contact/get", &params);
    assert_eq!(
        row,
        format!(r#"[{{"id":{a},"e.email":null,"e.contact_id.first_name":null}}]"#)
    );
}
