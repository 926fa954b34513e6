//! A site on the loopback that answers what a test tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// A field of the form, or of the query.
    pub fn field(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        [query, &self.body].iter().find_map(|text| {
            url::form_urlencoded::parse(text.as_bytes())
                .find(|(n, _)| n == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    /// The form's `params`, or `{}`, as PHP would have it.
    pub fn params(&self) -> serde_json::Value {
        let text = self.field("params").unwrap_or_else(|| "{}".to_owned());
        serde_json::from_str(&text).unwrap()
    }
}

/// What the site does with one request, in order.
pub enum Step {
    Send(Vec<u8>),
    Pause(Duration),
    /// The same bytes again and again, until the other side has had enough.
    Endless(Vec<u8>),
}

/// An answer.
pub struct Reply(pub Vec<Step>);

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Reply::with(status, &[], body)
    }

    pub fn with(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let mut head = format!(
            "HTTP/1.1 {status} Status\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend(body);
        Reply(vec![Step::Send(bytes)])
    }

    /// A success of `Contact.get` with these values.
    pub fn contacts(values: &str) -> Self {
        Reply::new(
            200,
            format!(r#"{{"values":{values},"entity":"Contact","action":"get","countFetched":1}}"#),
        )
    }

    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Reply(vec![Step::Send(bytes.into())])
    }
}

/// The site; it lives as long as the test's process.
pub struct Site {
    pub url: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Site {
    /// A site whose `n`th request gets this answer.
    pub fn start(answer: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let n = {
                        let mut log = log.lock().unwrap();
                        log.push(request.clone());
                        log.len()
                    };
                    write(&stream, answer(n, &request));
                });
            }
        });
        Site { url, seen }
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub fn last(&self) -> Request {
        self.seen().last().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ")?;
        headers.push((name.to_owned(), value.to_owned()));
    }
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        headers,
        body: String::from_utf8(body).unwrap(),
    })
}

fn write(mut stream: &TcpStream, reply: Reply) {
    for step in reply.0 {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Step::Pause(duration) => thread::sleep(duration),
            Step::Endless(bytes) => while stream.write_all(&bytes).is_ok() {},
        }
    }
    let _ = stream.flush();
    let _ = stream.shutdown(Shutdown::Write);
}
