//! A call's parameters as the site reads them: real input is untidy.

mod clause;
mod join;

use serde_json::{Value as Json, json};

pub use clause::{Clause, Comparison, Junction, Right};
pub use join::Join;

use super::call::Call;
use super::error::Problem;
use super::expression;
use super::literal::{Literal, Value};
use clause::Position;

/// The parameters of a call, without what says nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Canonical {
    /// What is selected, and where it stands in the input.
    pub select: Vec<(String, usize)>,
    /// The joins.
    pub joins: Vec<Join>,
    /// The conditions on rows.
    pub filter: Vec<Clause>,
    /// What rows are grouped by.
    pub group: Vec<(String, usize)>,
    /// The conditions on groups.
    pub having: Vec<Clause>,
    /// What rows are sorted by, and whether downwards.
    pub order: Vec<(String, bool, usize)>,
    /// The most rows; `None` for all.
    pub limit: Option<Literal>,
    /// The rows that are passed over.
    pub offset: Option<Literal>,
    /// The calls that are made for each row.
    pub chain: Vec<(String, Literal)>,
    /// Every other parameter that says something.
    pub others: Vec<(String, Literal)>,
    /// What was read otherwise than it is written, for people.
    pub remarks: Vec<String>,
}

/// What comes up while parameters are read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    pub(super) remarks: Vec<String>,
}

impl Notes {
    fn problem(&mut self, at: usize, message: impl Into<String>) {
        self.problems.push(Problem::at(at, message));
    }
}

/// A text with the blanks that an address wrote as `+`.
fn blanks(text: &str) -> String {
    if text.contains("+AS+") {
        text.replace('+', " ")
    } else {
        text.trim().to_owned()
    }
}

/// An expression with the blanks, quotes and capitals that civi writes.
fn normal(text: &str) -> String {
    match expression::read_named(text) {
        Ok((expression, Some(name))) => format!("{expression} AS {name}"),
        Ok((expression, None)) => expression.to_string(),
        Err(_) => text.trim().to_owned(),
    }
}

impl Canonical {
    /// The parameters of a call.
    pub(super) fn of(call: &Call, problems: &mut Vec<Problem>) -> Canonical {
        let mut notes = Notes::default();
        let mut read = Canonical::default();
        for (name, value) in &call.params {
            read.parameter(name, value, &mut notes);
        }
        problems.append(&mut notes.problems);
        read.remarks.append(&mut notes.remarks);
        read
    }

    fn parameter(&mut self, name: &str, value: &Literal, notes: &mut Notes) {
        match name {
            "version" => {}
            "checkPermissions" => {
                if !value.is_true() {
                    notes.remarks.push(
                        "checkPermissions: a call over HTTP is always checked against the \
                         permissions of the client's contact"
                            .to_owned(),
                    );
                }
            }
            _ if value.value == Value::Null => {}
            "select" => self.select.extend(names(name, value, notes)),
            "groupBy" => self.group.extend(names(name, value, notes)),
            "join" => {
                let items = entries(value);
                self.joins
                    .extend(items.into_iter().filter_map(|item| join::join(item, notes)));
            }
            "where" => self
                .filter
                .extend(clause::clauses(value, Position::Where, notes)),
            "having" => self
                .having
                .extend(clause::clauses(value, Position::Where, notes)),
            "orderBy" => self.sorted(value, notes),
            "limit" | "offset" => {
                let number = match &value.value {
                    Value::Variable(_) => Some(value.clone()),
                    Value::Text(text) if text.is_empty() => None,
                    _ => match value.as_integer() {
                        Some(0) => None,
                        Some(number) if number > 0 => Some(Literal {
                            value: Value::Number(number.to_string()),
                            at: value.at,
                        }),
                        _ => {
                            notes.problem(
                                value.at,
                                format!("`{name}` is a whole number, 0 or more"),
                            );
                            None
                        }
                    },
                };
                if name == "limit" {
                    self.limit = number;
                } else {
                    self.offset = number;
                }
            }
            "chain" => match value.as_map() {
                Some(entries) => self.chain.extend(entries.iter().cloned()),
                None => notes.problem(value.at, "`chain` is an object of calls by name"),
            },
            "debug" if !value.is_true() => {}
            _ if value.is_vacant() => {}
            _ => self.others.push((name.to_owned(), value.clone())),
        }
    }

