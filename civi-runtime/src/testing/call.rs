//! [`Call`]: one call, as the scripted site receives it.

use std::fmt;

use serde_json::{Map, Value as Json};

/// A call as the site receives it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) entity: String,
    pub(super) action: String,
    pub(super) params: Json,
}

impl Call {
    /// What it selects.
    pub(super) fn selected(&self) -> Vec<&str> {
        let select = self.params["select"].as_array();
        select
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }

    /// The clauses of its `where`.
    pub(super) fn clauses(&self) -> &[Json] {
        self.params["where"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The keys that its `where` names, where it names any.
    pub(super) fn keys(&self, key: &str) -> Option<Vec<Json>> {
        named(self.clauses(), key)
    }

    /// How many rows it writes.
    pub(super) fn records(&self) -> usize {
        self.params["records"].as_array().map_or(1, Vec::len)
    }

    /// How many of its records change a row that is there, which a `save` is told by the envelope.
    pub(super) fn changed(&self, key: &str) -> Option<u64> {
        let records = self.params["records"].as_array()?;
        let changed = records.iter().filter(|record| !record[key].is_null());
        Some(changed.count() as u64)
    }

    /// Whether it asks for what is behind a page of the same rows that ended with `last`: by
    /// counting rows, or, sorted by the key, with the clause that the key is greater.
    pub(super) fn is_behind(&self, page: &Call, last: Option<&Map<String, Json>>) -> bool {
        let (clauses, before) = (self.clauses(), page.clauses());
        let same = ["select", "join", "groupBy", "having", "orderBy"]
            .iter()
            .all(|name| self.params[name] == page.params[name]);
        let offset = |call: &Call| call.params["offset"].as_u64().unwrap_or(0);
        let by_offset = clauses == before && offset(self) > offset(page);
        let by_key = clauses.split_last().is_some_and(|(clause, others)| {
            let key = clause[0].as_str().unwrap_or_default();
            // The second page has one clause more than the first, the third another in its place.
            (others == before || before.split_last().is_some_and(|(_, rest)| others == rest))
                && clause[1] == ">"
                && !self.params["orderBy"][key].is_null()
                && last.is_some_and(|row| row.get(key) == Some(&clause[2]))
        });
        same && (by_offset || by_key)
    }

    /// The keys, where it only asks whether the rows with these are there.
    pub(super) fn presence(&self) -> Option<(&str, Vec<Json>)> {
        let params = self.params.as_object()?;
        let only = params
            .keys()
            .all(|name| matches!(name.as_str(), "select" | "where" | "limit"));
        match (self.selected().as_slice(), self.clauses()) {
            ([key], [_]) if self.action == "get" && only => Some((key, self.keys(key)?)),
            _ => None,
        }
    }
}

/// The keys among clauses that must all hold: a write by filter has them in a group behind it.
fn named(clauses: &[Json], key: &str) -> Option<Vec<Json>> {
    clauses.iter().find_map(|clause| {
        let (left, right) = (clause[0].as_str()?, &clause[1]);
        match (left == key, right.as_str()) {
            (true, Some("=")) => Some(vec![clause[2].clone()]),
            (true, Some("IN")) => clause[2].as_array().cloned(),
            (false, None) if left == "AND" => named(right.as_array()?, key),
            _ => None,
        }
    })
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} {}", self.entity, self.action, self.params)
    }
}
