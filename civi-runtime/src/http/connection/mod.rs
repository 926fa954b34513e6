//! [`Connection`]: one exchange with a site, from the call to its judged answer. All of it is
//! written once, asynchronously; the blocking client drives the same futures.

mod attempt;
mod batch;
mod cleaned;
mod legacy;
mod observed;
mod request;
mod span;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use secrecy::SecretString;

use crate::call::action::{BoxFuture, Call, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::KnownFields;
use crate::call::repeat::{Repeat, is_reading};
use crate::error::Secrets;
use crate::error::{Error, Result};
use crate::http::answer::{Asked, Plain, judge, judge_batch, judge_identity, judge_rest};
use crate::http::auth::{AuthFlow, CredentialProvider, Credentials, ServerLogin};
use crate::http::endpoint::Endpoint;
use crate::http::identity::Identity;
use crate::http::retry::Retry;
use crate::http::transport::{HttpResponse, Transport};
use crate::row::Unreadable;
pub(crate) use observed::Observed;
use request::Outgoing;

/// What holds for every call of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) flow: AuthFlow,
    pub(crate) site_key: Option<SecretString>,
    pub(crate) server_login: Option<ServerLogin>,
    pub(crate) user_agent: String,
    pub(crate) timeout: Duration,
    pub(crate) body_cap: usize,
    pub(crate) response_cap: u64,
    pub(crate) reads_by_get: bool,
    pub(crate) url_cap: usize,
    pub(crate) retry: Retry,
    /// What becomes of values that can't be read.
    pub(crate) unreadable: Unreadable,
    /// Whether several writes may go in one request.
    pub(crate) writes_in_batches: bool,
}

/// The way to one site.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) endpoint: Endpoint,
    pub(crate) settings: Arc<Settings>,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) observed: Arc<Observed>,
    pub(crate) known: Arc<KnownFields>,
}

/// What an answer is judged as.
pub(crate) enum Wanted<'a> {
    Single(Asked<'a>),
    Batch(&'a [Asked<'a>]),
    Identity,
    Rest,
}

/// A judged answer.
pub(crate) enum Judged {
    Single(Answer),
    Batch(Vec<Result<Answer>>),
    Json(Plain, Arc<Secrets>),
}

impl Connection {
    /// The same way with another endpoint.
    pub(crate) fn to(&self, endpoint: Endpoint) -> Self {
        Connection {
            endpoint,
            ..self.clone()
        }
    }

    /// The same way with credentials that a provider makes, for somebody else: what one contact may
    /// write says nothing about another.
    pub(crate) fn with_provider(&self, provider: Arc<dyn CredentialProvider>) -> Self {
        Connection {
            credentials: Arc::new(Credentials::made_by(provider)),
            known: Arc::new(self.known.afresh()),
            ..self.clone()
        }
    }

    async fn single(&self, call: Call) -> Result<Answer> {
        self.learn_from(std::slice::from_ref(&call));
        let asked = Asked::of(&call);
        let place = |e: Error| e.at(&call.entity, Some(&call.action));
        let url = self
            .endpoint
            .single(&call.entity, &call.action)
            .map_err(place)?;
        let span = span::call(self, &call.entity, &call.action);
        let repeat = call.repeated();
        let may_get = repeat.reads() && is_reading(&call.action);
        let outgoing = Outgoing::call(url, &call.params.to_json(), may_get);
        let judged = self
            .respond(span, &outgoing, repeat, &Wanted::Single(asked))
            .await
            .map_err(|e| place(e.of(repeat.reads())))?;
        match judged {
            Judged::Single(answer) => Ok(answer),
            _ => Err(place(Error::protocol("the answer was judged as another"))),
        }
    }

    /// Asks the site who we are.
    pub(crate) async fn identity(&self) -> Result<Identity> {
        if self.settings.flow == AuthFlow::LegacyParameter {
            return self.own_contact().await;
        }
        let outgoing = Outgoing::bare(self.endpoint.identity());
        let span = span::identity(self);
        let judged = self
            .respond(span, &outgoing, Repeat::Always, &Wanted::Identity)
            .await?;
        match judged {
            Judged::Json(plain, secrets) => {
                Identity::read(&plain.json).map_err(|e| e.map_texts(&|text| secrets.without(text)))
            }
            _ => Err(Error::protocol("the answer was judged as another")),
        }
    }

    /// One call of APIv3, whose answer has no fixed form.
    pub(crate) async fn rest(&self, entity: &str, action: &str, json: &str) -> Result<Bytes> {
        let repeat = if is_reading(action) {
            Repeat::Always
        } else {
            Repeat::Never
        };
        let may_get = repeat.reads();
        let outgoing = Outgoing::rest(self.endpoint.rest(), entity, action, json, may_get);
        let span = span::call(self, entity, action);
        let judged = self
            .respond(span, &outgoing, repeat, &Wanted::Rest)
            .await
            .map_err(|e| e.of(repeat.reads()).at(entity, Some(action)))?;
        match judged {
            Judged::Json(plain, _) => Ok(plain.json),
            _ => Err(Error::protocol("the answer was judged as another")),
        }
    }
}

impl Wanted<'_> {
    fn judge(&self, response: &HttpResponse) -> Result<Judged> {
        match self {
            Wanted::Single(asked) => judge(response, *asked).map(Judged::Single),
            Wanted::Batch(asked) => judge_batch(response, asked).map(Judged::Batch),
            Wanted::Identity => judge_identity(response).map(Judged::plain),
            Wanted::Rest => judge_rest(response).map(Judged::plain),
        }
    }
}

impl Judged {
    fn plain(plain: Plain) -> Self {
        Judged::Json(plain, Arc::default())
    }

    /// The same, with what an error about it must not repeat.
    fn with_context(self, secrets: &Arc<Secrets>, unreadable: Unreadable) -> Self {
        let with = |answer: Answer| answer.with_secrets(secrets).with_unreadable(unreadable);
        match self {
            Judged::Single(answer) => Judged::Single(with(answer)),
            Judged::Batch(results) => {
                let results = results.into_iter();
                Judged::Batch(results.map(|result| result.map(with)).collect())
            }
            Judged::Json(plain, _) => Judged::Json(plain, Arc::clone(secrets)),
        }
    }

    /// Whether PHP printed something before the answer.
    fn has_notices(&self) -> bool {
        match self {
            Judged::Single(answer) => answer.notices().is_some(),
            Judged::Batch(results) => results.iter().flatten().any(|a| a.notices().is_some()),
            Judged::Json(plain, _) => plain.has_notices,
        }
    }

    fn has_failed(judged: &Result<Self>) -> bool {
        match judged {
            Ok(Judged::Batch(results)) => results.iter().any(Result::is_err),
            Ok(_) => false,
            Err(_) => true,
        }
    }
}

impl Exchange for Connection {
    fn execute(&self, call: Call) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(self.single(call))
    }

    fn execute_batch(&self, calls: Vec<Call>) -> BoxFuture<'_, Result<Vec<Result<Answer>>>> {
        Box::pin(self.batch(calls))
    }

    fn body_cap(&self) -> usize {
        self.settings.body_cap
    }

    fn known_fields(&self) -> Option<&KnownFields> {
        Some(&self.known)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
