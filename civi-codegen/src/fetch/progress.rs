//! [`Progress`]: how far a fetch is.

use std::fmt;
use std::time::Duration;

use civi_schema::raw::Question;

/// How far a fetch is, told after every request.
///
/// Its text is one plain line: `getFields.create: 320 of 640, 3 requests, 8.1 MB, 1.9 MB/s`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being asked; `None` while it is the first request.
    pub question: Option<Question>,
    /// How many answers there are: one an entity and question.
    pub done: usize,
    /// How many there will be.
    pub total: usize,
    /// How many requests were sent.
    pub requests: usize,
    /// How many of them failed and were asked again in smaller parts.
    pub failed: usize,
    /// How many bytes of answers came.
    pub bytes: u64,
    /// How long the requests took.
    pub elapsed: Duration,
}

impl Progress {
    pub(super) fn new() -> Self {
        Progress {
            question: None,
            done: 0,
            total: 0,
            requests: 0,
            failed: 0,
            bytes: 0,
            elapsed: Duration::ZERO,
        }
    }

    /// Bytes a second so far, while requests were under way.
    #[must_use]
    pub fn rate(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        // Sizes of answers are far below what a float holds exactly.
        #[allow(clippy::cast_precision_loss)]
        if seconds > 0.0 {
            self.bytes as f64 / seconds
        } else {
            0.0
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Progress {
            done,
            total,
            requests,
            ..
        } = self;
        #[allow(clippy::cast_precision_loss)]
        let megabytes = self.bytes as f64 / 1e6;
        let what = self.question.map_or("Entity.get", Question::name);
        write!(
            out,
            "{what}: {done} of {total}, {requests} requests, {megabytes:.1} MB"
        )?;
        write!(out, ", {:.1} MB/s", self.rate() / 1e6)?;
        if self.failed > 0 {
            write!(out, ", {} failed and split", self.failed)?;
        }
        Ok(())
    }
}
