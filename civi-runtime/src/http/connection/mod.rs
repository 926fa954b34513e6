//! [`Connection`]: one exchange with a site, from the call to its judged answer. All of it is
//! written once, asynchronously; the blocking client drives the same futures.

mod batch;
mod legacy;
mod request;
mod secret;
mod span;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use secrecy::SecretString;
use tracing::{Instrument, Span};

use crate::action::{BoxFuture, Call, Exchange};
use crate::answer::{Answer, Asked, judge, judge_batch, judge_identity, judge_rest};
use crate::auth::{AuthFlow, Credentials};
use crate::call::repeat::{Repeat, is_reading};
use crate::endpoint::Endpoint;
use crate::error::{AuthReason, Error, Kind, Result};
use crate::identity::Identity;
use crate::known_fields::KnownFields;
use crate::retry::Retry;
use crate::transport::{HttpResponse, Transport, TransportError, TransportFailure};
use request::Outgoing;

/// What holds for every call of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) flow: AuthFlow,
    pub(crate) site_key: Option<SecretString>,
    pub(crate) user_agent: String,
    pub(crate) timeout: Duration,
    pub(crate) body_cap: usize,
    pub(crate) response_cap: u64,
    pub(crate) reads_by_get: bool,
    pub(crate) url_cap: usize,
    pub(crate) retry: Retry,
}

/// The way to one site.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) endpoint: Endpoint,
    pub(crate) settings: Arc<Settings>,
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) transport: Arc<dyn Transport>,
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
    Json(Bytes),
}

impl Connection {
    /// The same way with another endpoint.
    pub(crate) fn to(&self, endpoint: Endpoint) -> Self {
        Connection {
            endpoint,
            ..self.clone()
        }
    }

    async fn single(&self, call: Call) -> Result<Answer> {
        let asked = Asked {
            entity: &call.entity,
            action: &call.action,
        };
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
            .map_err(place)?;
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
            Judged::Json(json) => Identity::read(&json),
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
            .map_err(|e| e.at(entity, Some(action)))?;
        match judged {
            Judged::Json(json) => Ok(json),
            _ => Err(Error::protocol("the answer was judged as another")),
        }
    }

    /// Sends one request until it is answered, refused, or not worth another try.
    pub(crate) async fn respond(
        &self,
        span: Span,
        outgoing: &Outgoing,
        repeat: Repeat,
        wanted: &Wanted<'_>,
    ) -> Result<Judged> {
        let work = self.persist(&span, outgoing, repeat, wanted);
        work.instrument(span.clone()).await
    }

    async fn persist(
        &self,
        span: &Span,
        outgoing: &Outgoing,
        repeat: Repeat,
        wanted: &Wanted<'_>,
    ) -> Result<Judged> {
        let mut waits = self.settings.retry.waits();
        let mut token = self.credentials.token().await?;
        let mut may_renew = true;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = outgoing.request(self, token.as_ref())?;
            span::attempt(span, attempt, request.body.len());
            let error = match self
                .attempt(span, request, repeat, wanted, token.as_ref())
                .await
            {
                Ok(judged) => return Ok(judged),
                Err(error) => error.with_attempts(attempt),
            };
            // A refused credential has done nothing yet, so even a write may go out again.
            if may_renew
                && error.auth_reason() == Some(&AuthReason::Expired)
                && let Some(expired) = &token
            {
                may_renew = false;
                if let Some(fresh) = self.credentials.renewed(expired).await? {
                    token = Some(fresh);
                    continue;
                }
            }
            let again = match repeat {
                Repeat::Always => true,
                Repeat::IfUnsent => error.never_ran(),
                Repeat::Never => false,
            };
            let wait = if again { waits.after(&error) } else { None };
            let Some(wait) = wait else {
                span::failed(&error);
                return Err(error);
            };
            span::retry(attempt, wait, &error);
            self.transport.sleep(wait).await;
        }
    }

    async fn attempt(
        &self,
        span: &Span,
        request: crate::transport::HttpRequest,
        repeat: Repeat,
        wanted: &Wanted<'_>,
        token: Option<&SecretString>,
    ) -> Result<Judged> {
        let started = Instant::now();
        let sent = self.transport.send(request).await;
        let secrets = secret::Secrets::new(token, self.settings.site_key.as_ref());
        let mut response = sent.map_err(|e| self.unanswered(&e, repeat, &secrets))?;
        // A byte order mark in one of the site's PHP files ends up here; it hurts nobody.
        if response.body.starts_with(b"\xef\xbb\xbf") {
            response.body = response.body.slice(3..);
        }
        let mut judged = wanted.judge(&response);
        // An answer that goes into an error's text must not repeat our own secret.
        if wanted.has_failed(&judged)
            && let Some(cleaned) = secrets.cleaned(&response)
        {
            judged = wanted.judge(&cleaned);
        }
        span::answered(span, &response, &judged, started.elapsed());
        judged
    }

    /// An exchange that gave no response.
    fn unanswered(
        &self,
        error: &TransportError,
        repeat: Repeat,
        secrets: &secret::Secrets,
    ) -> Error {
        let host = self.endpoint.host();
        let said = secrets.without(&error.to_string());
        let unsure = if repeat.reads() {
            ""
        } else {
            "; it is not known whether the site carried the call out"
        };
        match error.failure() {
            TransportFailure::Connect => Error::new(
                Kind::Connection {
                    transient: true,
                    sent: false,
                },
                format!("can't connect to {host}: {said}"),
            ),
            TransportFailure::Tls => Error::new(
                Kind::Connection {
                    transient: false,
                    sent: false,
                },
                format!(
                    "{host} is not trusted: {said}; if it has a certificate of its own, give its \
                     authority to the client"
                ),
            ),
            TransportFailure::Broken => Error::new(
                Kind::Connection {
                    transient: true,
                    sent: true,
                },
                format!("the connection to {host} broke: {said}{unsure}"),
            ),
            TransportFailure::Timeout => Error::new(
                Kind::Timeout,
                format!(
                    "{host} did not answer within {:?}: {said}{unsure}; ask for less at once, or \
                     raise the client's timeout",
                    self.settings.timeout
                ),
            ),
            TransportFailure::TooLarge => Error::new(
                Kind::TooLarge,
                format!(
                    "the answer has more than {} bytes; ask for fewer rows or fields at once, or \
                     raise the client's response cap",
                    self.settings.response_cap
                ),
            ),
            TransportFailure::Invalid => Error::refused(format!("can't be sent: {said}")),
        }
    }
}

impl Wanted<'_> {
    fn judge(&self, response: &HttpResponse) -> Result<Judged> {
        match self {
            Wanted::Single(asked) => judge(response, *asked).map(Judged::Single),
            Wanted::Batch(asked) => judge_batch(response, asked).map(Judged::Batch),
            Wanted::Identity => judge_identity(response).map(Judged::Json),
            Wanted::Rest => judge_rest(response).map(Judged::Json),
        }
    }

    fn has_failed(&self, judged: &Result<Judged>) -> bool {
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
