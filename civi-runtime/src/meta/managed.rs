//! `export` and `revert`: what an extension manages.

use std::marker::PhantomData;

use serde_json::Value as Json;

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::Result;
use crate::value::KeyValue;
use crate::write::rows_by_key::{fits_one_call, where_key};

/// Writes a row and what belongs to it as the managed entities of an extension; made by
/// [`Actions::export`](crate::Actions::export). Gives the declarations as the site writes them.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Export<E: Keyed> {
    key: E::Key,
    matching: Vec<String>,
    update: Option<String>,
    cleanup: Option<String>,
}

cloned!(Export<E: Keyed> { key, matching, update, cleanup });

impl<E: Keyed> Export<E> {
    pub(crate) fn new(key: E::Key) -> Self {
        Export {
            key,
            matching: Vec::new(),
            update: None,
            cleanup: None,
        }
    }

    /// The fields by which the importing site finds a row that it has already.
    pub fn matching(mut self, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.matching = fields.into_iter().map(Into::into).collect();
        self
    }

    /// The policy for updates in the declarations: `unmodified`, `always`, `never`.
    pub fn update_policy(mut self, policy: impl Into<String>) -> Self {
        self.update = Some(policy.into());
        self
    }

    /// The policy for removal in the declarations: `unused`, `always`, `never`.
    pub fn cleanup_policy(mut self, policy: impl Into<String>) -> Self {
        self.cleanup = Some(policy.into());
        self
    }
}

impl<E: Keyed> Action for Export<E> {
    type Output = Vec<Json>;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading(E::NAME, "export");
        call.params.set("id", &self.key.to_json())?;
        if !self.matching.is_empty() {
            call.params.set("match", &self.matching)?;
        }
        if let Some(update) = &self.update {
            call.params.set("update", update)?;
        }
        if let Some(cleanup) = &self.cleanup {
            call.params.set("cleanup", cleanup)?;
        }
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        answer.decode()
    }
}

/// Sets managed rows back to what their extension declares; made by
/// [`Actions::revert`](crate::Actions::revert). At most 100 rows; gives the rows as the site sends
/// them.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Revert<E: Keyed> {
    keys: Vec<E::Key>,
    marker: PhantomData<fn() -> E>,
}

cloned!(Revert<E: Keyed> { keys, marker });

impl<E: Keyed> Revert<E> {
    pub(crate) fn new(keys: Vec<E::Key>) -> Self {
        Revert {
            keys,
            marker: PhantomData,
        }
    }
}

impl<E: Keyed> Action for Revert<E> {
    type Output = Vec<Json>;

    fn call(&self) -> Result<Call> {
        fits_one_call::<E>(self.keys.len(), "revert")?;
        let mut call = Call::writing_to::<E>("revert");
        call.params.set("where", &where_key::<E>(&self.keys)?)?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        answer.decode()
    }
}
