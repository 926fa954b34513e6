//! A site without rows of its own: it answers from what it is asked, and says how long that took it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use civi_runtime::BoxFuture;
use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::url::form_urlencoded;
use civi_runtime::{Client, Credential};
use serde_json::{Value as Json, json};

use crate::process;

/// Rows with the ids from 1 to `rows`, and as many as one likes to save.
#[derive(Clone)]
pub(crate) struct Site {
    rows: u64,
    saved: Arc<AtomicU64>,
    spent: Arc<AtomicU64>,
}

impl Site {
    pub(crate) fn new(rows: usize) -> Self {
        Site {
            rows: rows as u64,
            saved: Arc::default(),
            spent: Arc::default(),
        }
    }

    pub(crate) fn client(&self) -> Result<Client, String> {
        Client::builder("https://site.invalid")
            .credential(Credential::api_key("scripted"))
            .transport(self.clone())
            .build()
            .map_err(|error| error.to_string())
    }

    /// How long it took to make the answers.
    pub(crate) fn spent(&self) -> Duration {
        Duration::from_nanos(self.spent.load(Ordering::Relaxed))
    }

    /// How many records were saved.
    pub(crate) fn saved(&self) -> u64 {
        self.saved.load(Ordering::Relaxed)
    }

    fn respond(&self, request: &HttpRequest) -> String {
        let form = |name: &str| {
            let mut parts = form_urlencoded::parse(request.body());
            let part = parts.find_map(|(key, value)| (key == name).then_some(value));
            part.and_then(|text| serde_json::from_str::<Json>(&text).ok())
        };
        if let Some(Json::Array(calls)) = form("calls") {
            let answers: Vec<String> = calls
                .iter()
                .map(|call| {
                    let name = |at: usize| call[at].as_str().unwrap_or_default();
                    self.answer(name(0), name(1), &call[2])
                })
                .collect();
            return format!("[{}]", answers.join(","));
        }
        let mut path = request.url().path().rsplit('/');
        let (action, entity) = (path.next().unwrap_or(""), path.next().unwrap_or(""));
        self.answer(entity, action, &form("params").unwrap_or_default())
    }

    fn answer(&self, entity: &str, action: &str, params: &Json) -> String {
        let mut values = String::from("[");
        let mut count = 0;
        match action {
            "get" => {
                let after = params["where"][0][2].as_u64().unwrap_or(0);
                let last = params["limit"].as_u64().map_or(0, |limit| after + limit);
                for id in after + 1..=last.min(self.rows) {
                    let comma = if count > 0 { "," } else { "" };
                    let _ = write!(
                        values,
                        r#"{comma}{{"id":{id},"contact_id":{id},"location_type_id":1,"email":"person.{id}@example.org","is_primary":true,"is_billing":false,"on_hold":0,"is_bulkmail":false,"hold_date":null,"reset_date":"2026-01-02 03:04:05","signature_text":null,"signature_html":null}}"#
                    );
                    count += 1;
                }
            }
            "save" | "create" => {
                let records = params["records"].as_array().map_or(1, Vec::len) as u64;
                let first = self.saved.fetch_add(records, Ordering::Relaxed) + 1;
                for id in first..first + records {
                    let comma = if count > 0 { "," } else { "" };
                    let _ = write!(values, r#"{comma}{{"id":{id}}}"#);
                    count += 1;
                }
            }
            _ => {}
        }
        values.push(']');
        let head = json!({"entity": entity, "action": action, "debug": null, "version": 4});
        let head = head.to_string();
        let head = head.trim_end_matches('}');
        format!(
            r#"{head},"count":{count},"countFetched":{count},"countMatched":{count},"values":{values}}}"#
        )
    }
}

impl Transport for Site {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let start = process::busy();
        let response = HttpResponse::new(200, self.respond(&request));
        let spent =
            u64::try_from(process::busy().saturating_sub(start).as_nanos()).unwrap_or(u64::MAX);
        self.spent.fetch_add(spent, Ordering::Relaxed);
        Box::pin(async move { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
