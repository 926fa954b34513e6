//! A write of many rows in several calls, one after the other.

use crate::action::{Call, Exchange};
use crate::answer::Answer;
use crate::error::Result;
use crate::partial::PartialWrite;
use crate::rows_by_key::ROWS_A_CALL;
use crate::value::KeyValue;

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
    read: impl Fn(&[K], &Answer) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for part in keys.chunks(ROWS_A_CALL) {
        let outcome = match exchange.execute(call(part)?).await {
            Ok(answer) => read(part, &answer),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(read) => rows.extend(read),
            Err(error) if keys.len() == 1 => return Err(error),
            Err(error) => {
                let mut report = PartialWrite::default();
                for (index, key) in keys.iter().enumerate().take(start) {
                    report.done(index, key.to_json());
                }
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
    Ok(rows)
}
