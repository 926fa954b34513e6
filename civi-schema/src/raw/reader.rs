//! [`Reader`]: the leniencies of the wire over one JSON object.

use serde_json::{Map, Value};

use super::warning::Warnings;
use crate::json::{self, describe};

/// One object of an answer: an entity, a field, an action or a parameter.
pub(super) struct Reader<'a> {
    pub(super) map: &'a Map<String, Value>,
    pub(super) entity: &'a str,
    pub(super) field: Option<&'a str>,
    pub(super) warnings: &'a mut Warnings,
}

impl Reader<'_> {
    pub(super) fn warn(&mut self, what: impl Into<String>) {
        self.warnings.add(self.entity, self.field, what);
    }

    fn misfit(&mut self, key: &str, expected: &str, value: &Value) {
        self.warn(format!(
            "`{key}` should be {expected}, not {}; left out",
            describe(value)
        ));
    }

    /// Warns of keys that are none of these.
    pub(super) fn expect_keys(&mut self, known: &[&str]) {
        for key in self.map.keys() {
            if !known.contains(&key.as_str()) {
                self.warnings.add(
                    self.entity,
                    self.field,
                    format!("unknown key `{key}`; left out"),
                );
            }
        }
    }

    /// A text; numbers count as text, `""` as none.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let value = json::get(self.map, key)?;
        match plain_text(value) {
            Some(text) if text.is_empty() => None,
            Some(text) => Some(text),
            None => {
                self.misfit(key, "a string", value);
                None
            }
        }
    }

    /// A flag: PHP's truth of a boolean, a number or a string.
    pub(super) fn flag(&mut self, key: &str, or: bool) -> bool {
        match json::get(self.map, key) {
            None => or,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !matches!(text.as_str(), "" | "0"),
            Some(value) => {
                self.misfit(key, "true or false", value);
                or
            }
        }
    }

    /// A whole number, also as a numeric string.
    pub(super) fn integer(&mut self, key: &str) -> Option<i64> {
        let value = json::get(self.map, key)?;
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            Value::Bool(false) => return None,
            _ => None,
        };
        if number.is_none() {
            self.misfit(key, "a whole number", value);
        }
        number
    }

    /// Strings from a list, an object's values (PHP keeps the keys of a filtered list) or one
    /// string alone.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(value) = json::get(self.map, key) else {
            return Vec::new();
        };
        let items: Vec<&Value> = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(map) => in_order(map),
            Value::String(text) if text.is_empty() => Vec::new(),
            one @ Value::String(_) => vec![one],
            other => {
                self.misfit(key, "a list", other);
                Vec::new()
            }
        };
        let texts: Vec<_> = items.iter().filter_map(|item| plain_text(item)).collect();
        if texts.len() < items.len() {
            self.misfit(key, "a list of strings", value);
        }
        texts
    }

    /// An object; `[]` is one without entries.
    pub(super) fn object(&mut self, key: &str) -> Option<&Map<String, Value>> {
        match json::get(self.map, key)? {
            Value::Object(map) => Some(map),
            Value::Array(items) if items.is_empty() => None,
            other => {
                self.warnings.add(
                    self.entity,
                    self.field,
                    format!(
                        "`{key}` should be an object, not {}; left out",
                        describe(other)
                    ),
                );
                None
            }
        }
    }

    /// Text for documentation: the parts that are there, as paragraphs.
    pub(super) fn prose(&mut self, keys: &[&str]) -> Option<String> {
        let parts: Vec<_> = keys.iter().flat_map(|key| self.texts(key)).collect();
        let parts: Vec<_> = parts
            .iter()
            .map(|part| part.trim())
            .filter(|p| !p.is_empty())
            .collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

/// An object's values by its keys' order: numbers by value, then the rest.
fn in_order(map: &Map<String, Value>) -> Vec<&Value> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(key, _)| (key.parse::<u64>().map_or(u64::MAX, |number| number), *key));
    entries.into_iter().map(|(_, value)| value).collect()
}

/// A string, or a number or boolean as PHP would write it.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("1".to_owned()),
        Value::Bool(false) => Some(String::new()),
        _ => None,
    }
}
