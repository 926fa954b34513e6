//! Recorded exchanges, and the verdict on each as one line of text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use civi_runtime::{Answer, AuthReason, Call, Error, Result};
use serde_json::Value;

use crate::server::{Reply, Site};
use crate::subject::{Setup, Side, Subject};

/// One recorded request with its response.
pub struct Exchange {
    pub name: String,
    target: String,
    form: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

pub fn read(file: &Path) -> Vec<Exchange> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| {
            let all: Value = serde_json::from_str(line).unwrap();
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let (request, response) = (&all["request"], &all["response"]);
            let headers = response["headers"].as_object().unwrap();
            Exchange {
                name: text(&all["name"]),
                target: text(&request["path"]),
                form: text(&request["body"]),
                status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
                headers: headers
                    .iter()
                    .map(|(name, value)| (name.clone(), text(value)))
                    .collect(),
                body: text(&response["body"]),
            }
        })
        .collect()
}

/// The captures, where `CIVI_CAPTURES` names some.
pub fn captures() -> Option<PathBuf> {
    let folder = PathBuf::from(
        std::env::var_os("CIVI_CAPTURES").unwrap_or_else(|| "(CIVI_CAPTURES is not set)".into()),
    );
    if !folder.is_dir() {
        println!(
            "no captures in {}; only the fixtures were judged",
            folder.display()
        );
        return None;
    }
    Some(folder)
}

impl Exchange {
    /// The response's status and body.
    pub fn response(&self) -> (u16, &str) {
        (self.status, &self.body)
    }

    /// The parts of a batch's answer, in the order of its calls.
    pub fn batched(&self) -> Vec<Value> {
        let calls = self.calls().unwrap_or_default();
        match serde_json::from_str(&as_list(self.body.clone(), &calls)) {
            Ok(Value::Array(parts)) => parts,
            _ => Vec::new(),
        }
    }

    /// Replays the response to a client that asks the same, and says how it was judged.
    pub fn verdict(&self, side: Side) -> String {
        let (status, mut body) = (self.status, self.body.clone());
        let headers: Vec<(String, String)> = self
            .headers
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("content-length"))
            .cloned()
            .collect();
        let calls = self.calls();
        if let Some(calls) = &calls {
            body = as_list(body, calls);
        }
        let body = Arc::new(body);
        let site = Site::start(move |_, _| {
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            Reply::with(status, &headers, body.as_bytes())
        });
        let subject = Setup::default().build(side, &site.url).unwrap();
        if let Some(calls) = calls {
            let calls = calls.into_iter().map(|(_, call)| call).collect();
            return batch_verdict(subject.batch(calls));
        }
        if self.target.contains("authx/id") {
            return match subject.whoami() {
                Ok(identity) => format!("identity {:?}", identity.contact_id),
                Err(error) => failure(&error),
            };
        }
        if self.target.contains("ajax/rest") {
            return match subject.call_v3("Contact", "get", &()) {
                Ok(json) => format!("v3 {} bytes", json.len()),
                Err(error) => failure(&error),
            };
        }
        let (entity, action) = self.asked();
        verdict(&replay(&subject, &entity, &action))
    }

    /// Entity and action out of the address; what the client would ask where there is none.
    fn asked(&self) -> (String, String) {
        let route = self.target.split_once("ajax/api4/").map(|(_, rest)| rest);
        let mut parts = route.unwrap_or_default().split(['/', '?', '&']);
        match (parts.next(), parts.next()) {
            (Some(entity), Some(action)) if !entity.is_empty() && !action.is_empty() => {
                (entity.to_owned(), action.to_owned())
            }
            _ => ("Contact".to_owned(), "get".to_owned()),
        }
    }

    /// The calls of a batch with their keys, if it is one.
    fn calls(&self) -> Option<Vec<(String, Call)>> {
        let calls = url::form_urlencoded::parse(self.form.as_bytes())
            .find(|(name, _)| name == "calls")?
            .1;
        let call = |value: &Value| {
            let name = |key: &str, at: usize| {
                let found = value.get(key).or_else(|| value.get(at));
                found
                    .and_then(Value::as_str)
                    .unwrap_or("Contact")
                    .to_owned()
            };
            Call::reading(name("entity", 0), name("action", 1))
        };
        Some(match serde_json::from_str(&calls).unwrap_or(Value::Null) {
            Value::Array(list) if !list.is_empty() => list
                .iter()
                .enumerate()
                .map(|(i, value)| (i.to_string(), call(value)))
                .collect(),
            Value::Object(map) => map
                .iter()
                .map(|(k, value)| (k.clone(), call(value)))
                .collect(),
            // An empty batch is never sent; what the site says to it is judged all the same.
            _ => vec![("0".to_owned(), Call::reading("Contact", "get"))],
        })
    }
}

