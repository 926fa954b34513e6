//! Many tasks over one client, clones in several runtimes, and what is left when they are gone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#![cfg(all(
    feature = "reqwest",
    feature = "blocking",
    any(feature = "rustls-no-provider", feature = "native-tls")
))]

mod bindings;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bindings::{Contact, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{Call, Client, Credential, Retry};
use serde_json::{Value as Json, json};
use tokio::runtime::{Builder, Runtime};

const TASKS: i64 = 200;

/// A site that keeps connections open, and counts.
#[derive(Clone, Default)]
struct Counts {
    /// Connections that are open now.
    open: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
    /// Questions for the names of fields.
    questions: Arc<AtomicUsize>,
    created: Arc<AtomicUsize>,
}

struct Site {
    url: String,
    counts: Counts,
}

impl Site {
    fn start(delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let counts = Counts::default();
        let shared = counts.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counts = shared.clone();
                counts.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    while let Some(request) = read(&stream) {
                        thread::sleep(delay);
                        let body = counts.answer(&request);
                        let head =
                            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                        if (&stream).write_all((head + &body).as_bytes()).is_err() {
                            break;
                        }
                    }
                    counts.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Site { url, counts }
    }

    fn client(&self) -> Client {
        Client::builder(&self.url)
            .credential(Credential::api_key("key"))
            .retry(Retry::off())
            .no_proxy()
            .build()
            .unwrap()
    }

    /// Nothing is left of this runtime's work: neither a task nor a connection.
    fn is_left_alone(&self, runtime: &Runtime) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let tasks = runtime.metrics().num_alive_tasks();
            let open = self.counts.open.load(Ordering::SeqCst);
            if tasks == 0 && open == 0 {
                return;
            }
            assert!(
                Instant::now() < until,
                "{tasks} tasks and {open} connections are left"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The path and the form of the next request, if there is one.
fn read(stream: &TcpStream) -> Option<(String, String)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader
            .read_line(&mut header)
            .ok()
            .filter(|read| *read > 0)?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, String::from_utf8(body).ok()?))
}

impl Counts {
    fn one(&self, entity: &str, action: &str, params: &Json) -> Json {
        let values = match action {
            "getFields" => {
                self.questions.fetch_add(1, Ordering::SeqCst);
                json!([])
            }
            "create" => {
                self.created.fetch_add(1, Ordering::SeqCst);
                // The row has the number that its label says.
                let label = params["values"]["label"].as_str().unwrap();
                json!([{"id": label.parse::<i64>().unwrap()}])
            }
            "get" => {
                let id = &params["where"][0][2];
                let id = id.as_array().map_or(id, |ids| &ids[0]);
                json!([{"id": id, "name": format!("tag {id}"), "display_name": format!("{id}")}])
            }
            _ => json!([{"id": params["where"][0][2]}]),
        };
        json!({"values": values, "entity": entity, "action": action, "countFetched": 1})
    }

