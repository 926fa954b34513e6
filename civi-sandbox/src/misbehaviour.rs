//! [`Misbehaviour`]: what goes wrong between a client and a site, on request and by a seed.

use std::time::Duration;

use crate::answer::html;
use crate::json::Json;
use crate::request::{Message, Reply};
use crate::site::Site;

/// One thing that goes wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// The answer is late.
    Latency(Duration),
    /// The connection breaks before the site has done anything.
    CutBefore,
    /// The site does its work, and the connection breaks before the answer.
    CutAfter,
    /// 429 before the work, with `Retry-After` in seconds.
    TooManyRequests(u32),
    /// 503 before the work.
    Unavailable,
    /// The site does its work, and a proxy answers 504.
    GatewayTimeout,
    /// HTML with status 200 instead of the answer, before the work.
    HtmlPage,
    /// A field is in no row of the answer, as when somebody has removed it.
    MissingField(String),
}

/// Troubles that come to a share of the requests, by chance and by a seed: the same seed and the
/// same requests give the same troubles.
///
/// ```
/// use civi_sandbox::{Misbehaviour, Trouble};
///
/// let rough = Misbehaviour::seeded(7)
///     .share(0.05)
///     .trouble(Trouble::CutAfter)
///     .trouble(Trouble::TooManyRequests(1));
/// ```
#[derive(Debug, Clone)]
pub struct Misbehaviour {
    chance: fastrand::Rng,
    share: f64,
    troubles: Vec<Trouble>,
    only: Option<String>,
}

impl Misbehaviour {
    /// No troubles yet; every request has one once there are some.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Misbehaviour {
            chance: fastrand::Rng::with_seed(seed),
            share: 1.0,
            troubles: Vec::new(),
            only: None,
        }
    }

    /// The share of requests that have a trouble, from 0 to 1.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Adds a trouble; each is as likely as the others.
    #[must_use]
    pub fn trouble(mut self, trouble: Trouble) -> Self {
        self.troubles.push(trouble);
        self
    }

    /// Every trouble but the late answer and the missing field.
    #[must_use]
    pub fn all(self) -> Self {
        [
            Trouble::CutBefore,
            Trouble::CutAfter,
            Trouble::TooManyRequests(0),
            Trouble::Unavailable,
            Trouble::GatewayTimeout,
            Trouble::HtmlPage,
        ]
        .into_iter()
        .fold(self, Misbehaviour::trouble)
    }

    /// Only requests whose path has this text, such as `/Contact/save`.
    #[must_use]
    pub fn only(mut self, path: &str) -> Self {
        self.only = Some(path.to_owned());
        self
    }

    /// What happens to the next request.
    pub(crate) fn next(&mut self, message: &Message) -> Option<Trouble> {
        if self
            .only
            .as_ref()
            .is_some_and(|path| !message.path.contains(path.as_str()))
        {
            return None;
        }
        if self.troubles.is_empty() || self.chance.f64() >= self.share {
            return None;
        }
        self.troubles
            .get(self.chance.usize(..self.troubles.len()))
            .cloned()
    }
}

/// What a request that has a trouble gets; `None` where the connection breaks.
pub(crate) fn reply(site: &Site, trouble: &Trouble, message: &Message) -> Option<Reply> {
    let page = |status, text: &str| html(status, text, text);
    match trouble {
        Trouble::Latency(_) => Some(site.answer(message)),
        Trouble::CutBefore => None,
        Trouble::CutAfter => {
            site.answer(message);
            None
        }
        Trouble::TooManyRequests(seconds) => {
            let mut reply = page(429, "Too Many Requests");
            reply.headers.push(("Retry-After", seconds.to_string()));
            Some(reply)
        }
        Trouble::Unavailable => Some(page(503, "Service Unavailable")),
        Trouble::GatewayTimeout => {
            site.answer(message);
            Some(page(504, "Gateway Time-out"))
        }
        Trouble::HtmlPage => Some(page(200, "Just a moment")),
        Trouble::MissingField(field) => {
            let mut reply = site.answer(message);
            if let Some(mut json) = Json::parse(&reply.body) {
                without(&mut json, field);
                reply.body = crate::answer::encoded(&site.model, &json);
            }
            Some(reply)
        }
    }
}

/// Takes a field out of every row.
fn without(json: &mut Json, field: &str) {
    match json {
        Json::Map(pairs) => {
            pairs.retain(|(key, _)| key != field);
            pairs
                .iter_mut()
                .for_each(|(_, value)| without(value, field));
        }
        Json::List(items) => items.iter_mut().for_each(|item| without(item, field)),
        _ => {}
    }
}
