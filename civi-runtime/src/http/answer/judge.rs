//! Judges an answer by its body (APIv4 wire contract §1.8): `(status, headers, bytes)` in, an
//! [`Answer`] or an [`Error`] out. It is pure: what goes over the wire is not its business.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use jiter::{JiterError, JiterErrorType, JsonErrorType};

use super::Answer;
use super::envelope::{self, Body, Envelope, Item};
use super::excerpt::{excerpt, is_html, title};
use super::name::{in_order, is_answer};
use super::notices::{before_json, has_envelope};
use super::redirect::redirect;
use crate::error::{AuthReason, Error, Kind, Result, shortened};
use crate::transport::HttpResponse;

/// What was asked, which the envelope must name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) entity: &'a str,
    pub(crate) action: &'a str,
    /// The parameter `select` as JSON, when the call has it.
    pub(crate) select: Option<&'a str>,
}

/// A body of JSON: where it is, what it holds, and what PHP printed before it.
struct Parsed {
    json: Bytes,
    body: Body,
    notices: Option<String>,
}

/// Judges the answer to one call.
pub(crate) fn judge(response: &HttpResponse, asked: Asked<'_>) -> Result<Answer> {
    read(response, |body, json| is_answer(body, json, asked))
        .and_then(|parsed| match parsed.body {
            Body::One(envelope) => one(*envelope, response.status, &parsed.json, asked, false)
                .map(|answer| answer.with_notices(parsed.notices)),
            Body::List(_) | Body::Scalar => Err(no_envelope(response)),
        })
        .map_err(|e| e.at(asked.entity, Some(asked.action)))
}

