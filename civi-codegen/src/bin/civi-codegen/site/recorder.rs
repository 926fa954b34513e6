//! [`Recorder`]: a transport that notes what the site's answers tell besides their bodies.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use civi_runtime::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};

/// What was noted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tape(Arc<Mutex<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    requests: usize,
    /// The site's `Date` of the quickest answer, with our own time in the middle of that exchange
    /// and how long the exchange took.
    clock: Option<(String, SystemTime, Duration)>,
}

impl Tape {
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

    fn note(&self, response: Option<&HttpResponse>, started: SystemTime) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.requests += 1;
        let took = started.elapsed().unwrap_or_default();
        let date = response.and_then(|response| response.header("date"));
        let quicker = notes.clock.as_ref().is_none_or(|(_, _, best)| took < *best);
        if let Some(date) = date.filter(|_| quicker) {
            notes.clock = Some((date.to_owned(), started + took / 2, took));
        }
    }
}

/// A transport that notes, around the one that works.
pub(crate) struct Recorder {
    pub(crate) inner: Arc<dyn Transport>,
    pub(crate) tape: Tape,
}

impl Transport for Recorder {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let started = SystemTime::now();
            let result = self.inner.send(request).await;
            self.tape.note(result.as_ref().ok(), started);
            result
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}
