//! One clause: an expression, an operator and a value.

use civi_schema::DataType;

use super::calculated::membership;
use super::condition::Place;
use super::expression::{Expression, FieldPath};
use super::operand::{bound, wanted_ids};
use super::parse;
use super::relative;
use super::render::{Rendered, plain, render};
use super::scope::Scope;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::{Moment, Sql};

/// The operators and the release that has them.
const OPERATORS: &[(&str, (u32, u32))] = &[
    ("=", (5, 0)),
    ("<=", (5, 0)),
    (">=", (5, 0)),
    (">", (5, 0)),
    ("<", (5, 0)),
    ("LIKE", (5, 0)),
    ("<>", (5, 0)),
    ("!=", (5, 0)),
    ("NOT LIKE", (5, 0)),
    ("IN", (5, 0)),
    ("NOT IN", (5, 0)),
    ("BETWEEN", (5, 0)),
    ("NOT BETWEEN", (5, 0)),
    ("IS NOT NULL", (5, 0)),
    ("IS NULL", (5, 0)),
    ("CONTAINS", (5, 29)),
    ("NOT CONTAINS", (5, 63)),
    ("CONTAINS ONE OF", (6, 4)),
    ("NOT CONTAINS ONE OF", (6, 4)),
    ("IS EMPTY", (5, 36)),
    ("IS NOT EMPTY", (5, 36)),
    ("REGEXP", (5, 43)),
    ("NOT REGEXP", (5, 43)),
    ("REGEXP BINARY", (5, 68)),
    ("NOT REGEXP BINARY", (5, 68)),
];

/// Columns that an index finds by SQLite's own collation.
const FAST: &[&str] = &["api_key", "email", "external_identifier", "hash"];

pub(super) fn clause<'a>(
    scope: &mut Scope<'a>,
    left: &str,
    items: &[&Json],
    place: Place<'_, 'a>,
) -> Outcome<Option<Sql>> {
    let operator = match items.get(1) {
        None => "=",
        Some(word) => word
            .as_str()
            .ok_or_else(|| Failure::exception("Illegal operator"))?,
    };
    let known = OPERATORS.iter().find(|(name, _)| *name == operator);
    let Some((operator, _)) = known.filter(|(_, (a, b))| scope.context.model.is_since(*a, *b))
    else {
        return Err(Failure::exception("Illegal operator"));
    };
    let null = Json::Null;
    let value = items.get(2).copied().unwrap_or(&null);
    let is_expression = match (items.get(3), place) {
        (Some(flag), _) => flag.is_truthy(),
        (None, Place::On) => true,
        (None, _) => false,
    };
    if let Place::Having(selected) = place {
        return having(scope, left, operator, value, is_expression, selected).map(Some);
    }
    let expression = parse::expression(left)?;
    for field in expression.fields() {
        if scope.need(&field.path)?.is_none() {
            return Ok(None);
        }
    }
    compared(scope, &expression, operator, value, is_expression).map(Some)
}

fn having<'a>(
    scope: &mut Scope<'a>,
    left: &str,
    operator: &'static str,
    value: &Json,
    is_expression: bool,
    selected: &[Selected<'a>],
) -> Outcome<Sql> {
    let (name, suffix) = super::split_suffix(left);
    let found = selected
        .iter()
        .find(|one| one.key == left || one.text == left);
    let found = found.or_else(|| {
        selected
            .iter()
            .find(|one| super::split_suffix(&one.key).0 == name)
    });
    let Some(found) = found else {
        return Err(Failure::exception(format!(
            "Invalid expression in HAVING clause: '{left}'. Must use a value from SELECT clause."
        )));
    };
    // A suffix counts on the left even where another form of the field is selected.
    if suffix.is_some()
        && let Expression::Field(field) = &found.expression
    {
        let path = FieldPath {
            path: field.path.clone(),
            suffix: suffix.map(ToOwned::to_owned),
        };
        return compared(
            scope,
            &Expression::Field(path),
            operator,
            value,
            is_expression,
        );
    }
    let left = found.rendered.clone();
    right(scope, left, operator, value, is_expression)
}

use super::select::Selected;

