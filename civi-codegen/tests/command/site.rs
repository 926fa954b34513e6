//! A small site on this machine: answers from the captures, and misbehaves as it is told.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::project::captures;

/// How the site misbehaves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ways {
    /// Nobody's credential is right: `civicrm/authx/id` says null.
    pub(crate) anonymous: bool,
    /// The credential is refused with this text.
    pub(crate) refuses: Option<&'static str>,
    /// The contact has no CMS user.
    pub(crate) no_user: bool,
    /// Every request is sent to this address.
    pub(crate) redirect: Option<&'static str>,
    /// Bodies over this size lose their parameters, as PHP does.
    pub(crate) drops_over: Option<usize>,
    /// Bodies over this size are refused with 413, as nginx does.
    pub(crate) refuses_over: Option<usize>,
    /// Bodies with this in them are answered with a firewall's page.
    pub(crate) firewall: Option<&'static str>,
    /// The CMS, which decides which addresses are CiviCRM's; empty for one with clean addresses.
    pub(crate) cms: &'static str,
    /// The folder that the site is in.
    pub(crate) below: &'static str,
    /// What is asked outside of that folder is sent on to it.
    pub(crate) moves: bool,
    /// The web server asks for a login of its own.
    pub(crate) gated: bool,
    /// Every request is answered with this status and title.
    pub(crate) down: Option<(u16, &'static str)>,
    /// A server on the way takes AuthX's header away.
    pub(crate) loses_header: bool,
    /// Permission checks see a guest unless the legacy parameter came, as in Joomla as shipped.
    pub(crate) guest: bool,
    /// The permissions that the CMS has.
    pub(crate) permissions: &'static [&'static str],
    /// The folder of an extension.
    pub(crate) extension: Option<&'static str>,
    /// `Domain.get` is not permitted.
    pub(crate) no_domain_get: bool,
    /// Numbers are printed as with `serialize_precision=17`.
    pub(crate) long_numbers: bool,
    /// PHP prints a message before each answer.
    pub(crate) prints_messages: bool,
    /// `getActions` doesn't tell of this action.
    pub(crate) hides_action: Option<(&'static str, &'static str)>,
    /// An option of `Email.email` has another id in every answer.
    pub(crate) draws: bool,
    /// How far the site's clock is ahead, in seconds.
    pub(crate) clock_ahead: u64,
    /// `Entity.getFields` doesn't tell of this field.
    pub(crate) hides: Option<(&'static str, &'static str)>,
    /// `Entity.get` is not permitted.
    pub(crate) no_entity_get: bool,
    /// The entity whose `getFields` fails.
    pub(crate) broken: Option<&'static str>,
    /// The saved searches that it has, as JSON.
    pub(crate) searches: &'static str,
    /// `SavedSearch.get` is not permitted.
    pub(crate) no_searches: bool,
    /// Requests from this one on, counted from 0, are answered with 500.
    pub(crate) dies_at: Option<usize>,
}

/// The next number that is drawn.
static DRAWN: AtomicU32 = AtomicU32::new(1000);

pub(crate) struct Site {
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    ways: Ways,
    requests: usize,
    credentials: Vec<String>,
}

impl Site {
    pub(crate) fn start(ways: Ways) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            ways,
            requests: 0,
            credentials: Vec::new(),
        };
        let inner = Arc::new(Mutex::new(inner));
        let serving = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &serving);
            }
        });
        Self { url, inner }
    }

    /// Changes how it misbehaves.
    pub(crate) fn set(&self, ways: Ways) {
        let mut inner = self.inner.lock().unwrap();
        inner.ways = ways;
        inner.requests = 0;
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.inner.lock().unwrap().requests
    }

    /// The credentials that came, in the header for them.
    pub(crate) fn credentials(&self) -> Vec<String> {
        self.inner.lock().unwrap().credentials.clone()
    }
}

