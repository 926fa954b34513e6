//! Judges an answer by its body (APIv4 wire contract §1.8): `(status, headers, bytes)` in, an
//! [`Answer`] or an [`Error`] out. It is pure: what goes over the wire is not its business.

use std::sync::Arc;

use bytes::Bytes;

use super::body::{Parsed, no_envelope, read};
use super::envelope::{Body, Envelope, Item};
use super::excerpt::excerpt;
use super::name::{in_order, is_answer};
use crate::call::action::Call;
use crate::call::answer::Answer;
use crate::error::{AuthReason, Error, Kind, Result, shortened};
use crate::http::transport::HttpResponse;
use crate::row::Unreadable;

/// What was asked, which the envelope must name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) entity: &'a str,
    pub(crate) action: &'a str,
    /// The parameter `select` as JSON, when the call has it.
    pub(crate) select: Option<&'a str>,
    /// Whether the call changes nothing.
    pub(crate) reads: bool,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(call: &'a Call) -> Self {
        Asked {
            entity: &call.entity,
            action: &call.action,
            select: call.params.get("select"),
            reads: call.repeated().reads(),
        }
    }
}

/// JSON that is no envelope, and whether PHP printed something before it.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) json: Bytes,
    pub(crate) has_notices: bool,
}

impl From<Parsed> for Plain {
    fn from(parsed: Parsed) -> Self {
        Plain {
            json: parsed.json,
            has_notices: parsed.notices.is_some(),
        }
    }
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
            return Err(failure(&envelope, response.status, &json));
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
pub(crate) fn judge_identity(response: &HttpResponse) -> Result<Plain> {
    let has_contact =
        |envelope: &Envelope| envelope.others.iter().any(|(key, _)| key == "contact_id");
    let parsed = read(
        response,
        |body, _| matches!(body, Body::One(envelope) if envelope.is_failure() || has_contact(envelope)),
    )?;
    match &parsed.body {
        Body::One(envelope) if envelope.is_failure() => {
            Err(failure(envelope, response.status, &parsed.json))
        }
        Body::One(envelope) if has_contact(envelope) => Ok(parsed.into()),
        _ => Err(no_envelope(response)),
    }
}

/// Judges the answer of `civicrm/ajax/rest`, APIv3's address: any JSON object without an error.
pub(crate) fn judge_rest(response: &HttpResponse) -> Result<Plain> {
    let parsed = read(
        response,
        |body, _| matches!(body, Body::One(envelope) if envelope.is_failure() || envelope.values.is_some()),
    )?;
    match &parsed.body {
        Body::One(envelope) if envelope.is_error || envelope.is_failure() => {
            Err(failure(envelope, response.status, &parsed.json))
        }
        Body::One(_) => Ok(parsed.into()),
        _ => Err(no_envelope(response)),
    }
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
        return Err(failure(&envelope, http, body));
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
        reads: asked.reads,
        secrets: Arc::default(),
        unreadable: Unreadable::default(),
    })
}

/// An envelope that says that the call failed.
fn failure(envelope: &Envelope, http: u16, body: &Bytes) -> Error {
    let message = envelope
        .error_message
        .as_deref()
        .or(envelope.status_message.as_deref())
        .unwrap_or_default();
    let said = excerpt(message.as_bytes());
    if envelope.is_error && said.starts_with("FATAL: ") {
        // `legacyrest` refuses a credential with HTTP 200 (wire contract §1.8).
        let reason = said.trim_start_matches("FATAL: ");
        return Error::auth(AuthReason::parse(reason), reason).with_status(http);
    }
    let code = envelope.error_code.clone();
    let by_code = code.as_deref().and_then(|c| c.parse::<u16>().ok());
    let status = envelope
        .status
        .or(envelope.status_code)
        .or(by_code.filter(|c| matches!(c, 400 | 401 | 405)))
        .unwrap_or(http);
    let kind = match status {
        503 if envelope.status_code.is_some() => Kind::Maintenance,
        // The code is 400 since 5.47, 401 before, with HTTP 200 (wire contract §12.21).
        400 | 401 if said.starts_with("SECURITY") => Kind::Csrf,
        403 => Kind::Permission,
        _ if is_refusal(&said) => Kind::Permission,
        401 => Kind::Auth(AuthReason::parse(&said)),
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
        .with_code(code, envelope.error_id.clone())
        .with_debug(debug)
}

/// Before CiviCRM 5.66 an error on WordPress has no status at all; what is left is its text.
fn is_refusal(said: &str) -> bool {
    said.starts_with("Authorization failed: CiviCRM APIv4") || said == "ACL check failed"
}
