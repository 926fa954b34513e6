//! A `save` from its first record to its last, or to an exact account of where it stopped.

use std::ops::Range;

use url::form_urlencoded;

use super::{Save, Saved};
use crate::action::{Call, Exchange};
use crate::batch;
use crate::entity::Keyed;
use crate::error::Result;
use crate::known_fields::admit_one;
use crate::options_known::look_up;
use crate::partial::PartialWrite;
use crate::rows_by_key::verify;
use crate::value::KeyValue;
use crate::written::{Returning, keys};

/// What has come of a save so far.
struct Progress<T> {
    rows: Vec<T>,
    /// `None` as soon as one answer does not say.
    updated: Option<u64>,
    report: PartialWrite,
}

impl<T> Progress<T> {
    fn stopped(&self) -> bool {
        !self.report.failed.is_empty()
            || !self.report.unknown.is_empty()
            || self.report.cause.is_some()
    }

    fn count(&mut self, matched: Option<u64>) {
        self.updated = self.updated.zip(matched).map(|(a, b)| a + b);
    }
}

impl<E: Keyed, R: Returning<E>> Save<E, R> {
    pub(super) async fn run(self, exchange: &dyn Exchange) -> Result<Saved<R::Row>> {
        self.records.check("save")?;
        self.returning.reload()?;
        let total = self.records.list.len();
        if total == 0 {
            return Ok(Saved {
                rows: Vec::new(),
                updated: Some(0),
            });
        }
        admit_one(exchange, &self.fields()).await?;
        look_up::<E>(exchange, "save", &self.records.unlisted()).await?;
        verify::<E>(exchange, &self.named_keys(), "save").await?;
        let together = self.records.are_idempotent();
        let mut progress = Progress {
            rows: Vec::new(),
            updated: Some(0),
            report: PartialWrite::default(),
        };
        let mut next = 0;
        while next < total && !progress.stopped() {
            let part = next..self.end_of_part(next, exchange.body_cap(), together)?;
            next = part.end;
            if together || part.len() == 1 {
                self.send_together(exchange, part, &mut progress).await?;
            } else {
                self.send_one_by_one(exchange, part, &mut progress).await?;
            }
        }
        if !progress.stopped() {
            return Ok(Saved {
                rows: progress.rows,
                updated: progress.updated,
            });
        }
        progress.report.untried.extend(next..total);
        progress.report.untried.sort_unstable();
        Err(progress.report.into_error(E::NAME, "save"))
    }

    /// Where the part that begins here ends: the number of records, and half of what a body may
    /// have, which leaves room for the other parameters.
    fn end_of_part(&self, start: usize, cap: usize, together: bool) -> Result<usize> {
        let room = cap / 2;
        let around = if together {
            0
        } else {
            size_of(&self.call_for(&[])?)
        };
        let mut size = 0;
        for (i, record) in self.records.list.iter().enumerate().skip(start) {
            size += around + encoded(&record.to_json()?) + 3;
            if i > start && (size > room || i - start >= self.chunk) {
                return Ok(i);
            }
        }
        Ok(self.records.list.len())
    }

    /// One call for all records of the part.
    async fn send_together(
        &self,
        exchange: &dyn Exchange,
        part: Range<usize>,
        progress: &mut Progress<R::Row>,
    ) -> Result<()> {
        let list = self.records.list.get(part.clone()).unwrap_or_default();
        match exchange.execute(self.call_for(list)?).await {
            Ok(answer) => {
                let rows = match self.read_part(part.len(), &answer) {
                    Ok(rows) => rows,
                    Err(error) => {
                        progress.report.unknown.extend(part);
                        progress.report.cause = Some(error);
                        return Ok(());
                    }
                };
                let written = keys::<E>(answer.values(), "save").unwrap_or_default();
                for (index, key) in part.zip(written) {
                    progress.report.done(index, key.to_json());
                }
                progress.rows.extend(rows);
                progress.count(answer.count_matched());
            }
            Err(error) if error.is_api() || error.is_permission() => {
                if part.len() == 1 {
                    progress.report.failed(part.start, error);
                } else {
                    // Which of them is it? They are matched, so sending them again is harmless.
                    self.send_one_by_one(exchange, part, progress).await?;
                    if !progress.stopped() {
                        // Alone they all went through: then all are in, and all is well.
                        progress.updated = None;
                    }
                }
            }
            Err(error) if error.is_certain() => {
                progress.report.untried.extend(part);
                progress.report.cause = Some(error);
            }
            Err(error) => {
                progress.report.unknown.extend(part);
                progress.report.cause = Some(error);
            }
        }
        Ok(())
    }

    /// One request for all records of the part, one call for each.
    async fn send_one_by_one(
        &self,
        exchange: &dyn Exchange,
        part: Range<usize>,
        progress: &mut Progress<R::Row>,
    ) -> Result<()> {
        let list = self.records.list.get(part.clone()).unwrap_or_default();
        let calls: Vec<_> = list
            .iter()
            .map(|record| self.call_for(std::slice::from_ref(record)))
            .collect::<Result<_>>()?;
        let answers = match batch::execute(exchange, calls).await {
            Ok(answers) => answers,
            Err(error) => {
                let fate = if error.is_certain() {
                    &mut progress.report.untried
                } else {
                    &mut progress.report.unknown
                };
                fate.extend(part);
                progress.report.cause = Some(error);
                return Ok(());
            }
        };
        for (index, answer) in part.zip(answers) {
            let read = answer.and_then(|answer| {
                let rows = self.read_part(1, &answer)?;
                Ok((
                    rows,
                    keys::<E>(answer.values(), "save")?,
                    answer.count_matched(),
                ))
            });
            match read {
                Ok((rows, written, matched)) => {
                    progress.rows.extend(rows);
                    progress.count(matched);
                    for key in written {
                        progress.report.done(index, key.to_json());
                    }
                }
                Err(error) if error.is_certain() => progress.report.failed(index, error),
                Err(error) => {
                    progress.report.unknown.push(index);
                    progress.report.cause.get_or_insert(error);
                }
            }
        }
        Ok(())
    }
}

/// How many bytes a call adds to a batch's body, besides its records.
fn size_of(call: &Call) -> usize {
    let names = encoded(&call.entity) + encoded(&call.action);
    names + encoded(&call.params.to_json()) + "%5B%22%22%2C%22%22%2C%5D%2C".len()
}

/// How many bytes a text has in a urlencoded form.
fn encoded(text: &str) -> usize {
    form_urlencoded::byte_serialize(text.as_bytes())
        .map(str::len)
        .sum()
}
