//! A call as it was read from the input.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::literal::{Literal, Value, Variable};

/// One call of APIv4.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The name that the input gives it: a saved search's, or the key in a batch.
    pub name: Option<String>,
    /// The entity.
    pub entity: String,
    /// The action.
    pub action: String,
    /// The parameters, in the order of the input.
    pub params: Vec<(String, Literal)>,
    /// What is taken of the answer: the fourth argument of `civicrm_api4` and `CRM.api4`.
    pub index: Option<Literal>,
    /// Where the call begins in the input.
    pub at: usize,
}

impl Call {
    pub(super) fn new(entity: impl Into<String>, action: impl Into<String>, at: usize) -> Self {
        Call {
            name: None,
            entity: entity.into(),
            action: action.into(),
            params: Vec::new(),
            index: None,
            at,
        }
    }

    /// The value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Literal> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, name: &str, value: Literal) {
        match self.params.iter_mut().find(|(key, _)| key == name) {
            Some(place) => place.1 = value,
            None => self.params.push((name.to_owned(), value)),
        }
    }

    /// Adds to a list parameter.
    pub(super) fn push(&mut self, name: &str, value: Literal) {
        let at = value.at;
        match self.params.iter_mut().find(|(key, _)| key == name) {
            Some((
                _,
                Literal {
                    value: Value::List(items),
                    ..
                },
            )) => items.push(value),
            Some((_, place)) => place.value = Value::List(vec![value]),
            None => self.params.push((
                name.to_owned(),
                Literal {
                    value: Value::List(vec![value]),
                    at,
                },
            )),
        }
    }

    /// Sets an entry of a parameter that has names.
    pub(super) fn put(&mut self, name: &str, key: String, value: Literal) {
        let at = value.at;
        match self.params.iter_mut().find(|(known, _)| known == name) {
            Some((
                _,
                Literal {
                    value: Value::Map(entries),
                    ..
                },
            )) => match entries.iter_mut().find(|(known, _)| *known == key) {
                Some(entry) => entry.1 = value,
                None => entries.push((key, value)),
            },
            Some((_, place)) => place.value = Value::Map(vec![(key, value)]),
            None => self.params.push((
                name.to_owned(),
                Literal {
                    value: Value::Map(vec![(key, value)]),
                    at,
                },
            )),
        }
    }

    /// Every variable in the parameters, each once.
    #[must_use]
    pub fn variables(&self) -> Vec<&Variable> {
        let mut found: Vec<&Variable> = Vec::new();
        for variable in self.params.iter().flat_map(|(_, value)| value.variables()) {
            if found.iter().all(|known| known.name != variable.name) {
                found.push(variable);
            }
        }
        found
    }
}

/// The call as JSON: entity, action and params, and the index where there is one.
impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Params<'a>(&'a [(String, Literal)]);
        impl Serialize for Params<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
            }
        }
        let mut map = serializer.serialize_map(None)?;
        if let Some(name) = &self.name {
            map.serialize_entry("name", name)?;
        }
        map.serialize_entry("entity", &self.entity)?;
        map.serialize_entry("action", &self.action)?;
        map.serialize_entry("params", &Params(&self.params))?;
        if let Some(index) = &self.index {
            map.serialize_entry("index", index)?;
        }
        map.end()
    }
}
