use super::*;
use crate::entity::Release;
use crate::query::gate::Gate;
use crate::query::operand::Relative;
use crate::sample::{Contact, clauses};

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
        (
            path(group_first_unordered(Contact::LAST_NAME)),
            "GROUP_FIRST(last_name)",
        ),
        (
            path(group_nth_unordered(Contact::LAST_NAME, 2)),
            "GROUP_NTH(last_name N= 2)",
        ),
        (
            path(GroupConcat::of(Contact::LAST_NAME).unique().list()),
            "GROUP_CONCAT(UNIQUE last_name)",
        ),
        (
            path(
                GroupConcat::of(Contact::GENDER_ID.label())
                    .distinct()
                    .order_by(Contact::BIRTH_DATE)
                    .text(", "),
            ),
            r#"GROUP_CONCAT(DISTINCT gender_id:label ORDER BY birth_date ASC SEPARATOR ", ")"#,
        ),
        (path(literal::<Contact, _>("a \"b\"")), r#""a \"b\"""#),
        (path(literal::<Contact, _>(-3)), "-3"),
        (path(null::<Contact, String>()), "NULL"),
        (
            path(month(Contact::BIRTH_DATE).label()),
            "MONTH(birth_date):label",
        ),
        (
            path(dayofweek(Contact::BIRTH_DATE).label()),
            "DAYOFWEEK(birth_date):label",
        ),
        (
            path(extract(Part::YearMonth, Contact::BIRTH_DATE)),
            "EXTRACT(YEAR_MONTH FROM birth_date)",
        ),
        (
            path(datediff("2026-01-01", Contact::BIRTH_DATE)),
            r#"DATEDIFF("2026-01-01", birth_date)"#,
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
        (path(upper(Contact::LAST_NAME)), "UPPER(last_name)"),
        (
            path(replace(Contact::LAST_NAME, "\\\\", "\"")),
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

fn path<T, K>(field: Computed<Contact, T, K>) -> String {
    field.path().to_owned()
}

#[test]
fn a_grouped_question_has_the_form_that_was_recorded() {
    let n = count(Contact::ID).alias("n");
    let youngest: Field<Contact, crate::value::Date, _, _> =
        max(Contact::BIRTH_DATE).alias("youngest");
    assert_eq!(n.select_text(), "COUNT(id) AS n");
    assert_eq!(n.path(), "n");
    assert_eq!(youngest.select_text(), "MAX(birth_date) AS youngest");
    assert_eq!(clauses(&n.gt(1)), r#"[["n",">",1]]"#);
    let ids: Field<Contact, Vec<crate::value::Id<Contact>>, _, _> =
        group_concat(Contact::ID).alias("ids");
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

fn refusal(filter: &crate::query::filter::Filter<Contact>) -> String {
    let refused = Gate::plain(Release::NEWEST).filter(filter.node());
    refused.map_or_else(
        |error| error.to_string(),
        |_| panic!("{filter:?} was not refused"),
    )
}

#[test]
fn text_that_breaks_the_sites_parser_is_no_argument() {
    let text = |text: &str| concat((Contact::LAST_NAME, text)).eq("x");
    assert!(refusal(&text("a\nb")).contains("line break"));
    assert!(refusal(&text("a\\")).contains("ends in a backslash"));
    let separator = group_concat_text(Contact::LAST_NAME, "\\");
    let mut scope = crate::query::scope::Scope::plain(Release::NEWEST);
    let mut wanted = crate::query::select::Wanted::default();
    wanted.field(&separator.alias("all"));
    assert!(scope.select(&wanted, &[]).is_err());
    refusal(&greatest(Contact::SCORE, (f64::NAN,)).gt(1));
    assert!(
        Gate::plain(Release::NEWEST)
            .filter(Contact::LAST_NAME.eq("a\nb").node())
            .is_ok()
    );
    assert_eq!(
        path(concat((Contact::LAST_NAME, r"a\b", r#"c\"d"#))),
        r#"CONCAT(last_name, "a\b", 'c\"d')"#
    );
}

/// What the site's own code does not take at a place of a function, each with what it says.
#[test]
fn what_the_site_does_not_calculate_is_refused() {
    let select = |field: Computed<Contact, f64>| {
        let mut wanted = crate::query::select::Wanted::default();
        wanted.field(&field.alias("value"));
        let mut scope = crate::query::scope::Scope::plain(Release::NEWEST);
        scope
            .select(&wanted, &[])
            .map_err(|error| error.to_string())
    };
    let (given, score) = (|| Contact::GIVEN, || Contact::SCORE);
    for (field, said) in [
        (
            raw_type(sum(given() - score())),
            "`SUM` does not take an equation",
        ),
        (raw_type(sum(given()) / 2), "and not with a function"),
        (
            raw_type((given() - score()) * 2),
            "and not with an equation",
        ),
        (
            raw_type(round(avg(score()), 2)),
            "`ROUND` does not take a function",
        ),
        (
            raw_type(avg(abs(score()))),
            "`AVG` does not take a function",
        ),
        (
            raw_type(max(year(Contact::BIRTH_DATE))),
            "`MAX` does not take a function",
        ),
        (
            raw_type(count(given() + 1)),
            "`COUNT` does not take an equation",
        ),
        (
            raw_type(count_distinct(lower(Contact::LAST_NAME))),
            "`COUNT` does not take a function",
        ),
        (
            raw_type(abs(given() - 1)),
            "`ABS` does not take an equation",
        ),
        (
            raw_type(upper(lower(Contact::LAST_NAME))),
            "`UPPER` does not take a function",
        ),
        (
            raw_type(lower(concat((Contact::FIRST_NAME, Contact::LAST_NAME)))),
            "`LOWER` does not take a function",
        ),
        (
            raw_type(binary(lower(Contact::LAST_NAME))),
            "`BINARY` does not take a function",
        ),
        (
            raw_type(left(upper(Contact::LAST_NAME), 1)),
            "`LEFT` does not take a function",
        ),
        (
            raw_type(right(upper(Contact::LAST_NAME), 1)),
            "`RIGHT` does not take a function",
        ),
        (
            raw_type(substring(given() - 1, 1, 2)),
            "`SUBSTRING` does not take an equation",
        ),
        (
            raw_type(replace(lower(Contact::LAST_NAME), "a", "b")),
            "`REPLACE` does not take a function",
        ),
        (
            raw_type(replace(Contact::LAST_NAME, "a", upper(Contact::FIRST_NAME))),
            "`REPLACE` does not take a function",
        ),
        (
            raw_type(replace(Contact::LAST_NAME, "a", 1)),
            "`REPLACE` does not take a number",
        ),
        (
            raw_type(concat((Contact::LAST_NAME, 5))),
            "`CONCAT` does not take a number",
        ),
        (
            raw_type(concat_ws(" ", (Contact::LAST_NAME, 2.5))),
            "`CONCAT_WS` does not take a number",
        ),
        (
            raw_type(round(given() / 3, 1)),
            "`ROUND` does not take an equation",
        ),
        (
            raw_type(group_concat(sum(score()))),
            "`SUM` inside `GROUP_CONCAT`",
        ),
        (
            raw_type(coalesce(given() - 1, (0,))),
            "`COALESCE` does not take an equation",
        ),
        (
            raw_type(if_(Contact::IS_DELETED, given() - 1, 0)),
            "`IF` does not take an equation",
        ),
        (
            raw_type(compare(year(Contact::BIRTH_DATE), Sign::Gt, 1990)),
            "and not with a function",
        ),
        (
            raw_type(group_first(
                Contact::LAST_NAME,
                &year(Contact::BIRTH_DATE).asc(),
            )),
            "`GROUP_FIRST` does not take a function",
        ),
    ] {
        let text = select(field).unwrap_err();
        assert!(text.contains(said), "{text}");
        assert!(text.contains("with the rows"), "{text}");
    }
    for field in [
        raw_type(sum(given())),
        raw_type(round(given(), 2)),
        raw_type(group_concat(given() - score())),
        raw_type(group_concat_text(lower(Contact::LAST_NAME), "; ")),
        raw_type(if_(compare(given(), Sign::Gt, 3), "a", Contact::LAST_NAME)),
        raw_type(ifnull(given() - 1, 0)),
        raw_type(coalesce(sum(score()), (0,))),
        raw_type(concat((if_(Contact::IS_DELETED, "a", "b"), " "))),
        raw_type(concat_ws("; ", (lower(Contact::LAST_NAME), "x"))),
        raw_type(replace(Contact::LAST_NAME, "a", Contact::FIRST_NAME)),
        raw_type(isnull(lower(Contact::LAST_NAME))),
        raw_type(nullif(lower(Contact::LAST_NAME), "x")),
        raw_type(coalesce(lower(Contact::LAST_NAME), (1,))),
        raw_type(greatest(round(given(), 2), (1,))),
        raw_type(group_concat_text(
            concat((Contact::FIRST_NAME, lower(Contact::LAST_NAME))),
            "; ",
        )),
        raw_type(if_(
            isnull(Contact::LAST_NAME),
            lower(Contact::FIRST_NAME),
            "x",
        )),
        raw_type(ifnull(
            lower(Contact::LAST_NAME),
            upper(Contact::FIRST_NAME),
        )),
        raw_type(year(date(Contact::CREATED_DATE))),
        raw_type(raw::<Contact, f64>("SUM((a - b))")),
    ] {
        select(field).unwrap();
    }
}

fn raw_type<T, K: Kind>(field: Computed<Contact, T, K>) -> Computed<Contact, f64> {
    field.cast()
}

#[test]
fn a_suffix_stands_before_the_name_of_a_calculated_value() {
    let named = month(Contact::BIRTH_DATE).alias("m");
    let select = |field: Computed<Contact, String, _>| {
        let named = field.alias("n");
        let mut wanted = crate::query::select::Wanted::default();
        wanted.field(&named);
        Gate::of::<Contact>(&[], &wanted, &[], Release::NEWEST)
    };
    assert!(select(month(Contact::BIRTH_DATE).label()).is_ok());
    // What has a name already is selected by it.
    let after = named
        .cast::<i64, Calculated>()
        .extend::<String, Calculated>(":label");
    let refusal = select(after).unwrap_err().to_string();
    assert!(refusal.contains("`MONTH(birth_date):label`"), "{refusal}");
}

#[test]
fn a_calculated_year_compares_with_a_relative_date() {
    let this = year(Contact::BIRTH_DATE).eq(Relative::this_year());
    assert_eq!(clauses(&this), r#"[["YEAR(birth_date)","=","this.year"]]"#);
    let number = year(Contact::BIRTH_DATE).ge(1990);
    assert_eq!(clauses(&number), r#"[["YEAR(birth_date)",">=",1990]]"#);
}
