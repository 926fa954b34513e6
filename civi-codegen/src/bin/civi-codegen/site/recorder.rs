//! [`Recorder`]: a transport that notes what the site's answers tell besides their bodies.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::php;
use civi_runtime::BoxFuture;
use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::url::Url;

/// A redirect: the address that was asked, and the one that it named.
pub(crate) type Hop = (String, String);

/// What was noted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recording(Arc<Mutex<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    requests: usize,
    /// The site's `Date` of the quickest answer, with our own time in the middle of that exchange
    /// and how long the exchange took.
    clock: Option<(String, SystemTime, Duration)>,
    /// Where requests were sent on to: the address asked and the one named, in order.
    redirects: Vec<Hop>,
    /// What PHP says of its own among the answers.
    php: php::Signs,
}

impl Recording {
    /// How many requests were sent.
    pub(crate) fn requests(&self) -> usize {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .requests
    }

    /// The site's time as it wrote it, and our own at that moment.
    pub(crate) fn clock(&self) -> Option<(String, SystemTime)> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes
            .clock
            .as_ref()
            .map(|(date, ours, _)| (date.clone(), *ours))
    }

    /// Where requests were sent on to: the address asked and the one named, in order.
    pub(crate) fn redirects(&self) -> Vec<Hop> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.redirects.clone()
    }

    /// What PHP says of its own among the answers.
    pub(crate) fn php(&self) -> php::Signs {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.php.clone()
    }

    fn note(&self, response: Option<&HttpResponse>, started: SystemTime, hop: Option<Hop>) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.requests += 1;
        if let Some(response) = response {
            notes.php.read(response.body());
            notes.redirects.extend(hop);
        }
        let took = started.elapsed().unwrap_or_default();
        let date = response.and_then(|response| response.header("date"));
        let quicker = notes.clock.as_ref().is_none_or(|(_, _, best)| took < *best);
        if let Some(date) = date.filter(|_| quicker) {
            notes.clock = Some((date.to_owned(), started + took / 2, took));
        }
    }
}

/// An address without its user info, which may be somebody's login: it is shown, and examined with the
/// caller's own credential.
fn without_user_info(mut url: Url) -> Url {
    // What has no host has no user info either, and can't be given one.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// A transport that notes, around the one that works.
pub(crate) struct Recorder {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) recording: Recording,
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let started = SystemTime::now();
            let url = request.url().clone();
            let result = self.inner.send(request).await;
            let response = result.as_ref().ok();
            let moved = response.filter(|response| (300..400).contains(&response.status()));
            let location = moved.and_then(|response| response.header("location"));
            // An address may be relative to the one that was asked.
            let target = location.and_then(|location| url.join(location).ok());
            let hop = target.map(|target| (url.to_string(), without_user_info(target).into()));
            self.recording.note(response, started, hop);
            result
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}
