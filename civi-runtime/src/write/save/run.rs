//! A `save` from its first record to its last, or to an exact account of where it stopped.

use url::form_urlencoded;

use super::{Save, Saved};
use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::call::batch;
use crate::call::known_fields::admit_one;
use crate::entity::Keyed;
use crate::error::{Error, Result};
use crate::query::values::{Changes, Values};
use crate::value::KeyValue;
use crate::write::matched::{Ambiguous, Seen, is_ambiguous};
use crate::write::options_known::look_up;
use crate::write::partial::PartialWrite;
use crate::write::progress::Outcomes;
use crate::write::rows_by_key::verify;
use crate::write::written::{Returning, keys};

/// What has come of a save so far.
struct SoFar<T> {
    rows: Vec<T>,
    /// `None` as soon as one answer does not say.
    updated: Option<u64>,
    report: PartialWrite,
    /// Whether nothing more is to be sent.
    stopped: bool,
}

impl<T> SoFar<T> {
    fn count(&mut self, matched: Option<u64>) {
        self.updated = self.updated.zip(matched).map(|(a, b)| a + b);
    }

    /// These records were not sent, or it is not known what became of them.
    fn stop(&mut self, part: &[usize], cause: Error) {
        let place = if cause.is_certain() {
            &mut self.report.untried
        } else {
            &mut self.report.unknown
        };
        place.extend_from_slice(part);
        self.report.cause.get_or_insert(cause);
        self.stopped = true;
    }
}

impl<E: Keyed, R: Returning<E>> Save<E, R> {
    pub(crate) async fn run(self, exchange: &dyn Exchange) -> Result<Saved<R::Row>> {
        self.records.check("save")?;
        self.returning.reload()?;
        let total = self.records.list.len();
        let mut so_far = SoFar {
            rows: Vec::new(),
            updated: Some(0),
            report: PartialWrite::default(),
            stopped: false,
        };
        if total > 0 {
            admit_one(exchange, &self.fields()).await?;
            look_up::<E>(exchange, "save", &self.records.unlisted()).await?;
            verify::<E>(exchange, &self.named_keys(), "save").await?;
        }
        let mut next = 0;
        while next < total && !so_far.stopped {
            let end = self.end_of_part(next, exchange.body_cap())?;
            self.send_part(exchange, (next..end).collect(), &mut so_far)
                .await?;
            next = end;
        }
        so_far.report.untried.extend(next..total);
        so_far.report.untried.sort_unstable();
        if so_far.stopped || !so_far.report.failed.is_empty() {
            return Err(so_far.report.into_error(E::NAME, "save"));
        }
        Ok(Saved {
            rows: so_far.rows,
            updated: so_far.updated,
        })
    }

    /// Where the part that begins here ends: the number of records, half of what a body may have,
    /// which leaves room for the other parameters, and no two records that match each other, since
    /// the site looks for the rows of all before it writes the first.
    fn end_of_part(&self, start: usize, cap: usize) -> Result<usize> {
        let room = cap / 2;
        let around = if self.records.are_idempotent() {
            0
        } else {
            size_of(&self.call_for(&[])?)
        };
        let mut size = 0;
        let mut seen = Seen::default();
        for (i, record) in self.records.list.iter().enumerate().skip(start) {
            size += around + encoded(&record.to_json()?) + 3;
            let again = self.records.see(record, &mut seen);
            if i > start && (size > room || i - start >= self.chunk || again) {
                return Ok(i);
            }
        }
        Ok(self.records.list.len())
    }

    /// One part: what is ambiguous is sorted out, the rest goes in one request.
    async fn send_part(
        &self,
        exchange: &dyn Exchange,
        part: Vec<usize>,
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        let ambiguous = match self.ambiguous(exchange, &part).await {
            Ok(ambiguous) => ambiguous,
            // Nothing of this part was sent.
            Err(error) => {
                so_far.report.untried.extend(part);
                so_far.report.cause = Some(error);
                so_far.stopped = true;
                return Ok(());
            }
        };
        for index in &ambiguous {
            let error = self.records.ambiguous("save", *index);
            so_far.report.failed(*index, error);
        }
        let rest: Vec<usize> = part
            .into_iter()
            .filter(|index| !ambiguous.contains(index))
            .collect();
        if !ambiguous.is_empty() && self.on_ambiguous == Ambiguous::Refuse {
            so_far.report.untried.extend(rest);
            so_far.stopped = true;
            return Ok(());
        }
        if rest.is_empty() {
            return Ok(());
        }
        let total = self.records.list.len();
        let on_its_way = self.progress.sending(total, rest.clone(), Vec::new());
        let report = &so_far.report;
        let (done, failed) = (report.done.len(), report.failed.len());
        let unknown = report.unknown.len();
        if self.records.are_idempotent() || rest.len() == 1 {
            self.send_together(exchange, &rest, so_far).await?;
        } else {
            self.send_one_by_one(exchange, &rest, so_far).await?;
        }
        let report = &so_far.report;
        on_its_way.ended(&Outcomes {
            done: report.done.get(done..).unwrap_or_default(),
            failed: report.failed.get(failed..).unwrap_or_default(),
            unknown: report.unknown.get(unknown..).unwrap_or_default(),
            ..Outcomes::default()
        });
        Ok(())
    }

