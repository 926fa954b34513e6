//! [`KnownFields`]: which fields the site has now, for this contact.
//!
//! One list for an entity and what is done with it, since `create` and `update` differ from `get`
//! and from each other (APIv4 wire contract §4.5). A list is asked for when it is first needed, one
//! request for all that a call needs, and kept.

mod doubt;
mod list;
mod unproven;
mod written_fields;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use doubt::{Doubt, DoubtedField, settle};
pub(crate) use list::{List, Names, Purpose, names_of, question};
pub use unproven::Unproven;
pub(crate) use unproven::{Proof, prove, prove_all};
pub use written_fields::WrittenFields;
pub(crate) use written_fields::{admit, admit_one};

use super::action::Exchange;
use super::batch;
use super::schema_check::SchemaCheck;
use crate::error::{Error, Result};

/// How long a list is kept, unless said otherwise.
pub(crate) const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The fields that the site has for this contact, as far as they were asked for. A client has one,
/// and its clones share it.
pub struct KnownFields {
    check: SchemaCheck,
    lifetime: Duration,
    kept: Mutex<HashMap<List, Kept>>,
    /// Held while the site is asked: others that need the same wait for the answer.
    asking: async_lock::Mutex<()>,
}

struct Kept {
    names: Arc<Names>,
    asked: Instant,
}

impl KnownFields {
    pub(crate) fn new(check: SchemaCheck, lifetime: Duration) -> Self {
        KnownFields {
            check,
            lifetime,
            kept: Mutex::default(),
            asking: async_lock::Mutex::new(()),
        }
    }

    /// Nothing known yet, under the same settings.
    pub(crate) fn afresh(&self) -> Self {
        KnownFields::new(self.check, self.lifetime)
    }

    pub(crate) fn check(&self) -> SchemaCheck {
        self.check
    }

    /// Forgets everything: what is needed next is asked for again.
    pub(crate) fn forget(&self) {
        self.lists().clear();
    }

    /// Forgets what is known of one entity.
    pub(crate) fn forget_entity(&self, entity: &str) {
        self.lists().retain(|list, _| list.entity != entity);
    }

    fn lists(&self) -> MutexGuard<'_, HashMap<List, Kept>> {
        // A panic can't leave the map half changed: each change is one call.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A list that is kept: one asked for after `since`, or else one that has not expired.
    fn fresh(&self, list: &List, since: Option<Instant>) -> Option<Arc<Names>> {
        let lists = self.lists();
        let kept = lists.get(list)?;
        let fresh = match since {
            Some(since) => kept.asked >= since,
            None => kept.asked.elapsed() < self.lifetime,
        };
        fresh.then(|| Arc::clone(&kept.names))
    }

    /// These lists, in their order. What is not kept, or was asked for before `since`, is asked for
    /// in one request. The outer error is that of the request.
    async fn of(
        &self,
        exchange: &dyn Exchange,
        lists: &[List],
        since: Option<Instant>,
    ) -> Result<Vec<Result<Arc<Names>>>> {
        let kept: Option<Vec<_>> = lists.iter().map(|list| self.fresh(list, since)).collect();
        if let Some(kept) = kept {
            return Ok(kept.into_iter().map(Ok).collect());
        }
        let _asking = self.asking.lock().await;
        // Another call may have asked in the meantime.
        let mut found: Vec<Option<Result<Arc<Names>>>> = lists
            .iter()
            .map(|list| self.fresh(list, since).map(Ok))
            .collect();
        let missing = lists.iter().zip(&found).filter(|(_, kept)| kept.is_none());
        let calls = missing
            .map(|(list, _)| list.question())
            .collect::<Result<Vec<_>>>()?;
        let asked = Instant::now();
        let mut answers = batch::execute(exchange, calls).await?.into_iter();
        for (list, place) in lists.iter().zip(&mut found) {
            if place.is_some() {
                continue;
            }
            let names = answers.next().map(|answer| Names::read(&answer?));
            if let Some(Ok(names)) = &names {
                let names = Arc::clone(names);
                self.lists().insert(list.clone(), Kept { names, asked });
            }
            *place = names;
        }
        Ok(found
            .into_iter()
            .map(|names| {
                names.unwrap_or_else(|| {
                    Err(Error::protocol("the batch has fewer answers than calls"))
                })
            })
            .collect())
    }
}

impl fmt::Debug for KnownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownFields")
            .field("check", &self.check)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
