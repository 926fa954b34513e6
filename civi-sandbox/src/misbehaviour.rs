//! [`Misbehaviour`]: what goes wrong between a client and a site, on request and by a seed.

use std::time::Duration;

use crate::answer::html;
use crate::json::Json;
use crate::request::{Message, Reply, Route, route};
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
    /// Just before a `save` another client writes the same records, so that a `match` that has
    /// found one row finds two, and adds a third (APIv4 wire contract §12.4).
    SameRows,
    /// The clauses on a field are dropped before the work, and the field is in no row of the answer,
    /// as for a caller who may not use it (§0.7).
    DroppedClause(String),
    /// PHP prints a notice before the JSON, as with `display_errors=On`; the work is done.
    Notice,
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

    /// Every trouble that becomes a request on its way: not the late answer, the missing field, the
    /// dropped clause, the same rows and the notice.
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
            let reply = site.answer(message);
            Some(without_field(site, reply, field))
        }
        Trouble::SameRows => {
            write_first(site, message);
            Some(site.answer(message))
        }
        Trouble::DroppedClause(field) => {
            let reply = site.answer(&without_clauses(message, field));
            Some(without_field(site, reply, field))
        }
        Trouble::Notice => {
            let mut reply = site.answer(message);
            let mut body = NOTICE.as_bytes().to_vec();
            body.append(&mut reply.body);
            reply.body = body;
            Some(reply)
        }
    }
}

const NOTICE: &str = "<br />\n<b>Deprecated</b>:  Optional parameter before required parameter in \
                      <b>/var/www/civicrm/Example.php</b> on line <b>12</b><br />\n";

/// Writes the records of a `save`, as another client does at the same time.
fn write_first(site: &Site, message: &Message) {
    let (route, _) = route(site.model.cms, message);
    let Route::Single { entity, action } = route else {
        return;
    };
    let params = message
        .parameter("params")
        .and_then(|text| Json::parse(text.as_bytes()));
    let Some(params) = params.filter(|_| action == "save") else {
        return;
    };
    let defaults = params.get("defaults").map(Json::pairs).unwrap_or_default();
    let store = site.store();
    for record in params.get("records").map(Json::items).unwrap_or_default() {
        let mut values = Json::map();
        for (name, value) in defaults.iter().cloned().chain(record.pairs()) {
            values.set(&name, value.clone());
        }
        let line = Json::from([("entity", entity.as_str().into()), ("values", values)]);
        // What the site refuses, it refuses the other client, too.
        let _ = crate::demo::add_lines(&site.model, &store, &line.compact());
    }
}

/// A reply whose rows lack a field.
fn without_field(site: &Site, mut reply: Reply, field: &str) -> Reply {
    if let Some(mut json) = Json::parse(&reply.body) {
        without(&mut json, field);
        reply.body = crate::answer::encoded(&site.model, &json);
    }
    reply
}

/// A request without its clauses on a field.
fn without_clauses(message: &Message, field: &str) -> Message {
    let params = message
        .parameter("params")
        .and_then(|text| Json::parse(text.as_bytes()));
    let Some(mut params) = params else {
        return message.clone();
    };
    let is_other = |clause: &&&Json| {
        let name = clause
            .items()
            .first()
            .and_then(|name| name.as_str().map(ToOwned::to_owned));
        name.is_none_or(|name| crate::query::split_suffix(&name).0 != field)
    };
    if let Some(clauses) = params.get("where").cloned() {
        let kept = clauses.items();
        let kept = kept.iter().filter(is_other).map(|clause| (*clause).clone());
        params.set("where", Json::List(kept.collect()));
    }
    let mut message = message.clone();
    message.body.set("params", &params.compact());
    message
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