fn serve(mut stream: TcpStream, inner: &Mutex<Inner>) {
    let Some((mut head, mut body)) = read(&mut stream) else {
        return;
    };
    // As a proxy it is every host by itself.
    if head.starts_with("CONNECT ") {
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        match read(&mut stream) {
            Some(inner) => (head, body) = inner,
            None => return,
        }
    }
    let mut inner = inner.lock().unwrap();
    let target = head.split(' ').nth(1).unwrap_or("").to_owned();
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    for name in ["X-Civi-Auth", "Authorization", "X-Civi-Key"] {
        inner.credentials.extend(header(name));
    }
    let ways = inner.ways.clone();
    let index = inner.requests;
    inner.requests += 1;
    let (status, kind, text) = answer(&ways, &head, &target, &body, index);
    let date = SystemTime::now() + Duration::from_secs(ways.clock_ahead);
    let to = ways.redirect.unwrap_or(ways.below);
    let mut more = String::new();
    if status == 301 {
        more = format!("Location: {to}{target}\r\n");
    } else if status == 401 {
        more = "WWW-Authenticate: Basic realm=\"Staging\"\r\n".to_owned();
    }
    let response = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nDate: {}\r\n{more}Content-Length: {}\r\n\
         Connection: close\r\n\r\n{text}",
        httpdate::fmt_http_date(date),
        text.len()
    );
    // The client may have gone.
    let _ = stream.write_all(response.as_bytes());
}

fn answer(
    ways: &Ways,
    head: &str,
    target: &str,
    body: &str,
    index: usize,
) -> (u16, &'static str, String) {
    let html = |status, text: &str| (status, "text/html", format!("<html>{text}</html>"));
    if ways.redirect.is_some() {
        return html(301, "moved");
    }
    if ways.dies_at.is_some_and(|at| index >= at) {
        return html(500, "Fatal error");
    }
    if ways.refuses_over.is_some_and(|most| body.len() > most) {
        return html(413, "Request Entity Too Large");
    }
    if ways
        .firewall
        .is_some_and(|word| decoded(body).contains(word))
    {
        return html(403, "Blocked by the firewall");
    }
    if let Some(text) = ways.refuses {
        return (401, "text/plain", format!("HTTP 401 {text}"));
    }
    // `staging:open`
    if ways.gated
        && !head
            .to_lowercase()
            .contains("authorization: basic c3rhz2luzzpvcgvu")
    {
        return html(401, "<h1>401 Authorization Required</h1>nginx");
    }
    if let Some((status, title)) = ways.down {
        return html(status, &format!("<title>{title}</title>"));
    }
    let Some(inner) = target.strip_prefix(ways.below) else {
        return if ways.moves {
            html(301, "moved")
        } else {
            html(404, "Not found")
        };
    };
    let Some(path) = route(ways.cms, inner) else {
        return html(404, "Not found");
    };
    let header = head.contains("X-Civi-Auth: ") || head.contains("x-civi-auth: ");
    let parameter = body.contains("_authx=");
    let legacy = body.contains("api_key=") && !path.starts_with("authx");
    if legacy && header {
        return (
            200,
            "text/javascript",
            r#"{"error_message":"FATAL: Cannot login. A mismatched session is already active.","is_error":1}"#
                .to_owned(),
        );
    }
    let is_seen = header && !ways.loses_header || parameter || legacy;
    let mut ways = ways.clone();
    ways.anonymous |= !is_seen;
    ways.no_user |= ways.guest;
    ways.no_entity_get |= ways.guest && !legacy;
    let ways = &ways;
    let lost = ways.drops_over.is_some_and(|most| body.len() > most);
    let form = |name: &str| {
        let pair = body
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        pair.filter(|_| !lost)
            .map(|text| serde_json::from_str(&decoded(text)).unwrap())
    };
    let path = path.trim_end_matches('/');
    let print = |value: &Value| {
        if ways.prints_messages {
            format!(
                "<br />\n<b>Deprecated</b>:  Creation of dynamic property in <b>/srv/x.php</b> on \
                 line <b>12</b><br />\n{value}"
            )
        } else if ways.long_numbers {
            value.to_string().replace("19.99", "19.989999999999998")
        } else {
            value.to_string()
        }
    };
    let json = |value: &Value| (200, "application/json", print(value));
    if path == "authx/id" {
        let contact = if ways.anonymous {
            Value::Null
        } else {
            json!(3)
        };
        let user = if ways.no_user || ways.anonymous {
            Value::Null
        } else {
            json!(1)
        };
        return json(&json!({
            "contact_id": contact, "user_id": user, "flow": "xheader", "cred": "api_key",
        }));
    }
    match path
        .strip_prefix("ajax/api4")
        .map(|rest| rest.split('/').collect::<Vec<_>>())
    {
        Some(parts) if parts.len() == 3 => {
            let params: Value = form("params").unwrap_or_else(|| json!({}));
            let envelope = call(ways, parts[1], parts[2], &params);
            let status = envelope
                .get("status")
                .and_then(Value::as_u64)
                .unwrap_or(200);
            (
                u16::try_from(status).unwrap(),
                "application/json",
                print(&envelope),
            )
        }
        Some(_) => {
            let calls: Value = form("calls").unwrap_or_else(|| json!([]));
            let envelopes: Vec<Value> = calls
                .as_array()
                .unwrap()
                .iter()
                .map(|part| {
                    let text = |at: usize| part[at].as_str().unwrap();
                    call(ways, text(0), text(1), &part[2])
                })
                .collect();
            json(&Value::Array(envelopes))
        }
        None => html(404, "Not found"),
    }
}

