//! [`Warning`]: what was not understood and did not stop anything.

use std::collections::BTreeMap;
use std::fmt;

/// Something in a site's answers that was not understood, and was kept or left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The entity that it is about.
    pub entity: String,
    /// The field or action of that entity, where it is about one.
    pub field: Option<String>,
    /// What it is, and what became of it.
    pub what: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(out, "{}.{field}: {}", self.entity, self.what),
            None => write!(out, "{}: {}", self.entity, self.what),
        }
    }
}

/// Warnings as they are collected. The same finding is told once, at its first place, with how
/// often it came: a new version of CiviCRM adds a key to every field at once.
#[derive(Default)]
pub(super) struct Warnings {
    first: Vec<Warning>,
    repeats: BTreeMap<String, (usize, usize)>,
}

impl Warnings {
    pub(super) fn add(&mut self, entity: &str, field: Option<&str>, what: impl Into<String>) {
        let what = what.into();
        if let Some((_, count)) = self.repeats.get_mut(&what) {
            *count += 1;
            return;
        }
        self.repeats.insert(what.clone(), (self.first.len(), 0));
        let field = field.map(str::to_owned);
        self.first.push(Warning {
            entity: entity.to_owned(),
            field,
            what,
        });
    }

    pub(super) fn finish(mut self) -> Vec<Warning> {
        for (index, count) in self.repeats.into_values() {
            if let Some(warning) = self.first.get_mut(index).filter(|_| count > 0) {
                warning
                    .what
                    .push_str(&format!(" (and at {count} other places)"));
            }
        }
        self.first
    }
}
