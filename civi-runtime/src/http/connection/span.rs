//! What is traced of an exchange: entity, action, status, bytes, rows, time, attempt. Never
//! parameters, never credentials, never an address's query.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, debug_span, warn};

use super::{Connection, Judged};
use crate::error::{Error, Result};
use crate::http::transport::HttpResponse;

/// The span of one call.
pub(super) fn call(connection: &Connection, entity: &str, action: &str) -> Span {
    debug_span!(
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
    )
}

/// The span of one request of a batch.
pub(super) fn batch(connection: &Connection, calls: usize) -> Span {
    debug_span!(
        "civicrm.batch",
        host = connection.endpoint.host(),
        calls,
        attempt = Empty,
        sent_bytes = Empty,
        status = Empty,
        bytes = Empty,
        rows = Empty,
        elapsed_ms = Empty,
    )
}

/// The span of asking who we are.
pub(super) fn identity(connection: &Connection) -> Span {
    debug_span!(
        "civicrm.identity",
        host = connection.endpoint.host(),
        attempt = Empty,
        sent_bytes = Empty,
        status = Empty,
        bytes = Empty,
        elapsed_ms = Empty,
    )
}

pub(super) fn attempt(span: &Span, attempt: u32, sent_bytes: usize) {
    span.record("attempt", attempt);
    span.record("sent_bytes", sent_bytes);
}

pub(super) fn answered(
    span: &Span,
    response: &HttpResponse,
    judged: &Result<Judged>,
    elapsed: Duration,
) {
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let rows = match judged {
        Ok(Judged::Single(answer)) => answer.count_fetched().or(answer.count()),
        Ok(Judged::Batch(results)) => Some(results.len() as u64),
        Ok(Judged::Json(..)) | Err(_) => None,
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

// Of an error only the kind: its text repeats what the site says, rows of data among it.

pub(super) fn retry(attempt: u32, wait: Duration, error: &Error) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    warn!(
        attempt,
        wait_ms,
        status = error.status(),
        kind = ?error.kind(),
        "sent again"
    );
}

pub(super) fn failed(error: &Error) {
    debug!(
        status = error.status(),
        error_id = error.error_id(),
        kind = ?error.kind(),
        "failed"
    );
}