fn compared<'a>(
    scope: &mut Scope<'a>,
    expression: &Expression,
    operator: &'static str,
    value: &Json,
    is_expression: bool,
) -> Outcome<Sql> {
    let Expression::Field(path) = expression else {
        let left = render(scope, expression)?;
        return right(scope, left, operator, value, is_expression);
    };
    let Ok(target) = scope.find(&path.path)? else {
        return Err(Failure::invalid_field(&path.path));
    };
    if let Some(allowed) = &target.field.field.operators
        && !allowed.iter().any(|one| one == operator)
    {
        return Err(Failure::exception("Illegal operator"));
    }
    let literal = literal(value, is_expression)?;
    if membership(scope.context, target, &[]).is_some() {
        let Some(value) = &literal else {
            return Err(Failure::limit(
                "comparing groups or tags with an expression",
            ));
        };
        let values = if value.is_array() {
            value.items()
        } else {
            vec![value]
        };
        let ids = match &path.suffix {
            Some(suffix) => wanted_ids(scope.context, target, suffix, &values)?,
            None => values.into_iter().cloned().collect(),
        };
        let ids: Vec<i64> = ids.iter().filter_map(Json::to_int).collect();
        let within = membership(scope.context, target, &ids).unwrap_or_default();
        return Ok(if matches!(operator, "NOT IN" | "!=" | "<>") {
            Sql::new("NOT ")
                .then(within.in_parentheses())
                .in_parentheses()
        } else {
            within
        });
    }
    let left = plain(scope, target);
    match (&path.suffix, &literal) {
        (Some(suffix), Some(value)) => by_suffix(scope, expression, left, suffix, operator, value),
        (Some(_), None) => {
            let left = render(scope, expression)?;
            right(scope, left, operator, value, is_expression)
        }
        (None, _) => right(scope, left, operator, value, is_expression),
    }
}

/// A comparison by name, label or abbreviation: the site looks up the ids first (§6.3).
fn by_suffix<'a>(
    scope: &mut Scope<'a>,
    expression: &Expression,
    left: Rendered<'a>,
    suffix: &str,
    operator: &'static str,
    value: &Json,
) -> Outcome<Sql> {
    let Some(target) = left.target else {
        return Err(Failure::exception("Illegal operator"));
    };
    let (list_of, negated) = match operator {
        "=" | "IN" => ("IN", false),
        "!=" | "<>" | "NOT IN" => ("NOT IN", true),
        "CONTAINS" | "NOT CONTAINS" | "CONTAINS ONE OF" | "NOT CONTAINS ONE OF" if left.is_list => {
            let values = if value.is_array() {
                value.items()
            } else {
                vec![value]
            };
            let ids = wanted_ids(scope.context, target, suffix, &values)?;
            if ids.is_empty() {
                return Ok(Sql::new(if operator.starts_with("NOT") {
                    "1"
                } else {
                    "0"
                }));
            }
            return compare(scope, left, operator, &Json::List(ids));
        }
        "IS NULL" | "IS NOT NULL" | "IS EMPTY" | "IS NOT EMPTY" => {
            return compare(scope, left, operator, value);
        }
        _ => {
            let left = render(scope, expression)?;
            return compare(scope, left, operator, value);
        }
    };
    let _ = negated;
    if matches!(operator, "IN" | "NOT IN") && !value.is_array() {
        return Err(Failure::Page(format!("{operator} needs a list")));
    }
    if matches!(operator, "=" | "!=" | "<>") && value.is_array() {
        return Err(Failure::Page(format!("{operator} can't take a list")));
    }
    if value.is_null() {
        return Ok(Sql::new("0"));
    }
    let values = if value.is_array() {
        value.items()
    } else {
        vec![value]
    };
    let ids = wanted_ids(scope.context, target, suffix, &values)?;
    if left.is_list {
        let has = ids.iter().map(|id| has(&left, id)).collect::<Vec<_>>();
        let any = if has.is_empty() {
            Sql::new("0")
        } else {
            Sql::joined(has, " OR ").in_parentheses()
        };
        return Ok(if list_of == "NOT IN" {
            Sql::new("NOT ").then(any)
        } else {
            any
        });
    }
    compare(scope, left, list_of, &Json::List(ids))
}

/// The value as a literal; `None` where it is an expression of its own.
fn literal(value: &Json, is_expression: bool) -> Outcome<Option<Json>> {
    let Some(text) = value.as_str().filter(|_| is_expression) else {
        return Ok(Some(value.clone()));
    };
    Ok(match parse::expression(text)? {
        Expression::Text(text) => Some(Json::Text(text)),
        Expression::Whole(number) => Some(Json::Int(number)),
        Expression::Float(number) => Some(Json::Float(number)),
        Expression::Bool(value) => Some(Json::Bool(value)),
        Expression::Null => Some(Json::Null),
        _ => None,
    })
}

