//! A site that gives prepared answers and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use civi_runtime::BoxFuture;

use civi_runtime::transport::{
    HttpRequest, HttpResponse, Transport, TransportError, TransportFailure,
};
use civi_runtime::{Client, Credential, SchemaCheck};
use serde_json::{Value as Json, json};

type Answering = dyn FnMut(&str, &Json) -> Option<String> + Send;

/// A site that gives prepared answers and keeps what it was asked.
#[derive(Clone)]
pub struct Site(Arc<Mutex<State>>);

struct State {
    answer: Box<Answering>,
    asked: Vec<(String, Json)>,
}

impl Site {
    /// A site whose answers a function makes: of `Entity/action` and the parameters.
    pub fn new(answer: impl FnMut(&str, &Json) -> Option<String> + Send + 'static) -> Self {
        Site(Arc::new(Mutex::new(State {
            answer: Box::new(answer),
            asked: Vec::new(),
        })))
    }

    /// A site that gives these bodies one after the other.
    pub fn with(bodies: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut bodies: VecDeque<String> = bodies.into_iter().map(Into::into).collect();
        Site::new(move |_, _| bodies.pop_front())
    }

    /// The client for it.
    pub fn client(&self) -> Client {
        self.checking(SchemaCheck::Default)
    }

    /// The client for it, which compares what it reads with the site's fields or not.
    pub fn checking(&self, check: SchemaCheck) -> Client {
        Client::builder("https://crm.example.org")
            .credential(Credential::api_key("of-the-test"))
            .schema_check(check)
            .transport(self.clone())
            .build()
            .unwrap()
    }

    /// The parameters of the calls so far.
    pub fn asked(&self) -> Vec<Json> {
        let state = self.0.lock().unwrap();
        state
            .asked
            .iter()
            .map(|(_, params)| params.clone())
            .collect()
    }

    /// The parameters of the only call.
    #[track_caller]
    pub fn only(&self) -> Json {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        asked.remove(0)
    }

    /// `Entity/action` of the calls so far.
    pub fn called(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state.asked.iter().map(|(call, _)| call.clone()).collect()
    }
}

impl Transport for Site {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let path = request.url().path().to_owned();
        let call = path.split("/api4/").nth(1).unwrap_or_default().to_owned();
        let mut params = Json::Null;
        for (key, value) in form(request.body()) {
            if key == "params" || key == "calls" {
                params = serde_json::from_str(&value).unwrap();
            }
        }
        let mut state = self.0.lock().unwrap();
        let body = (state.answer)(&call, &params);
        state.asked.push((call, params));
        Box::pin(async move {
            body.map(|body| HttpResponse::new(200, body))
                .ok_or_else(|| {
                    TransportError::new(TransportFailure::Invalid, "the test has no more answers")
                })
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// The fields of a urlencoded form.
pub fn form(body: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(body).unwrap();
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex: String = rest.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&hex, 16).unwrap()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// The body of a successful answer.
pub fn answer(entity: &str, action: &str, values: &Json) -> String {
    let count = values.as_array().map_or(1, Vec::len);
    json!({
        "values": values, "entity": entity, "action": action, "debug": null, "version": 4,
        "count": count, "countFetched": count,
    })
    .to_string()
}

/// The body of an answer with `countMatched`.
pub fn counted(entity: &str, values: &Json, matched: u64) -> String {
    let count = values.as_array().map_or(1, Vec::len);
    json!({
        "values": values, "entity": entity, "action": "get", "debug": null, "version": 4,
        "count": matched, "countFetched": count, "countMatched": matched,
    })
    .to_string()
}