/// What follows `civicrm/` where the CMS takes it from.
fn route(cms: &str, target: &str) -> Option<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let field = |name: &str| {
        let pair = |pair: &str| pair.strip_prefix(&format!("{name}=")).map(decoded);
        query.split('&').find_map(pair)
    };
    let script = ["", "/", "/index.php"].contains(&path);
    let inner = |text: String| text.strip_prefix("civicrm/").map(str::to_owned);
    match cms {
        "" => path.strip_prefix("/civicrm/").map(str::to_owned),
        "drupal" => path.strip_prefix("/index.php/civicrm/").map(str::to_owned),
        "backdrop" if script => field("q").and_then(inner),
        "wordpress" if script && field("civiwp").is_some() => field("q").and_then(inner),
        "joomla" if script || path.ends_with("/component/civicrm/") => {
            field("option").or_else(|| (!script).then(String::new))?;
            field("task").and_then(inner)
        }
        _ => None,
    }
}

/// One call's envelope.
fn call(ways: &Ways, entity: &str, action: &str, params: &Value) -> Value {
    let error = |status: u16, message: &str| json!({"error_code": 0, "error_message": message, "status": status});
    if entity == "Entity" && (ways.no_entity_get || ways.anonymous) {
        return error(403, "Authorization failed: CiviCRM APIv4 (Entity::get)");
    }
    if entity == "Domain" && (ways.no_domain_get || ways.no_entity_get) {
        return error(403, "Authorization failed: CiviCRM APIv4 (Domain::get)");
    }
    if entity == "SavedSearch" && ways.no_searches {
        return error(
            403,
            "Authorization failed: CiviCRM APIv4 (SavedSearch::get)",
        );
    }
    if action == "getFields" && ways.broken == Some(entity) {
        return error(500, "DB Error: no such table");
    }
    let batch = |name: &str| load(&format!("batch.{name}.json"))[entity]["values"].clone();
    let mut rows = match (entity, action) {
        ("Entity", "get") => load("Entity.get.json")["values"].clone(),
        ("Contact", "get") if ways.anonymous => json!([]),
        ("Contact", "get") => json!([{"id": 3, "display_name": "A"}, {"id": 4}, {"id": 5}]),
        ("Domain", "get") => json!([{"id": 1, "version": "6.17.2"}]),
        ("Permission", "get") => {
            let rows = ways.permissions.iter().map(|name| json!({"name": name}));
            rows.collect()
        }
        ("Extension", "get") => {
            let rows = ways.extension.iter().map(|path| json!({"path": path}));
            rows.collect()
        }
        ("SavedSearch", "get") => match ways.searches {
            "" => json!([]),
            searches => serde_json::from_str(searches).unwrap(),
        },
        ("Extension" | "Permission", "getFields" | "getActions") => json!([{"name": "path"}]),
        ("Contribution", "get") if ways.long_numbers => json!([{"total_amount": 19.99}]),
        (_, "getFields") => batch(&format!(
            "getFields.{}",
            params["action"].as_str().unwrap_or("get")
        )),
        (_, "getActions") => batch("getActions"),
        _ => json!([]),
    };
    if rows.is_null() {
        return error(
            500,
            "API (x, y) does not exist (join the API team and implement it!)",
        );
    }
    if let (Some((of, field)), Some(rows)) = (ways.hides, rows.as_array_mut())
        && of == entity
        && action == "getFields"
    {
        rows.retain(|row| row["name"] != field);
    }
    if entity == "Entity" && action == "get" {
        let has = [
            ("Extension", ways.extension.is_some()),
            ("Permission", !ways.permissions.is_empty()),
        ];
        for (name, _) in has.into_iter().filter(|(_, has)| *has) {
            let row = json!({"name": name, "type": []});
            rows.as_array_mut().unwrap().push(row);
        }
    }
    if let (Some((of, name)), Some(rows)) = (ways.hides_action, rows.as_array_mut())
        && of == entity
        && action == "getActions"
    {
        rows.retain(|row| row["name"] != name);
    }
    if ways.draws && entity == "Email" && action == "getFields" {
        let number = DRAWN.fetch_add(7, Ordering::Relaxed);
        let id = format!("format_free_html_{number}");
        for row in rows.as_array_mut().unwrap() {
            if row["name"] == "email" {
                row["options"] = json!([{"id": "plain", "label": "Plain"}, {"id": id, "name": id, "label": "Free"}]);
            }
        }
    }
    if let (Some(filter), Some(rows)) = (params["where"].as_array(), rows.as_array_mut()) {
        rows.retain(|row| filter.iter().all(|clause| holds(clause, row)));
    }
    let count = rows.as_array().unwrap().len();
    json!({"values": rows, "entity": entity, "action": action, "version": 4, "count": count,
           "countFetched": count})
}

