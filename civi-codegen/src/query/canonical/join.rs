//! Joins, as the site reads them.

use serde_json::{Value as Json, json};

use super::Notes;
use super::clause::{self, Clause, Position};
use crate::query::literal::{Literal, Value};

/// One join.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The joined entity.
    pub entity: String,
    /// The name that its fields stand behind.
    pub alias: String,
    /// `LEFT`, `INNER` or `EXCLUDE`.
    pub side: &'static str,
    /// The entity that the join goes through.
    pub bridge: Option<String>,
    /// The conditions.
    pub on: Vec<Clause>,
    /// Where the join stands in the input.
    pub at: usize,
}

pub(super) fn join(item: &Literal, notes: &mut Notes) -> Option<Join> {
    let parts = item.as_list().unwrap_or_default();
    let Some(target) = parts.first().and_then(Literal::as_text) else {
        notes.problem(
            item.at,
            "a join is a list such as [\"Email AS e\", \"LEFT\", …]",
        );
        return None;
    };
    let target = super::blanks(target);
    let (entity, alias) = match target.split_once(" AS ") {
        Some((entity, alias)) => (entity.trim().to_owned(), alias.trim().to_owned()),
        None => (target.clone(), target.to_lowercase()),
    };
    let mut rest = parts[1..].iter().peekable();
    let side = match rest.peek().map(|side| &side.value) {
        Some(Value::Text(text)) if ["LEFT", "INNER", "EXCLUDE"].contains(&text.trim()) => {
            let side = match text.trim() {
                "INNER" => "INNER",
                "EXCLUDE" => "EXCLUDE",
                _ => "LEFT",
            };
            rest.next();
            side
        }
        Some(Value::Text(text)) => {
            notes.problem(
                item.at,
                format!("`{text}` is no side of a join: LEFT, INNER or EXCLUDE"),
            );
            return None;
        }
        Some(Value::Boolean(_) | Value::Number(_) | Value::Null) => {
            let inner = rest.next().is_some_and(Literal::is_true);
            if inner { "INNER" } else { "LEFT" }
        }
        _ => "LEFT",
    };
    let mut bridge = None;
    while let Some(part) = rest.peek() {
        match &part.value {
            Value::Text(text) if bridge.is_none() && !text.is_empty() => {
                bridge = Some(text.clone())
            }
            Value::Null | Value::Text(_) | Value::Boolean(_) => {}
            _ => break,
        }
        rest.next();
    }
    let on = rest
        .filter(|part| !part.is_vacant())
        .filter_map(|part| clause::clause(part, Position::On, notes))
        .collect();
    Some(Join {
        entity,
        alias,
        side,
        bridge,
        on,
        at: item.at,
    })
}

pub(super) fn to_json(join: &Join) -> Json {
    let mut parts = vec![
        json!(format!("{} AS {}", join.entity, join.alias)),
        json!(join.side),
    ];
    parts.extend(join.bridge.as_ref().map(|bridge| json!(bridge)));
    parts.extend(
        join.on
            .iter()
            .map(|clause| clause::to_json(clause, Position::On)),
    );
    Json::Array(parts)
}
