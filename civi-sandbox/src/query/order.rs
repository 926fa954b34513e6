//! The order of rows (§6.4).

use super::expression::Expression;
use super::parse;
use super::render::render;
use super::scope::Scope;
use super::select::Selected;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::Sql;

/// The keys to sort by.
pub(super) fn order<'a>(
    scope: &mut Scope<'a>,
    order_by: &Json,
    selected: &[Selected<'a>],
) -> Outcome<Vec<Sql>> {
    let mut keys = Vec::new();
    for (text, direction) in order_by.pairs() {
        let down = match direction.as_str() {
            Some("ASC") => false,
            Some("DESC") => true,
            _ => {
                let direction = direction.to_text().unwrap_or_default();
                return Err(Failure::exception(format!(
                    "Invalid sort direction. Cannot order by {text} {direction}"
                )));
            }
        };
        let key = match selected.iter().find(|one| one.key == text) {
            Some(one) if !matches!(one.expression, Expression::Field(_)) => {
                Some(one.rendered.clone().collated())
            }
            _ => expression(scope, &text)?,
        };
        if let Some(key) = key {
            keys.push(if down { key.word(" DESC") } else { key });
        }
    }
    Ok(keys)
}

/// The keys of groups.
pub(super) fn groups<'a>(scope: &mut Scope<'a>, group_by: &[String]) -> Outcome<Vec<Sql>> {
    let mut keys = Vec::new();
    for text in group_by {
        keys.extend(expression(scope, text)?);
    }
    Ok(keys)
}

/// An expression; `None` where the caller may not use a field in it.
fn expression(scope: &mut Scope<'_>, text: &str) -> Outcome<Option<Sql>> {
    let expression = parse::expression(text)?;
    for field in expression.fields() {
        if scope.need(&field.path)?.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(render(scope, &expression)?.collated()))
}
