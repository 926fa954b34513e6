//! [`PartialWrite`]: what is in and what isn't, when a write of many rows stops midway.

use std::fmt;

use serde_json::Value as Json;

use crate::error::{Error, Kind};

/// What a write of many rows did before it stopped. Nothing is transactional on the site (APIv4
/// wire contract §0 hazard 15), so this is the caller's only way to go on from there.
///
/// Positions are those of the records or keys in the call, from 0; each is in exactly one of the
/// lists. For a write with a filter they are positions in the list of rows that the filter found, in
/// the order of their keys; [`keys`](Self::keys) has them. Found by [`Error::partial_write`].
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PartialWrite {
    /// What is written, with the row's primary key.
    pub done: Vec<Done>,
    /// What the site refused, and why. A hook of an extension that failed *after* the row was
    /// written counts as a refusal: the site does not tell the two apart.
    ///
    /// With several writers at once the database now and then refuses records that are fine
    /// ([`is_database`](Error::is_database)); civi does not send them again by itself.
    pub failed: Vec<Failed>,
    /// What may be written or not: the connection broke, or what came back is no answer.
    pub unknown: Vec<usize>,
    /// What a write with a filter left alone, because it passed the filter when that was read and no
    /// longer when the write came.
    pub skipped: Vec<usize>,
    /// What was never sent.
    pub untried: Vec<usize>,
    /// What stopped the write, when it was not the refusal of single records.
    pub cause: Option<Error>,
    /// The primary key at each position, of a write that names rows or found them by a filter; empty
    /// for a `save`.
    pub keys: Vec<Json>,
}

/// One record that is written.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Done {
    /// Its position in the call.
    pub index: usize,
    /// The row's primary key.
    pub key: Json,
}

/// One record that the site refused.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Its position in the call.
    pub index: usize,
    /// Why.
    pub error: Error,
}

impl PartialWrite {
    /// The keys of the rows that may be written or not, where the write goes by keys.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &Json> {
        self.unknown.iter().filter_map(|at| self.keys.get(*at))
    }

    /// The keys of the rows of which nothing was sent, where the write goes by keys.
    pub fn untried_keys(&self) -> impl Iterator<Item = &Json> {
        self.untried.iter().filter_map(|at| self.keys.get(*at))
    }

    pub(crate) fn done(&mut self, index: usize, key: Json) {
        self.done.push(Done { index, key });
    }

    pub(crate) fn failed(&mut self, index: usize, error: Error) {
        self.failed.push(Failed { index, error });
    }

    /// The error that carries this report. A call whose only record was refused is no partial
    /// write: its error is the site's own.
    pub(crate) fn into_error(mut self, entity: &'static str, action: &'static str) -> Error {
        let nothing_written = self.done.is_empty() && self.unknown.is_empty();
        if nothing_written
            && self.failed.is_empty()
            && let Some(cause) = self.cause.take()
        {
            return cause;
        }
        // One row, of which nothing is known: its error says so itself.
        if self.total() == 1
            && let Some(cause) = self.cause.take()
        {
            return cause;
        }
        if nothing_written
            && self.untried.is_empty()
            && self.failed.len() == 1
            && let Some(only) = self.failed.pop()
        {
            return only.error;
        }
        let text = self.to_string();
        let status = self.first().and_then(Error::status);
        let all_ambiguous = self.failed.iter().all(|failed| failed.error.is_ambiguous());
        let kind = match nothing_written && all_ambiguous && !self.failed.is_empty() {
            true => Kind::Count { found: 2 },
            false => Kind::Partial,
        };
        let mut error = Error::new(kind, text).at(entity, Some(action));
        if !self.unknown.is_empty() {
            error = error.with_unknown_outcome();
        }
        if let Some(status) = status {
            error = error.with_status(status);
        }
        error.with_source(self)
    }

    fn first(&self) -> Option<&Error> {
        self.failed
            .first()
            .map(|failed| &failed.error)
            .or(self.cause.as_ref())
    }

    fn total(&self) -> usize {
        self.done.len()
            + self.failed.len()
            + self.unknown.len()
            + self.untried.len()
            + self.skipped.len()
    }
}

impl fmt::Display for PartialWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} are written", self.done.len(), self.total())?;
        if !self.done.is_empty() {
            let at: Vec<usize> = self.done.iter().map(|done| done.index).collect();
            write!(f, " ({})", Positions(&at))?;
        }
        for failed in self.failed.iter().take(5) {
            let by = if failed.error.is_database() {
                " by the database"
            } else {
                ""
            };
            write!(f, "; {} was refused{by}: {}", failed.index, failed.error)?;
        }
        if self.failed.len() > 5 {
            write!(f, "; {} more were refused", self.failed.len() - 5)?;
        }
        if !self.unknown.is_empty() {
            write!(
                f,
                "; {}{} may be written or not: look before you send again",
                Positions(&self.unknown),
                Named(self.unknown_keys().collect())
            )?;
        }
        if !self.skipped.is_empty() {
            let skipped = Positions(&self.skipped);
            write!(
                f,
                "; {skipped} no longer passed the filter and were left alone"
            )?;
        }
        if !self.untried.is_empty() {
            let keys = Named(self.untried_keys().collect());
            write!(f, "; {}{keys} not sent", Positions(&self.untried))?;
        }
        if let Some(cause) = &self.cause {
            write!(f, "; what stopped it: {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PartialWrite {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.first()
            .map(|error| error as &(dyn std::error::Error + 'static))
    }
}

/// The first keys of some rows: ` (keys 5, 7, …)`.
struct Named<'a>(Vec<&'a Json>);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        for (i, key) in self.0.iter().take(SHOWN).enumerate() {
            let before = if i == 0 { " (keys " } else { ", " };
            write!(f, "{before}{key}")?;
        }
        match self.0.len() {
            0 => Ok(()),
            1..=SHOWN => f.write_str(")"),
            _ => f.write_str(", …)"),
        }
    }
}

/// Positions as ranges: `0 to 4, 7`.
struct Positions<'a>(&'a [usize]);

impl fmt::Display for Positions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.0.chunk_by(|a, b| a + 1 == *b);
        for (i, run) in runs.enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            match run {
                [first, .., last] => write!(f, "{comma}{first} to {last}")?,
                [only] => write!(f, "{comma}{only}")?,
                [] => {}
            }
        }
        Ok(())
    }
}

impl Error {
    /// What is written and what isn't, when this is a write of many rows that stopped midway
    /// ([`is_partial`](Error::is_partial)).
    #[must_use]
    pub fn partial_write(&self) -> Option<&PartialWrite> {
        std::error::Error::source(self)?.downcast_ref()
    }
}
