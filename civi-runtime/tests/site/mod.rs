//! A site made of a function: what the client sends really goes through its HTTP form and back.

#![allow(dead_code, unreachable_pub, missing_docs)]

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use civi_runtime::BoxFuture;

use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{Client, ClientBuilder, Credential, Retry};
use serde_json::{Value as Json, json};

/// One call, as the site sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub entity: String,
    pub action: String,
    pub params: Json,
    /// The number of the request that it came in.
    pub request: usize,
}

impl Sent {
    pub fn name(&self) -> String {
        format!("{}.{}", self.entity, self.action)
    }
}

/// What the site says to one call: the envelope's own keys, or an error's message and status.
pub type Said = Result<Json, (&'static str, u16)>;

/// An answer with these `values`.
pub fn values(values: Json) -> Said {
    Ok(json!({ "values": values }))
}

/// The answer to a question for the names of fields.
pub fn field_names(names: &[&str]) -> Said {
    values(names.iter().map(|name| json!({ "name": name })).collect())
}

type Answering = dyn Fn(&Sent) -> Said + Send + Sync;

/// The names of an entity's fields, by the question for them.
type Fields = dyn Fn(&Sent) -> Said + Send + Sync;

#[derive(Clone)]
pub struct Site {
    answering: Arc<Answering>,
    sent: Arc<Mutex<Vec<Sent>>>,
    /// The request with this number gets no answer.
    broken: Option<usize>,
    /// The request with this number is never ended.
    silent: Option<usize>,
    fields: Arc<Fields>,
    /// The questions for the names of fields, apart from the calls that tests are about.
    asked: Arc<Mutex<Vec<Sent>>>,
}

impl Site {
    pub fn new(answering: impl Fn(&Sent) -> Said + Send + Sync + 'static) -> Self {
        Site {
            answering: Arc::new(answering),
            sent: Arc::default(),
            broken: None,
            silent: None,
            // A site that lists no field says nothing about any: every field passes.
            fields: Arc::new(|_| values(json!([]))),
            asked: Arc::default(),
        }
    }

    pub fn breaking(mut self, request: usize) -> Self {
        self.broken = Some(request);
        self
    }

    /// The site has these fields, whatever is done with them.
    pub fn with_fields(self, names: &'static [&'static str]) -> Self {
        self.answering_fields(move |_| field_names(names))
    }

    /// What the site says when it is asked for the names of fields.
    pub fn answering_fields(
        mut self,
        fields: impl Fn(&Sent) -> Said + Send + Sync + 'static,
    ) -> Self {
        self.fields = Arc::new(fields);
        self
    }

    /// The questions for the names of fields so far.
    pub fn asked(&self) -> Vec<Sent> {
        self.asked.lock().unwrap().clone()
    }

    pub fn silent(mut self, request: usize) -> Self {
        self.silent = Some(request);
        self
    }

    pub fn client(&self) -> Client {
        self.client_with_cap(1 << 20)
    }

    pub fn client_with_cap(&self, cap: usize) -> Client {
        self.builder().body_cap(cap).build().unwrap()
    }

    pub fn builder(&self) -> ClientBuilder<Client> {
        Client::builder("https://crm.example.org")
            .credential(Credential::api_key("key"))
            .retry(Retry::off())
            .transport(self.clone())
    }

    /// Every call so far, in order.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// The names of the calls so far: `Tag.get`.
    pub fn names(&self) -> Vec<String> {
        self.sent().iter().map(Sent::name).collect()
    }

    /// The parameters of the only call of this name.
    #[track_caller]
    pub fn params(&self, name: &str) -> Json {
        let mut found = self.sent();
        found.retain(|sent| sent.name() == name);
        assert_eq!(found.len(), 1, "calls of {name}: {found:?}");
        found.remove(0).params
    }

    fn one(&self, sent: Sent) -> (u16, Json) {
        let (answering, kept) = match sent.params["select"] == json!(["name"]) {
            true if sent.action == "getFields" => (&self.fields, &self.asked),
            _ => (&self.answering, &self.sent),
        };
        let said = answering(&sent);
        kept.lock().unwrap().push(sent.clone());
        match said {
            Ok(mut envelope) => {
                let map = envelope.as_object_mut().unwrap();
                map.insert("entity".into(), sent.entity.into());
                map.insert("action".into(), sent.action.into());
                map.insert("version".into(), 4.into());
                map.insert("debug".into(), Json::Null);
                (200, envelope)
            }
            Err((message, status)) => {
                let body = json!({"error_code": 0, "error_message": message, "status": status});
                (status, body)
            }
        }
    }
}

impl Transport for Site {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let form = url::form_urlencoded::parse(request.body());
        let number = self.sent().last().map_or(0, |last| last.request + 1);
        if self.broken == Some(number) {
            let failure = civi_runtime::transport::TransportFailure::Broken;
            return Box::pin(async move { Err(TransportError::new(failure, "cut off")) });
        }
        if self.silent == Some(number) {
            return Box::pin(std::future::pending());
        }
        let mut response = None;
        for (name, value) in form {
            let json: Json = serde_json::from_str(&value).unwrap_or_default();
            let sent = |entity: &str, action: &str, params: Json| Sent {
                entity: entity.to_owned(),
                action: action.to_owned(),
                params,
                request: number,
            };
            match &*name {
                "params" => {
                    let path: Vec<&str> = request.url().path().rsplit('/').take(2).collect();
                    response = Some(self.one(sent(path[1], path[0], json)));
                }
                "calls" => {
                    let said: Vec<(u16, Json)> = json
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|call| {
                            let text = |i: usize| call[i].as_str().unwrap();
                            self.one(sent(text(0), text(1), call[2].clone()))
                        })
                        .collect();
                    let status = match said.iter().any(|(status, _)| *status == 200) {
                        true => 200,
                        false => said[0].0,
                    };
                    response = Some((status, said.into_iter().map(|(_, body)| body).collect()));
                }
                _ => {}
            }
        }
        let (status, body) = response.expect("neither `params` nor `calls` in the form");
        Box::pin(async move { Ok(HttpResponse::new(status, body.to_string())) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// The site above answers at once, so everything is there at the first poll.
#[track_caller]
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("the site did not answer at once"),
    }
}
