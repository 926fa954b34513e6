//! Trees of conditions: `where`, `having` and the `ON` of joins (§6.1).

use super::clause::clause;
use super::scope::Scope;
use super::select::Selected;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::store::Sql;

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) enum Place<'s, 'a> {
    Where,
    Having(&'s [Selected<'a>]),
    On,
}

/// All clauses of a list; `None` where nothing is left of them.
pub(super) fn all<'a>(
    scope: &mut Scope<'a>,
    clauses: &Json,
    place: Place<'_, 'a>,
) -> Outcome<Option<Sql>> {
    let clauses = clauses.items();
    group(scope, &clauses, " AND ", place)
}

fn group<'a>(
    scope: &mut Scope<'a>,
    nodes: &[&Json],
    between: &'static str,
    place: Place<'_, 'a>,
) -> Outcome<Option<Sql>> {
    let mut all = Vec::new();
    for each in nodes {
        let made = node(scope, each, place)?;
        // In an OR the site makes broken SQL of a clause that it dropped (§9).
        if made.is_none() && between == " OR " && !is_empty_group(each) {
            return Err(Failure::exception("DB Error: syntax error"));
        }
        all.extend(made);
    }
    Ok(match all.len() {
        0 => None,
        _ => Some(Sql::conditions(all, between).in_parentheses()),
    })
}

/// `["OR", []]` and its like, which vanish.
fn is_empty_group(node: &Json) -> bool {
    let items = node.items();
    match (items.first().and_then(|first| first.as_str()), items.get(1)) {
        (Some("AND" | "OR" | "NOT"), Some(inner)) => {
            inner.items().is_empty() || inner.items().iter().all(|node| is_empty_group(node))
        }
        _ => false,
    }
}

fn node<'a>(scope: &mut Scope<'a>, node: &Json, place: Place<'_, 'a>) -> Outcome<Option<Sql>> {
    if !node.is_array() {
        return Err(Failure::Page("a clause is no array".to_owned()));
    }
    let items = node.items();
    let Some(first) = items.first() else {
        return Err(Failure::Page("a clause is empty".to_owned()));
    };
    let Some(word) = first.as_str() else {
        return Err(Failure::Page(
            "a clause does not begin with a text".to_owned(),
        ));
    };
    let inner = |at: usize| items.get(at).filter(|inner| inner.is_array());
    match word {
        "AND" | "OR" => {
            let Some(nodes) = inner(1) else {
                return Err(Failure::Page(format!("{word} has no list of clauses")));
            };
            group(
                scope,
                &nodes.items(),
                if word == "OR" { " OR " } else { " AND " },
                place,
            )
        }
        "NOT" => {
            let Some(nodes) = inner(1) else {
                return Err(Failure::Page("NOT has no clauses".to_owned()));
            };
            let items = nodes.items();
            let is_one = items.first().is_some_and(|first| first.as_str().is_some());
            let made = match is_one {
                true => self::node(scope, nodes, place)?,
                false => group(scope, &items, " AND ", place)?,
            };
            Ok(made.map(|sql| Sql::new("NOT ").then(sql.in_parentheses()).in_parentheses()))
        }
        _ => clause(scope, word, &items, place),
    }
}

/// The names of fields that a tree filters on.
pub(super) fn filtered(clauses: &Json) -> Vec<String> {
    let mut names = Vec::new();
    for node in clauses.items() {
        let items = node.items();
        match items.first().and_then(|first| first.as_str()) {
            Some("AND" | "OR" | "NOT") => {
                if let Some(inner) = items.get(1) {
                    match inner.items().first().and_then(|first| first.as_str()) {
                        Some(_) => names.extend(filtered(&Json::List(vec![(*inner).clone()]))),
                        None => names.extend(filtered(inner)),
                    }
                }
            }
            Some(name) => names.push(super::split_suffix(name).0.to_owned()),
            None => {}
        }
    }
    names
}
