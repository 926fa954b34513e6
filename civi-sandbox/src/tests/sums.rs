//! Groups, sums and equations as MySQL makes them (§6.2).

use super::{created, newer, refusal, text};
use crate::Sandbox;

/// Contributions of the test.
fn gifts(amounts: &[&str]) -> Sandbox {
    let sandbox = newer();
    for amount in amounts {
        created(
            &sandbox,
            "Contribution",
            &format!(
                r#"{{"contact_id":1,"financial_type_id":1,"total_amount":"{amount}","source":"sums"}}"#
            ),
        );
    }
    sandbox
}

fn of_gifts(sandbox: &Sandbox, select: &str) -> String {
    let params = format!(r#"{{"select":["{select} AS x"],"where":[["source","=","sums"]]}}"#);
    text(sandbox, "Contribution/get", &params)
}

/// Amounts are decimals: a sum has two digits, an average six, a quotient four more than its left.
#[test]
fn wire_6_2_sums_and_quotients_have_the_digits_of_decimals() {
    let sandbox = gifts(&["0.10", "0.20", "0.40"]);
    assert_eq!(of_gifts(&sandbox, "SUM(total_amount)"), r#"[{"x":0.7}]"#);
    assert_eq!(
        of_gifts(&sandbox, "AVG(total_amount)"),
        r#"[{"x":0.233333}]"#
    );
    let sandbox = gifts(&["10"]);
    assert!(of_gifts(&sandbox, "(total_amount / 3)").contains(r#""x":3.333333"#));
    assert!(of_gifts(&sandbox, "(total_amount / 0)").contains(r#""x":null"#));
    assert!(of_gifts(&sandbox, "(total_amount * 2)").contains(r#""x":20"#));
    assert!(of_gifts(&sandbox, "CONCAT(total_amount, \\\"!\\\")").contains(r#""x":"10.00!""#));
    assert_eq!(
        of_gifts(&sandbox, "GROUP_CONCAT(total_amount SEPARATOR \\\"; \\\")"),
        r#"[{"x":"10.00"}]"#
    );
}

/// What rows are not grouped by has the value of the first row.
#[test]
fn wire_6_4_a_column_beside_a_group_is_of_its_first_row() {
    let sandbox = newer();
    for (first, last) in [("B", "Same"), ("A", "same"), ("C", "Other")] {
        created(
            &sandbox,
            "Contact",
            &format!(
                r#"{{"contact_type":"Individual","source":"sums","first_name":"{first}","last_name":"{last}"}}"#
            ),
        );
    }
    let params = r#"{"select":["last_name","first_name","COUNT(id) AS n","COUNT(DISTINCT last_name) AS d"],"where":[["source","=","sums"]],"groupBy":["last_name"],"orderBy":{"last_name":"DESC"}}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", params),
        r#"[{"last_name":"Same","first_name":"B","n":2,"d":1},{"last_name":"Other","first_name":"C","n":1,"d":1}]"#
    );
}

/// `DISTINCT` leaves out equal values, `UNIQUE` only what a join has doubled; where it finds
/// nothing, the row has a second empty key.
#[test]
fn wire_6_2_unique_leaves_out_rows_and_distinct_values() {
    let sandbox = newer();
    let parent = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"P"}"#,
    );
    for email in ["same@example.org", "same@example.org"] {
        created(
            &sandbox,
            "Email",
            &format!(r#"{{"contact_id":{parent},"email":"{email}"}}"#),
        );
        created(
            &sandbox,
            "Phone",
            &format!(r#"{{"contact_id":{parent},"phone":"1"}}"#),
        );
    }
    let emails = |word: &str| {
        let params = format!(
            r#"{{"select":["GROUP_CONCAT({word}e.email) AS x"],"join":[["Email AS e","LEFT",["id","=","e.contact_id"]],["Phone AS p","LEFT",["id","=","p.contact_id"]]],"where":[["id","=",{parent}]],"groupBy":["id"]}}"#
        );
        text(&sandbox, "Contact/get", &params)
            .matches("same@")
            .count()
    };
    assert_eq!(
        (emails(""), emails("UNIQUE "), emails("DISTINCT ")),
        (4, 2, 1)
    );
    let none = format!(
        r#"{{"select":["GROUP_CONCAT(UNIQUE e.email ORDER BY e.id DESC) AS x"],"join":[["Email AS e","LEFT",["id","=","e.contact_id"],["e.is_bulkmail","=",true]]],"where":[["id","=",{parent}]],"groupBy":["id"]}}"#
    );
    assert_eq!(
        text(&sandbox, "Contact/get", &none),
        format!(r#"[{{"id":{parent},"x":null,"_x":null}}]"#)
    );
}

#[test]
fn wire_6_2_distinct_values_have_an_order() {
    let sandbox = newer();
    for last in ["b", "a", "B", "c"] {
        created(
            &sandbox,
            "Contact",
            &format!(r#"{{"contact_type":"Individual","source":"sums","last_name":"{last}"}}"#),
        );
    }
    let params = r#"{"select":["GROUP_CONCAT(DISTINCT last_name ORDER BY last_name DESC) AS x"],"where":[["source","=","sums"]]}"#;
    assert_eq!(
        text(&sandbox, "Contact/get", params),
        r#"[{"x":["c","b","a"]}]"#
    );
}

#[test]
fn wire_6_2_days_and_months_have_labels() {
    let sandbox = newer();
    let id = created(
        &sandbox,
        "Contact",
        r#"{"contact_type":"Individual","first_name":"D","birth_date":"2026-11-26"}"#,
    );
    let params = format!(
        r#"{{"select":["DAYOFWEEK(birth_date):label AS d","MONTH(birth_date):label AS m"],"where":[["id","=",{id}]]}}"#
    );
    assert_eq!(
        text(&sandbox, "Contact/get", &params),
        format!(r#"[{{"id":{id},"d":"Thursday","m":"November"}}]"#)
    );
}

#[test]
fn wire_6_2_functions_are_refused_in_cores_words() {
    let sandbox = newer();
    let why = |select: &str| {
        refusal(
            &sandbox,
            "Contact/get",
            &format!(r#"{{"select":["{select}"]}}"#),
        )
    };
    assert_eq!(
        why("NOPE(id) AS x"),
        "Unable to parse sql expression: NOPE(id) AS x"
    );
    assert_eq!(why("IF(id,1,2)"), "Missing param 2 for SQL function IF");
    assert_eq!(
        why("CONCAT_WS(\\\",\\\", ) AS x"),
        "Too few arguments to param 2 for SQL function CONCAT_WS"
    );
    assert_eq!(
        refusal(&sandbox, "Contact/get", r#"{"orderBy":[["id","ASC"]]}"#),
        "Invalid sort direction. Cannot order by 0 Array"
    );
}
