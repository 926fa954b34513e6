//! What is traced of an exchange: entity, action, status, bytes, rows, time, attempt. Never
//! parameters, never credentials, never an address's query.

use std::future::Future;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Instrument, Span, debug, debug_span, warn};

use super::{Connection, Judged};
use crate::error::{Error, Result};
use crate::transport::HttpResponse;

/// The span of one call.
pub(super) fn call<F: Future>(
    connection: &Connection,
    entity: &str,
    action: &str,
    work: F,
) -> tracing::instrument::Instrumented<F> {
    work.instrument(debug_span!(
        "civicrm.call",
        host = connection.endpoint.host(),
        entity,
        action,
        attempt = Empty,
        sent_bytes = Empty,
        status = Empty,
        bytes = Empty,
        rows = Empty,
        elapsed_ms = Empty,
    ))
}

/// The span of one request of a batch.
pub(super) fn batch<F: Future>(
    connection: &Connection,
    calls: usize,
    work: F,
) -> tracing::instrument::Instrumented<F> {
    work.instrument(debug_span!(
        "civicrm.batch",
        host = connection.endpoint.host(),
        calls,
        attempt = Empty,
        sent_bytes = Empty,
        status = Empty,
        bytes = Empty,
        rows = Empty,
        elapsed_ms = Empty,
    ))
}

/// The span of asking who we are.
pub(super) fn identity<F: Future>(
    connection: &Connection,
    work: F,
) -> tracing::instrument::Instrumented<F> {
    work.instrument(debug_span!(
        "civicrm.identity",
        host = connection.endpoint.host(),
        attempt = Empty,
        sent_bytes = Empty,
        status = Empty,
        bytes = Empty,
        elapsed_ms = Empty,
    ))
}

pub(super) fn attempt(attempt: u32, sent_bytes: usize) {
    let span = Span::current();
    span.record("attempt", attempt);
    span.record("sent_bytes", sent_bytes);
}

pub(super) fn answered(response: &HttpResponse, judged: &Result<Judged>, elapsed: Duration) {
    let span = Span::current();
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let rows = match judged {
        Ok(Judged::Single(answer)) => answer.count_fetched().or(answer.count()),
        Ok(Judged::Batch(results)) => Some(results.len() as u64),
        Ok(Judged::Json(_)) | Err(_) => None,
    };
    span.record("status", response.status);
    span.record("bytes", response.body.len());
    span.record("elapsed_ms", elapsed_ms);
    if let Some(rows) = rows {
        span.record("rows", rows);
    }
    debug!(
        status = response.status,
        bytes = response.body.len(),
        rows,
        elapsed_ms,
        "answered"
    );
}

pub(super) fn retry(attempt: u32, wait: Duration, error: &Error) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    warn!(attempt, wait_ms, status = error.status(), %error, "sent again");
}

pub(super) fn failed(error: &Error) {
    debug!(status = error.status(), error_id = error.error_id(), %error, "failed");
}
