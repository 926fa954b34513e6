//! One clause: an expression, an operator and a value.

use super::calculated::membership;
use super::compare::{compare, has};
use super::condition::Place;
use super::expression::{Expression, FieldPath};
use super::operand::wanted_ids;
use super::parse;
use super::render::{Rendered, plain, render};
use super::scope::Scope;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::Sql;

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
    let list_of = match operator {
        "=" | "IN" => "IN",
        "!=" | "<>" | "NOT IN" => "NOT IN",
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
