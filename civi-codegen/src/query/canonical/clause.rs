//! Conditions, as the site reads them.

use serde_json::{Value as Json, json};

use super::{Notes, normal};
use crate::query::literal::{Literal, Value};

/// A condition, or several in a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// A comparison.
    Compare(Comparison),
    /// A group.
    Group(Junction, Vec<Clause>),
}

/// How the conditions of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is what it says
pub enum Junction {
    And,
    Or,
    Not,
}

impl Junction {
    fn as_str(self) -> &'static str {
        match self {
            Junction::And => "AND",
            Junction::Or => "OR",
            Junction::Not => "NOT",
        }
    }
}

/// A comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The field or the expression on the left.
    pub left: String,
    /// The operator, as the wire writes it.
    pub operator: &'static str,
    /// What it is compared with.
    pub right: Right,
    /// Where the left side stands in the input.
    pub at: usize,
}

/// The right side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Right {
    /// The operator takes none.
    Missing,
    /// A value.
    Value(Literal),
    /// Another field or expression.
    Expression(String),
}

/// Where a condition stands: a text means another thing in a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Where,
    On,
}

const OPERATORS: [&str; 24] = [
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "LIKE",
    "NOT LIKE",
    "IN",
    "NOT IN",
    "BETWEEN",
    "NOT BETWEEN",
    "IS NULL",
    "IS NOT NULL",
    "IS EMPTY",
    "IS NOT EMPTY",
    "CONTAINS",
    "NOT CONTAINS",
    "CONTAINS ONE OF",
    "NOT CONTAINS ONE OF",
    "REGEXP",
    "NOT REGEXP",
    "REGEXP BINARY",
    "NOT REGEXP BINARY",
];

/// The conditions of a list.
pub(super) fn clauses(list: &Literal, position: Position, notes: &mut Notes) -> Vec<Clause> {
    let items = match &list.value {
        Value::List(items) => items.iter().collect(),
        // PHP's arrays with numbers for names.
        Value::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        Value::Null => Vec::new(),
        _ => {
            notes.problem(list.at, "conditions are a list");
            Vec::new()
        }
    };
    let clauses = items
        .into_iter()
        .filter_map(|item| clause(item, position, notes))
        .collect();
    flat(clauses)
}

pub(super) fn clause(item: &Literal, position: Position, notes: &mut Notes) -> Option<Clause> {
    let parts: Vec<&Literal> = match &item.value {
        Value::List(parts) => parts.iter().collect(),
        Value::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => {
            notes.problem(item.at, "a condition is a list such as [\"id\", \"=\", 1]");
            return None;
        }
    };
    let Some(first) = parts.first() else {
        notes.problem(item.at, "this condition is empty");
        return None;
    };
    let Some(left) = first.as_text() else {
        notes.problem(first.at, "a condition begins with a field");
        return None;
    };
    let junction = match (left.to_ascii_uppercase().as_str(), parts.get(1)) {
        ("AND", Some(inner)) if inner.as_list().is_some() => Some((Junction::And, inner)),
        ("OR", Some(inner)) if inner.as_list().is_some() => Some((Junction::Or, inner)),
        ("NOT", Some(inner)) if inner.as_list().is_some() => Some((Junction::Not, inner)),
        _ => None,
    };
    if let Some((junction, inner)) = junction {
        // `["NOT", ["id", "=", 1]]` and `["NOT", [["id", "=", 1], …]]` are both written.
        let is_clause = inner
            .as_list()
            .and_then(|inner| inner.first())
            .is_some_and(|first| first.as_text().is_some());
        let inner = if is_clause {
            clause(inner, position, notes).into_iter().collect()
        } else {
            clauses(inner, position, notes)
        };
        return grouped(junction, inner);
    }
    comparison(left, &parts, item, position, notes).map(Clause::Compare)
}

