//! A comparison of SQL with a value, for every operator (§6.1).

use civi_schema::DataType;
use rusqlite::types::Value;

use super::operand::bound;
use super::relative;
use super::render::Rendered;
use super::scope::Scope;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::{Moment, Sql};

/// Columns that an index finds by SQLite's own collation, which minds accents and letters beyond
/// ASCII: machine names and addresses, not the names of people.
const FAST: &[&str] = &["api_key", "email", "external_identifier", "hash", "name"];

pub(super) fn compare<'a>(
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
            if items.is_empty() && !context.model.is_since(5, 58) {
                return Err(Failure::exception(format!(
                    "invalid criteria for {operator}"
                )));
            }
            if items.is_empty() {
                return Ok(Sql::new(if operator == "IN" { "0" } else { "1" }));
            }
            let is_relative =
                |item: &&Json| item.as_str().is_some_and(|t| relative::range(t).is_some());
            if is_moment(&left) && items.iter().any(is_relative) {
                return Err(Failure::exception(format!(
                    "Relative dates cannot be in an array using the {operator} operator."
                )));
            }
            // A site makes an empty text of a null in a list.
            let empty = Json::Text(String::new());
            let items = items
                .into_iter()
                .map(|item| if item.is_null() { &empty } else { item });
            let list = values(items.map(bind).collect());
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
            // What is empty to PHP is no end, 0 among it.
            let [from, to, ..] = ends else {
                return Err(Failure::exception(format!(
                    "invalid criteria for {operator}"
                )));
            };
            if !from.is_truthy() || !to.is_truthy() {
                return Err(Failure::exception(format!(
                    "invalid criteria for {operator}"
                )));
            }
            let word = if operator == "BETWEEN" {
                " BETWEEN "
            } else {
                " NOT BETWEEN "
            };
            let end = |value: &Json, is_last: bool| {
                let range = value.as_str().and_then(relative::range);
                let range = range.filter(|_| is_moment(&left));
                let end = range.and_then(|(from, to)| if is_last { to } else { from });
                end.map_or_else(|| bind(value), |moment| moment_bound(&left, moment))
            };
            let (from, to) = (end(from, false), end(to, true));
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
    let expression = || -> Outcome<Sql> {
        let text = value.to_text().unwrap_or_default();
        crate::store::pattern::check(&text)?;
        Ok(Sql::value(text))
    };
    let like = || Sql::call("civi_like", [left.clone().into_text(), text()]);
    let not = |sql: Sql| Sql::new("NOT ").then(sql).in_parentheses();
    Ok(match operator {
        "LIKE" if value.is_null() => Sql::new("0"),
        "LIKE" => like(),
        "NOT LIKE" => not(like()),
        "REGEXP" | "NOT REGEXP" | "REGEXP BINARY" | "NOT REGEXP BINARY" => {
            let own = left.clone().into_text();
            let is_binary = Sql::new(if operator.ends_with("BINARY") {
                "1"
            } else {
                "0"
            });
            let found = Sql::call("civi_regexp", [own, expression()?, is_binary]);
            if operator.starts_with("NOT") {
                not(found)
            } else {
                found
            }
        }
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

/// A list of values. A long one is one value, since the database has a limit for their number.
fn values(list: Vec<Sql>) -> Sql {
    const MANY: usize = 500;
    if list.len() <= MANY {
        return Sql::joined(list, ", ").in_parentheses();
    }
    let json = |value: Option<&Value>| match value {
        Some(Value::Integer(number)) => Json::Int(*number),
        Some(Value::Real(number)) => Json::Float(*number),
        Some(Value::Text(text)) => Json::text(text.as_str()),
        _ => Json::Null,
    };
    let list: Vec<Json> = list.iter().map(|sql| json(sql.binds().first())).collect();
    Sql::new("(SELECT value FROM json_each(")
        .then(Sql::value(Json::List(list).compact()))
        .word("))")
}

/// A comparison with a relative date, or of a moment with a day.
fn range_of(scope: &Scope<'_>, left: &Rendered<'_>, operator: &str, value: &Json) -> Option<Sql> {
    if !is_moment(left) {
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
    let bound = |moment: Moment| moment_bound(left, moment);
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

fn is_moment(left: &Rendered<'_>) -> bool {
    matches!(left.kind, Some(DataType::Date | DataType::Timestamp))
}

/// A moment in the form that the left side is stored in.
fn moment_bound(left: &Rendered<'_>, moment: Moment) -> Sql {
    let form = if left.kind == Some(DataType::Date) {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    Sql::value(moment.strftime(form).to_string())
}

/// NULL, an empty text, or 0 (§6.1).
fn empty(left: &Rendered<'_>) -> Sql {
    let sql = || left.sql.clone().in_parentheses();
    let null = sql().word(" IS NULL");
    match left.kind {
        _ if left.is_list => null.word(" OR ").then(sql()).word(" IN ('', '[]')"),
        Some(DataType::Integer | DataType::Float | DataType::Boolean) => {
            null.word(" OR ").then(sql()).word(" = 0")
        }
        None | Some(DataType::String) => null.word(" OR ").then(sql()).word(" = ''"),
        // Neither an amount of 0 nor an empty text of any length is empty to core.
        _ => null,
    }
    .in_parentheses()
}

pub(super) fn has(left: &Rendered<'_>, item: &Json) -> Sql {
    let text = item.to_text().unwrap_or_default();
    let found = if left.is_list {
        Sql::call("civi_has", [left.sql.clone(), Sql::value(text)])
    } else {
        // Core puts the text between two `%`, and leaves those in it what they are.
        let pattern = Sql::value(format!("%{text}%"));
        Sql::call("civi_like", [left.clone().into_text(), pattern])
    };
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
        _ => Sql::conditions(each, between).in_parentheses(),
    };
    if operator.starts_with("NOT") {
        Sql::new("NOT ").then(all).in_parentheses()
    } else {
        all
    }
}
