//! Judges an answer by its body (APIv4 wire contract §1.8): `(status, headers, bytes)` in, an
//! [`Answer`] or an [`Error`] out. It is pure: what goes over the wire is not its business.

use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::Answer;
use super::envelope::{self, Body, Envelope, Item};
use super::excerpt::{excerpt, is_html, title};
use crate::error::{AuthReason, Error, Kind, Result, shortened};
use crate::transport::HttpResponse;

/// What was asked, which the envelope must name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) entity: &'a str,
    pub(crate) action: &'a str,
}

/// Judges the answer to one call.
pub(crate) fn judge(response: &HttpResponse, asked: Asked<'_>) -> Result<Answer> {
    read(response)
        .and_then(|body| match body {
            Body::One(envelope) => one(*envelope, response.status, &response.body, asked),
            Body::List(_) | Body::Scalar => Err(no_envelope(response)),
        })
        .map_err(|e| e.at(asked.entity, Some(asked.action)))
}

/// Judges the answer to a batch: one result a call, in the order of the calls.
pub(crate) fn judge_batch(
    response: &HttpResponse,
    asked: &[Asked<'_>],
) -> Result<Vec<Result<Answer>>> {
    let items = match read(response)? {
        Body::List(items) => items,
        Body::One(envelope) if envelope.is_failure() => {
            return Err(failure(*envelope, response.status, &response.body));
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
    let results = items.into_iter().zip(asked).map(|(item, &asked)| {
        match item {
            // An element has no HTTP status of its own: 200 unless it says otherwise.
            Item::Envelope(envelope) => one(*envelope, 200, &response.body, asked),
            Item::Other(range) => Err(Error::protocol("this element of the batch is no envelope")
                .with_excerpt(excerpt(&response.body[range]))),
        }
        .map_err(|e| e.at(asked.entity, Some(asked.action)))
    });
    Ok(results.collect())
}

/// Judges the answer of `civicrm/authx/id`; the body is its JSON.
pub(crate) fn judge_identity(response: &HttpResponse) -> Result<Bytes> {
    match read(response)? {
        Body::One(envelope) if envelope.is_failure() => {
            Err(failure(*envelope, response.status, &response.body))
        }
        Body::One(envelope) if envelope.others.iter().any(|(key, _)| key == "contact_id") => {
            Ok(response.body.clone())
        }
        _ => Err(no_envelope(response)),
    }
}

/// Judges the answer of `civicrm/ajax/rest`, APIv3's address: any JSON object without an error.
pub(crate) fn judge_rest(response: &HttpResponse) -> Result<Bytes> {
    match read(response)? {
        Body::One(envelope) if envelope.is_error || envelope.is_failure() => {
            Err(failure(*envelope, response.status, &response.body))
        }
        Body::One(_) => Ok(response.body.clone()),
        _ => Err(no_envelope(response)),
    }
}

/// What every answer is asked first, whatever the call: redirect, refusal as text, page, nothing.
fn read(response: &HttpResponse) -> Result<Body> {
    let status = response.status;
    if (300..400).contains(&status) {
        return Err(redirect(response));
    }
    let body = response.body.as_ref();
    let trimmed = body.trim_ascii();
    if status == 401 || trimmed.starts_with(b"HTTP 401 ") {
        let said = excerpt(body);
        return Err(Error::auth(AuthReason::parse(&said), &said).with_status(401));
    }
    if std::str::from_utf8(body).is_err() {
        return Err(strange(
            response,
            "the answer is not UTF-8, so it is no JSON of APIv4",
        ));
    }
    if let Ok(found) = envelope::read(body) {
        let failed = matches!(&found, Body::One(envelope) if envelope.is_failure());
        if failed || !is_unavailable(status) {
            return Ok(found);
        }
    }
    Err(strange(response, what_instead(response, trimmed)))
}

fn what_instead(response: &HttpResponse, trimmed: &[u8]) -> &'static str {
    if trimmed.is_empty() {
        "the answer is empty: a string that is not UTF-8 in the data, or a PHP error, does that; \
         the site's log says which"
    } else if is_html(trimmed) {
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
    } else if response.status == 404 {
        "there is nothing at this address: check it and its shape"
    } else if matches!(trimmed.first(), Some(b'{' | b'[')) {
        "the answer is broken JSON"
    } else {
        "the answer is not JSON"
    }
}

/// An answer that is not APIv4's, of the kind that its status gives it.
fn strange(response: &HttpResponse, what: &str) -> Error {
    let status = response.status;
    let body = response.body.as_ref();
    let shown = excerpt(body);
    let mut message = if is_unavailable(status) {
        match status {
            429 => "the site asks to be called more slowly (HTTP 429)".to_owned(),
            _ => format!("the site is not available (HTTP {status})"),
        }
    } else {
        format!("{what} (HTTP {status})")
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

fn is_unavailable(status: u16) -> bool {
    matches!(status, 429 | 502..=504)
}

fn redirect(response: &HttpResponse) -> Error {
    let target = response.header("location").unwrap_or_default();
    let shown = shortened(without_query(target), 200);
    let to = if shown.is_empty() {
        "nowhere".to_owned()
    } else {
        format!("to {shown}")
    };
    let todo = if shown.contains("login") {
        "this address wants a login with cookies; use the site's public address"
    } else {
        "civi follows no redirect, since that would lose the parameters; set the address that the \
         site wants (https, www, the path) on the client"
    };
    Error::new(
        Kind::Redirect,
        format!("the site redirects {to} (HTTP {}): {todo}", response.status),
    )
    .with_status(response.status)
    .with_target(shown)
}

/// Without the query and the user info, where a credential could be.
fn without_query(target: &str) -> &str {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let bare = &target[..end];
    match (bare.find("//"), bare.rfind('@')) {
        (Some(_), Some(at)) => &bare[at + 1..],
        _ => bare,
    }
}

/// One envelope, success or error.
fn one(envelope: Envelope, http: u16, body: &Bytes, asked: Asked<'_>) -> Result<Answer> {
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
    // Case may differ: action names are looked up without it (wire contract §1.1).
    if !entity.eq_ignore_ascii_case(asked.entity) || !action.eq_ignore_ascii_case(asked.action) {
        return Err(Error::protocol(format!(
            "the answer is that of {}.{}: something between here and the site mixes up requests",
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