/// A group, without groups in it that say the same.
fn grouped(junction: Junction, inner: Vec<Clause>) -> Option<Clause> {
    if junction == Junction::Not {
        return (!inner.is_empty()).then_some(Clause::Group(junction, inner));
    }
    let mut flat = Vec::new();
    for clause in inner {
        match clause {
            Clause::Group(same, inner) if same == junction => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match (flat.len(), flat.pop()) {
        (_, None) => None,
        (1, only) => only,
        (_, Some(last)) => {
            flat.push(last);
            Some(Clause::Group(junction, flat))
        }
    }
}

/// The conditions of a list, all of which hold: a group of them says nothing more.
fn flat(clauses: Vec<Clause>) -> Vec<Clause> {
    let mut flat = Vec::new();
    for clause in clauses {
        match clause {
            Clause::Group(Junction::And, inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat
}

fn comparison(
    left: &str,
    parts: &[&Literal],
    item: &Literal,
    position: Position,
    notes: &mut Notes,
) -> Option<Comparison> {
    let written = match parts.get(1).map(|part| &part.value) {
        Some(Value::Text(text)) => text.trim().to_ascii_uppercase(),
        Some(Value::Variable(_)) => {
            notes.problem(
                item.at,
                "the operator is an expression of the program, which is not evaluated",
            );
            return None;
        }
        _ => {
            notes.problem(
                item.at,
                format!("the condition on `{left}` has no operator"),
            );
            return None;
        }
    };
    let written = if written == "<>" { "!=" } else { &written };
    let Some(operator) = OPERATORS.iter().find(|operator| **operator == written) else {
        notes.problem(item.at, format!("`{written}` is no operator of APIv4"));
        return None;
    };
    let is_expression = parts.get(3).is_some_and(|flag| flag.is_true());
    let right = match (parts.get(2), position) {
        _ if operator.starts_with("IS ") => Right::Missing,
        (None, _) => {
            notes.problem(
                item.at,
                format!("the condition on `{left}` compares with nothing"),
            );
            return None;
        }
        (Some(value), Position::On) => on(value),
        (Some(value), Position::Where) => match value.as_text() {
            Some(text) if is_expression => Right::Expression(normal(text)),
            _ => Right::Value((*value).clone()),
        },
    };
    let null = matches!(
        &right,
        Right::Value(Literal {
            value: Value::Null,
            ..
        })
    );
    let (operator, right) = match (*operator, null) {
        ("=", true) => ("IS NULL", Right::Missing),
        ("!=", true) => ("IS NOT NULL", Right::Missing),
        (other, _) => (other, right),
    };
    Some(Comparison {
        left: normal(left),
        operator,
        right,
        at: parts.first().map_or(item.at, |first| first.at),
    })
}

/// In a join, text is an expression unless it stands between quotes.
fn on(value: &Literal) -> Right {
    let Some(text) = value.as_text() else {
        return Right::Value(value.clone());
    };
    let text = text.trim();
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner.filter(|inner| closes_once(inner, quote)) {
            return Right::Value(Literal {
                value: Value::Text(inner.replace(&format!("\\{quote}"), &quote.to_string())),
                at: value.at,
            });
        }
    }
    if text.parse::<f64>().is_ok() {
        return Right::Value(Literal {
            value: Value::Number(text.to_owned()),
            at: value.at,
        });
    }
    if text.is_empty() {
        return Right::Value(value.clone());
    }
    Right::Expression(normal(text))
}

fn closes_once(inner: &str, quote: char) -> bool {
    let mut escaped = false;
    for c in inner.chars() {
        if c == quote && !escaped {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    true
}

/// The condition as JSON.
pub(super) fn to_json(clause: &Clause, position: Position) -> Json {
    match clause {
        Clause::Group(Junction::Not, inner) if inner.len() == 1 => {
            json!(["NOT", inner.first().map(|clause| to_json(clause, position))])
        }
        Clause::Group(junction, inner) => {
            let inner: Vec<Json> = inner
                .iter()
                .map(|clause| to_json(clause, position))
                .collect();
            json!([junction.as_str(), inner])
        }
        Clause::Compare(it) => match (&it.right, position) {
            (Right::Missing, _) => json!([it.left, it.operator]),
            (Right::Value(value), Position::On) => match value.as_text() {
                Some(text) => json!([
                    it.left,
                    it.operator,
                    format!("\"{}\"", text.replace('"', "\\\""))
                ]),
                None => json!([it.left, it.operator, value.to_json()]),
            },
            (Right::Value(value), Position::Where) => {
                json!([it.left, it.operator, value.to_json()])
            }
            (Right::Expression(text), Position::On) => json!([it.left, it.operator, text]),
            (Right::Expression(text), Position::Where) => json!([it.left, it.operator, text, true]),
        },
    }
}

impl Clause {
    /// Every comparison in it.
    pub fn comparisons(&self) -> Vec<&Comparison> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(clause) = open.pop() {
            match clause {
                Clause::Compare(comparison) => found.push(comparison),
                Clause::Group(_, inner) => open.extend(inner.iter().rev()),
            }
        }
        found
    }
}
