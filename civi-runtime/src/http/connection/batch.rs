//! Several calls in one request, or in as few as the body cap allows (APIv4 wire contract §1.7).

use url::form_urlencoded::byte_serialize;

use super::request::{Outgoing, too_large};
use super::{Connection, Judged, Wanted, span};
use crate::call::action::Call;
use crate::call::answer::Answer;
use crate::call::repeat::Repeat;
use crate::error::{Error, Result};
use crate::http::answer::Asked;

/// What a request's body may hold besides its calls: their brackets, a credential as parameter.
const RESERVE: usize = 4096;

impl Connection {
    /// One result a call, in their order. The calls go out in as few requests as fit under the
    /// body cap, one after the other. When the first request fails, so does the whole; when a later
    /// one does, its calls and those after it have its error, and nothing more is sent.
    ///
    /// Where a batch with a failing call is answered by one error, as CiviCRM before 5.64 does, writes
    /// go in requests of their own, so that each has its own outcome.
    pub(super) async fn batch(&self, calls: Vec<Call>) -> Result<Vec<Result<Answer>>> {
        self.learn_from(&calls);
        let cap = self.settings.body_cap;
        let mut written = Vec::with_capacity(calls.len());
        for call in &calls {
            let json = element(call)?;
            // A batch of one has the same parameters as a call alone, and is refused the same.
            if json.len() + RESERVE > cap {
                return Err(
                    too_large(json.len() + RESERVE, cap).at(&call.entity, Some(&call.action))
                );
            }
            written.push(json);
        }
        let mut results: Vec<Result<Answer>> = Vec::with_capacity(calls.len());
        while results.len() < calls.len() {
            let from = results.len();
            let fit = fitting(&written[from..], cap.saturating_sub(RESERVE));
            let until = from + self.together(&calls[from..from + fit]);
            let sent = match &calls[from..until] {
                // Alone it is judged as a call of its own, on every version.
                [write] if self.goes_singly(write) => match self.single(write.clone()).await {
                    Err(error) if !error.is_answered() => Err(error),
                    result => Ok(vec![result]),
                },
                part => self.request(part, &written[from..until]).await,
            };
            match sent {
                Ok(more) => results.extend(more),
                Err(error) if from == 0 => return Err(error),
                Err(error) => {
                    results.extend(calls[from..].iter().enumerate().map(|(i, call)| {
                        let error = if from + i < until {
                            error.again().of_call(call)
                        } else {
                            Error::refused("not sent, since an earlier part of the batch failed")
                        };
                        Err(error.at(&call.entity, Some(&call.action)))
                    }));
                    return Ok(results);
                }
            }
        }
        Ok(results)
    }

    /// Notes what bindings say of the site's release: calls without bindings, such as those of
    /// settings, can't say it themselves.
    pub(super) fn learn_from(&self, calls: &[Call]) {
        if calls.iter().any(|call| call.alone) {
            self.observed.batches_fail_as_whole();
        }
    }

    /// Whether a call goes in a request of its own: a write does by the client's settings, or since
    /// bindings or a batch have shown that batches of the site fail as a whole.
    fn goes_singly(&self, call: &Call) -> bool {
        let all = !self.settings.writes_in_batches || self.observed.fails_as_whole();
        all && !call.repeated().reads()
    }

    /// How many of these calls may share a request; at least one.
    fn together(&self, calls: &[Call]) -> usize {
        let shared = calls.iter().take_while(|call| !self.goes_singly(call));
        shared.count().max(1)
    }

    async fn request(&self, calls: &[Call], written: &[String]) -> Result<Vec<Result<Answer>>> {
        let asked: Vec<Asked<'_>> = calls.iter().map(Asked::of).collect();
        // What holds for the one call that may be repeated least, holds for their request.
        let repeat = calls
            .iter()
            .map(Call::repeated)
            .min()
            .unwrap_or(Repeat::Always);
        let list = format!("%5B{}%5D", written.join("%2C"));
        let outgoing = Outgoing::batch(self.endpoint.batch(), &list);
        let wanted = Wanted::Batch(&asked);
        let span = span::batch(self, calls.len());
        match self.respond(span, &outgoing, repeat, &wanted).await {
            Ok(Judged::Batch(results)) => {
                let results = results.into_iter().zip(calls);
                Ok(results
                    .map(|(result, call)| result.map_err(|e| e.of_call(call)))
                    .collect())
            }
            Ok(_) => Err(Error::protocol("the answer was judged as another")),
            Err(error) if calls.len() > 1 && error.is_of_the_site() => {
                self.observed.batches_fail_as_whole();
                Err(error.of_whole_batch(repeat.reads()))
            }
            Err(error) => Err(error.of(repeat.reads())),
        }
    }
}

/// How many of these fit into one body; at least one.
fn fitting(written: &[String], room: usize) -> usize {
    let mut size = 0;
    let fit = written.iter().take_while(|json| {
        size += json.len() + "%2C".len();
        size <= room
    });
    fit.count().max(1)
}

/// `[entity, action, params]`, urlencoded. The parameters are always there: `null` for them is
/// fatal to the whole request.
fn element(call: &Call) -> Result<String> {
    let name = |text: &str| serde_json::Value::from(text).to_string();
    let json = format!(
        "[{},{},{}]",
        name(&call.entity),
        name(&call.action),
        call.params.to_json()
    );
    Ok(byte_serialize(json.as_bytes()).collect())
}

impl Error {
    /// The error of this call.
    fn of_call(self, call: &Call) -> Self {
        // What is unknown of a request as a whole is unknown of each of its writes.
        if call.repeated().reads() || !self.is_outcome_unknown() {
            return self.of(call.repeated().reads());
        }
        self
    }
}
