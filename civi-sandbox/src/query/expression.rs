//! [`Expression`]: what a caller may write in `select`, `where`, `having`, `orderBy` and `groupBy`.

use civi_schema::function::ExpressionForm;

use super::function::Function;

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    /// A field, through joins, perhaps with a suffix.
    Field(FieldPath),
    Text(String),
    Whole(i64),
    Float(f64),
    Bool(bool),
    Null,
    Call(Box<Call>),
    /// `(a + b)`: operands with operators between them.
    Equation(Vec<Part>),
}

/// The name of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath {
    pub(crate) path: String,
    pub(crate) suffix: Option<String>,
}

/// A call of an SQL function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) function: Function,
    pub(crate) arguments: Vec<Expression>,
    pub(crate) is_distinct: bool,
    /// `UNIQUE`: each row once, though a join has doubled it.
    pub(crate) is_unique: bool,
    /// `COUNT(*)`.
    pub(crate) is_star: bool,
    pub(crate) order: Vec<(Expression, bool)>,
    pub(crate) separator: Option<String>,
    /// `DAY` in `EXTRACT(DAY FROM …)`.
    pub(crate) unit: Option<&'static str>,
    /// `3` in `INTERVAL 3 MONTH`, `-1` in `N= -1`.
    pub(crate) count: Option<i64>,
    pub(crate) suffix: Option<String>,
}

/// A part of an equation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Operand(Expression),
    Operator(&'static str),
}

/// The operators of equations.
pub(crate) const OPERATORS: &[&str] = &[
    "+", "-", "*", "/", "%", "=", "!=", "<>", "<=", ">=", "<", ">", "<=>", "AND", "OR", "&&", "||",
    "LIKE", "IS", "NOT",
];

/// The operators that compare.
pub(crate) const COMPARING: &[&str] = &["=", "!=", "<>", "<=", ">=", "<", ">", "<=>", "LIKE"];

impl Expression {
    /// The fields that it names, in order.
    pub(crate) fn fields(&self) -> Vec<&FieldPath> {
        let mut all = Vec::new();
        self.collect(&mut all);
        all
    }

    fn collect<'e>(&'e self, all: &mut Vec<&'e FieldPath>) {
        match self {
            Expression::Field(path) => all.push(path),
            Expression::Call(call) => call.arguments.iter().for_each(|e| e.collect(all)),
            Expression::Equation(parts) => {
                for part in parts {
                    if let Part::Operand(operand) = part {
                        operand.collect(all);
                    }
                }
            }
            _ => {}
        }
    }

    /// What kind of argument it is.
    pub(crate) fn form(&self) -> ExpressionForm {
        match self {
            Expression::Field(_) => ExpressionForm::Field,
            Expression::Text(_) => ExpressionForm::Text,
            Expression::Whole(_) | Expression::Float(_) => ExpressionForm::Number,
            Expression::Bool(_) | Expression::Null => ExpressionForm::Null,
            Expression::Call(_) => ExpressionForm::Function,
            Expression::Equation(_) => ExpressionForm::Equation,
        }
    }

    /// Whether it sums up several rows.
    pub(crate) fn is_aggregate(&self) -> bool {
        match self {
            Expression::Call(call) => {
                call.function.is_aggregate() || call.arguments.iter().any(Expression::is_aggregate)
            }
            Expression::Equation(parts) => parts.iter().any(|part| match part {
                Part::Operand(operand) => operand.is_aggregate(),
                Part::Operator(_) => false,
            }),
            _ => false,
        }
    }

    /// The key that a row has it under, where no alias is given (§6.2).
    pub(crate) fn default_key(&self, text: &str) -> String {
        let joined = |fields: Vec<&FieldPath>| {
            fields
                .iter()
                .map(|field| field.path.as_str())
                .collect::<Vec<_>>()
                .join("_")
        };
        match self {
            Expression::Call(call) => {
                let name = call.function.name();
                let suffix = call
                    .suffix
                    .as_ref()
                    .map(|s| format!(":{s}"))
                    .unwrap_or_default();
                format!("{name}:{}{suffix}", joined(self.fields()))
            }
            Expression::Equation(_) => {
                let inner = text.trim_matches(|c| matches!(c, ' ' | '(' | ')'));
                alias(inner)
            }
            _ => text.to_owned(),
        }
    }
}

/// A name with what CiviCRM lets stand in an alias; runs of anything else become `_`.
pub(crate) fn alias(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().take(256) {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name
}
