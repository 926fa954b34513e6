//! What `get` answers (§6, §7).

use super::{created, json, newer, refusal, reply, sandbox, text, values};
use crate::json::Json;

#[test]
fn wire_0_8_an_unknown_select_is_silence() {
    let sandbox = newer();
    let select = r#"{"select":["id","no_such","a.b.c"],"where":[["id","=",1]]}"#;
    assert_eq!(text(&sandbox, "Contact/get", select), "[{\"id\":1}]");
}

#[test]
fn wire_7_fields_of_another_contact_type_are_absent() {
    let sandbox = newer();
    let select = r#"{"select":["contact_type","first_name","birth_date"],"where":[["id","=",1]]}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", select),
        r#"[{"id":1,"contact_type":"Organization"}]"#
    );
    // Only once the type is in the row.
    let select = r#"{"select":["first_name"],"where":[["id","=",1]]}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", select),
        r#"[{"id":1,"first_name":null}]"#
    );
}

#[test]
fn wire_6_2_a_star_is_the_standard_fields() {
    let sandbox = newer();
    let row = values(
        &sandbox,
        "Contact/get",
        r#"{"where":[["contact_type","=","Individual"]],"limit":1}"#,
    );
    let row = row.items()[0].clone();
    assert!(row.get("first_name").is_some() && row.get("id").is_some());
    for absent in [
        "age_years",
        "extra_info.txt",
        "organization_name",
        "email_primary",
    ] {
        assert!(row.get(absent).is_none(), "{absent}");
    }
    let custom = values(
        &sandbox,
        "Contact/get",
        r#"{"select":["custom.*"],"limit":1}"#,
    );
    assert!(custom.items()[0].get("extra_info.txt").is_some());
    let group = values(
        &sandbox,
        "Contact/get",
        r#"{"select":["extra_info.*","do_not_*"],"limit":1}"#,
    );
    assert!(group.items()[0].get("extra_info.num").is_some());
    assert!(group.items()[0].get("do_not_email").is_some());
}

