//! A future can be dropped at each of its awaits: what was told of its progress then agrees with what
//! the site got, nothing goes on behind its back, and the client is as good as before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bindings::{Contact, Tag};
use civi_runtime::BoxFuture;
use civi_runtime::meta::EntitySchema;
use civi_runtime::prelude::*;
use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
use civi_runtime::{Ambiguous, ChunkReport, Client, Credential, Step};
use serde_json::{Value as Json, json};
use site::{Said, Sent, Site, values};

/// How many rows the site has.
const ROWS: i64 = 250;

/// What of the site's rows was written, by what a report can be compared with: the key of a row that
/// is there, the name of a new one.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<BTreeSet<String>>>);

/// A connection that takes its time: a request is on its way before the site gets it, and the answer
/// is before the client has it.
#[derive(Clone)]
struct Wire {
    site: Site,
    /// How many exchanges have begun and neither ended nor been dropped.
    live: Arc<AtomicUsize>,
    /// How many requests the site got.
    arrived: Arc<AtomicUsize>,
}

struct OnTheWire {
    wire: Wire,
    request: Option<HttpRequest>,
    answer: Option<HttpResponse>,
    is_new: bool,
}

impl Drop for OnTheWire {
    fn drop(&mut self) {
        self.wire.live.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Future for OnTheWire {
    type Output = Result<HttpResponse, TransportError>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        if std::mem::take(&mut self.is_new) {
            return Poll::Pending;
        }
        if let Some(request) = self.request.take() {
            self.wire.arrived.fetch_add(1, Ordering::SeqCst);
            let answer = match request.url().path().ends_with("/authx/id") {
                true => HttpResponse::new(200, r#"{"contact_id":2,"user_id":1}"#),
                false => site::now(self.wire.site.send(request)).unwrap(),
            };
            self.answer = Some(answer);
            return Poll::Pending;
        }
        Poll::Ready(Ok(self.answer.take().expect("polled after its end")))
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.live.fetch_add(1, Ordering::SeqCst);
        Box::pin(OnTheWire {
            wire: self.clone(),
            request: Some(request),
            answer: None,
            is_new: true,
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// Polls so many times at most, and drops the future; what it gave, if it came to its end.
fn polled<T>(future: impl Future<Output = T>, times: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..times).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    })
}

/// The ids that a `where` names, if it names any.
fn named(json: &Json) -> Option<Vec<i64>> {
    let list = json.as_array()?;
    match list.first().and_then(Json::as_str) {
        Some("id") if list[1] == "IN" || list[1] == "=" => Some(match list[2].as_array() {
            Some(ids) => ids.iter().filter_map(Json::as_i64).collect(),
            None => list[2].as_i64().into_iter().collect(),
        }),
        _ => list.iter().find_map(named),
    }
}

fn after(json: &Json) -> Option<i64> {
    let list = json.as_array()?;
    match list.first().and_then(Json::as_str) {
        Some("id") if list[1] == ">" => list[2].as_i64(),
        _ => list.iter().find_map(after),
    }
}

impl Written {
    /// Answers as a site does, and refuses the record of this name.
    fn answer(&self, sent: &Sent, refused: Option<&str>) -> Said {
        let mut written = self.0.lock().unwrap();
        let params = &sent.params;
        let clauses = &params["where"];
        // A new row has its key by its name.
        let row = |id: i64| match id.checked_sub(1000) {
            Some(number) if number >= 0 => json!({"id": id, "name": format!("tag {number}")}),
            _ => json!({"id": id, "name": "tmp", "label": "x"}),
        };
        let key = |name: &str| {
            let number = name
                .strip_prefix("tag ")
                .and_then(|number| number.parse::<i64>().ok());
            1000 + number.unwrap_or(0)
        };
        match (sent.entity.as_str(), sent.action.as_str()) {
            ("AuthxCredential", _) => values(json!([{"cred": "Bearer a-token"}])),
            (_, "getFields" | "getActions") => values(json!([])),
            ("Entity", _) => values(json!([{"name": "Tag"}])),
            (_, "get") => {
                let limit = params["limit"].as_i64().unwrap_or(i64::MAX);
                let ids: Vec<i64> = match named(clauses) {
                    Some(ids) => ids,
                    // What a record matches: nothing.
                    None if clauses[0][0] == "name" && clauses[0][1] == "=" => Vec::new(),
                    None => {
                        let first = after(clauses).unwrap_or(0) + 1;
                        (first..=ROWS.min(first.saturating_add(limit - 1))).collect()
                    }
                };
                let select = params["select"].to_string();
                let rows: Vec<Json> = ids.into_iter().map(row).collect();
                let matched = if select.contains("row_count") {
                    ROWS
                } else {
                    0
                };
                Ok(json!({"values": rows, "countFetched": rows.len(), "countMatched": matched}))
            }
            (_, "update" | "delete") => {
                let ids = named(clauses).unwrap();
                written.extend(ids.iter().map(i64::to_string));
                values(ids.into_iter().map(|id| json!({ "id": id })).collect())
            }
            (_, action) => {
                let records = match action {
                    "create" => vec![params["values"].clone()],
                    _ => params["records"].as_array().unwrap().clone(),
                };
                let names = records
                    .iter()
                    .map(|record| record["name"].as_str().unwrap_or("new"));
                let names: Vec<&str> = names.collect();
                if names.iter().any(|name| Some(*name) == refused) {
                    return Err(("DB Error: already exists", 500));
                }
                written.extend(names.iter().map(|name| (*name).to_owned()));
                let rows = names.iter().map(|name| json!({"id": key(name)}));
                Ok(json!({"values": rows.collect::<Vec<_>>(), "deleted": [], "countMatched": 0}))
            }
        }
    }
}

/// A site, the way to it, and what is written there.
struct Setting {
    wire: Wire,
    client: Client,
    written: Written,
}

impl Setting {
    fn new(refused: Option<&'static str>) -> Self {
        let written = Written::default();
        let also = written.clone();
        let wire = Wire {
            site: Site::new(move |sent| also.answer(sent, refused)),
            live: Arc::default(),
            arrived: Arc::default(),
        };
        let client = Client::builder("https://crm.example.org")
            .credential(Credential::api_key("key"))
            .transport(wire.clone())
            .build()
            .unwrap();
        Setting {
            wire,
            client,
            written,
        }
    }

    /// Nothing is on its way, nothing comes by itself, and the client works.
    fn is_sound(&self, what: &str) {
        assert_eq!(self.wire.live.load(Ordering::SeqCst), 0, "{what}");
        let arrived = self.wire.arrived.load(Ordering::SeqCst);
        let again = polled(Tag::create(Tag::values("again")).send(&self.client), 100);
        again
            .unwrap_or_else(|| panic!("{what}: the client waits for ever"))
            .unwrap();
        assert_eq!(self.wire.live.load(Ordering::SeqCst), 0, "{what}");
        assert!(self.wire.arrived.load(Ordering::SeqCst) > arrived);
    }
}

/// What was told of one part of a write.
#[derive(Debug, Clone)]
struct Told {
    step: Step,
    positions: Vec<usize>,
    keys: Vec<Json>,
    done: Vec<usize>,
    failed: Vec<usize>,
    unknown: Vec<usize>,
    skipped: Vec<usize>,
}

type Log = Arc<Mutex<Vec<Told>>>;

fn follow(log: &Log) -> impl Fn(&ChunkReport<'_>) + Send + Sync + 'static {
    let log = Arc::clone(log);
    move |report| {
        log.lock().unwrap().push(Told {
            step: report.step,
            positions: report.positions.to_vec(),
            keys: report.keys.to_vec(),
            done: report.done.iter().map(|done| done.index).collect(),
            failed: report.failed.iter().map(|failed| failed.index).collect(),
            unknown: report.unknown.to_vec(),
            skipped: report.skipped.to_vec(),
        });
    }
}

/// Compares what was told with what the site has written. `name_of` says what a position is called
/// there.
fn agrees(log: &[Told], written: &BTreeSet<String>, ended: bool, what: &str) {
    let name_of = |told: &Told, position: usize| -> String {
        let at = told
            .positions
            .iter()
            .position(|it| *it == position)
            .unwrap();
        match told.keys.get(at) {
            Some(key) => key.to_string(),
            None => format!("tag {position}"),
        }
    };
    let mut last: BTreeMap<Vec<usize>, &Told> = BTreeMap::new();
    for told in log {
        last.insert(told.positions.clone(), told);
    }
    let mut known = BTreeSet::new();
    for (at, told) in last.values().enumerate() {
        let all: BTreeSet<usize> = told.positions.iter().copied().collect();
        match told.step {
            Step::Ended => {
                let said = [&told.done, &told.failed, &told.unknown, &told.skipped];
                let said: BTreeSet<usize> = said.into_iter().flatten().copied().collect();
                assert_eq!(
                    said, all,
                    "{what}: nothing is left out of a part that ended"
                );
                for position in &told.done {
                    let name = name_of(told, *position);
                    assert!(written.contains(&name), "{what}: {name} is not written");
                    known.insert(name);
                }
                for position in &told.failed {
                    let name = name_of(told, *position);
                    assert!(!written.contains(&name), "{what}: {name} was not refused");
                }
                known.extend(told.unknown.iter().map(|at| name_of(told, *at)));
            }
            Step::GivenUp => {
                assert!(!ended, "{what}: nothing was given up");
                assert_eq!(told.unknown, told.positions, "{what}");
                assert_eq!(
                    at + 1,
                    last.len(),
                    "{what}: nothing comes after what was given up"
                );
                known.extend(told.positions.iter().map(|at| name_of(told, *at)));
            }
            other => panic!("{what}: {other:?} is the last that was told of a part"),
        }
    }
    let untold: Vec<_> = written.difference(&known).collect();
    assert!(
        untold.is_empty(),
        "{what}: written and not told: {untold:?}"
    );
}

/// Drops the write at each of its awaits.
fn at_every_await<T: 'static>(
    what: &str,
    refused: Option<&'static str>,
    send: impl Fn(&Client, &Log) -> BoxFuture<'static, civi_runtime::Result<T>>,
) {
    let (mut parts, mut given_up) = (0, 0);
    for times in 0..500 {
        let setting = Setting::new(refused);
        let log = Log::default();
        let done = polled(send(&setting.client, &log), times);
        let what = format!("{what}, dropped after {times} polls");
        let told = log.lock().unwrap().clone();
        agrees(
            &told,
            &setting.written.0.lock().unwrap(),
            done.is_some(),
            &what,
        );
        given_up += usize::from(told.last().is_some_and(|it| it.step == Step::GivenUp));
        setting.is_sound(&what);
        assert_eq!(
            log.lock().unwrap().len(),
            told.len(),
            "{what}: told afterwards"
        );
        if let Some(outcome) = done {
            assert_eq!(outcome.is_err(), refused.is_some(), "{what}");
            parts = told.iter().filter(|it| it.step == Step::Ended).count();
            break;
        }
    }
    assert!(parts > 1, "{what}: {parts} parts");
    assert!(given_up >= parts, "{what}: given up {given_up} times");
}

fn ids() -> impl Iterator<Item = Id<Tag>> {
    (1..=ROWS).map(Id::new)
}

fn records(count: usize) -> Vec<civi_runtime::Values<Tag, civi_runtime::Changes>> {
    let records = (0..count).map(|at| Tag::changes().name(format!("tag {at}")).into());
    records.collect()
}

#[test]
fn an_update_by_key() {
    at_every_await("update", None, |client, log| {
        let update = Tag::update(Tag::changes().label("x")).ids(ids());
        update.on_progress(follow(log)).send(client)
    });
    at_every_await("update, confirmed", None, |client, log| {
        let update = Tag::update(Tag::changes().label("x")).ids(ids());
        update.on_progress(follow(log)).confirm().send(client)
    });
}

#[test]
fn an_update_by_filter() {
    at_every_await("update_where", None, |client, log| {
        let update = Tag::update_where(Tag::NAME.like("tmp%"), Tag::changes().label("x"));
        update.on_progress(follow(log)).send(client)
    });
    at_every_await("update_where, confirmed", None, |client, log| {
        let update = Tag::update_where(Tag::NAME.like("tmp%"), Tag::changes().label("x"));
        update.on_progress(follow(log)).confirm().send(client)
    });
}

#[test]
fn a_deletion() {
    at_every_await("delete", None, |client, log| {
        Tag::delete(ids()).on_progress(follow(log)).send(client)
    });
    at_every_await("delete_where", None, |client, log| {
        let delete = Tag::delete_where(Tag::NAME.like("tmp%"));
        delete.on_progress(follow(log)).send(client)
    });
}

#[test]
fn a_save() {
    at_every_await("save", None, |client, log| {
        Tag::save(records(12))
            .chunk(5)
            .on_progress(follow(log))
            .send(client)
    });
    at_every_await("save with matching", None, |client, log| {
        let save = Tag::save(records(12)).chunk(5).matching(Tag::NAME);
        save.on_progress(follow(log)).send(client)
    });
    at_every_await("save, confirmed", None, |client, log| {
        let save = Tag::save(records(12)).chunk(5).matching(Tag::NAME);
        save.on_progress(follow(log)).confirm().send(client)
    });
}

#[test]
fn a_save_of_records_that_filters_find() {
    let records = || {
        let records = records(12).into_iter().enumerate();
        records.map(|(at, record)| (Tag::NAME.eq(format!("tag {at}")), record))
    };
    at_every_await("save_where", None, move |client, log| {
        let save = Tag::save_where(records()).chunk(5);
        save.on_progress(follow(log)).send(client)
    });
    at_every_await("save_where, going on", Some("tag 7"), move |client, log| {
        let save = Tag::save_where(records()).chunk(5).keep_going();
        save.on_progress(follow(log)).send(client)
    });
    nothing_comes_after("save, dry run", |it| {
        let records = (0..3).map(|at| Tag::changes().name(format!("tag {at}")));
        Tag::save(records)
            .matching(Tag::NAME)
            .dry_run()
            .send(&it.client)
    });
}

#[test]
fn a_save_that_is_refused_midway() {
    at_every_await("save, refused", Some("tag 7"), |client, log| {
        Tag::save(records(12))
            .chunk(5)
            .on_progress(follow(log))
            .send(client)
    });
    // Looked up again, and sent again one by one.
    at_every_await(
        "save with matching, refused",
        Some("tag 7"),
        |client, log| {
            let save = Tag::save(records(12)).chunk(5).matching(Tag::NAME);
            let save = save.on_ambiguous(Ambiguous::Report);
            save.on_progress(follow(log)).send(client)
        },
    );
}

/// Drops anything at each of its awaits: nothing comes of it afterwards.
fn nothing_comes_after<T: 'static>(
    what: &str,
    start: impl Fn(&Setting) -> BoxFuture<'static, civi_runtime::Result<T>>,
) {
    for times in 0..500 {
        let setting = Setting::new(None);
        let done = polled(start(&setting), times);
        let what = format!("{what}, dropped after {times} polls");
        setting.is_sound(&what);
        if let Some(outcome) = done {
            outcome
                .map(drop)
                .unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(times > 2, "{what}: it has no await");
            return;
        }
    }
    panic!("{what} has no end");
}

static SCHEMA: &[EntitySchema] = &[EntitySchema::new("Tag", &[("get", "id")], "get")];

#[test]
fn reads() {
    nothing_comes_after("rows", |it| Tag::get().page_size(100).rows(&it.client));
    nothing_comes_after("one", |it| {
        Tag::get().filter(Tag::ID.eq(Id::new(5))).one(&it.client)
    });
    nothing_comes_after("first", |it| Tag::get().first(&it.client));
    nothing_comes_after("count", |it| Tag::get().count(&it.client));
    nothing_comes_after("page", |it| Tag::get().page(1, 100, &it.client));
    nothing_comes_after("answer", |it| Tag::get().limit(5).answer(&it.client));
    nothing_comes_after("dry run", |it| {
        Tag::delete_where(Tag::NAME.like("tmp%"))
            .dry_run()
            .send(&it.client)
    });
    nothing_comes_after("stream", |it| {
        let mut stream = Tag::get().page_size(100).stream(&it.client);
        Box::pin(async move {
            use futures_core::Stream as _;
            let mut rows = 0;
            while let Some(row) =
                std::future::poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await
            {
                rows += i64::from(row.is_ok());
            }
            assert_eq!(rows, ROWS);
            Ok(())
        })
    });
}

#[test]
fn single_writes_and_batches() {
    nothing_comes_after("create", |it| {
        Tag::create(Tag::values("x")).send(&it.client)
    });
    nothing_comes_after("create, confirmed", |it| {
        let named = civi_runtime::Values::<Tag>::new().set::<String>("name", "tag 0");
        Tag::create(named).confirm().send(&it.client)
    });
    let replace = || Tag::replace(Tag::NAME.like("tmp%"), records(3)).matching(Tag::NAME);
    nothing_comes_after("replace", move |it| replace().send(&it.client));
    nothing_comes_after("batch", move |it| {
        let created = Tag::create(Tag::values("x"));
        let update = Tag::update(Tag::changes().label("x")).id(Id::new(5));
        let calls = (
            Tag::get().limit(5),
            created,
            update,
            replace(),
            Tag::delete([Id::new(5)]),
        );
        it.client.batch(calls)
    });
}

#[test]
fn what_the_client_asks_for_itself() {
    nothing_comes_after("whoami", |it| it.client.whoami());
    nothing_comes_after("verify", |it| it.client.verify(SCHEMA));
    nothing_comes_after("connect", |it| {
        let builder = Client::builder("https://crm.example.org");
        let builder = builder.credential(Credential::api_key("key"));
        let connecting = builder.transport(it.wire.clone()).connect();
        Box::pin(async move { connecting.await.map(drop) })
    });
    nothing_comes_after("connect, the address found by trying", |it| {
        let builder = Client::builder("https://crm.example.org/somewhere");
        let builder = builder.credential(Credential::api_key("key"));
        let connecting = builder.transport(it.wire.clone()).connect();
        Box::pin(async move { connecting.await.map(drop) })
    });
    nothing_comes_after("acting_as", |it| {
        let hers = it
            .client
            .acting_as(Id::<Contact>::new(7), Duration::from_secs(60));
        Tag::create(Tag::values("x")).send(&hers)
    });
}

/// Polls two futures in turn; neither comes to its end.
fn side_by_side<A, B>(
    mut first: Pin<&mut (impl Future<Output = A> + ?Sized)>,
    mut second: Pin<&mut (impl Future<Output = B> + ?Sized)>,
    times: usize,
) {
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..times {
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(second.as_mut().poll(&mut context).is_pending());
    }
}

/// The token is asked for by one call, and others wait: when that one is dropped, another asks.
#[test]
fn a_token_that_is_being_fetched_is_fetched_by_another_when_its_call_is_dropped() {
    let setting = Setting::new(None);
    let hers = setting
        .client
        .acting_as(Id::<Contact>::new(7), Duration::from_secs(60));
    for polls in 1..4 {
        let hers = setting
            .client
            .acting_as(Id::<Contact>::new(7), Duration::from_secs(60));
        let mut first = Box::pin(Tag::get().first(&hers));
        let mut second = Box::pin(Tag::get().first(&hers));
        side_by_side(first.as_mut(), second.as_mut(), polls);
        drop(first);
        assert!(polled(second, 20).unwrap().is_ok(), "{polls}");
    }
    // And the list of an entity's fields.
    for polls in 1..4 {
        setting.client.refresh_known_fields();
        let mut first = Box::pin(Tag::create(Tag::values("x")).send(&setting.client));
        let mut second = Box::pin(Tag::create(Tag::values("y")).send(&setting.client));
        side_by_side(first.as_mut(), second.as_mut(), polls);
        drop(first);
        assert!(polled(second, 20).unwrap().is_ok(), "{polls}");
    }
    drop(hers);
    setting.is_sound("tokens");
}
