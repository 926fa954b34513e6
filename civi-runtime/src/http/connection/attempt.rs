//! One request until it is answered, refused, or not worth another try.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use tracing::{Instrument, Span};

use super::cleaned::cleaned;
use super::request::Outgoing;
use super::{Connection, Judged, Secrets, Wanted, span};
use crate::call::repeat::Repeat;
use crate::error::{AuthReason, Error, Kind, Result};
use crate::http::answer::retry_after;
use crate::http::auth::Token;
use crate::http::transport::{HttpRequest, TransportError, TransportFailure};

impl Connection {
    /// Sends one request until it is answered, refused, or not worth another try.
    pub(super) async fn respond(
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
        // All attempts with one credential share the request's body.
        let mut request = outgoing.request(self, token.as_ref())?;
        let mut secrets = self.secrets(token.as_ref());
        let mut may_renew = true;
        let mut attempt = 0;
        loop {
            attempt += 1;
            span::attempt(span, attempt, request.body.len());
            let sent = self.attempt(span, request.clone(), wanted, &secrets).await;
            let error = match sent {
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
                    request = outgoing.request(self, Some(&fresh))?;
                    secrets = self.secrets(Some(&fresh));
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

    /// What must not be repeated of a request with this credential.
    fn secrets(&self, token: Option<&Token>) -> Arc<Secrets> {
        let settings = &self.settings;
        let of_token = token.into_iter().flat_map(Token::secrets).cloned();
        let of_server = settings
            .server_login
            .iter()
            .flat_map(|login| login.secrets());
        let all = of_token.chain(settings.site_key.clone()).chain(of_server);
        Arc::new(Secrets::new(all))
    }

    async fn attempt(
        &self,
        span: &Span,
        request: HttpRequest,
        wanted: &Wanted<'_>,
        secrets: &Arc<Secrets>,
    ) -> Result<Judged> {
        let started = Instant::now();
        let sent = self.transport.send(request).await;
        let mut response = sent.map_err(|e| self.unanswered(&e, secrets))?;
        // A byte order mark in one of the site's PHP files ends up here; it hurts nobody.
        if response.body.starts_with(b"\xef\xbb\xbf") {
            response.body = response.body.slice(3..);
        }
        let mut judged = wanted.judge(&response);
        // An answer that goes into an error's text must not repeat our own secret.
        if Judged::has_failed(&judged)
            && let Some(cleaned) = cleaned(&response, secrets)
        {
            judged = judged_without(judged, wanted.judge(&cleaned));
        }
        let judged = judged
            .map(|judged| judged.with_context(secrets, self.settings.unreadable))
            .map_err(|e| e.with_retry_after(retry_after(&response, SystemTime::now())));
        span::answered(span, &response, &judged, started.elapsed());
        if judged.as_ref().is_ok_and(Judged::has_notices) {
            self.observed.notices_printed(self.endpoint.host());
        }
        judged
    }

    /// An exchange that gave no response.
    fn unanswered(&self, error: &TransportError, secrets: &Secrets) -> Error {
        let host = self.endpoint.host();
        let said = secrets.without(&error.to_string());
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
                    "no TLS with {host}: {said}; if it has a certificate of its own, give its \
                     authority to the client"
                ),
            ),
            TransportFailure::Broken => Error::new(
                Kind::Connection {
                    transient: true,
                    sent: true,
                },
                format!("the connection to {host} broke: {said}"),
            ),
            TransportFailure::Timeout => Error::new(
                Kind::Timeout,
                format!(
                    "{host} did not answer within {:?}: {said}; ask for less at once, or raise the \
                     client's timeout",
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

/// What was judged, its errors as the response without secrets makes them. Answers stay as they
/// came: a value that has the text of a secret is still the value.
fn judged_without(judged: Result<Judged>, cleaned: Result<Judged>) -> Result<Judged> {
    match (judged, cleaned) {
        (Ok(Judged::Batch(answers)), Ok(Judged::Batch(cleaned))) => {
            let results = answers.into_iter().zip(cleaned).map(|both| match both {
                (Err(_), Err(error)) => Err(error),
                (Err(_), Ok(_)) => Err(unshown()),
                (answer, _) => answer,
            });
            Ok(Judged::Batch(results.collect()))
        }
        (Ok(judged), _) => Ok(judged),
        (Err(_), Err(error)) => Err(error),
        (Err(_), Ok(_)) => Err(unshown()),
    }
}

/// Stands for an error that is none as soon as the secret is out of its text.
fn unshown() -> Error {
    Error::protocol("the answer is not APIv4's, and can't be shown since it repeats the credential")
}