    fn sort(&mut self, field: &str, direction: Option<&Literal>, at: usize, notes: &mut Notes) {
        let direction = direction.and_then(Literal::as_text).unwrap_or("ASC");
        let descending = match direction.to_ascii_uppercase().as_str() {
            "DESC" => true,
            "ASC" => false,
            other => {
                notes.problem(at, format!("`{other}` is no direction: ASC or DESC"));
                false
            }
        };
        let field = normal(field);
        if self.order.iter().all(|(known, ..)| *known != field) {
            self.order.push((field, descending, at));
        }
    }

    fn sorted(&mut self, value: &Literal, notes: &mut Notes) {
        match &value.value {
            Value::Map(entries) => {
                for (field, direction) in entries {
                    self.sort(field, Some(direction), direction.at, notes);
                }
            }
            // What a display of SearchKit sorts by; `get` itself refuses it.
            Value::List(items) => {
                for item in items {
                    match item.as_list() {
                        Some([field, direction]) if field.as_text().is_some() => {
                            self.sort(
                                field.as_text().unwrap_or_default(),
                                Some(direction),
                                item.at,
                                notes,
                            );
                        }
                        _ => match item.as_text() {
                            Some(field) => self.sort(field, None, item.at, notes),
                            None => {
                                notes.problem(item.at, "a sort is a field and its direction");
                                continue;
                            }
                        },
                    }
                }
                if !items.is_empty() {
                    notes.remarks.push(
                        "orderBy: a list, as a display of SearchKit has it, is read as fields and \
                         directions; `get` itself refuses it"
                            .to_owned(),
                    );
                }
            }
            _ => notes.problem(value.at, "`orderBy` is an object of fields and directions"),
        }
    }

    /// The parameters in the site's own form, in the order in which civi writes them.
    #[must_use]
    pub fn params(&self) -> Vec<(String, Literal)> {
        let mut params: Vec<(String, Literal)> = Vec::new();
        let mut put = |name: &str, value: Literal| params.push((name.to_owned(), value));
        let list = |items: Vec<Json>| Literal::from_json(&Json::Array(items));
        let texts =
            |texts: &[(String, usize)]| list(texts.iter().map(|(text, _)| json!(text)).collect());
        let clauses = |clauses: &[Clause]| {
            let items = clauses.iter();
            list(
                items
                    .map(|clause| clause::to_json(clause, Position::Where))
                    .collect(),
            )
        };
        if !self.select.is_empty() {
            put("select", texts(&self.select));
        }
        if !self.joins.is_empty() {
            put("join", list(self.joins.iter().map(join::to_json).collect()));
        }
        if !self.filter.is_empty() {
            put("where", clauses(&self.filter));
        }
        if !self.group.is_empty() {
            put("groupBy", texts(&self.group));
        }
        if !self.having.is_empty() {
            put("having", clauses(&self.having));
        }
        if !self.order.is_empty() {
            let order = self.order.iter().map(|(field, descending, _)| {
                let direction = if *descending { "DESC" } else { "ASC" };
                (field.clone(), Literal::text(direction))
            });
            put("orderBy", Literal::new(Value::Map(order.collect())));
        }
        for (name, value) in [("limit", &self.limit), ("offset", &self.offset)] {
            if let Some(value) = value {
                put(name, value.clone());
            }
        }
        if !self.chain.is_empty() {
            put("chain", Literal::new(Value::Map(self.chain.clone())));
        }
        params.extend(self.others.iter().cloned());
        params
    }
}

fn entries(value: &Literal) -> Vec<&Literal> {
    match &value.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

fn names(param: &str, value: &Literal, notes: &mut Notes) -> Vec<(String, usize)> {
    let items = match &value.value {
        Value::List(_) | Value::Map(_) => entries(value),
        Value::Text(_) => vec![value],
        _ => {
            notes.problem(
                value.at,
                format!("`{param}` is a list of names, literal by literal"),
            );
            return Vec::new();
        }
    };
    let mut found: Vec<(String, usize)> = Vec::new();
    for item in items {
        match item.as_text() {
            Some(text) => {
                let text = normal(&blanks(text));
                if found.iter().all(|(known, _)| *known != text) {
                    found.push((text, item.at));
                }
            }
            None => notes.problem(
                item.at,
                format!("`{param}` is a list of names, literal by literal"),
            ),
        }
    }
    found
}
