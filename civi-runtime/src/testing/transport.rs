//! The scripted site as a [`Transport`]: reads the calls out of a request, and answers them.

use std::time::Duration;

use serde_json::{Value as Json, json};
use url::form_urlencoded;

use super::answer::Response;
use super::call::Call;
use super::site::Site;
use crate::call::action::BoxFuture;
use crate::http::transport::{
    HttpRequest, HttpResponse, Transport, TransportError, TransportFailure,
};

impl Transport for Site {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Response> {
        let response = self.respond(&request);
        Box::pin(async move { response })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

impl Site {
    fn respond(&self, request: &HttpRequest) -> Response {
        let path = request.url().path();
        if path.ends_with("/authx/id") {
            let identity =
                json!({"contact_id": 1, "user_id": 1, "flow": "xheader", "cred": "api_key"});
            return Ok(HttpResponse::new(200, identity.to_string()));
        }
        let form: Vec<(String, String)> = form_urlencoded::parse(request.body())
            .chain(request.url().query_pairs())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let part = |wanted: &str| {
            form.iter()
                .find(|(name, _)| name == wanted)
                .and_then(|(_, json)| serde_json::from_str::<Json>(json).ok())
        };
        if let Some(Json::Array(calls)) = part("calls") {
            return self.respond_each(&calls);
        }
        let mut names = path.rsplit('/');
        match (part("params"), names.next(), names.next()) {
            (Some(params), Some(action), Some(entity)) if !entity.is_empty() => {
                self.script().answer(Call {
                    entity: entity.to_owned(),
                    action: action.to_owned(),
                    params,
                })
            }
            _ => Err(TransportError::new(
                TransportFailure::Invalid,
                format!("a scripted site answers APIv4 only, not {path}"),
            )),
        }
    }

    /// A batch: a list of answers, each an envelope or an error.
    fn respond_each(&self, calls: &[Json]) -> Response {
        let mut answers = Vec::new();
        for call in calls {
            let name = |at: usize| call[at].as_str().unwrap_or_default().to_owned();
            let response = self.script().answer(Call {
                entity: name(0),
                action: name(1),
                params: call[2].clone(),
            })?;
            match serde_json::from_slice::<Json>(response.body()) {
                Ok(json) => answers.push(json),
                // What is no JSON can only be the response to the whole request.
                Err(_) => return Ok(response),
            }
        }
        Ok(HttpResponse::new(200, Json::from(answers).to_string()))
    }
}