fn right<'a>(
    scope: &mut Scope<'a>,
    left: Rendered<'a>,
    operator: &'static str,
    value: &Json,
    is_expression: bool,
) -> Outcome<Sql> {
    if let Some(value) = literal(value, is_expression)? {
        return compare(scope, left, operator, &value);
    }
    let expression = parse::expression(value.as_str().unwrap_or_default())?;
    for field in expression.fields() {
        if scope.need(&field.path)?.is_none() {
            return Err(Failure::invalid_field(&field.path));
        }
    }
    let sign = match operator {
        "=" => " = ",
        "!=" | "<>" => " <> ",
        "<" => " < ",
        "<=" => " <= ",
        ">" => " > ",
        ">=" => " >= ",
        "LIKE" => {
            let pattern = render(scope, &expression)?;
            return Ok(Sql::call("civi_like", [left.sql, pattern.sql]));
        }
        "CONTAINS" => {
            let part = render(scope, &expression)?;
            let function = if left.is_list {
                "civi_has"
            } else {
                "civi_contains"
            };
            return Ok(Sql::call(function, [left.sql, part.sql]));
        }
        other => {
            return Err(Failure::limit(format!(
                "{other} with an expression on its right"
            )));
        }
    };
    let right = render(scope, &expression)?;
    let both_text = left.is_text() || right.is_text();
    let (left, right) = if both_text {
        (left.collated(), right.sql)
    } else {
        (left.sql, right.sql)
    };
    Ok(left.word(sign).then(right).in_parentheses())
}

fn compare<'a>(
    scope: &Scope<'a>,
    left: Rendered<'a>,
    operator: &'static str,
    value: &Json,
) -> Outcome<Sql> {
    let context = scope.context;
    let bind = |value: &Json| bound(context, &left, value);
    let needs_list = || Failure::Page(format!("{operator} needs a list"));
    match operator {
        "IS NULL" => return Ok(left.sql.in_parentheses().word(" IS NULL")),
        "IS NOT NULL" => return Ok(left.sql.in_parentheses().word(" IS NOT NULL")),
        "IS EMPTY" => return Ok(empty(&left)),
        "IS NOT EMPTY" => return Ok(Sql::new("NOT ").then(empty(&left)).in_parentheses()),
        "IN" | "NOT IN" => {
            if !value.is_array() {
                return Err(needs_list());
            }
            let items = value.items();
            if items.iter().any(|item| item.is_array()) {
                return Err(Failure::Page("a list in a list".to_owned()));
            }
            if items.is_empty() {
                return Ok(Sql::new(if operator == "IN" { "0" } else { "1" }));
            }
            let list = Sql::joined(items.into_iter().map(bind), ", ").in_parentheses();
            let word = if operator == "IN" { " IN " } else { " NOT IN " };
            return Ok(left
                .clone()
                .collated()
                .word(word)
                .then(list)
                .in_parentheses());
        }
        "BETWEEN" | "NOT BETWEEN" => {
            let items = value.items();
            let ends = items.as_slice();
            let [from, to] = ends else {
                return Err(Failure::exception(format!("{operator} needs two values")));
            };
            if from.is_blank() || to.is_blank() {
                return Err(Failure::exception(format!("{operator} needs two values")));
            }
            let word = if operator == "BETWEEN" {
                " BETWEEN "
            } else {
                " NOT BETWEEN "
            };
            let (from, to) = (bind(from), bind(to));
            return Ok(left
                .clone()
                .collated()
                .word(word)
                .then(from)
                .word(" AND ")
                .then(to)
                .in_parentheses());
        }
        "CONTAINS" | "NOT CONTAINS" | "CONTAINS ONE OF" | "NOT CONTAINS ONE OF" => {
            return Ok(contains(&left, operator, value));
        }
        _ => {}
    }
    if value.is_array() {
        return Err(Failure::Page(format!("{operator} can't take a list")));
    }
    if let Some(range) = range_of(scope, &left, operator, value) {
        return Ok(range);
    }
    let text = || Sql::value(value.to_text().unwrap_or_default());
    let matched = |function, extra: Vec<Sql>| {
        Sql::call(
            function,
            [left.sql.clone(), text()].into_iter().chain(extra),
        )
    };
    let not = |sql: Sql| Sql::new("NOT ").then(sql).in_parentheses();
    Ok(match operator {
        "LIKE" if value.is_null() => Sql::new("0"),
        "LIKE" => matched("civi_like", vec![]),
        "NOT LIKE" => not(matched("civi_like", vec![])),
        "REGEXP" => matched("civi_regexp", vec![Sql::new("0")]),
        "NOT REGEXP" => not(matched("civi_regexp", vec![Sql::new("0")])),
        "REGEXP BINARY" => matched("civi_regexp", vec![Sql::new("1")]),
        "NOT REGEXP BINARY" => not(matched("civi_regexp", vec![Sql::new("1")])),
        _ => {
            let sign = match operator {
                "=" => " = ",
                "!=" | "<>" => " <> ",
                "<" => " < ",
                "<=" => " <= ",
                ">" => " > ",
                _ => " >= ",
            };
            let is_fast =
                operator == "=" && left.target.is_some_and(|t| FAST.contains(&t.field.name()));
            let value = bind(value);
            let left = if is_fast {
                left.sql.clone()
            } else {
                left.clone().collated()
            };
            left.word(sign).then(value).in_parentheses()
        }
    })
}

