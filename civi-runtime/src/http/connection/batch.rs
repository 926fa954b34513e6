//! Several calls in one request, or in as few as the body cap allows (APIv4 wire contract §1.7).

use url::form_urlencoded::byte_serialize;

use super::request::{Outgoing, too_large};
use super::{Connection, Judged, Wanted, span};
use crate::action::Call;
use crate::answer::{Answer, Asked};
use crate::call::repeat::Repeat;
use crate::error::{Error, Result};

/// What a request's body may hold besides its calls: their brackets, a credential as parameter.
const RESERVE: usize = 4096;

impl Connection {
    /// One result a call, in their order. The calls go out in as few requests as fit under the
    /// body cap, one after the other. When the first request fails, so does the whole; when a later
    /// one does, its calls and those after it have its error, and nothing more is sent.
    pub(super) async fn batch(&self, calls: Vec<Call>) -> Result<Vec<Result<Answer>>> {
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
        let mut results = Vec::with_capacity(calls.len());
        let mut from = 0;
        while from < calls.len() {
            let until = from + fitting(&written[from..], cap.saturating_sub(RESERVE));
            match self
                .request(&calls[from..until], &written[from..until])
                .await
            {
                Ok(more) => results.extend(more),
                Err(error) if from == 0 => return Err(error),
                Err(error) => {
                    results.extend(calls[from..].iter().enumerate().map(|(i, call)| {
                        let error = if from + i < until {
                            error.again()
                        } else {
                            Error::refused("not sent, since an earlier part of the batch failed")
                        };
                        Err(error.at(&call.entity, Some(&call.action)))
                    }));
                    return Ok(results);
                }
            }
            from = until;
        }
        Ok(results)
    }

    async fn request(&self, calls: &[Call], written: &[String]) -> Result<Vec<Result<Answer>>> {
        let asked: Vec<Asked<'_>> = calls
            .iter()
            .map(|call| Asked {
                entity: &call.entity,
                action: &call.action,
            })
            .collect();
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
        match self.respond(span, &outgoing, repeat, &wanted).await? {
            Judged::Batch(results) => Ok(results),
            _ => Err(Error::protocol("the answer was judged as another")),
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
