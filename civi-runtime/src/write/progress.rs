//! How far a write of several requests is: [`ChunkReport`], for whoever follows it.

use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::partial::{Done, Failed};

/// One step of a write of several requests: a part of its records or rows is about to be sent, or
/// what came of it is known.
///
/// Given to what [`Save::on_progress`](crate::write::Save::on_progress) and its like were given. A
/// report comes for every part that was sent, also when the call's future is dropped while the part
/// is on its way: then the outcome of what was sent is unknown.
///
/// Every record or row of the lists is among the [`positions`](Self::positions), in one list at most.
/// When the part has [ended](Step::Ended), what is in no list was not sent. Records of a `save` that
/// were refused before the part was sent, since they match several rows, are
/// [`failed`](Self::failed) ones of their part; a part that has no others is not sent, and is told
/// as ended only.
#[derive(Debug)]
#[non_exhaustive]
pub struct ChunkReport<'a> {
    /// What the report says.
    pub step: Step,
    /// The positions of the part's records or keys in the call, from 0.
    pub positions: &'a [usize],
    /// The key at each of the positions; empty for a `save`, whose records need not have one.
    pub keys: &'a [Json],
    /// How many records or rows the whole call has.
    pub total: usize,
    /// What of the part is written.
    pub done: &'a [Done],
    /// What of the part was refused, and why: before it is sent, what is left out of it; when it has
    /// ended, that and what the site refused.
    pub failed: &'a [Failed],
    /// What of the part may be written or not.
    pub unknown: &'a [usize],
    /// What of the part was left alone, since it no longer passed the filter.
    pub skipped: &'a [usize],
}

/// What a [`ChunkReport`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The part is about to be sent.
    Sending,
    /// What came of the part is known as far as it can be.
    Ended,
    /// The call was given up while the part was on its way: its future was dropped. All of the part
    /// that was sent may be written or not.
    GivenUp,
}

type Callback = dyn Fn(&ChunkReport<'_>) + Send + Sync;

/// Whom to tell; nobody, unless somebody asked.
#[derive(Clone, Default)]
pub(crate) struct OnProgress(Option<Arc<Callback>>);

impl OnProgress {
    pub(crate) fn new(callback: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static) -> Self {
        OnProgress(Some(Arc::new(callback)))
    }

    /// Says that a part is about to be sent. What is returned has to be told what came of it.
    pub(crate) fn sending(&self, part: Part, failed: &[Failed]) -> OnItsWay {
        let on_its_way = OnItsWay {
            callback: self.0.clone(),
            part,
        };
        if !on_its_way.part.sent.is_empty() {
            let outcomes = Outcomes {
                failed,
                ..Outcomes::default()
            };
            on_its_way.tell(Step::Sending, &outcomes);
        }
        on_its_way
    }
}

/// A part of the records or rows of a call.
pub(crate) struct Part {
    /// How many the whole call has.
    pub(crate) total: usize,
    pub(crate) positions: Vec<usize>,
    /// Those of the positions that go to the site.
    pub(crate) sent: Vec<usize>,
    pub(crate) keys: Vec<Json>,
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "told" } else { "silent" })
    }
}

/// What came of a part.
#[derive(Default)]
pub(crate) struct Outcomes<'a> {
    pub(crate) done: &'a [Done],
    pub(crate) failed: &'a [Failed],
    pub(crate) unknown: &'a [usize],
    pub(crate) skipped: &'a [usize],
}

/// A part that was sent and of which nothing has been said yet.
pub(crate) struct OnItsWay {
    callback: Option<Arc<Callback>>,
    part: Part,
}

impl OnItsWay {
    pub(crate) fn ended(mut self, outcomes: &Outcomes<'_>) {
        self.tell(Step::Ended, outcomes);
        self.callback = None;
    }

    fn tell(&self, step: Step, outcomes: &Outcomes<'_>) {
        if let Some(callback) = &self.callback {
            callback(&ChunkReport {
                step,
                positions: &self.part.positions,
                keys: &self.part.keys,
                total: self.part.total,
                done: outcomes.done,
                failed: outcomes.failed,
                unknown: outcomes.unknown,
                skipped: outcomes.skipped,
            });
        }
    }
}

impl Drop for OnItsWay {
    /// The future was dropped before the part's outcome was known.
    fn drop(&mut self) {
        let outcomes = Outcomes {
            unknown: &self.part.sent,
            ..Outcomes::default()
        };
        self.tell(Step::GivenUp, &outcomes);
    }
}
