use super::*;
use crate::operand::Relative;
use crate::order::OrderBy;
use crate::sample::{Contact, clauses, json};

#[test]
fn each_function_has_its_wire_form() {
    let by_birth = Contact::BIRTH_DATE.desc();
    let cases: Vec<(String, &str)> = vec![
        (path(count(Contact::ID)), "COUNT(id)"),
        (
            path(count_distinct(Contact::LAST_NAME)),
            "COUNT(DISTINCT last_name)",
        ),
        (path(count_all::<Contact>()), "COUNT(*)"),
        (path(sum(Contact::GIVEN)), "SUM(donors.given)"),
        (path(avg(Contact::SCORE)), "AVG(donors.score)"),
        (path(min(Contact::BIRTH_DATE)), "MIN(birth_date)"),
        (path(max(&Contact::BIRTH_DATE)), "MAX(birth_date)"),
        (path(group_concat(Contact::ID)), "GROUP_CONCAT(id)"),
        (
            path(group_concat_distinct(Contact::LAST_NAME)),
            "GROUP_CONCAT(DISTINCT last_name)",
        ),
        (
            path(group_concat_text(Contact::LAST_NAME, "; \"")),
            r#"GROUP_CONCAT(last_name SEPARATOR "; \"")"#,
        ),
        (
            path(group_first(Contact::LAST_NAME, &by_birth)),
            "GROUP_FIRST(last_name ORDER BY birth_date DESC)",
        ),
        (
            path(group_nth(Contact::LAST_NAME, -1, &by_birth)),
            "GROUP_NTH(last_name N= -1 ORDER BY birth_date DESC)",
        ),
        (path(abs(Contact::SCORE)), "ABS(donors.score)"),
        (path(round(Contact::GIVEN, 2)), "ROUND(donors.given, 2)"),
        (path(rand::<Contact>()), "RAND()"),
        (path(binary(Contact::LAST_NAME)), "BINARY(last_name)"),
        (
            path(concat((Contact::FIRST_NAME, " ", &Contact::LAST_NAME))),
            r#"CONCAT(first_name, " ", last_name)"#,
        ),
        (
            path(concat_ws(", ", (Contact::FIRST_NAME, Contact::LAST_NAME))),
            r#"CONCAT_WS(", ", first_name, last_name)"#,
        ),
        (path(left(Contact::LAST_NAME, 1)), "LEFT(last_name, 1)"),
        (path(right(Contact::LAST_NAME, 1)), "RIGHT(last_name, 1)"),
        (
            path(substring(Contact::LAST_NAME, -3, 2)),
            "SUBSTRING(last_name, -3, 2)",
        ),
        (path(lower(Contact::LAST_NAME)), "LOWER(last_name)"),
        (
            path(upper(lower(Contact::LAST_NAME))),
            "UPPER(LOWER(last_name))",
        ),
        (
            path(replace(Contact::LAST_NAME, "\\", "\"")),
            r#"REPLACE(last_name, "\\", "\"")"#,
        ),
        (
            path(json_extract(Contact::LAST_NAME, "$.a")),
            r#"JSON_EXTRACT(last_name, "$.a")"#,
        ),
        (
            path(coalesce(Contact::FIRST_NAME, (Contact::LAST_NAME, "?"))),
            r#"COALESCE(first_name, last_name, "?")"#,
        ),
        (
            path(greatest(Contact::SCORE, (1, 2.5))),
            "GREATEST(donors.score, 1, 2.5)",
        ),
        (
            path(least(Contact::SCORE, vec![1])),
            "LEAST(donors.score, 1)",
        ),
        (
            path(if_(
                compare(Contact::SCORE, Sign::Gt, 3),
                "a",
                Contact::LAST_NAME,
            )),
            r#"IF((donors.score > 3), "a", last_name)"#,
        ),
        (
            path(if_(Contact::IS_DELETED, 1, true)),
            "IF(is_deleted, 1, 1)",
        ),
        (
            path(ifnull(Contact::GENDER_ID, "none")),
            r#"IFNULL(gender_id, "none")"#,
        ),
        (path(nullif(Contact::GENDER_ID, 1)), "NULLIF(gender_id, 1)"),
        (path(isnull(Contact::GENDER_ID)), "ISNULL(gender_id)"),
        (path(isnotnull(Contact::GENDER_ID)), "ISNOTNULL(gender_id)"),
        (path(curdate::<Contact>()), "CURDATE()"),
        (path(now::<Contact>()), "NOW()"),
        (path(date(Contact::CREATED_DATE)), "DATE(created_date)"),
        (path(time(Contact::CREATED_DATE)), "TIME(created_date)"),
        (path(year(Contact::BIRTH_DATE)), "YEAR(birth_date)"),
        (path(quarter(Contact::BIRTH_DATE)), "QUARTER(birth_date)"),
        (path(month(Contact::BIRTH_DATE)), "MONTH(birth_date)"),
        (
            path(dayofweek(Contact::BIRTH_DATE)),
            "DAYOFWEEK(birth_date)",
        ),
        (
            path(daystoanniv(Contact::BIRTH_DATE)),
            "DAYSTOANNIV(birth_date)",
        ),
        (
            path(nextanniv(Contact::BIRTH_DATE)),
            "NEXTANNIV(birth_date)",
        ),
        (
            path(extract(Unit::Week, Contact::BIRTH_DATE)),
            "EXTRACT(WEEK FROM birth_date)",
        ),
        (
            path(datediff(now(), Contact::BIRTH_DATE)),
            "DATEDIFF(NOW(), birth_date)",
        ),
        (
            path(timestampdiff(Unit::Day, Contact::BIRTH_DATE, curdate())),
            "TIMESTAMPDIFF(DAY , birth_date, CURDATE())",
        ),
        (
            path(date_add(Contact::BIRTH_DATE, 3, Unit::Month)),
            "DATE_ADD(birth_date, INTERVAL 3 MONTH)",
        ),
        (
            path(date_sub(Contact::BIRTH_DATE, 3, Unit::Month)),
            "DATE_SUB(birth_date, INTERVAL 3 MONTH)",
        ),
        (
            path(Contact::GIVEN + Contact::SCORE),
            "(donors.given + donors.score)",
        ),
        (path(Contact::GIVEN - 1), "(donors.given - 1)"),
        (path(Contact::GIVEN * 2.5), "(donors.given * 2.5)"),
        (
            path(Contact::GIVEN / Contact::SCORE),
            "(donors.given / donors.score)",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(text, expected);
    }
}

fn path<T, K>(field: Field<Contact, T, K>) -> String {
    field.path().to_owned()
}

#[test]
fn a_grouped_question_has_the_form_that_was_recorded() {
    let n = count(Contact::ID).alias("n");
    let youngest: Field<Contact, crate::Date, _> = max(Contact::BIRTH_DATE).alias("youngest");
    assert_eq!(n.select_text(), "COUNT(id) AS n");
    assert_eq!(n.path(), "n");
    assert_eq!(youngest.select_text(), "MAX(birth_date) AS youngest");
    assert_eq!(clauses(&n.gt(1)), r#"[["n",">",1]]"#);
    assert_eq!(json(&OrderBy(&[n.desc()])), r#"{"n":"DESC"}"#);
    let ids: Field<Contact, Vec<crate::Id<Contact>>, _> = group_concat(Contact::ID).alias("ids");
    assert_eq!(ids.select_text(), "GROUP_CONCAT(id) AS ids");
}

#[test]
fn a_named_expression_is_grouped_by_itself() {
    let y = year(Contact::BIRTH_DATE).alias("y");
    assert_eq!(y.expression_text(), "YEAR(birth_date)");
    assert_eq!(Contact::LAST_NAME.expression_text(), "last_name");
}

#[test]
fn a_function_can_be_compared_and_knows_its_fields() {
    let filter = lower(Contact::LAST_NAME).eq("x") & month(Contact::BIRTH_DATE).in_([1, 2]);
    assert_eq!(
        clauses(&filter),
        r#"[["LOWER(last_name)","=","x"],["MONTH(birth_date)","IN",[1,2]]]"#
    );
    assert_eq!(filter.paths(), ["last_name", "birth_date"]);
    assert!(filter.unverifiable_paths().is_empty());
    assert_eq!(
        clauses(&date(Contact::CREATED_DATE).eq(Relative::today())),
        r#"[["DATE(created_date)","=","this.day"]]"#
    );
}

#[test]
fn text_with_a_line_break_is_no_argument() {
    let scope = crate::scope::Scope::default();
    let two_lines = concat((Contact::LAST_NAME, "a\nb"));
    let error = scope.filter(&two_lines.eq("x")).unwrap_err().to_string();
    assert!(error.contains("line break"), "{error}");
    let no_number = greatest(Contact::SCORE, (f64::NAN,));
    assert!(scope.filter(&no_number.gt(1)).is_err());
    assert!(scope.filter(&Contact::LAST_NAME.eq("a\nb")).is_ok());
}