#[test]
fn wire_1_6_counts_are_counted_as_on_a_site() {
    let sandbox = newer();
    let counts = |params: &str| {
        let body = json(&reply(&sandbox, "Contact/get", params));
        ["count", "countFetched", "countMatched"].map(|n| body.get(n).and_then(Json::to_int))
    };
    let [Some(all), Some(0), Some(matched)] = counts(r#"{"select":["row_count"]}"#) else {
        panic!("no counts");
    };
    assert_eq!(all, matched);
    assert_eq!(
        counts(r#"{"select":["row_count","id"],"limit":2}"#),
        [Some(all), Some(2), Some(all)]
    );
    // Behind the end the count is the offset.
    let behind = counts(r#"{"select":["row_count","id"],"limit":2,"offset":5000}"#);
    assert_eq!(behind, [Some(5000), Some(0), Some(5000)]);
    assert_eq!(
        counts(r#"{"where":[["id","IN",[1,2]]],"offset":0}"#),
        [Some(2), Some(2), None]
    );
    let body = json(&reply(&sandbox, "Entity/get", r#"{"limit":1}"#));
    assert!(body.get("count").and_then(Json::to_int) > Some(100));
    assert_eq!(body.get("countFetched"), Some(&Json::Int(1)));
}

#[test]
fn wire_6_1_empty_groups_vanish_and_null_equals_nothing() {
    let sandbox = newer();
    let count = |clauses: &str| {
        let params = format!("{{\"select\":[\"row_count\"],\"where\":{clauses}}}");
        json(&reply(&sandbox, "Contact/get", &params))
            .get("countMatched")
            .and_then(Json::to_int)
    };
    let all = count("[]");
    assert_eq!(count(r#"[["OR",[]]]"#), all);
    assert_eq!(count(r#"[["NOT",[]]]"#), all);
    assert_eq!(count(r#"[["birth_date","=",null]]"#), Some(0));
    assert_eq!(count(r#"[["birth_date","!=",null]]"#), Some(0));
    assert_eq!(count(r#"[["id","IN",[]]]"#), Some(0));
    assert_eq!(count(r#"[["id","NOT IN",[]]]"#), all);
    assert_eq!(
        count(r#"[["birth_date","IS NULL"]]"#).unwrap()
            + count(r#"[["birth_date","IS NOT NULL"]]"#).unwrap(),
        all.unwrap()
    );
    assert_eq!(count(r#"[["NOT",["id","=",1]]]"#), all.map(|all| all - 1));
}

#[test]
fn wire_6_3_suffixes_are_looked_up() {
    let sandbox = newer();
    let id = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"S","gender_id:name":"Female","preferred_communication_method":["1"]}"#,
    );
    let ask = |select: &str| {
        text(
            &sandbox,
            "Contact/get",
            &format!(r#"{{"select":[{select}],"where":[["id","=",{id}]]}}"#),
        )
    };
    assert_eq!(
        ask(r#""gender_id:label""#),
        format!(r#"[{{"id":{id},"gender_id:label":"Female"}}]"#)
    );
    // A suffix that doesn't exist is the value, one that this list lacks is null.
    assert_eq!(
        ask(r#""gender_id:foo""#),
        format!(r#"[{{"id":{id},"gender_id:foo":1}}]"#)
    );
    assert_eq!(
        ask(r#""gender_id:color""#),
        format!(r#"[{{"id":{id},"gender_id:color":null}}]"#)
    );
    assert!(ask(r#""preferred_communication_method:label""#).contains(r#":["#));
    assert_eq!(
        reply(
            &sandbox,
            "Contact/get",
            r#"{"select":["first_name:label"]}"#
        )
        .status,
        500
    );
    assert_eq!(
        text(
            &sandbox,
            "Contact/get",
            r#"{"where":[["gender_id:name","=","Nope"]]}"#
        ),
        "[]"
    );
}

#[test]
fn wire_6_2_functions_have_the_types_of_the_site() {
    let sandbox = newer();
    let of = |expression: &str| {
        let params = Json::from([
            (
                "select",
                Json::List(vec![format!("{expression} AS x").into()]),
            ),
            ("where", Json::parse(br#"[["id","=",2]]"#).unwrap()),
        ]);
        let row = values(&sandbox, "Contact/get", &params.compact());
        row.items()[0]
            .get("x")
            .unwrap_or_else(|| panic!("{expression}"))
            .compact()
    };
    // They take the type of their first field.
    assert_eq!(of(r#"IF(is_deleted, "a", "b")"#), "true");
    assert_eq!(of(r#"IFNULL(gender_id, "none")"#), "0");
    assert_eq!(of("COUNT(id)"), "1");
    assert_eq!(of("(id + 1)"), "3");
    assert_eq!(of("(id > 1)"), "true");
    assert_eq!(of("GROUP_CONCAT(id)"), "[2]");
    assert_eq!(of(r#"GROUP_CONCAT(id SEPARATOR "-")"#), "\"2\"");
    assert_eq!(of(r#"CONCAT("a", ", (b", id)"#), "\"a, (b2\"");
    assert_eq!(of("ISNULL(birth_date)"), "true");
    assert_eq!(of("YEAR(created_date)"), "2026");
    assert_eq!(of("GROUP_CONCAT(birth_date)"), "null");
}

#[test]
fn wire_6_1_having_needs_what_is_selected() {
    let sandbox = newer();
    let ok = r#"{"select":["contact_type","COUNT(id) AS n"],"groupBy":["contact_type"],"having":[["n",">",1]]}"#;
    assert!(text(&sandbox, "Contact/get", ok).contains("\"n\""));
    let wrong = r#"{"select":["id"],"having":[["first_name","=","x"]]}"#;
    assert!(refusal(&sandbox, "Contact/get", wrong).contains("HAVING"));
}

#[test]
fn wire_6_4_an_order_is_an_object_with_exact_words() {
    let sandbox = newer();
    for order in [r#"["id"]"#, r#"{"id":"asc"}"#, r#"{"id":1}"#] {
        let params = format!("{{\"orderBy\":{order}}}");
        assert_eq!(
            reply(&sandbox, "Contact/get", &params).status,
            500,
            "{order}"
        );
    }
    let down = text(
        &sandbox,
        "Contact/get",
        r#"{"select":["id"],"orderBy":{"id":"DESC"},"where":[["id","<",3]]}"#,
    );
    assert_eq!(down, r#"[{"id":2},{"id":1}]"#);
    assert_eq!(
        reply(&sandbox, "Contact/get", r#"{"limit":-1}"#).status,
        500
    );
}

#[test]
fn wire_6_6_the_trash_is_left_out_unless_asked_for() {
    let sandbox = newer();
    let id = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"T","is_deleted":true}"#,
    );
    let count = |clauses: &str| {
        values(&sandbox, "Contact/get", &format!("{{\"where\":{clauses}}}"))
            .items()
            .len()
    };
    assert_eq!(count(r#"[["first_name","=","T"]]"#), 0);
    assert_eq!(
        count(r#"[["first_name","=","T"],["is_deleted","=",true]]"#),
        1
    );
    assert_eq!(count(&format!(r#"[["id","=",{id}]]"#)), 1);
}

#[test]
fn wire_6_5_chains_run_for_every_row() {
    let sandbox = newer();
    let chained = r#"{"select":["id"],"where":[["id","=",1]],"chain":{
        "self":["Contact","get",{"select":["id"],"where":[["id","=","$id"]]},0],
        "text":["Contact","get",{"select":["id"],"where":[["first_name","=","$nothing"]]}]}}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", chained),
        r#"[{"id":1,"self":{"id":1},"text":[]}]"#
    );
    let missing =
        r#"{"where":[["id","=",1]],"chain":{"x":["Phone","get",{"where":[["id","=",0]]},0]}}"#;
    assert_eq!(
        refusal(&sandbox, "Contact/get", missing),
        "Index 0 not found in api results"
    );
}

#[test]
fn wire_6_1_operators_come_with_their_release() {
    let clause = r#"{"where":[["first_name","CONTAINS ONE OF",["qqq"]]]}"#;
    assert_eq!(text(&newer(), "Contact/get", clause), "[]");
    assert_eq!(
        refusal(&sandbox("wordpress-5.77"), "Contact/get", clause),
        "Illegal operator"
    );
}

#[test]
fn wire_7_money_loses_an_empty_fraction_and_lists_keep_their_texts() {
    let sandbox = newer();
    let id = created(
        &sandbox,
        "Contribution",
        r#"{"contact_id":2,"financial_type_id":1,"total_amount":"125.00","receive_date":"2026-02-03"}"#,
    );
    let select =
        format!(r#"{{"select":["total_amount","receive_date"],"where":[["id","=",{id}]]}}"#);
    let row = text(&sandbox, "Contribution/get", &select);
    assert!(
        row.contains("\"total_amount\":125,") && row.contains("2026-02-03 00:00:00"),
        "{row}"
    );
    let contact = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","preferred_communication_method":[1,2]}"#,
    );
    let select = format!(
        r#"{{"select":["preferred_communication_method"],"where":[["id","=",{contact}]]}}"#
    );
    assert!(text(&sandbox, "Contact/get", &select).contains(r#"["1","2"]"#));
}

#[test]
fn wire_12_1_payments_answer_in_another_name() {
    let body = json(&reply(&newer(), "Payment/get", "{}"));
    assert_eq!(
        body.get("entity").and_then(Json::as_str),
        Some("FinancialTrxn")
    );
}
