//! A site on this machine that answers from memory, and fails as it is told.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Map, Value, json};

/// One call: entity, action, parameters.
pub(crate) type Call = (String, String, Value);

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) batch: bool,
    pub(crate) calls: Vec<Call>,
    /// Bytes of its body.
    pub(crate) size: usize,
    /// How many came before.
    pub(crate) index: usize,
}

/// What a site says of itself: entity → rows, by question.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) entities: Vec<Value>,
    pub(crate) questions: Map<String, Value>,
}

type Fault = Box<dyn Fn(&Request) -> Option<(u16, String)> + Send>;
type CallFault = Box<dyn Fn(&Call) -> Option<Value> + Send>;

/// The site.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    said: Said,
    fault: Fault,
    call_fault: CallFault,
    requests: Vec<Request>,
    /// What it says to who asks who they are.
    identity: Value,
}

impl Site {
    pub(crate) fn start(said: Said) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            said,
            fault: Box::new(|_| None),
            call_fault: Box::new(|_| None),
            requests: Vec::new(),
            identity: json!({"contact_id": null, "user_id": null, "flow": null, "cred": null}),
        };
        let site = Site {
            url,
            inner: Arc::new(Mutex::new(inner)),
        };
        let serving = site.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serving.serve(stream);
            }
        });
        site
    }

    /// Answers requests for which this gives something with that status and text.
    pub(crate) fn fail(&self, fault: impl Fn(&Request) -> Option<(u16, String)> + Send + 'static) {
        self.inner.lock().unwrap().fault = Box::new(fault);
    }

    /// Answers calls for which this gives something with that envelope.
    pub(crate) fn fail_call(&self, fault: impl Fn(&Call) -> Option<Value> + Send + 'static) {
        self.inner.lock().unwrap().call_fault = Box::new(fault);
    }

    /// Takes who asks for this contact.
    pub(crate) fn know(&self, contact: i64) {
        self.inner.lock().unwrap().identity =
            json!({"contact_id": contact, "user_id": 1, "flow": "xheader", "cred": "api_key"});
    }

    /// The requests since the last time.
    pub(crate) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.inner.lock().unwrap().requests)
    }

    /// One connection with one request.
    fn serve(&self, mut stream: TcpStream) {
        let Some((path, body)) = read(&mut stream) else {
            return;
        };
        let mut inner = self.inner.lock().unwrap();
        let mut request = parse(&path, &body);
        request.index = inner.requests.len();
        inner.requests.push(request.clone());
        let (status, text) = match (inner.fault)(&request) {
            Some(fault) => fault,
            None if request.calls.is_empty() => (200, inner.identity.to_string()),
            None if request.batch => {
                let answers = request
                    .calls
                    .iter()
                    .map(|call| inner.answer(call))
                    .collect();
                (200, Value::Array(answers).to_string())
            }
            None => {
                let answer = inner.answer(&request.calls[0]);
                let status = answer["status"].as_u64().unwrap_or(200);
                (u16::try_from(status).unwrap(), answer.to_string())
            }
        };
        let kind = if text.starts_with('<') {
            "text/html"
        } else {
            "application/json"
        };
        let head = format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: \
             close\r\n\r\n",
            text.len()
        );
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(text.as_bytes()));
    }
}

