//! The language of selections and conditions: fields, functions, equations and literals, with a
//! name or without.

mod read;
#[cfg(test)]
mod tests;

use std::fmt;

pub(super) use read::{read, read_named};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A field, with its path and its suffix: `contact_id.gender_id:label`.
    Field(String),
    /// Text between quotes.
    Text(String),
    /// A number, with its digits.
    Number(String),
    /// `*`.
    Star,
    /// A function.
    Function(Function),
    /// `(a + b)`: operands and the operators between them.
    Equation(Vec<Expression>, Vec<String>),
}

/// A function and its arguments.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Function {
    /// Its name, in capitals.
    pub(super) name: String,
    /// `DISTINCT`, `UNIQUE`, or the unit of EXTRACT.
    pub(super) prefix: Option<String>,
    /// The arguments; `INTERVAL 1 YEAR` and the unit of TIMESTAMPDIFF are [`Argument::Words`].
    pub(super) arguments: Vec<Argument>,
    /// `ORDER BY`, and whether downwards.
    pub(super) order: Vec<(Expression, bool)>,
    /// `SEPARATOR`.
    pub(super) separator: Option<String>,
    /// `N=`.
    pub(super) nth: Option<i64>,
    /// A suffix behind it: `MONTH(birth_date):label`.
    pub(super) suffix: Option<String>,
}

/// An argument of a function.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Argument {
    /// An expression.
    Value(Expression),
    /// Words of SQL: a unit, or an interval and its unit.
    Words(Vec<String>),
}

impl Expression {
    /// Every field in it.
    pub(super) fn fields(&self) -> Vec<&str> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(expression) = open.pop() {
            match expression {
                Expression::Field(path) => found.push(path.as_str()),
                Expression::Function(it) => {
                    open.extend(it.order.iter().rev().map(|(by, _)| by));
                    open.extend(
                        it.arguments
                            .iter()
                            .rev()
                            .filter_map(|argument| match argument {
                                Argument::Value(value) => Some(value),
                                Argument::Words(_) => None,
                            }),
                    );
                }
                Expression::Equation(operands, _) => open.extend(operands.iter().rev()),
                _ => {}
            }
        }
        found
    }
}

/// Text between the quotes that it needs no escape in, where there are such.
fn quoted(text: &str) -> String {
    if text.contains('"') && !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("\"{}\"", text.replace('"', "\\\""))
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Field(path) => f.write_str(path),
            Expression::Text(text) => f.write_str(&quoted(text)),
            Expression::Number(digits) => f.write_str(digits),
            Expression::Star => f.write_str("*"),
            Expression::Function(function) => function.fmt(f),
            Expression::Equation(operands, operators) => {
                f.write_str("(")?;
                for (index, operand) in operands.iter().enumerate() {
                    if let Some(operator) = index.checked_sub(1).and_then(|at| operators.get(at)) {
                        write!(f, " {operator} ")?;
                    }
                    operand.fmt(f)?;
                }
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        if let Some(prefix) = &self.prefix {
            write!(f, "{prefix} ")?;
            if self.name == "EXTRACT" {
                f.write_str("FROM ")?;
            }
        }
        for (index, argument) in self.arguments.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match argument {
                Argument::Value(value) => value.fmt(f)?,
                Argument::Words(words) => f.write_str(&words.join(" "))?,
            }
        }
        if let Some(nth) = self.nth {
            write!(f, " N= {nth}")?;
        }
        for (index, (by, descending)) in self.order.iter().enumerate() {
            f.write_str(if index == 0 { " ORDER BY " } else { ", " })?;
            write!(f, "{by} {}", if *descending { "DESC" } else { "ASC" })?;
        }
        if let Some(separator) = &self.separator {
            write!(f, " SEPARATOR {}", quoted(separator))?;
        }
        f.write_str(")")?;
        match &self.suffix {
            Some(suffix) => write!(f, ":{suffix}"),
            None => Ok(()),
        }
    }
}