/// A comparison with a relative date, or of a moment with a day.
fn range_of(scope: &Scope<'_>, left: &Rendered<'_>, operator: &str, value: &Json) -> Option<Sql> {
    if !matches!(left.kind, Some(DataType::Date | DataType::Timestamp)) {
        return None;
    }
    let text = value.as_str()?;
    let (from, to) = match relative::range(text) {
        Some(range) => range,
        // A day means all of it (newer than 5.77).
        None if scope.context.model.is_since(6, 0) && left.kind == Some(DataType::Timestamp) => {
            let day: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
            (Some(day.at(0, 0, 0, 0)), Some(day.at(23, 59, 59, 0)))
        }
        None => return None,
    };
    let form = if left.kind == Some(DataType::Date) {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    let bound = |moment: Moment| Sql::value(moment.strftime(form).to_string());
    let side = |sign: &'static str, end: Option<Moment>| {
        end.map(|end| {
            left.sql
                .clone()
                .word(sign)
                .then(bound(end))
                .in_parentheses()
        })
    };
    let both = || {
        let sides = [side(" >= ", from), side(" <= ", to)];
        Sql::joined(sides.into_iter().flatten(), " AND ").in_parentheses()
    };
    let nothing = || Sql::new("0");
    Some(match operator {
        "=" | "LIKE" => both(),
        "!=" | "<>" | "NOT LIKE" => Sql::new("NOT ").then(both()).in_parentheses(),
        "<" => side(" < ", from).unwrap_or_else(nothing),
        "<=" => side(" <= ", to).unwrap_or_else(nothing),
        ">" => side(" > ", to).unwrap_or_else(nothing),
        ">=" => side(" >= ", from).unwrap_or_else(nothing),
        _ => return None,
    })
}

/// NULL, an empty text, or 0 (§6.1).
fn empty(left: &Rendered<'_>) -> Sql {
    let sql = || left.sql.clone().in_parentheses();
    let null = sql().word(" IS NULL");
    match left.kind {
        _ if left.is_list => null.word(" OR ").then(sql()).word(" IN ('', '[]')"),
        Some(DataType::Integer | DataType::Float | DataType::Money | DataType::Boolean) => {
            null.word(" OR ").then(sql()).word(" = 0")
        }
        Some(DataType::Date | DataType::Timestamp | DataType::Time) => null,
        _ => null.word(" OR ").then(sql()).word(" = ''"),
    }
    .in_parentheses()
}

fn has(left: &Rendered<'_>, item: &Json) -> Sql {
    let function = if left.is_list {
        "civi_has"
    } else {
        "civi_contains"
    };
    let found = Sql::call(
        function,
        [
            left.sql.clone(),
            Sql::value(item.to_text().unwrap_or_default()),
        ],
    );
    Sql::call("coalesce", [found, Sql::new("0")])
}

fn contains(left: &Rendered<'_>, operator: &str, value: &Json) -> Sql {
    let items = if value.is_array() {
        value.items()
    } else {
        vec![value]
    };
    let each: Vec<Sql> = items.into_iter().map(|item| has(left, item)).collect();
    let between = if operator.ends_with("ONE OF") {
        " OR "
    } else {
        " AND "
    };
    let all = match each.len() {
        0 => Sql::new("0"),
        _ => Sql::joined(each, between).in_parentheses(),
    };
    if operator.starts_with("NOT") {
        Sql::new("NOT ").then(all).in_parentheses()
    } else {
        all
    }
}
