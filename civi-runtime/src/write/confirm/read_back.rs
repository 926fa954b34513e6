//! [`ReadBack`]: the rows that a write wrote, asked for again.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use super::compare::{is_computed, is_stored};
use super::unconfirmed::{StoredOtherwise, Unconfirmed};
use crate::call::action::Call;
use crate::call::answer::Answer;
use crate::call::known_fields::Proof;
use crate::entity::Keyed;
use crate::error::{Error, Result};
use crate::query::gate::Checked;
use crate::query::values::{Values, base_of};
use crate::write::record_set::RecordSet;
use crate::write::rows_by_key::where_key;

/// The values that were sent for one row, by the names that they were sent under.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Sent(Vec<(Cow<'static, str>, Json)>);

impl Sent {
    pub(super) fn of<E: Keyed, M>(values: &Values<E, M>) -> Self {
        Sent(Vec::new()).or(values)
    }

    /// What was sent for the record at this position.
    pub(super) fn of_record<E: Keyed>(records: &RecordSet<E>, position: usize) -> Self {
        match (records.list.get(position), &records.defaults) {
            (Some(record), Some(defaults)) => Sent::of(record).or(defaults),
            (Some(record), None) => Sent::of(record),
            (None, _) => Sent::default(),
        }
    }

    /// With these values for the fields that have none yet.
    pub(super) fn or<E: Keyed, M>(mut self, values: &Values<E, M>) -> Self {
        for (name, value) in values.entries() {
            let mut known = self.0.iter();
            if name != E::KEY && !known.any(|(known, _)| base_of(known) == base_of(&name)) {
                self.0.push((name, value));
            }
        }
        self
    }
}

/// Rows that were written, and what to compare them with.
#[derive(Debug)]
pub(super) struct ReadBack {
    entity: &'static str,
    action: &'static str,
    key: &'static str,
    chosen: Checked,
    /// Of each row its position in the write, its key, and what was sent.
    rows: Vec<(usize, Json, Sent)>,
}

impl ReadBack {
    pub(super) fn of<E: Keyed>(
        action: &'static str,
        keys: &[E::Key],
        rows: Vec<(usize, Json, Sent)>,
    ) -> Result<Self> {
        Ok(ReadBack {
            entity: E::NAME,
            action,
            key: E::KEY,
            chosen: where_key::<E>(keys)?,
            rows,
        })
    }

    /// The read of exactly the fields that were written; none where there is nothing to compare.
    pub(super) fn question(&self) -> Result<Option<Call>> {
        let mut select: Vec<&str> = vec![self.key];
        for (name, value) in self.rows.iter().flat_map(|(_, _, sent)| &sent.0) {
            if !is_computed(value) && !select.contains(&name.as_ref()) {
                select.push(name);
            }
        }
        if select.len() == 1 {
            return Ok(None);
        }
        let mut call = Call::reading(self.entity, "get");
        call.params.set("select", &select)?;
        call.params.set("where", &self.chosen)?;
        call.params.set("limit", &self.rows.len())?;
        Ok(Some(call))
    }

    /// Notes what is stored otherwise, or why that is not known.
    pub(super) fn compare(&self, answer: Result<Answer>, report: &mut Unconfirmed) {
        let stored: Vec<Map<String, Json>> = match answer.and_then(|answer| answer.decode()) {
            Ok(stored) => stored,
            Err(error) => {
                report.cause.get_or_insert(error);
                return;
            }
        };
        for (position, key, sent) in &self.rows {
            let row = stored.iter().find(|row| {
                row.get(self.key)
                    .is_some_and(|stored| is_stored(key, stored, false))
            });
            for (name, value) in sent.0.iter().filter(|(_, value)| !is_computed(value)) {
                let found = row.and_then(|row| row.get(name.as_ref()));
                let is_option = name.contains(':');
                if found.is_none_or(|found| !is_stored(value, found, is_option)) {
                    report.stored_otherwise.push(StoredOtherwise {
                        index: *position,
                        key: key.clone(),
                        field: name.clone().into_owned(),
                        sent: value.clone(),
                        stored: found.cloned(),
                    });
                }
            }
        }
    }
}

impl Proof for ReadBack {
    fn question(&self) -> Result<Option<Call>> {
        ReadBack::question(self)
    }

    fn judge(&self, answer: Result<Answer, Error>) -> Result<()> {
        let mut report = Unconfirmed::default();
        self.compare(answer, &mut report);
        let written = self.rows.iter().map(|(_, key, _)| key.clone());
        report.into_result(self.entity, self.action, written.collect())
    }
}
