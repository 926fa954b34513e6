//! A `save` from its first record to its last, or to an exact account of where it stopped.

use std::collections::HashMap;
use std::ops::Range;

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
use crate::write::matched::{Ambiguous, Match, Seen};
use crate::write::options_known::look_up;
use crate::write::partial::PartialWrite;
use crate::write::progress::{self, Outcomes};
use crate::write::returning::{Returning, keys};
use crate::write::rows_by_key::verify;

/// What has come of a save so far.
struct SoFar<T> {
    rows: Vec<T>,
    /// `None` as soon as one answer does not say.
    updated: Option<u64>,
    report: PartialWrite,
    /// Whether nothing more is to be sent.
    stopped: bool,
    /// The records that became new rows, by what was to find their rows.
    made: HashMap<String, usize>,
}

/// Records that go in one request, each with its position. What is known of their rows is in them.
type Part<E> = Vec<(usize, Values<E, Changes>)>;

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
            made: HashMap::new(),
        };
        if total > 0 {
            admit_one(exchange, &self.fields()).await?;
            look_up::<E>(exchange, "save", &self.records.unlisted()).await?;
            verify::<E>(exchange, &self.named_keys(), "save").await?;
        }
        let mut next = 0;
        while next < total && !so_far.stopped {
            let end = self.end_of_part(next, exchange.body_cap())?;
            self.send_part(exchange, next..end, &mut so_far).await?;
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
        let around = if self.records.are_idempotent(&self.records.list) {
            0
        } else {
            size_of(&self.call_for(&[])?)
        };
        let mut size = 0;
        let mut seen = Seen::default();
        for (i, record) in self.records.list.iter().enumerate().skip(start) {
            size += around + encoded(&record.to_json()?) + 3;
            let again = self.records.see(i, &mut seen).is_some();
            if i > start && (size > room || i - start >= self.chunk || again) {
                return Ok(i);
            }
        }
        Ok(self.records.list.len())
    }

    /// One part: what can't be written is sorted out, the rest goes in one request.
    async fn send_part(
        &self,
        exchange: &dyn Exchange,
        places: Range<usize>,
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        let found = match self.look_for(exchange, places.clone()).await {
            Ok(found) => found,
            // Nothing of this part was sent.
            Err(error) => {
                so_far.report.untried.extend(places);
                so_far.report.cause = Some(error);
                so_far.stopped = true;
                return Ok(());
            }
        };
        let failed = so_far.report.failed.len();
        let mut part = Part::new();
        for (index, record) in self.records_at(places.clone()) {
            match self.resolved(index, record, found.get(&index), &so_far.made) {
                Ok(record) => part.push((index, record)),
                Err(error) => so_far.report.failed(index, error),
            }
        }
        let unwritable = so_far.report.failed.len() > failed;
        if unwritable && self.on_ambiguous == Ambiguous::Refuse && !self.keep_going {
            so_far.report.untried.extend(positions(&part));
            so_far.stopped = true;
            return Ok(());
        }
        let report = &so_far.report;
        let (done, unknown) = (report.done.len(), report.unknown.len());
        let told = progress::Part {
            total: self.records.list.len(),
            positions: places.collect(),
            sent: positions(&part),
            keys: Vec::new(),
        };
        let refused = report.failed.get(failed..).unwrap_or_default();
        let on_its_way = self.progress.sending(told, refused);
        let list: Vec<_> = part.iter().map(|(_, record)| record.clone()).collect();
        if part.is_empty() {
            // All of it was refused, which is all that there is to tell.
        } else if self.records.are_idempotent(&list) || part.len() == 1 {
            self.send_together(exchange, &part, list, so_far).await?;
        } else {
            self.send_one_by_one(exchange, &part, so_far).await?;
        }
        let report = &so_far.report;
        let done = report.done.get(done..).unwrap_or_default();
        on_its_way.ended(&Outcomes {
            done,
            failed: report.failed.get(failed..).unwrap_or_default(),
            unknown: report.unknown.get(unknown..).unwrap_or_default(),
            ..Outcomes::default()
        });
        if !self.records.found_by.is_empty() {
            for written in done {
                let sought = self.records.sought(written.index);
                so_far.made.entry(sought).or_insert(written.index);
            }
        }
        Ok(())
    }

    /// The rows that the records at these places match, found out by one request.
    pub(super) async fn look_for(
        &self,
        exchange: &dyn Exchange,
        places: Range<usize>,
    ) -> Result<HashMap<usize, Match<E::Key>>> {
        let (mut calls, mut asked) = (Vec::new(), Vec::new());
        for index in places {
            if let Some(call) = self.records.lookup_of(index)? {
                calls.push(call);
                asked.push(index);
            }
        }
        let answers = batch::execute(exchange, calls).await?;
        let mut found = HashMap::new();
        for (index, answer) in asked.into_iter().zip(answers) {
            let answer = answer?;
            let context = answer.context();
            let rows = self.records.found(index, &answer);
            found.insert(index, rows.map_err(|error| context.error(error))?);
        }
        Ok(found)
    }

    /// The record as it is sent, once it is known what it matches.
    fn resolved(
        &self,
        index: usize,
        record: &Values<E, Changes>,
        found: Option<&Match<E::Key>>,
        made: &HashMap<String, usize>,
    ) -> Result<Values<E, Changes>> {
        let record = record.clone();
        let by_filter = !self.records.found_by.is_empty();
        match found {
            Some(Match::Several(_)) => Err(self.records.ambiguous("save", index)),
            // Else the site finds it once more by itself.
            Some(Match::One(key)) if by_filter => Ok(record.id(key.clone())),
            Some(Match::None) if by_filter => match made.get(&self.records.sought(index)) {
                Some(earlier) => Err(self.records.made_before("save", index, *earlier)),
                None => Ok(record),
            },
            _ => Ok(record),
        }
    }

    fn records_at(
        &self,
        places: Range<usize>,
    ) -> impl Iterator<Item = (usize, &Values<E, Changes>)> {
        places.filter_map(|index| Some((index, self.records.list.get(index)?)))
    }

    /// One call for all records of the part.
    async fn send_together(
        &self,
        exchange: &dyn Exchange,
        part: &Part<E>,
        list: Vec<Values<E, Changes>>,
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        match exchange.execute(self.call_for(&list)?).await {
            Ok(answer) => self.take(&answer, &positions(part), so_far),
            Err(error) if error.is_of_the_site() => match part.as_slice() {
                [(only, _)] => {
                    so_far.report.failed(*only, error);
                    so_far.stopped = !self.keep_going;
                }
                // Which of them is it? They are matched, so sending them again is harmless, if they
                // still match one row at most: the first sending may have added some.
                _ if self.none_matches_several(exchange, part).await => {
                    self.send_one_by_one(exchange, part, so_far).await?;
                    // Alone they may all have gone through; which were updates is not known.
                    so_far.updated = None;
                }
                _ => {
                    so_far.report.unknown.extend(positions(part));
                    so_far.report.cause = Some(error);
                    so_far.stopped = true;
                }
            },
            Err(error) => so_far.stop(&positions(part), error),
        }
        Ok(())
    }

    /// Whether every record of the part matches one row at most, or is for a row that is known.
    async fn none_matches_several(&self, exchange: &dyn Exchange, part: &Part<E>) -> bool {
        let mut calls = Vec::new();
        for (_, record) in part {
            match self.records.match_of(record) {
                Ok(call) => calls.extend(call),
                Err(_) => return false,
            }
        }
        match batch::execute(exchange, calls).await {
            Ok(answers) => answers.into_iter().all(|answer| {
                let keys = answer.and_then(|answer| keys::<E>(answer.values(), "get"));
                keys.is_ok_and(|keys| keys.len() < 2)
            }),
            Err(_) => false,
        }
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
        part: &Part<E>,
        so_far: &mut SoFar<R::Row>,
    ) -> Result<()> {
        let calls: Vec<_> = part
            .iter()
            .map(|(_, record)| self.call_for(std::slice::from_ref(record)))
            .collect::<Result<_>>()?;
        let answers = match batch::execute(exchange, calls).await {
            Ok(answers) => answers,
            Err(error) => {
                so_far.stop(&positions(part), error);
                return Ok(());
            }
        };
        for ((index, _), answer) in part.iter().zip(answers) {
            match answer {
                Ok(answer) => self.take(&answer, &[*index], so_far),
                Err(error) if error.is_outcome_unknown() => so_far.stop(&[*index], error),
                Err(error) if error.is_unsent() => so_far.stop(&[*index], error),
                Err(error) => {
                    so_far.report.failed(*index, error);
                    so_far.stopped |= !self.keep_going;
                }
            }
        }
        Ok(())
    }
}

/// The positions of a part's records.
fn positions<E>(part: &Part<E>) -> Vec<usize> {
    part.iter().map(|(index, _)| *index).collect()
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
