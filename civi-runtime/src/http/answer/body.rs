//! What every body is asked first, whatever the call: redirect, refusal as text, page, nothing, and
//! JSON at last.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::envelope::{self, Body};
use super::excerpt::{excerpt, is_html, title};
use super::notices::{before_json, has_envelope};
use super::redirect::redirect;
use super::status::{self, is_unavailable};
use crate::error::{AuthReason, Error, Kind, Result, shortened};
use crate::http::transport::HttpResponse;
use crate::json::{Broken, Reason};

/// A body of JSON: where it is, what it holds, and what PHP printed before it.
pub(super) struct Parsed {
    pub(super) json: Bytes,
    pub(super) body: Body,
    pub(super) notices: Option<String>,
}

/// What every answer is asked first, whatever the call: redirect, refusal as text, page, nothing.
/// Text before the JSON is set aside when the JSON `fits` the call.
pub(super) fn read(response: &HttpResponse, fits: impl Fn(&Body, &[u8]) -> bool) -> Result<Parsed> {
    let status = response.status;
    if (300..400).contains(&status) {
        return Err(redirect(response));
    }
    let body = &response.body;
    let trimmed = body.trim_ascii();
    if let Some(said) = refusal(status, trimmed) {
        let said = excerpt(said);
        return Err(Error::auth(AuthReason::parse(&said), &said).with_status(401));
    }
    if status == 401 {
        return Err(gate(response));
    }
    let text = std::str::from_utf8(body);
    let is_utf8 = text.is_ok();
    let whole = text
        .map_err(|_| None)
        .and_then(|text| envelope::read(text).map_err(Some));
    let (from, found, broken) = match whole {
        Ok(found) => (0, Some(found), None),
        Err(broken) => match before_json(body, fits) {
            Some((from, found)) => (from, Some(found), None),
            None => (0, None, broken),
        },
    };
    if let Some(found) = found {
        let failed = matches!(&found, Body::One(envelope) if envelope.is_failure());
        if failed || !is_unavailable(status) {
            return Ok(Parsed {
                json: body.slice(from..),
                body: found,
                notices: (from > 0).then(|| excerpt(&body[..from])),
            });
        }
    }
    let what = if is_utf8 {
        what_instead(response, trimmed, broken.as_ref())
    } else {
        "the answer is not UTF-8, so it is no JSON of APIv4".into()
    };
    Err(strange(response, &what))
}

/// AuthX's own refusal, which is text; PHP's notices may stand before it, and make its status 200.
fn refusal(status: u16, trimmed: &[u8]) -> Option<&[u8]> {
    const START: &[u8] = b"HTTP 401 ";
    if trimmed.starts_with(START) {
        return Some(trimmed);
    }
    let at = trimmed
        .windows(START.len())
        .rposition(|window| window == START)?;
    let own_line = matches!(trimmed[at - 1], b'\n' | b'>');
    let said = &trimmed[at..];
    let last = !said.contains(&b'<') && !said.contains(&b'\n');
    (status == 401 || (own_line && last)).then_some(said)
}

/// A 401 that is not AuthX's: the login of the web server itself, which has to say how it wants it,
/// or something else.
fn gate(response: &HttpResponse) -> Error {
    let shown = excerpt(&response.body);
    let error = match response.header("www-authenticate") {
        Some(asks) => {
            let said = format!("WWW-Authenticate: {}", shortened(asks, 80));
            Error::auth(AuthReason::WebServer, &said)
        }
        None => Error::auth(AuthReason::parse(&shown), &shown),
    };
    error.with_status(401).with_excerpt(shown)
}

fn what_instead(
    response: &HttpResponse,
    trimmed: &[u8],
    broken: Option<&Broken>,
) -> Cow<'static, str> {
    let reason = status::reason(response.status);
    if trimmed.is_empty() {
        let reason = reason.unwrap_or(
            "a string that is not UTF-8 in the data, or a PHP error, does that; the site's log \
             says which",
        );
        return format!("the answer is empty: {reason}").into();
    } else if let Some(after) = broken.and_then(|broken| after_json(trimmed, response, broken)) {
        return format!(
            "text follows the JSON: {after:?}; look for a plugin or proxy that adds it and leave \
             the API's address out there"
        )
        .into();
    } else if broken.is_some_and(is_too_deep) {
        "the answer is nested too deep: no row has that many lists in one another; leave the field \
         out of the selection"
    } else if is_html(trimmed) && !has_envelope(trimmed) {
        let reason = reason.unwrap_or(
            "a PHP error, an unknown entity or action, or the address of something else",
        );
        return format!("the answer is a page, not JSON: {reason}").into();
    } else if matches!(trimmed.first(), Some(b'{' | b'[')) {
        "the answer is broken JSON"
    } else if has_envelope(trimmed) {
        "messages of PHP stand before the JSON, which is not the whole answer to this call; turn \
         `display_errors` off on the site"
    } else if let Some(reason) = reason {
        return format!("the answer is not JSON: {reason}").into();
    } else {
        "the answer is not JSON"
    }
    .into()
}

/// What stands behind a whole JSON value.
fn after_json(trimmed: &[u8], response: &HttpResponse, broken: &Broken) -> Option<String> {
    let trailing = broken.reason() == Reason::Trailing;
    let text = response.body.get(broken.at()..)?;
    let begins = matches!(trimmed.first(), Some(b'{' | b'['));
    (trailing && begins).then(|| shortened(String::from_utf8_lossy(text).trim(), 120))
}

fn is_too_deep(broken: &Broken) -> bool {
    broken.reason() == Reason::TooDeep
}

/// An answer that is not APIv4's, of the kind that its status gives it.
fn strange(response: &HttpResponse, what: &str) -> Error {
    let status = response.status;
    let body = response.body.as_ref();
    let shown = excerpt(body);
    let mut message = match status {
        429 => "the site asks to be called more slowly (HTTP 429)".to_owned(),
        _ if is_unavailable(status) => match status::reason(status) {
            Some(reason) => format!("the site is not available (HTTP {status}): {reason}"),
            None => format!("the site is not available (HTTP {status})"),
        },
        _ => format!("{what} (HTTP {status})"),
    };
    if let Some(title) = title(body) {
        message.push_str(&format!("; titled {title:?}"));
    }
    if !shown.is_empty() {
        message.push_str(&format!("; it begins {shown:?}"));
    }
    let kind = if is_unavailable(status) {
        Kind::Unavailable
    } else {
        Kind::Protocol
    };
    Error::new(kind, message)
        .with_status(status)
        .with_excerpt(shown)
        .with_retry_after(retry_after(response, SystemTime::now()))
}

pub(super) fn no_envelope(response: &HttpResponse) -> Error {
    strange(
        response,
        "the answer is JSON without APIv4's envelope (values, entity, action)",
    )
}

/// `Retry-After`: seconds, or a date.
pub(crate) fn retry_after(response: &HttpResponse, now: SystemTime) -> Option<Duration> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(now).unwrap_or(Duration::ZERO))
}