    fn answer(&self, (path, form): &(String, String)) -> String {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let (name, value) = url::form_urlencoded::parse(form.as_bytes()).next().unwrap();
        let json: Json = serde_json::from_str(&value).unwrap();
        if name == "calls" {
            let calls = json.as_array().unwrap().iter();
            let all = calls.map(|call| {
                let text = |at: usize| call[at].as_str().unwrap();
                self.one(text(0), text(1), &call[2])
            });
            return all.collect::<Json>().to_string();
        }
        let mut parts = path.rsplit('/');
        let (action, entity) = (parts.next().unwrap(), parts.next().unwrap());
        self.one(entity, action, &json).to_string()
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn id<E>(number: i64) -> Id<E> {
    Id::new(number)
}

/// Some of everything; each answer must be that of its own call.
async fn work(client: Client, number: i64) {
    let made = Tag::create(Tag::values(number.to_string()))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(made, id(number));
    let get = Contact::get().select((Contact::ID, Contact::DISPLAY_NAME));
    let row = get
        .filter(Contact::ID.eq(id(number)))
        .one(&client)
        .await
        .unwrap();
    assert_eq!(row, (id(number), Some(number.to_string())));
    let (read, made) = client
        .batch((
            Tag::get().select(Tag::NAME).filter(Tag::ID.eq(id(number))),
            Tag::create(Tag::values((number + 1000).to_string())),
        ))
        .await
        .unwrap();
    assert_eq!(read.unwrap(), [format!("tag {number}")]);
    assert_eq!(made.unwrap(), id(number + 1000));
}

#[test]
fn two_hundred_tasks_over_one_client() {
    let site = Site::start(Duration::from_millis(2));
    let runtime = runtime();
    let client = site.client();
    runtime.block_on(async {
        let tasks: Vec<_> = (1..=TASKS)
            .map(|number| tokio::spawn(work(client.clone(), number)))
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(
        site.counts.questions.load(Ordering::SeqCst),
        1,
        "asked once for all tasks"
    );
    assert_eq!(
        site.counts.created.load(Ordering::SeqCst),
        2 * TASKS as usize
    );
    assert_eq!(
        site.counts.requests.load(Ordering::SeqCst),
        3 * TASKS as usize + 1
    );
    drop(client);
    site.is_left_alone(&runtime);
}

#[test]
fn tasks_that_are_aborted_leave_nothing() {
    let site = Site::start(Duration::from_millis(30));
    let runtime = runtime();
    let client = site.client();
    runtime.block_on(async {
        let tasks: Vec<_> = (1..=TASKS)
            .map(|number| tokio::spawn(work(client.clone(), number)))
            .collect();
        for (at, task) in tasks.into_iter().enumerate() {
            if at % 3 == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
                task.abort();
                let _ = task.await;
            } else {
                task.await.unwrap();
            }
        }
        // The others' client is as good as before.
        work(client.clone(), 5000).await;
    });
    drop(client);
    site.is_left_alone(&runtime);
}

#[test]
fn clones_work_in_two_runtimes_at_once_and_when_one_is_gone() {
    let site = Site::start(Duration::from_millis(1));
    let client = site.client();
    let (one, two) = (runtime(), runtime());
    let tasks = |runtime: &Runtime, from: i64| -> Vec<_> {
        let numbers = from..from + 50;
        numbers
            .map(|number| runtime.spawn(work(client.clone(), number)))
            .collect()
    };
    let (first, second) = (tasks(&one, 1), tasks(&two, 100));
    one.block_on(async {
        for task in first {
            task.await.unwrap();
        }
    });
    two.block_on(async {
        for task in second {
            task.await.unwrap();
        }
    });
    // The first runtime takes its connections with it; they must not be used any more.
    one.shutdown_timeout(Duration::from_secs(5));
    two.block_on(async {
        let numbers = 200..250;
        let tasks: Vec<_> = numbers
            .map(|number| tokio::spawn(work(client.clone(), number)))
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    // And one after the other, each with a write as its first call.
    for number in 300..303 {
        let runtime = runtime();
        runtime.block_on(work(client.clone(), number));
    }
    drop(client);
    site.is_left_alone(&two);
}

#[test]
fn an_expired_token_under_load_is_renewed_once() {
    let site = expired::site();
    let runtime = runtime();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let client = Client::builder(&site)
        .credential(Credential::provider(move || {
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            Ok(Credential::jwt(format!("token-{number}")))
        }))
        .retry(Retry::off())
        .no_proxy()
        .build()
        .unwrap();
    runtime.block_on(async {
        // Reads and writes alike: a refused credential has done nothing.
        let tasks: Vec<_> = (0..TASKS)
            .map(|number| {
                let call = match number % 2 {
                    0 => Call::reading("Contact", "get"),
                    _ => Call::writing("Contact", "get"),
                };
                let call = client.execute(call);
                tokio::spawn(async move { call.await.map(drop) })
            })
            .collect();
        for (at, task) in tasks.into_iter().enumerate() {
            match at % 5 {
                // Whoever waits for the new token may be given up, too.
                0 => task.abort(),
                _ => task.await.unwrap().unwrap(),
            }
        }
    });
    assert_eq!(
        asked.load(Ordering::SeqCst),
        2,
        "the first token, and one refresh"
    );
    drop(client);
}

/// A site whose first token has expired.
mod expired {
    use super::*;

    pub(super) fn site() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut reader = BufReader::new(&stream);
                    let (mut head, mut length) = (String::new(), 0);
                    loop {
                        let mut line = String::new();
                        if reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                            if let Some(value) = line.to_lowercase().strip_prefix("content-length:")
                            {
                                length = value.trim().parse().unwrap_or(0);
                            }
                            head.push_str(&line);
                        } else {
                            break;
                        }
                    }
                    let mut body = vec![0; length];
                    let _ = reader.read_exact(&mut body);
                    let (status, body) = match head.contains("Bearer token-1\r\n") {
                        true => (401, "HTTP 401 Expired token".to_owned()),
                        false => (
                            200,
                            r#"{"values":[],"entity":"Contact","action":"get"}"#.to_owned(),
                        ),
                    };
                    let head = format!(
                        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                        body.len()
                    );
                    let _ = (&stream).write_all((head + &body).as_bytes());
                });
            }
        });
        url
    }
}