/// civi sends batches as lists only, so a recorded answer to a map becomes the list that the site
/// would have sent, in the order of the calls.
fn as_list(body: String, calls: &[(String, Call)]) -> String {
    match serde_json::from_str(&body) {
        Ok(Value::Object(mut map)) if calls.iter().all(|(key, _)| map.contains_key(key)) => {
            let list = calls.iter().map(|(key, _)| map[key].take()).collect();
            Value::Array(list).to_string()
        }
        _ => body,
    }
}

fn replay(subject: &Subject, entity: &str, action: &str) -> Result<Answer> {
    subject.call(entity, action, &())
}

fn batch_verdict(result: Result<Vec<Result<Answer>>>) -> String {
    match result {
        Ok(results) => {
            let each: Vec<String> = results.iter().map(verdict).collect();
            format!("batch [{}]", each.join(", "))
        }
        Err(error) => failure(&error),
    }
}

fn verdict(result: &Result<Answer>) -> String {
    match result {
        Ok(answer) => {
            let kind = match answer.decode::<Value>().unwrap() {
                Value::Array(list) => format!("{} rows", list.len()),
                Value::Object(_) => "one object".to_owned(),
                Value::Null => "null".to_owned(),
                other => other.to_string(),
            };
            let mut text = format!("{}.{} {kind}", answer.entity(), answer.action());
            if let Some(matched) = answer.count_matched() {
                text.push_str(&format!(" of {matched}"));
            }
            if answer.deleted().is_some() {
                text.push_str(" +deleted");
            }
            if answer.debug_json().is_some() {
                text.push_str(" +debug");
            }
            text
        }
        Err(error) => failure(error),
    }
}

/// An error's kind and parts.
pub fn failure(error: &Error) -> String {
    let kinds = [
        (error.is_refused(), "refused"),
        (error.is_auth(), "auth"),
        (error.is_permission(), "permission"),
        (error.is_csrf(), "csrf"),
        (error.is_method(), "method"),
        (error.is_api(), "api"),
        (error.is_maintenance(), "maintenance"),
        (error.is_redirect(), "redirect"),
        (error.is_protocol(), "protocol"),
        (error.is_decode(), "decode"),
        (error.is_connection(), "connection"),
        (error.is_timeout(), "timeout"),
        (error.is_transient(), "unavailable"),
    ];
    let mut is = kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind);
    let mut text = is.next().unwrap_or("nothing").to_owned();
    if let Some(reason) = error.auth_reason() {
        text.push_str(match reason {
            AuthReason::InvalidCredential => " invalid-credential",
            AuthReason::Guard => " guard",
            AuthReason::Expired => " expired",
            AuthReason::NotAllowed => " not-allowed",
            AuthReason::MismatchedSession => " mismatched-session",
            AuthReason::Blocked => " blocked",
            AuthReason::Anonymous => " anonymous",
            AuthReason::UnknownContact => " unknown-contact",
            AuthReason::Malformed => " malformed",
            AuthReason::WebServer => " web-server",
            _ => " other",
        });
    }
    if let Some(status) = error.status() {
        text.push_str(&format!(" {status}"));
    }
    if let Some(code) = error.error_code() {
        text.push_str(&format!(" code {code}"));
    }
    if error.error_id().is_some() {
        text.push_str(" +id");
    }
    if error.debug_json().is_some() {
        text.push_str(" +debug");
    }
    text
}
