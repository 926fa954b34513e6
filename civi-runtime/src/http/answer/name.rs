//! Whose answer an envelope is that names another entity or action than the one that was called.
//!
//! The site's own classes do that: `Payment.get` answers as `FinancialTrxn`, `ExampleData.get` with
//! the path of its file as the action (APIv4 wire contract §12). A proxy or cache that mixes up
//! requests does it too. So a name alone proves nothing; what proves is the rest of the answer.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;

use super::envelope::{Body, Envelope, Item};
use super::judge::Asked;

/// Entities of CiviCRM that answer under the name of the entity whose rows they read.
const ALIASES: &[(&str, &str)] = &[("Payment", "FinancialTrxn")];

impl Asked<'_> {
    /// Whether the names are those of the call. Case may differ: action names are looked up without
    /// it (APIv4 wire contract §1.1).
    pub(super) fn is_named(&self, entity: &str, action: &str) -> bool {
        entity.eq_ignore_ascii_case(self.entity) && action.eq_ignore_ascii_case(self.action)
    }

    /// Whether an answer under other names is the one to this call all the same; `values` is its
    /// rows as JSON.
    pub(super) fn owns(&self, entity: &str, action: &str, values: &[u8]) -> bool {
        let same_entity = entity.eq_ignore_ascii_case(self.entity);
        let same_action = action.eq_ignore_ascii_case(self.action);
        match (same_entity, same_action) {
            (true, true) => true,
            // No call can have asked for an action of this name.
            (true, false) => !is_action_name(action),
            (false, true) => {
                let alias = ALIASES.iter().any(|(asked, answers)| {
                    asked.eq_ignore_ascii_case(self.entity) && answers.eq_ignore_ascii_case(entity)
                });
                alias || self.selects_exactly(values)
            }
            (false, false) => false,
        }
    }

    /// Whether the rows have the columns that this call asked for and no others, which the answer to
    /// another call would have.
    fn selects_exactly(&self, values: &[u8]) -> bool {
        let Some(selected) = self.select.and_then(|json| {
            let all: Vec<String> = serde_json::from_str(json).ok()?;
            Some(all)
        }) else {
            return false;
        };
        let names: Vec<&str> = selected.iter().map(|name| column(name)).collect();
        let open = names.iter().any(|name| name.contains('*'));
        let asked: Vec<&str> = names.iter().copied().filter(|name| *name != "id").collect();
        let rows: Vec<BTreeMap<String, IgnoredAny>> = match serde_json::from_slice(values) {
            Ok(rows) => rows,
            Err(_) => return false,
        };
        !open
            && !asked.is_empty()
            && !rows.is_empty()
            && rows.iter().all(|row| {
                asked.iter().any(|name| row.contains_key(*name))
                    && row
                        .keys()
                        .all(|key| key == "id" || asked.contains(&key.as_str()))
            })
    }
}

/// The column that an expression of a selection fills: its alias, or itself.
fn column(expression: &str) -> &str {
    match expression.rsplit_once(" AS ") {
        Some((_, alias)) => alias.trim(),
        None => expression.trim(),
    }
}

/// Whether an action can have this name: a PHP method's.
fn is_action_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Which elements of a batch are their calls' own although they have another name: those of an
/// answer whose order is proven by the others. An element in another place has the name of another
/// call of the same batch.
pub(super) fn in_order(items: &[Item], asked: &[Asked<'_>]) -> bool {
    let named = |item: &Item| match item {
        Item::Envelope(envelope) => names(envelope).map(|(e, a)| (e.to_owned(), a.to_owned())),
        Item::Other(_) => None,
    };
    let mut proven = false;
    for (item, call) in items.iter().zip(asked) {
        let Some((entity, action)) = named(item) else {
            continue;
        };
        if call.is_named(&entity, &action) {
            proven = true;
        } else if asked.iter().any(|other| other.is_named(&entity, &action)) {
            return false;
        }
    }
    proven
}

/// Whether a body is the answer to this call, by its names or because it is an error.
pub(super) fn is_answer(body: &Body, json: &[u8], asked: Asked<'_>) -> bool {
    let Body::One(envelope) = body else {
        return false;
    };
    let named =
        names(envelope)
            .zip(envelope.values.clone())
            .is_some_and(|((entity, action), values)| {
                asked.owns(entity, action, json.get(values).unwrap_or_default())
            });
    envelope.is_failure() || named
}

fn names(envelope: &Envelope) -> Option<(&str, &str)> {
    envelope.entity.as_deref().zip(envelope.action.as_deref())
}
