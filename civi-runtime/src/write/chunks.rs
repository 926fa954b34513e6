//! A write of many rows in several calls, one after the other.

use crate::action::{Call, Exchange};
use crate::answer::Answer;
use crate::error::Result;
use crate::partial::PartialWrite;
use crate::rows_by_key::ROWS_A_CALL;
use crate::value::KeyValue;
use crate::written_where::WrittenWhere;

/// Sends one call for every [`ROWS_A_CALL`] keys, and stops at the first that fails: with its own
/// error when it was the only one, else with a report of what is done.
///
/// What a failing call of several rows has written before it failed is not known (APIv4 wire
/// contract §9, ACL), and is reported so.
pub(crate) async fn run<K: KeyValue, T>(
    exchange: &dyn Exchange,
    entity: &'static str,
    action: &'static str,
    keys: &[K],
    call: impl Fn(&[K]) -> Result<Call>,
    read: impl Fn(&[K], &Answer) -> Result<Part<T>>,
) -> Result<Part<T>> {
    let mut rows = Vec::new();
    let mut skipped: Vec<usize> = Vec::new();
    let mut start = 0;
    for part in keys.chunks(ROWS_A_CALL) {
        let outcome = match exchange.execute(call(part)?).await {
            Ok(answer) => read(part, &answer),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(part) => {
                rows.extend(part.rows);
                skipped.extend(part.skipped.into_iter().map(|at| start + at));
            }
            Err(error) if keys.len() == 1 => return Err(error),
            Err(error) => {
                let mut report = PartialWrite::default();
                for (index, key) in keys.iter().enumerate().take(start) {
                    if !skipped.contains(&index) {
                        report.done(index, key.to_json());
                    }
                }
                report.skipped = skipped;
                let end = start + part.len();
                let untouched = error.is_certain() && !(error.is_api() || error.is_permission());
                let fate = if untouched {
                    &mut report.untried
                } else {
                    &mut report.unknown
                };
                fate.extend(start..end);
                report.untried.extend(end..keys.len());
                report.cause = Some(error);
                return Err(report.into_error(entity, action));
            }
        }
        start += part.len();
    }
    Ok(Part { rows, skipped })
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