    /// The records of a part that match several rows, found out by one request.
    async fn ambiguous(&self, exchange: &dyn Exchange, part: &[usize]) -> Result<Vec<usize>> {
        let (mut calls, mut asked) = (Vec::new(), Vec::new());
        for (index, record) in self.records_at(part) {
            if let Some(call) = self.records.lookup_of(record)? {
                calls.push(call);
                asked.push(index);
            }
        }
        let answers = batch::execute(exchange, calls).await?;
        let mut found = Vec::new();
        for (index, answer) in asked.into_iter().zip(answers) {
            let answer = answer?;
            let several = is_ambiguous::<E>(&answer).map_err(|e| answer.context().error(e))?;
            if several {
                found.push(index);
            }
        }
        Ok(found)
    }

    fn records_at<'a>(
        &'a self,
        part: &'a [usize],
    ) -> impl Iterator<Item = (usize, &'a Values<E, Changes>)> {
        part.iter()
            .filter_map(|index| Some((*index, self.records.list.get(*index)?)))
    }

    /// One call for all records of the part.
    async fn send_together(
        &self,
        exchange: &dyn Exchange,
        part: &[usize],
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        let list: Vec<_> = self.records_at(part).map(|(_, r)| r.clone()).collect();
        match exchange.execute(self.call_for(&list)?).await {
            Ok(answer) => self.take(&answer, part, so_far),
            Err(error) if error.is_of_the_site() => match part {
                [only] => {
                    so_far.report.failed(*only, error);
                    so_far.stopped = true;
                }
                // Which of them is it? They are matched, so sending them again is harmless, if they
                // still match one row at most: the first sending may have added some.
                _ => match self.ambiguous(exchange, part).await {
                    Ok(ambiguous) if ambiguous.is_empty() => {
                        self.send_one_by_one(exchange, part, so_far).await?;
                        // Alone they may all have gone through; which were updates is not known.
                        so_far.updated = None;
                    }
                    _ => {
                        so_far.report.unknown.extend_from_slice(part);
                        so_far.report.cause = Some(error);
                        so_far.stopped = true;
                    }
                },
            },
            Err(error) => so_far.stop(part, error),
        }
        Ok(())
    }

    /// Reads the answer to one call for all records of the part.
    fn take(&self, answer: &Answer, part: &[usize], so_far: &mut SoFar<R::Row>) {
        let context = answer.context();
        let read = context
            .read(|| self.read_part(part.len(), answer))
            .and_then(|rows| Ok((rows, keys::<E>(answer.values(), "save")?)));
        match read {
            Ok((rows, written)) => {
                for (index, key) in part.iter().zip(written) {
                    so_far.report.done(*index, key.to_json());
                }
                so_far.rows.extend(rows);
                so_far.count(answer.count_matched());
            }
            // The call was carried out, but which rows it wrote can't be read.
            Err(error) => so_far.stop(part, context.error(error)),
        }
    }

    /// One request for all records of the part, one call for each.
    async fn send_one_by_one(
        &self,
        exchange: &dyn Exchange,
        part: &[usize],
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        let calls: Vec<_> = self
            .records_at(part)
            .map(|(_, record)| self.call_for(std::slice::from_ref(record)))
            .collect::<Result<_>>()?;
        let answers = match batch::execute(exchange, calls).await {
            Ok(answers) => answers,
            Err(error) => {
                so_far.stop(part, error);
                return Ok(());
            }
        };
        for (index, answer) in part.iter().zip(answers) {
            match answer {
                Ok(answer) => self.take(&answer, &[*index], so_far),
                Err(error) if error.is_outcome_unknown() => so_far.stop(&[*index], error),
                Err(error) if error.is_unsent() => so_far.stop(&[*index], error),
                Err(error) => {
                    so_far.report.failed(*index, error);
                    so_far.stopped = true;
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
