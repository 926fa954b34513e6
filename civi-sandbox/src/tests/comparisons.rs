//! Comparisons as MySQL and core make them (§6.1).

use super::{created, json, newer, refusal, reply, text};
use crate::Sandbox;
use crate::json::Json;

/// The last names of the test's own contacts that a condition leaves.
fn left(sandbox: &Sandbox, clause: &str) -> String {
    let params = format!(
        r#"{{"select":["last_name"],"where":[["source","=","cmp"],{clause}],"orderBy":{{"last_name":"ASC"}}}}"#
    );
    let rows = super::values(sandbox, "Contact/get", &params);
    let names = rows
        .items()
        .into_iter()
        .filter_map(|row| row.get("last_name")?.to_text());
    names.collect::<Vec<_>>().join(" ")
}

fn people(names: &[(&str, &str)]) -> Sandbox {
    let sandbox = newer();
    for (name, more) in names {
        created(
            &sandbox,
            "Contact",
            &format!(
                r#"{{"contact_type":"Individual","source":"cmp","last_name":"{name}"{more}}}"#
            ),
        );
    }
    sandbox
}

#[test]
fn wire_6_1_text_is_compared_without_case_accents_and_spaces_at_the_end() {
    let sandbox = people(&[("Muller", ""), ("MÜLLER", ""), ("Straße", ""), ("ab", "")]);
    assert_eq!(
        left(&sandbox, r#"["last_name","=","müller  "]"#),
        "Muller MÜLLER"
    );
    assert_eq!(left(&sandbox, r#"["last_name","=","STRASSE"]"#), "Straße");
    assert_eq!(
        left(&sandbox, r#"["last_name","LIKE","mull%"]"#),
        "Muller MÜLLER"
    );
    assert_eq!(left(&sandbox, r#"["last_name","IN",["AB","x"]]"#), "ab");
    assert_eq!(
        left(&sandbox, r#"["last_name","REGEXP","^m"]"#),
        "Muller MÜLLER"
    );
    assert_eq!(
        left(&sandbox, r#"["last_name","REGEXP BINARY","^a"]"#),
        "ab"
    );
    assert_eq!(left(&sandbox, r#"["last_name","REGEXP BINARY","^A"]"#), "");
}

/// Core puts the text between two `%` and leaves those in it what they are.
#[test]
fn wire_6_1_contains_is_a_like() {
    let sandbox = people(&[("a_b", ""), ("axb", ""), ("50%", ""), ("500", "")]);
    assert_eq!(
        left(&sandbox, r#"["last_name","CONTAINS","a_b"]"#),
        "a_b axb"
    );
    assert_eq!(
        left(&sandbox, r#"["last_name","CONTAINS","50%"]"#),
        "50% 500"
    );
    assert_eq!(left(&sandbox, r#"["last_name","LIKE","a\\_b"]"#), "a_b");
    assert_eq!(
        left(&sandbox, r#"["last_name","NOT LIKE","a\\_%"]"#),
        "50% 500 axb"
    );
}

#[test]
fn wire_6_1_not_contains_has_rows_without_a_value() {
    let sandbox = people(&[("one", r#","nick_name":"Tom""#), ("two", "")]);
    assert_eq!(
        left(&sandbox, r#"["nick_name","NOT CONTAINS","om"]"#),
        "two"
    );
    assert_eq!(
        left(&sandbox, r#"["nick_name","NOT CONTAINS","xx"]"#),
        "one two"
    );
    assert_eq!(left(&sandbox, r#"["nick_name","NOT LIKE","%xx%"]"#), "one");
    assert_eq!(left(&sandbox, r#"["nick_name","!=","Tom"]"#), "");
    assert_eq!(left(&sandbox, r#"["nick_name","NOT IN",["xx"]]"#), "one");
    // A null in a list is an empty text, and makes no list that nothing is in.
    assert_eq!(
        left(&sandbox, r#"["nick_name","NOT IN",["xx",null]]"#),
        "one"
    );
}

/// Only what the database keeps as short text or as a number has an empty value besides null.
#[test]
fn wire_6_1_an_amount_of_zero_is_not_empty() {
    let sandbox = newer();
    let gift = created(
        &sandbox,
        "Contribution",
        r#"{"contact_id":1,"financial_type_id":1,"total_amount":0,"source":"cmp"}"#,
    );
    let count = |clause: &str| {
        let params = format!(r#"{{"select":["id"],"where":[["id","=",{gift}],{clause}]}}"#);
        super::values(&sandbox, "Contribution/get", &params)
            .items()
            .len()
    };
    assert_eq!(count(r#"["total_amount","IS EMPTY"]"#), 0);
    assert_eq!(count(r#"["total_amount","IS NOT EMPTY"]"#), 1);
    assert_eq!(count(r#"["is_test","IS EMPTY"]"#), 1);
    assert_eq!(count(r#"["cancel_reason","IS EMPTY"]"#), 1);
}

#[test]
fn wire_6_1_between_takes_no_empty_end() {
    let sandbox = newer();
    for ends in ["[0,5]", r#"["",5]"#, "[null,5]", "[1]", "[]", "5"] {
        let params = format!(r#"{{"where":[["id","BETWEEN",{ends}]]}}"#);
        assert_eq!(
            refusal(&sandbox, "Contact/get", &params),
            "invalid criteria for BETWEEN"
        );
    }
}

/// A relative date as an end is its own first or last moment; in a list it is refused.
#[test]
fn wire_6_7_relative_dates_are_ends_and_no_elements() {
    let sandbox = people(&[
        ("old", r#","birth_date":"1950-01-01""#),
        ("new", r#","birth_date":"now - 3 day""#),
    ]);
    assert_eq!(
        left(
            &sandbox,
            r#"["birth_date","BETWEEN",["ending.month","starting.month"]]"#
        ),
        "new"
    );
    assert_eq!(
        left(
            &sandbox,
            r#"["birth_date","NOT BETWEEN",["ending.month","starting.month"]]"#
        ),
        "old"
    );
    assert_eq!(
        refusal(
            &sandbox,
            "Contact/get",
            r#"{"where":[["birth_date","IN",["this.year"]]]}"#
        ),
        "Relative dates cannot be in an array using the IN operator."
    );
}

#[test]
fn wire_7_amounts_are_compared_as_text_with_all_their_digits() {
    let sandbox = newer();
    created(
        &sandbox,
        "Contribution",
        r#"{"contact_id":1,"financial_type_id":1,"total_amount":"12.345","source":"cmp"}"#,
    );
    let count = |clause: &str| {
        let params =
            format!(r#"{{"select":["total_amount"],"where":[["source","=","cmp"],{clause}]}}"#);
        text(&sandbox, "Contribution/get", &params)
    };
    assert!(count(r#"["total_amount","=","12.35"]"#).contains("12.35"));
    assert!(count(r#"["total_amount",">","12.345"]"#).contains("12.35"));
    assert!(count(r#"["total_amount","LIKE","12.35"]"#).contains("12.35"));
    assert_eq!(count(r#"["total_amount","LIKE","12.345"]"#), "[]");
}

#[test]
fn wire_6_4_what_a_join_may_be_called() {
    let sandbox = newer();
    for alias in ["a", "x y", "é"] {
        let params =
            format!(r#"{{"join":[["Email AS {alias}","LEFT",["id","=","{alias}.contact_id"]]]}}"#);
        assert_eq!(
            refusal(&sandbox, "Contact/get", &params),
            format!("Illegal join alias: \"{alias}\"")
        );
    }
    let good = r#"{"select":["id"],"join":[["Email AS x-y","LEFT",["id","=","x-y.contact_id"]]],"limit":1}"#;
    assert_eq!(reply(&sandbox, "Contact/get", good).status, 200);
}

/// An INNER join has no names for the keys of its bridge, a LEFT join has.
#[test]
fn wire_6_4_an_inner_join_hides_the_keys_of_its_bridge() {
    let sandbox = newer();
    let row = |side: &str| {
        let params = format!(
            r#"{{"select":["t.name","t.tag_id","t.entity_table"],"join":[["Tag AS t","{side}","EntityTag",["id","=","t.entity_id"],["t.entity_table","=","'civicrm_contact'"]]],"where":[["t.id","IS NOT NULL"]],"limit":1}}"#
        );
        text(&sandbox, "Contact/get", &params)
    };
    assert!(!row("INNER").contains("t.tag_id") && row("INNER").contains("t.name"));
    assert!(row("LEFT").contains("t.tag_id"));
}

/// Only a key takes the words for the caller; in a name they are words.
#[test]
fn wire_6_7_words_for_the_caller_are_for_keys() {
    let sandbox = newer();
    let id = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"user_contact_id","last_name":"now"}"#,
    );
    let params = format!(r#"{{"select":["first_name","last_name"],"where":[["id","=",{id}]]}}"#);
    assert_eq!(
        text(&sandbox, "Contact/get", &params),
        format!(r#"[{{"id":{id},"first_name":"user_contact_id","last_name":"now"}}]"#)
    );
    let tag = created(
        &sandbox,
        "Tag",
        r#"{"name":"mine","created_id":"user_contact_id"}"#,
    );
    let params = format!(
        r#"{{"select":["id"],"where":[["id","=",{tag}],["created_id","=","user_contact_id"]]}}"#
    );
    assert_eq!(
        text(&sandbox, "Tag/get", &params),
        format!(r#"[{{"id":{tag}}}]"#)
    );
}

/// What ends today is current until the day is over.
#[test]
fn wire_6_6_the_last_day_is_current() {
    let sandbox = newer();
    let person = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"R"}"#,
    );
    let relation = |end: &str| {
        created(
            &sandbox,
            "Relationship",
            &format!(
                r#"{{"contact_id_a":{person},"contact_id_b":1,"relationship_type_id":5,"is_active":true,"end_date":"{end}"}}"#
            ),
        )
    };
    let (today, yesterday) = (relation("today"), relation("yesterday"));
    let params = format!(
        r#"{{"select":["is_current"],"where":[["id","IN",[{today},{yesterday}]]],"orderBy":{{"id":"ASC"}}}}"#
    );
    assert_eq!(
        text(&sandbox, "Relationship/get", &params),
        format!(r#"[{{"id":{today},"is_current":true}},{{"id":{yesterday},"is_current":false}}]"#)
    );
}

#[test]
fn wire_5_autocomplete_of_older_releases_has_pages() {
    let sandbox = super::sandbox("wordpress-5.77");
    let page = |page: u8| {
        text(
            &sandbox,
            "Contact/autocomplete",
            &format!(r#"{{"page":{page}}}"#),
        )
    };
    let (one, two) = (page(1), page(2));
    assert_eq!(one.matches("\"id\"").count(), 15);
    assert!(two.matches("\"id\"").count() > 1 && one != two);
}

#[test]
fn wire_6_1_a_long_list_and_many_conditions_are_answered() {
    let sandbox = newer();
    let numbers: Vec<String> = (2..60_000).map(|id| id.to_string()).collect();
    let count = |field: &str, operator: &str, list: &str| {
        let params = format!(
            r#"{{"select":["row_count"],"where":[["{field}","{operator}",[{list}]],["id","<",10]]}}"#
        );
        json(&reply(&sandbox, "Contact/get", &params))
            .get("countMatched")
            .and_then(Json::to_int)
    };
    let few = count("id", "IN", "2,3,4,5,6,7,8,9");
    assert!(few > Some(1));
    assert_eq!(count("id", "IN", &numbers.join(",")), few);
    assert_eq!(count("id", "NOT IN", &numbers.join(",")), Some(1));
    // Text is compared without case there, too.
    let names = (0..600)
        .map(|n| format!("\"x{n}\""))
        .collect::<Vec<_>>()
        .join(",");
    let found = count(
        "display_name",
        "IN",
        &format!("{names},\"SANDBOX administrator\""),
    );
    assert_eq!(found, Some(1));
    let clauses = vec![r#"["OR",[["id","=",2],["id","=",3]]]"#; 3000].join(",");
    let params = format!(r#"{{"select":["id"],"where":[{clauses}],"orderBy":{{"id":"ASC"}}}}"#);
    assert_eq!(
        text(&sandbox, "Contact/get", &params),
        r#"[{"id":2},{"id":3}]"#
    );
}

#[test]
fn wire_6_1_regular_expressions_that_it_has_not_are_a_named_limit() {
    let sandbox = newer();
    let ask = |pattern: &str| {
        let params = format!(r#"{{"where":[["last_name","REGEXP","{pattern}"]],"limit":1}}"#);
        refusal(&sandbox, "Contact/get", &params)
    };
    for pattern in ["(?=x)y", r"(a)\\1", "a++"] {
        assert!(ask(pattern).contains("limit of civi-sandbox"), "{pattern}");
    }
    assert_eq!(ask("["), "DB Error: unknown error");
}