fn holds(clause: &Value, row: &Value) -> bool {
    let (found, wanted) = (&row[clause[0].as_str().unwrap()], &clause[2]);
    match clause[1].as_str().unwrap() {
        "=" if wanted == "user_contact_id" => *found == 3,
        "=" if wanted == "current_domain" => *found == 1,
        "=" => found == wanted,
        "LIKE" => wanted == "%:%" && found.as_str().unwrap().contains(':'),
        "IN" => wanted.as_array().unwrap().contains(found),
        "NOT IN" => !wanted.as_array().unwrap().contains(found),
        other => panic!("{other}"),
    }
}

fn load(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(captures().join(file)).unwrap()).unwrap()
}

fn read(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 65536];
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().unwrap())
        });
        let length: usize = length.unwrap_or(0);
        while bytes.len() < end + 4 + length {
            let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(&chunk[..read]);
        }
        let body = String::from_utf8(bytes[end + 4..end + 4 + length].to_vec()).unwrap();
        return Some((head, body));
    }
}

/// A form field's text.
fn decoded(text: &str) -> String {
    let (mut bytes, text) = (Vec::new(), text.as_bytes());
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex = std::str::from_utf8(&text[at + 1..at + 3]).unwrap();
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
                at += 2;
            }
            plain => bytes.push(plain),
        }
        at += 1;
    }
    String::from_utf8(bytes).unwrap()
}