/// Judges the answer to a batch: one result a call, in the order of the calls.
pub(crate) fn judge_batch(
    response: &HttpResponse,
    asked: &[Asked<'_>],
) -> Result<Vec<Result<Answer>>> {
    let Parsed {
        json,
        body,
        notices,
    } = read(response, |body, _| match body {
        Body::List(items) => items.len() == asked.len(),
        Body::One(envelope) => envelope.is_failure(),
        Body::Scalar => false,
    })?;
    let items = match body {
        Body::List(items) => items,
        Body::One(envelope) if envelope.is_failure() => {
            return Err(failure(*envelope, response.status, &json));
        }
        Body::One(_) | Body::Scalar => return Err(no_envelope(response)),
    };
    if items.len() != asked.len() {
        return Err(Error::protocol(format!(
            "the batch has {} calls and the answer {} elements",
            asked.len(),
            items.len()
        ))
        .with_status(response.status));
    }
    let in_order = in_order(&items, asked);
    let results = items.into_iter().zip(asked).map(|(item, &asked)| {
        match item {
            // An element has no HTTP status of its own: 200 unless it says otherwise.
            Item::Envelope(envelope) => one(*envelope, 200, &json, asked, in_order)
                .map(|answer| answer.with_notices(notices.clone())),
            Item::Other(range) => Err(Error::protocol("this element of the batch is no envelope")
                .with_excerpt(excerpt(&json[range]))),
        }
        .map_err(|e| e.at(asked.entity, Some(asked.action)))
    });
    Ok(results.collect())
}

/// Judges the answer of `civicrm/authx/id`; the bytes are its JSON.
pub(crate) fn judge_identity(response: &HttpResponse) -> Result<Bytes> {
    let has_contact =
        |envelope: &Envelope| envelope.others.iter().any(|(key, _)| key == "contact_id");
    let parsed = read(
        response,
        |body, _| matches!(body, Body::One(envelope) if envelope.is_failure() || has_contact(envelope)),
    )?;
    match parsed.body {
        Body::One(envelope) if envelope.is_failure() => {
            Err(failure(*envelope, response.status, &parsed.json))
        }
        Body::One(envelope) if has_contact(&envelope) => Ok(parsed.json),
        _ => Err(no_envelope(response)),
    }
}

/// Judges the answer of `civicrm/ajax/rest`, APIv3's address: any JSON object without an error.
pub(crate) fn judge_rest(response: &HttpResponse) -> Result<Bytes> {
    let parsed = read(
        response,
        |body, _| matches!(body, Body::One(envelope) if envelope.is_failure() || envelope.values.is_some()),
    )?;
    match parsed.body {
        Body::One(envelope) if envelope.is_error || envelope.is_failure() => {
            Err(failure(*envelope, response.status, &parsed.json))
        }
        Body::One(_) => Ok(parsed.json),
        _ => Err(no_envelope(response)),
    }
}

/// What every answer is asked first, whatever the call: redirect, refusal as text, page, nothing.
/// Text before the JSON is set aside when the JSON `fits` the call.
fn read(response: &HttpResponse, fits: impl Fn(&Body, &[u8]) -> bool) -> Result<Parsed> {
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
    let is_utf8 = std::str::from_utf8(body).is_ok();
    let whole = if is_utf8 {
        envelope::read(body).map_err(Some)
    } else {
        Err(None)
    };
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

/// A 401 that is not AuthX's: JSON of something else, or the login of the web server itself.
fn gate(response: &HttpResponse) -> Error {
    let body = response.body.as_ref();
    let asks = response.header("www-authenticate");
    if asks.is_none() && !is_html(body) {
        let said = excerpt(body);
        return Error::auth(AuthReason::parse(&said), &said).with_status(401);
    }
    let said = match asks {
        Some(asks) => format!("WWW-Authenticate: {}", shortened(asks, 80)),
        None => title(body).unwrap_or_else(|| excerpt(body)),
    };
    Error::auth(AuthReason::WebServer, &said)
        .with_status(401)
        .with_excerpt(excerpt(body))
}

fn what_instead(
    response: &HttpResponse,
    trimmed: &[u8],
    broken: Option<&JiterError>,
) -> Cow<'static, str> {
    if trimmed.is_empty() {
        "the answer is empty: a string that is not UTF-8 in the data, or a PHP error, does that; \
         the site's log says which"
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
        match response.status {
            403 | 406 => {
                "the answer is a page, not JSON: a firewall before the site refuses the request"
            }
            404 => "the answer is a page, not JSON: check the address and its shape",
            413 => "the answer is a page, not JSON: the server takes no request of this size",
            _ => {
                "the answer is a page, not JSON: a PHP error, an unknown entity or action, or the \
                 address of something else"
            }
        }
    } else if matches!(trimmed.first(), Some(b'{' | b'[')) {
        "the answer is broken JSON"
    } else if has_envelope(trimmed) {
        "messages of PHP stand before the JSON, which is not the whole answer to this call; turn \
         `display_errors` off on the site"
    } else if response.status == 404 {
        "there is nothing at this address: check it and its shape"
    } else {
        "the answer is not JSON"
    }
    .into()
}

/// What stands behind a whole JSON value.
fn after_json(trimmed: &[u8], response: &HttpResponse, broken: &JiterError) -> Option<String> {
    let trailing = matches!(
        broken.error_type,
        JiterErrorType::JsonError(JsonErrorType::TrailingCharacters)
    );
    let text = response.body.get(broken.index..)?;
    let begins = matches!(trimmed.first(), Some(b'{' | b'['));
    (trailing && begins).then(|| shortened(String::from_utf8_lossy(text).trim(), 120))
}

fn is_too_deep(broken: &JiterError) -> bool {
    matches!(
        broken.error_type,
        JiterErrorType::JsonError(JsonErrorType::RecursionLimitExceeded)
    )
}

/// An answer that is not APIv4's, of the kind that its status gives it.
fn strange(response: &HttpResponse, what: &str) -> Error {
    let status = response.status;
    let body = response.body.as_ref();
    let shown = excerpt(body);
    let mut message = match status {
        429 => "the site asks to be called more slowly (HTTP 429)".to_owned(),
        520..=530 if is_unavailable(status) => format!(
            "the site is not available (HTTP {status}): Cloudflare got no answer from the server \
             behind it"
        ),
        _ if is_unavailable(status) => format!("the site is not available (HTTP {status})"),
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

fn no_envelope(response: &HttpResponse) -> Error {
    strange(
        response,
        "the answer is JSON without APIv4's envelope (values, entity, action)",
    )
}

/// Whether the site is not there for now: it asks for patience, or what stands before it does not
/// reach it (the last ones are Cloudflare's).
fn is_unavailable(status: u16) -> bool {
    matches!(status, 429 | 502..=504 | 520..=527 | 530)
}

/// One envelope, success or error; in a batch, whether the others prove the order.
fn one(
    envelope: Envelope,
    http: u16,
    body: &Bytes,
    asked: Asked<'_>,
    in_order: bool,
) -> Result<Answer> {
    if envelope.is_failure() {
        return Err(failure(envelope, http, body));
    }
    let (Some(values), Some(entity), Some(action)) =
        (envelope.values, envelope.entity, envelope.action)
    else {
        return Err(Error::protocol(
            "the answer is JSON without APIv4's envelope (values, entity, action); check that the \
             address is that of `civicrm/ajax/api4`",
        )
        .with_status(http)
        .with_excerpt(excerpt(body)));
    };
    let rows = body.get(values.clone()).unwrap_or_default();
    if !in_order && !asked.owns(&entity, &action, rows) {
        return Err(Error::protocol(format!(
            "the answer is that of {}.{}, and nothing else in it proves that it is this call's: \
             something between here and the site mixes up requests",
            shortened(&entity, 60),
            shortened(&action, 60)
        ))
        .with_status(http));
    }
    Ok(Answer {
        body: body.clone(),
        values,
        entity,
        action,
        count: envelope.count,
        count_fetched: envelope.count_fetched,
        count_matched: envelope.count_matched,
        others: envelope.others,
        notices: None,
    })
}

/// An envelope that says that the call failed.
fn failure(envelope: Envelope, http: u16, body: &Bytes) -> Error {
    let message = envelope
        .error_message
        .or(envelope.status_message)
        .unwrap_or_default();
    let said = excerpt(message.as_bytes());
    if envelope.is_error && said.starts_with("FATAL: ") {
        // `legacyrest` refuses a credential with HTTP 200 (wire contract §1.8).
        let reason = said.trim_start_matches("FATAL: ");
        return Error::auth(AuthReason::parse(reason), reason).with_status(http);
    }
    let code = envelope.error_code;
    let by_code = code.as_deref().and_then(|c| c.parse::<u16>().ok());
    let status = envelope
        .status
        .or(envelope.status_code)
        .or(by_code.filter(|c| matches!(c, 400 | 405)))
        .unwrap_or(http);
    let kind = match status {
        503 if envelope.status_code.is_some() => Kind::Maintenance,
        403 => Kind::Permission,
        _ if is_refusal(&said) => Kind::Permission,
        401 => Kind::Auth(AuthReason::parse(&said)),
        400 if said.starts_with("SECURITY") => Kind::Csrf,
        405 => Kind::Method,
        _ if said.starts_with("DB Error:") => Kind::Database,
        _ => Kind::Api,
    };
    let text = match &kind {
        Kind::Maintenance => format!("the site is in maintenance mode: it says {said:?}"),
        Kind::Permission => format!("not permitted: the site says {said:?}"),
        Kind::Csrf => format!(
            "the site does not take the request for a web service's: it says {said:?}; the header \
             `X-Requested-With` is lost on the way, look for a proxy that removes it"
        ),
        Kind::Method => format!("the site takes no GET for this call: it says {said:?}"),
        _ => format!("the site says {said:?}"),
    };
    let debug = envelope
        .others
        .iter()
        .find(|(key, _)| key == "debug")
        .and_then(|(_, range)| std::str::from_utf8(body.get(range.clone())?).ok())
        .filter(|json| *json != "null")
        .map(str::to_owned);
    Error::new(kind, text)
        .with_status(status)
        .with_code(code, envelope.error_id)
        .with_debug(debug)
}

/// Before CiviCRM 5.66 an error on WordPress has no status at all; what is left is its text.
fn is_refusal(said: &str) -> bool {
    said.starts_with("Authorization failed: CiviCRM APIv4") || said == "ACL check failed"
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
