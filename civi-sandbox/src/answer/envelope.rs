//! The object around a call's values, and the one around an error (§1.6, §1.8).

use super::encode::encoded;
use crate::failure::Failure;
use crate::identity::{Caller, Refused};
use crate::json::Json;
use crate::request::Reply;
use crate::schema::{Cms, Model};

/// What a call gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Envelope {
    pub(crate) values: Json,
    pub(crate) entity: String,
    pub(crate) action: String,
    pub(crate) debug: Json,
    pub(crate) count: i64,
    pub(crate) fetched: i64,
    pub(crate) matched: Option<i64>,
    /// `deleted`, `searchFields` and the like.
    pub(crate) extra: Vec<(&'static str, Json)>,
}

impl Envelope {
    /// The envelope as JSON.
    pub(crate) fn json(self, model: &Model) -> Json {
        let mut json = Json::from([("values", self.values)]);
        for (name, value) in self.extra {
            json.set(name, value);
        }
        json.set("entity", self.entity.into());
        json.set("action", self.action.into());
        json.set("debug", self.debug);
        json.set("version", Json::Int(4));
        if model.is_since(6, 18) {
            json.set("errors", Json::List(Vec::new()));
            json.set("max_error_level", Json::Null);
            json.set("is_blocking_error", Json::Bool(false));
        }
        json.set("count", Json::Int(self.count));
        if model.is_since(5, 50) {
            json.set("countFetched", Json::Int(self.fetched));
            if let Some(matched) = self.matched {
                json.set("countMatched", Json::Int(matched));
            }
        }
        json
    }
}

/// The error object of a failed call. Without `view debug output` it says nothing (§1.8).
pub(crate) fn failed(model: &Model, caller: &Caller, failure: &Failure) -> Json {
    let mut json = Json::map();
    let shows = caller.has("view debug output");
    let id = error_id();
    if shows {
        if model.is_since(6, 11) {
            json.set("error_id", id.into());
        }
        json.set("error_code", Json::Int(0));
        json.set("error_message", failure.message().into());
    } else {
        json.set("error_code", "1".into());
        let text = "Sorry an error occurred and your request was not completed.";
        json.set("error_message", format!("{text} (Error ID: {id})").into());
    }
    if model.is_since(5, 66) {
        json.set("status", Json::Int(i64::from(failure.status())));
    }
    json
}

/// The HTTP status of an error (§0.5).
pub(crate) fn failed_status(model: &Model, status: u16) -> u16 {
    if model.cms == Cms::WordPress && !model.is_since(6, 9) {
        200
    } else {
        status
    }
}

/// An error in the short form that the page has before any call is made.
pub(crate) fn plain_error(model: &Model, status: u16, message: &str) -> Reply {
    let json = Json::from([
        ("error_code", Json::Int(i64::from(status))),
        ("error_message", message.into()),
    ]);
    reply(model, failed_status(model, status), &json)
}

/// The same with HTTP status 200, as sites before 5.47 answer it (§12.21).
pub(crate) fn masked_error(model: &Model, code: i64, message: &str) -> Reply {
    let json = Json::from([
        ("error_code", Json::Int(code)),
        ("error_message", message.into()),
    ]);
    reply(model, 200, &json)
}

/// What AuthX answers to a credential that it refuses (§2.3, §12.10).
pub(crate) fn refused(refused: &Refused) -> Reply {
    if refused.flow == "legacyrest" {
        let json = Json::from([
            ("error_message", format!("FATAL: {}", refused.why).into()),
            ("is_error", Json::Int(1)),
        ]);
        return Reply {
            status: 200,
            content_type: "text/javascript",
            body: json.compact().into_bytes(),
            headers: Vec::new(),
        };
    }
    Reply {
        status: 401,
        content_type: "text/plain;charset=UTF-8",
        body: format!("HTTP 401 {}", refused.why).into_bytes(),
        headers: Vec::new(),
    }
}

/// A reply with JSON.
pub(crate) fn reply(model: &Model, status: u16, json: &Json) -> Reply {
    let with_charset = model.cms == Cms::WordPress && model.is_since(6, 9);
    Reply {
        status,
        content_type: if with_charset {
            "application/json; charset=UTF-8"
        } else {
            "application/json"
        },
        body: encoded(model, json),
        headers: Vec::new(),
    }
}

/// `ik6Y-oUYd-BlTX`.
fn error_id() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = [0_u8; 12];
    let random = ring::rand::SystemRandom::new();
    let _ = ring::rand::SecureRandom::fill(&random, &mut bytes);
    let letter = |byte: &u8| {
        LETTERS
            .get(usize::from(*byte) % LETTERS.len())
            .copied()
            .unwrap_or(b'x')
    };
    let text: String = bytes.iter().map(|byte| char::from(letter(byte))).collect();
    let part = |from: usize| text.get(from..from + 4).unwrap_or_default();
    format!("{}-{}-{}", part(0), part(4), part(8))
}