impl Inner {
    fn answer(&self, call: &Call) -> Value {
        if let Some(fault) = (self.call_fault)(call) {
            return fault;
        }
        let (entity, action, params) = call;
        let rows = match (entity.as_str(), action.as_str()) {
            ("Entity", "get") => Value::Array(self.said.entities.clone()),
            ("Contact", "get") => json!([{"id": 203}]),
            ("Domain", "get") => json!([{"id": 1, "version": "6.17.2"}]),
            ("Permission", "get") => json!([{"name": "WordPress:edit_posts"}]),
            ("Extension", "get") => json!([]),
            ("SavedSearch", "get") => json!([{"id": 1, "name": "Lapsed", "label": "Lapsed donors",
                "api_entity": "Thing01", "api_params": {"version": 4, "select": ["id"], "orderBy": []}}]),
            ("Setting", "get") => json!([{"name": "lcMessages", "value": "en_US"}]),
            (_, action) => {
                let question = match params["action"].as_str() {
                    Some(of) => format!("{action}.{of}"),
                    None => action.to_owned(),
                };
                match self.said.questions[&question].get(entity) {
                    Some(rows) => rows.clone(),
                    None => json!([{"name": "get"}]),
                }
            }
        };
        let count = rows.as_array().map_or(0, Vec::len);
        json!({"values": rows, "entity": entity, "action": action, "debug": null, "version": 4,
               "count": count, "countFetched": count})
    }
}

fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                let path = head.split(' ').nth(1)?.to_owned();
                return Some((path, bytes[end + 4..end + 4 + length].to_vec()));
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}

fn parse(path: &str, body: &[u8]) -> Request {
    let form = String::from_utf8_lossy(body);
    let field = |name: &str| -> Option<Value> {
        let value = form
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        serde_json::from_str(&decode(value)).ok()
    };
    let calls: Vec<Call> = match field("calls") {
        Some(calls) => serde_json::from_value(calls).unwrap(),
        None if path.ends_with("/authx/id") => Vec::new(),
        None => {
            let mut parts = path.rsplit('/').map(str::to_owned);
            let (action, entity) = (parts.next().unwrap(), parts.next().unwrap());
            vec![(entity, action, field("params").unwrap_or_default())]
        }
    };
    Request {
        batch: form.starts_with("calls="),
        calls,
        size: body.len(),
        index: 0,
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                let hex = std::str::from_utf8(&hex).unwrap();
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
            }
            plain => bytes.push(plain),
        }
    }
    String::from_utf8(bytes).unwrap()
}

const QUESTIONS: [&str; 4] = [
    "getFields.get",
    "getFields.create",
    "getFields.update",
    "getActions",
];

impl Said {
    /// A site with contacts and so many other entities.
    pub(crate) fn of(things: usize) -> Self {
        let mut names: Vec<String> = (0..things).map(|n| format!("Thing{n:02}")).collect();
        names.push("Contact".to_owned());
        names.push("Import_7".to_owned());
        let mut said = Said::default();
        for name in &names {
            said.entities
                .push(json!({"name": name, "type": ["DAOEntity"], "primary_key": ["id"]}));
        }
        let named = |names: &[&str]| -> Value {
            names
                .iter()
                .map(|name| json!({"name": name, "data_type": "Integer"}))
                .collect()
        };
        for question in QUESTIONS {
            let mut answers = Map::new();
            for name in &names {
                let rows = match (question, name.as_str()) {
                    ("getActions", _) => ["get", "create", "delete"]
                        .iter()
                        .map(|name| json!({"name": name, "params": []}))
                        .collect(),
                    (_, "Contact") => named(&["id", "api_key"]),
                    _ => named(&["id", "kind_id"]),
                };
                answers.insert(name.clone(), rows);
            }
            said.questions
                .insert(question.to_owned(), Value::Object(answers));
        }
        said
    }

    /// What a folder of captures holds.
    pub(crate) fn captured(folder: &Path) -> Self {
        let load = |name: &str| -> Value {
            let path = folder.join(format!("{name}.json"));
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let mut said = Said::default();
        said.entities
            .clone_from(load("Entity.get")["values"].as_array().unwrap());
        for question in QUESTIONS {
            let batch = load(&format!("batch.{question}"));
            let rows =
                |(name, envelope): (&String, &Value)| (name.clone(), envelope["values"].clone());
            let answers: Map<String, Value> = batch.as_object().unwrap().iter().map(rows).collect();
            said.questions
                .insert(question.to_owned(), Value::Object(answers));
        }
        said
    }
}
