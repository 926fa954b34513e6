//! The order of rows (§6.4).

use super::expression::Expression;
use super::parse;
use super::render::{Rendered, render};
use super::scope::Scope;
use super::select::Selected;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::Sql;

/// A key to sort by.
pub(super) struct Key {
    sql: Sql,
    is_text: bool,
    is_aggregate: bool,
    is_down: bool,
}

impl Key {
    fn of(rendered: Rendered<'_>, is_aggregate: bool) -> Self {
        Key {
            is_text: rendered.is_text(),
            sql: rendered.sql,
            is_aggregate,
            is_down: false,
        }
    }

    /// Where rows are groups, the value of the first row of each.
    pub(super) fn of_first_row(&mut self) {
        if !self.is_aggregate {
            self.sql = std::mem::take(&mut self.sql).of_first_row();
        }
    }

    pub(super) fn sql(self) -> Sql {
        let sql = match self.is_text {
            true => self.sql.in_parentheses().word(" COLLATE civi"),
            false => self.sql,
        };
        if self.is_down { sql.word(" DESC") } else { sql }
    }
}

/// The keys to sort by.
pub(super) fn order<'a>(
    scope: &mut Scope<'a>,
    order_by: &Json,
    selected: &[Selected<'a>],
) -> Outcome<Vec<Key>> {
    let mut keys = Vec::new();
    for (text, direction) in order_by.pairs() {
        let down = match direction.as_str() {
            Some("ASC") => false,
            Some("DESC") => true,
            _ => {
                let direction = direction.to_text().unwrap_or_else(|| "Array".to_owned());
                return Err(Failure::exception(format!(
                    "Invalid sort direction. Cannot order by {text} {direction}"
                )));
            }
        };
        let key = match selected.iter().find(|one| one.key == text) {
            Some(one) if !matches!(one.expression, Expression::Field(_)) => {
                Some(Key::of(one.rendered.clone(), one.expression.is_aggregate()))
            }
            _ => expression(scope, &text)?,
        };
        keys.extend(key.map(|key| Key {
            is_down: down,
            ..key
        }));
    }
    Ok(keys)
}

/// The keys of groups.
pub(super) fn groups<'a>(scope: &mut Scope<'a>, group_by: &[String]) -> Outcome<Vec<Sql>> {
    let mut keys = Vec::new();
    for text in group_by {
        keys.extend(expression(scope, text)?.map(Key::sql));
    }
    Ok(keys)
}

/// An expression; `None` where the caller may not use a field in it.
fn expression(scope: &mut Scope<'_>, text: &str) -> Outcome<Option<Key>> {
    let expression = parse::expression(text)?;
    for field in expression.fields() {
        if scope.need(&field.path)?.is_none() {
            return Ok(None);
        }
    }
    let rendered = render(scope, &expression)?;
    Ok(Some(Key::of(rendered, expression.is_aggregate())))
}
