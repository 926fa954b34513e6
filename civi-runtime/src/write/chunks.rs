//! A write of many rows in several calls, one after the other.

use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::error::Result;
use crate::value::KeyValue;
use crate::write::partial::PartialWrite;
use crate::write::progress::{self, OnProgress, Outcomes};
use crate::write::rows_by_key::ROWS_A_CALL;
use crate::write::written_where::WrittenWhere;

/// Which rows are written, and who follows it.
pub(crate) struct Chunks<'a, K> {
    pub(crate) entity: &'static str,
    pub(crate) action: &'static str,
    pub(crate) keys: &'a [K],
    pub(crate) progress: &'a OnProgress,
}

impl<K: KeyValue> Chunks<'_, K> {
    /// Sends one call for every [`ROWS_A_CALL`] keys, and stops at the first that fails: with its own
    /// error when it was the only one, else with a report of what is done.
    ///
    /// What a failing call of several rows has written before it failed is not known (APIv4 wire
    /// contract §9, ACL), and is reported so.
    pub(crate) async fn run<T>(
        self,
        exchange: &dyn Exchange,
        call: impl Fn(&[K]) -> Result<Call>,
        read: impl Fn(&[K], &Answer) -> Result<Part<T>>,
    ) -> Result<Part<T>> {
        let mut rows = Vec::new();
        let mut report = PartialWrite::default();
        let mut start = 0;
        for part in self.keys.chunks(ROWS_A_CALL) {
            let end = start + part.len();
            let call = call(part)?;
            let keys = part.iter().map(KeyValue::to_json).collect();
            let told = progress::Part {
                total: self.keys.len(),
                positions: (start..end).collect(),
                sent: (start..end).collect(),
                keys,
            };
            let on_its_way = self.progress.sending(told, &[]);
            let outcome = match exchange.execute(call).await {
                Ok(answer) => {
                    let context = answer.context();
                    context
                        .read(|| read(part, &answer))
                        .map_err(|error| context.error(error))
                }
                Err(error) => Err(error),
            };
            match outcome {
                Ok(read) => {
                    let (done, skipped) = (report.done.len(), report.skipped.len());
                    let left: Vec<usize> = read.skipped.iter().map(|at| start + at).collect();
                    for (at, key) in part.iter().enumerate() {
                        if !read.skipped.contains(&at) {
                            report.done(start + at, key.to_json());
                        }
                    }
                    report.skipped.extend(left);
                    on_its_way.ended(&Outcomes {
                        done: &report.done[done..],
                        skipped: &report.skipped[skipped..],
                        ..Outcomes::default()
                    });
                    rows.extend(read.rows);
                }
                Err(error) => {
                    // What the site refused of several rows may be carried out for the first ones.
                    if part.len() == 1 && error.is_of_the_site() {
                        report.failed(start, error);
                    } else {
                        let untouched = error.is_certain() && !error.is_of_the_site();
                        let place = if untouched {
                            &mut report.untried
                        } else {
                            &mut report.unknown
                        };
                        place.extend(start..end);
                        report.cause = Some(error);
                    }
                    on_its_way.ended(&Outcomes {
                        failed: &report.failed,
                        unknown: &report.unknown,
                        ..Outcomes::default()
                    });
                    report.untried.extend(end..self.keys.len());
                    report.keys = self.keys.iter().map(KeyValue::to_json).collect();
                    return Err(report.into_error(self.entity, self.action));
                }
            }
            start = end;
        }
        Ok(Part {
            rows,
            skipped: report.skipped,
        })
    }
}

/// What a call did with its rows, or all calls with theirs.
pub(crate) struct Part<T> {
    pub(crate) rows: Vec<T>,
    /// The places of the keys whose rows the call left alone.
    pub(crate) skipped: Vec<usize>,
}

impl<T> Part<T> {
    /// Every row was written.
    pub(crate) const fn whole(rows: Vec<T>) -> Self {
        Part {
            rows,
            skipped: Vec::new(),
        }
    }

    /// The call had a filter beside the keys: what it did not write no longer passes that.
    pub(crate) fn matching<K: PartialEq>(keys: &[K], written: &[K], rows: Vec<T>) -> Self {
        let left = keys.iter().enumerate();
        let left = left.filter(|(_, key)| !written.contains(key));
        Part {
            rows,
            skipped: left.map(|(at, _)| at).collect(),
        }
    }

    /// The rows, and the keys of those that were left alone.
    pub(crate) fn beside<K: Clone>(self, keys: &[K]) -> WrittenWhere<T, K> {
        let left = self.skipped.into_iter();
        WrittenWhere {
            rows: self.rows,
            no_longer_matching: left.filter_map(|at| keys.get(at).cloned()).collect(),
        }
    }
}
