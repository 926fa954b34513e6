//! [`On`]: which calls an answer is for, and the answer.

use std::marker::PhantomData;

use serde_json::Value as Json;

use super::answer::Answer;
use super::asked::Asked;
use super::call::Call;
use super::entry::{Condition, Entry, Times};
use super::failure::Failure;
use super::row::IntoRow;
use super::site::Site;
use crate::entity::{Entity, Keyed};
use crate::query::filter::Filter;
use crate::value::KeyValue;

/// An entity and an action that a [`Site`] is told an answer for. Made by [`Site::on`],
/// [`Site::get`] and their like; what ends it gives the site again, for the next.
#[must_use = "it has no answer yet"]
pub struct On<'s, E> {
    site: &'s Site,
    action: String,
    condition: Condition,
    times: Times,
    entity: PhantomData<fn() -> E>,
}

impl<'s, E: Entity> On<'s, E> {
    pub(super) fn new(site: &'s Site, action: String) -> Self {
        On {
            site,
            action,
            condition: Condition {
                clauses: None,
                holds: None,
            },
            times: Times::Left(1),
            entity: PhantomData,
        }
    }

    /// Only for calls with exactly this filter.
    pub fn filter(mut self, filter: Filter<E>) -> Self {
        self.condition.clauses = Some(super::asked::clauses(&filter));
        self
    }

    /// Only for calls of which this is true.
    pub fn when(mut self, holds: impl Fn(&Asked<E>) -> bool + Send + Sync + 'static) -> Self {
        let holds = move |call: &Call| holds(&Asked::new(call.clone()));
        self.condition.holds = Some(Box::new(holds));
        self
    }

    /// So many times instead of once.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Times::Left(times);
        self
    }

    /// As often as it is asked for, be it never.
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    /// Answers with these rows. A call with a limit gets so many of them, and the call for the next
    /// page the rest; what a call selects and a row does not have is null.
    pub fn rows(self, rows: impl IntoIterator<Item = impl IntoRow<E>>) -> &'s Site {
        let rows = rows.into_iter().map(|row| row.into_row().columns).collect();
        self.answer(Answer::Rows(rows))
    }

    /// Answers with the keys of the rows that were written or deleted, in their order; those of
    /// several calls, such as a long `save` makes, one after the other.
    pub fn keys(self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> &'s Site
    where
        E: Keyed,
    {
        let keys = keys.into_iter().map(|key| key.into().to_json()).collect();
        self.answer(Answer::Keys(E::KEY, keys))
    }

    /// Answers that so many rows match.
    pub fn count(self, count: u64) -> &'s Site {
        self.answer(Answer::Count(count))
    }

    /// Answers with these `values`, for actions that have no rows.
    pub fn values(self, values: impl Into<Json>) -> &'s Site {
        self.answer(Answer::Values(values.into()))
    }

    /// Answers with an error.
    pub fn fails(self, failure: Failure) -> &'s Site {
        self.answer(Answer::Failure(failure))
    }

    fn answer(self, answer: Answer) -> &'s Site {
        let entry = Entry {
            entity: E::NAME,
            action: self.action,
            condition: self.condition,
            answer,
            times: self.times,
            begun: None,
        };
        self.site.script().entries.push(entry);
        self.site
    }
}

impl<E> std::fmt::Debug for On<'_, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("On")
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}
