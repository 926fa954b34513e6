use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Filter, all, any};
use crate::query::join::Alias;
use crate::query::operand::Relative;
use crate::sample::{Contact, Email, Gender, clauses, joined};
use crate::value::Date;
use crate::value::Decimal;
use crate::value::Id;
use crate::value::OptionList as _;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_clause_of_each_operator_has_its_wire_form() {
    let cases = [
        (Contact::ID.eq(Id::new(0)), r#"["id","=",0]"#),
        (Contact::ID.ne(Id::new(1)), r#"["id","!=",1]"#),
        (Contact::ID.gt(Id::new(1)), r#"["id",">",1]"#),
        (Contact::ID.ge(Id::new(1)), r#"["id",">=",1]"#),
        (Contact::ID.lt(Id::new(1)), r#"["id","<",1]"#),
        (Contact::ID.le(Id::new(1)), r#"["id","<=",1]"#),
        (Contact::ID.in_([1, 2].map(Id::new)), r#"["id","IN",[1,2]]"#),
        (
            Contact::ID.not_in([1].map(Id::new)),
            r#"["id","NOT IN",[1]]"#,
        ),
        (
            Contact::LAST_NAME.like("A%"),
            r#"["last_name","LIKE","A%"]"#,
        ),
        (
            Contact::LAST_NAME.not_like("A%"),
            r#"["last_name","NOT LIKE","A%"]"#,
        ),
        (
            Contact::LAST_NAME.regexp("^A"),
            r#"["last_name","REGEXP","^A"]"#,
        ),
        (
            Contact::LAST_NAME.not_regexp("^A"),
            r#"["last_name","NOT REGEXP","^A"]"#,
        ),
        (
            Contact::LAST_NAME.regexp_binary("^A"),
            r#"["last_name","REGEXP BINARY","^A"]"#,
        ),
        (
            Contact::LAST_NAME.not_regexp_binary("^A"),
            r#"["last_name","NOT REGEXP BINARY","^A"]"#,
        ),
        (
            Contact::BIRTH_DATE.between(date("1950-01-01"), date("1990-12-31")),
            r#"["birth_date","BETWEEN",["1950-01-01","1990-12-31"]]"#,
        ),
        (
            Contact::SCORE.not_between(1, 2.5),
            r#"["donors.score","NOT BETWEEN",[1.0,2.5]]"#,
        ),
        (Contact::GENDER_ID.is_null(), r#"["gender_id","IS NULL"]"#),
        (
            Contact::GENDER_ID.is_not_null(),
            r#"["gender_id","IS NOT NULL"]"#,
        ),
        (Contact::GENDER_ID.is_empty(), r#"["gender_id","IS EMPTY"]"#),
        (
            Contact::GENDER_ID.is_not_empty(),
            r#"["gender_id","IS NOT EMPTY"]"#,
        ),
        (
            Contact::LAST_NAME.contains("x"),
            r#"["last_name","CONTAINS","x"]"#,
        ),
        (
            Contact::MEANS.contains(2),
            r#"["preferred_communication_method","CONTAINS",2]"#,
        ),
        (
            Contact::MEANS.not_contains(2),
            r#"["preferred_communication_method","NOT CONTAINS",2]"#,
        ),
        (
            Contact::MEANS.label().contains_one_of(["Phone", "SMS"]),
            r#"["preferred_communication_method:label","CONTAINS ONE OF",["Phone","SMS"]]"#,
        ),
        (
            Contact::MEANS.not_contains_one_of([1, 2]),
            r#"["preferred_communication_method","NOT CONTAINS ONE OF",[1,2]]"#,
        ),
        (Contact::GROUPS.in_([3]), r#"["groups","IN",[3]]"#),
        (
            Contact::GIVEN.eq(Decimal::new(1250, 2)),
            r#"["donors.given","=","12.50"]"#,
        ),
        (
            Contact::BIRTH_DATE.eq(Relative::this_year()),
            r#"["birth_date","=","this.year"]"#,
        ),
        (
            Contact::CREATED_DATE.ge(Relative::previous("month")),
            r#"["created_date",">=","previous.month"]"#,
        ),
        (
            Contact::FIRST_NAME.eq_field(Contact::LAST_NAME),
            r#"["first_name","=","last_name",true]"#,
        ),
        (
            Contact::API_KEY.assume_permitted().eq("zzz"),
            r#"["api_key","=","zzz"]"#,
        ),
        (
            Contact::EMPLOYER_ID
                .to(Contact::EMPLOYER_ID)
                .to(Contact::LAST_NAME)
                .eq("x"),
            r#"["employer_id.employer_id.last_name","=","x"]"#,
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(clauses(&filter), format!("[{expected}]"));
    }
}

#[test]
fn an_option_compares_by_name_or_by_what_is_stored() {
    assert_eq!(
        clauses(&Contact::GENDER_ID.name().eq(Gender::Female)),
        r#"[["gender_id:name","=","Female"]]"#
    );
    assert_eq!(
        clauses(&Contact::GENDER.in_([Gender::Female, Gender::from_text("7")])),
        r#"[["gender","IN",["1","7"]]]"#
    );
}

#[test]
fn a_tree_has_the_form_that_was_recorded() {
    let filter = (Contact::LAST_NAME.like("A%")
        | (Contact::FIRST_NAME.is_not_null() & !Contact::CONTACT_TYPE.eq("Household")))
        & Contact::BIRTH_DATE.between(date("1950-01-01"), date("1990-12-31"));
    assert_eq!(
        clauses(&filter),
        r#"[["OR",[["last_name","LIKE","A%"],["AND",[["first_name","IS NOT NULL"],["NOT",["contact_type","=","Household"]]]]]],["birth_date","BETWEEN",["1950-01-01","1990-12-31"]]]"#
    );
}

#[test]
fn nothing_to_choose_from_is_nothing_and_nothing_to_ask_is_everything() {
    assert!(any::<Contact>([]).is_nothing());
    assert!(all::<Contact>([]).is_everything());
    assert_eq!(clauses(&any([])), r#"[["id","IN",[]]]"#);
    assert_eq!(clauses(&all([])), "[]");
    assert_eq!(
        clauses(&Contact::ID.in_(Vec::<Id<Contact>>::new())),
        r#"[["id","IN",[]]]"#
    );
    assert!(Contact::LAST_NAME.in_(Vec::<String>::new()).is_nothing());
    assert!(
        Contact::LAST_NAME
            .not_in(Vec::<String>::new())
            .is_everything()
    );
    assert!(
        Contact::LAST_NAME
            .contains_one_of(Vec::<String>::new())
            .is_nothing()
    );
    assert!(
        Contact::LAST_NAME
            .not_contains_one_of(Vec::<String>::new())
            .is_everything()
    );
}

#[test]
fn nothing_and_everything_are_worked_out_before_they_are_sent() {
    let clause = || Contact::ID.eq(Id::new(1));
    assert!((any([]) & clause()).is_nothing());
    assert!((!all::<Contact>([])).is_nothing());
    assert!((!any::<Contact>([])).is_everything());
    assert_eq!(any([any([]), clause()]), clause());
    assert!((all([]) | clause()).is_everything());
    assert_eq!(any([clause()]), clause());
}

#[test]
fn a_filter_knows_the_fields_that_it_uses() {
    let filter = (Contact::LAST_NAME.eq("x") | Contact::GENDER_ID.name().eq(Gender::Female))
        & !Contact::FIRST_NAME.eq_field(Contact::LAST_NAME)
        & Contact::GROUPS.in_([1]);
    assert_eq!(
        filter.paths(),
        ["last_name", "gender_id:name", "first_name", "groups"]
    );
    assert_eq!(filter.unverifiable_paths(), ["groups"]);
}

#[test]
fn conditions_of_a_join_quote_text_and_leave_the_rest_bare() {
    let e: Alias<Email, Contact> = Alias::new("e");
    let on = e.field(Email::LOCATION_TYPE_ID).name().eq("Home")
        & e.field(Email::LOCATION_TYPE_ID)
            .name()
            .in_(["Home", "Work"])
        & Contact::SCORE.gt(1.5)
        & Contact::GIVEN.le(Decimal::new(5, 1))
        & Contact::IS_DELETED.eq(false)
        & Contact::BIRTH_DATE.eq(date("2020-02-03"))
        & Contact::LAST_NAME.contains_one_of(["a'b"])
        & Contact::LAST_NAME.not_contains_one_of(["c"]);
    let join: Value = serde_json::from_str(&joined(&e.left(on))).unwrap();
    assert_eq!(
        join,
        json!([
            "Email AS e",
            "LEFT",
            ["e.location_type_id:name", "=", "\"Home\""],
            ["e.location_type_id:name", "IN", ["Home", "Work"]],
            ["donors.score", ">", 1.5],
            ["donors.given", "<=", "0.5"],
            ["is_deleted", "=", false],
            ["birth_date", "=", "\"2020-02-03\""],
            ["OR", [["last_name", "CONTAINS", "\"a'b\""]]],
            ["NOT", ["OR", [["last_name", "CONTAINS", "\"c\""]]]],
        ])
    );
}

/// Whether a node has the form that the site reads (APIv4 wire contract §6.1).
fn is_legal(node: &Value) -> bool {
    let Some(parts) = node.as_array() else {
        return false;
    };
    match parts.as_slice() {
        [word, nodes] if word == "AND" || word == "OR" => nodes
            .as_array()
            .is_some_and(|nodes| !nodes.is_empty() && nodes.iter().all(is_legal)),
        [word, inner] if word == "NOT" => is_legal(inner),
        [left, operator, right @ ..] => {
            let operator = operator.as_str().unwrap_or_default();
            let takes_list = operator.ends_with("IN")
                || operator.ends_with("BETWEEN")
                || operator.ends_with("ONE OF");
            left.is_string()
                && match right {
                    [] => operator.starts_with("IS "),
                    [value] => takes_list == value.is_array() && !value.is_null(),
                    [value, flag] => value.is_string() && flag == true,
                    _ => false,
                }
        }
        _ => false,
    }
}

fn leaf() -> impl Strategy<Value = Filter<Contact>> {
    prop_oneof![
        any_text().prop_map(|t| Contact::LAST_NAME.eq(t)),
        any_text().prop_map(|t| Contact::LAST_NAME.like(t)),
        prop::collection::vec(any_text(), 0..3).prop_map(|t| Contact::LAST_NAME.in_(t)),
        prop::collection::vec(any_text(), 0..3).prop_map(|t| Contact::LAST_NAME.contains_one_of(t)),
        (-9i64..9).prop_map(|n| Contact::GENDER_ID.between(n, n + 1)),
        Just(Contact::BIRTH_DATE.is_null()),
        Just(Contact::FIRST_NAME.ne_field(Contact::LAST_NAME)),
        Just(all([])),
        Just(any([])),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,8}", r#"[\\"'$()a, ]{0,8}"#, "\\PC{0,6}"]
}

fn tree() -> impl Strategy<Value = Filter<Contact>> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(all),
            prop::collection::vec(inner.clone(), 0..4).prop_map(any),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a & b),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| a | b),
            inner.prop_map(|a| !a),
        ]
    })
}

proptest! {
    #[test]
    fn any_tree_is_legal(filter in tree()) {
        let wire: Value = serde_json::from_str(&clauses(&filter)).unwrap();
        let nodes = wire.as_array().unwrap();
        prop_assert!(nodes.iter().all(is_legal), "{wire}");
        prop_assert_eq!(nodes.is_empty(), filter.is_everything());
    }

    #[test]
    fn any_tree_is_legal_in_a_join_too(filter in tree()) {
        let e: Alias<Email, Contact> = Alias::new("e");
        let shown = joined(&e.left(filter));
        // A text that no literal of the site can say is shown in another way, and never sent.
        prop_assume!(!(shown.contains(r#"\""#) && shown.contains(r"\'")) || shown.starts_with('['));
        let wire: Value = serde_json::from_str(&shown).unwrap();
        prop_assert!(wire.as_array().unwrap()[2..].iter().all(|node| {
            // A comparison of fields has no fourth element there.
            is_legal(node)
        }), "{wire}");
    }

    #[test]
    fn any_text_survives_in_a_filter(value in any_text()) {
        let wire = Contact::LAST_NAME.eq(value.as_str()).to_json().unwrap();
        prop_assert_eq!(wire[0][2].as_str(), Some(value.as_str()));
    }
}
