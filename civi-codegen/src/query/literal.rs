//! Literals as a call has them: JSON's values in the order of the input, and variables of the
//! program that the call was taken from.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

/// A value in a call, and where it stands in the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The value.
    pub value: Value,
    /// The offset of its first byte in the input; 0 where it does not stand there.
    pub at: usize,
}

/// A value in a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, with all the digits that it was written with.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Literal>),
    /// An object or a PHP array with names, in its order.
    Map(Vec<(String, Literal)>),
    /// A variable or another expression of the program around the call. It is never evaluated.
    Variable(Variable),
}

/// What stands for a value that is known only where the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// A name for it: letters, digits and `_`.
    pub name: String,
    /// How the input writes it: `$contact['id']`.
    pub text: String,
}

impl Literal {
    /// A value that does not stand in the input.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Literal { value, at: 0 }
    }

    /// Text that does not stand in the input.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Literal::new(Value::Text(text.into()))
    }

    /// The literal of a JSON value.
    #[must_use]
    pub fn from_json(json: &Json) -> Self {
        Literal::new(match json {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Boolean(*flag),
            Json::Number(number) => Value::Number(number.to_string()),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(Literal::from_json).collect()),
            Json::Object(entries) => Value::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), Literal::from_json(value)))
                    .collect(),
            ),
        })
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where it is a list. An empty object is one: PHP writes both alike.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Literal]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Map(entries) if entries.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// The entries, where it has names. An empty list is one: PHP writes both alike.
    #[must_use]
    pub fn as_map(&self) -> Option<&[(String, Literal)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            Value::List(items) if items.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// Whether it is an empty list, an empty object or null.
    #[must_use]
    pub fn is_vacant(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// Whether the site takes it for true, as PHP does.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match &self.value {
            Value::Boolean(flag) => *flag,
            Value::Number(digits) => digits.parse::<f64>().is_ok_and(|number| number != 0.0),
            Value::Text(text) => !text.is_empty() && text != "0",
            Value::Variable(_) => true,
            _ => !self.is_vacant(),
        }
    }

    /// The whole number that the site reads, also from text.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match &self.value {
            Value::Number(digits) | Value::Text(digits) => digits.trim().parse().ok(),
            Value::Boolean(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// The JSON of it, with a variable as `"$name"`. Numbers are JSON's.
    #[must_use]
    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Every variable in it, outermost first.
    pub fn variables(&self) -> Vec<&Variable> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(literal) = open.pop() {
            match &literal.value {
                Value::Variable(variable) => found.push(variable),
                Value::List(items) => open.extend(items.iter().rev()),
                Value::Map(entries) => open.extend(entries.iter().rev().map(|(_, value)| value)),
                _ => {}
            }
        }
        found
    }
}

/// The number as JSON has it.
pub(super) fn number(digits: &str) -> Json {
    let whole = digits.parse::<i64>().map(Json::from);
    whole
        .or_else(|_| digits.parse::<f64>().map(Json::from))
        .unwrap_or_default()
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Number(digits) => number(digits).serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Value::Variable(variable) => {
                serializer.collect_str(&format_args!("${}", variable.name))
            }
        }
    }
}
