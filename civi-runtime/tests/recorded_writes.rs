//! Over the recorded exchanges of real sites, where they are at hand: our writes send what was sent
//! for the same thing, and read what came back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bindings;
mod site;

use bindings::captures::{self, Captured};
use bindings::options::{ContactType, Gender, LocationType};
use bindings::{Activity, Contact, Contribution, Email, Tag};
use civi_runtime::prelude::*;
use civi_runtime::{Action, SiteAction, file::Upload, setting};
use serde_json::Value as Json;
use site::{Site, now};

/// The action sends the recorded parameters; what it makes of the recorded answer.
#[track_caller]
fn replay<A: Action>(site: &Captured, name: &str, action: A) -> A::Output {
    outcome(site, name, action).unwrap_or_else(|error| panic!("{}: {name}: {error}", site.name))
}

/// As [`replay`], where the site can have refused.
#[track_caller]
fn outcome<A: Action>(site: &Captured, name: &str, action: A) -> civi_runtime::Result<A::Output> {
    let exchange = site
        .exchange(name)
        .unwrap_or_else(|| panic!("{}: no {name}", site.name));
    let sent: Json = serde_json::from_str(&action.call().unwrap().params.to_json()).unwrap();
    let (sent, recorded) = (numbers(sent), numbers(exchange.params()));
    assert_eq!(sent, recorded, "{}: {name}", site.name);
    let body: Json = serde_json::from_str(exchange.body()).unwrap();
    let client = Site::new(move |_| Ok(body.clone())).client();
    let (output,) = now(client.batch((Unguarded(action),))).unwrap();
    output
}

/// The parameters with numbers for texts that are some: what recorded the exchanges sent back the
/// ids as they had come, and 5.39 writes those of new contacts as text.
fn numbers(json: Json) -> Json {
    match json {
        Json::String(text) => text.parse::<i64>().map_or(Json::String(text), Json::from),
        Json::Array(items) => items.into_iter().map(numbers).collect(),
        Json::Object(map) => map.into_iter().map(|(k, v)| (k, numbers(v))).collect(),
        other => other,
    }
}

/// The call alone: what goes before it was not recorded.
struct Unguarded<A>(A);

impl<A: Action> Action for Unguarded<A> {
    type Output = A::Output;
    fn call(&self) -> civi_runtime::Result<civi_runtime::Call> {
        self.0.call()
    }
    fn read(&self, answer: civi_runtime::Answer) -> civi_runtime::Result<A::Output> {
        self.0.read(answer)
    }
}

fn number(site: &Captured, name: &str, path: &str) -> i64 {
    let params = numbers(site.exchange(name).unwrap().params());
    params.pointer(path).and_then(Json::as_i64).unwrap()
}

#[test]
fn creates() {
    for site in captures::sites().into_iter().flatten() {
        replay(
            &site,
            "create.individual",
            Contact::create(
                Contact::values()
                    .contact_type(ContactType::Individual)
                    .first_name("Ada")
                    .last_name("Example")
                    .birth_date(jiff::civil::date(1985, 12, 10))
                    .gender_id(Gender::Female)
                    .preferred_communication_method(["1", "2"]),
            ),
        );
        let contact: Id<Contact> = number(&site, "create.email", "/values/contact_id").into();
        let email = replay(
            &site,
            "create.email",
            Email::create(
                Email::values("ada@example.org")
                    .contact_id(contact)
                    .location_type_id(LocationType::Home),
            ),
        );
        assert!(email.get() > 0);
        replay(
            &site,
            "create.activity",
            Activity::create(
                Activity::values(ByName("Meeting"))
                    .source_contact_id(contact)
                    .subject("Hello")
                    .activity_date_time(jiff::civil::date(2026, 2, 3).at(4, 5, 6, 0)),
            ),
        );
        replay(
            &site,
            "create.contribution",
            Contribution::create(
                Contribution::values(contact, ByName("Donation"), Decimal::new(1250, 2))
                    .receive_date(jiff::civil::date(2026, 2, 3)),
            ),
        );
    }
}

#[test]
fn updates() {
    for site in captures::sites().into_iter().flatten() {
        let contact: Id<Contact> = number(&site, "update.reload", "/where/0/2").into();
        let update = |changes| Contact::update::<civi_runtime::Changes>(changes).id(contact);
        let rows = replay(
            &site,
            "update.reload",
            update(Contact::changes().job_title("Analyst")).reload(),
        );
        assert_eq!(
            (rows[0].id, rows[0].job_title.as_deref()),
            (Some(contact), Some("Analyst"))
        );
        let birth = jiff::civil::date(1990, 5, 6);
        let keys = replay(
            &site,
            "update.plain",
            update(Contact::changes().job_title("Analyst").birth_date(birth)),
        );
        assert_eq!(keys, [contact]);
    }
}

#[test]
fn saves_and_replacements() {
    for site in captures::sites().into_iter().flatten() {
        let contact: Id<Contact> = number(&site, "save.match", "/records/0/contact_id").into();
        let record = |email: &str| Email::changes().contact_id(contact).email(email);
        let saved = outcome(
            &site,
            "save.match",
            Email::save([record("ada@example.org"), record("ada.two@example.org")])
                .matching((Email::CONTACT_ID, Email::EMAIL))
                .defaults(Email::changes().location_type_id(1))
                .reload(),
        );
        if site.release < (5, 44) {
            assert!(saved.unwrap_err().to_string().contains("setMatch"));
        } else {
            let saved = saved.unwrap();
            assert_eq!(saved.rows[1].email.as_deref(), Some("ada.two@example.org"));
            assert!(saved.updated.is_none_or(|updated| updated == 1));
        }
        let replaced = replay(
            &site,
            "replace.emails",
            Email::replace(Email::CONTACT_ID.eq(contact), [record("only@example.org")]).reload(),
        );
        let body: Json =
            serde_json::from_str(site.exchange("replace.emails").unwrap().body()).unwrap();
        let deleted = body["deleted"].as_array().unwrap().len();
        assert!(deleted > 1);
        assert_eq!((replaced.rows.len(), replaced.deleted.len()), (1, deleted));
    }
}

#[test]
fn deletions() {
    for site in captures::sites().into_iter().flatten() {
        let contact: Id<Contact> = number(&site, "delete.contact", "/where/0/2").into();
        let gone = outcome(
            &site,
            "delete.contact",
            Contact::delete([contact]).use_trash(true),
        );
        if site.release < (5, 45) {
            assert!(gone.unwrap_err().to_string().contains("setUseTrash"));
        } else {
            assert_eq!(gone.unwrap(), [contact]);
        }
        let missing = number(&site, "delete.nothing", "/where/0/2");
        assert!(replay(&site, "delete.nothing", Tag::delete([missing])).is_empty());
    }
}

enum File {}
impl civi_runtime::Entity for File {
    const NAME: &'static str = "File";
}
impl civi_runtime::Keyed for File {
    type Key = Id<File>;
    const KEY: &'static str = "id";
}

#[test]
fn the_others() {
    for site in captures::sites().into_iter().flatten() {
        let found = outcome(&site, "get.autocomplete", Contact::autocomplete("ad"));
        assert_eq!(
            found.is_ok_and(|found| !found.is_empty()),
            site.release >= (5, 54)
        );
        let contact = Id::<Contact>::new(1);
        assert!(replay(
            &site,
            "get.checkAccess",
            Contact::check_access("delete").id(contact)
        ));
        let links = outcome(&site, "get.getLinks", Contact::get_links().id(contact));
        let deletes = links.is_ok_and(|links| {
            links
                .iter()
                .any(|link| link.api_action.as_deref() == Some("delete"))
        });
        assert_eq!(deletes, site.release >= (5, 70));
        let names = [
            "lcMessages",
            "defaultCurrency",
            "contact_view_options",
            "mailing_backend",
        ];
        let settings = replay(&site, "get.setting", setting::get(names));
        assert_eq!(settings.len(), 4);
        assert_eq!(settings[1].read::<String>().unwrap(), "USD");
        let upload = Upload::<File>::new("note.txt", "text/plain", "hello");
        if site.release >= (6, 2) {
            replay(&site, "file.create", upload);
        } else if site.release >= (5, 64) {
            let body: Json =
                serde_json::from_str(site.exchange("file.create").unwrap().body()).unwrap();
            let client = Site::new(move |_| Ok(body.clone())).client();
            assert!(
                now(upload.send(&client))
                    .unwrap_err()
                    .to_string()
                    .contains("6.2")
            );
        }
    }
}

#[test]
fn an_action_of_its_own_gives_rows_where_it_is_said() {
    for site in captures::sites().into_iter().flatten() {
        let body: Vec<Json> =
            serde_json::from_str(site.exchange("batch.list").unwrap().body()).unwrap();
        let contacts = body.iter().find(|e| e["entity"] == "Contact").unwrap();
        let expected = contacts["values"][0]["id"].as_i64();
        let contacts = contacts.clone();
        let replayed = Site::new(move |_| Ok(contacts.clone()));
        let action = SiteAction::<Contact>::new("get").reads_rows::<bindings::contact::Row>();
        let rows = now(action.send(&replayed.client())).unwrap();
        assert_eq!(rows[0].id.map(Id::get), expected);
    }
}

#[test]
fn batches() {
    for site in captures::sites().into_iter().flatten() {
        let body: Vec<Json> =
            serde_json::from_str(site.exchange("batch.list").unwrap().body()).unwrap();
        let one = |entity: &str| body.iter().find(|e| e["entity"] == entity).unwrap().clone();
        let (contacts, tags) = (one("Contact"), one("Tag"));
        let replayed = Site::new(move |sent| {
            Ok(if sent.entity == "Tag" {
                tags.clone()
            } else {
                contacts.clone()
            })
        });
        let (contacts, tags) = now(replayed.client().batch((
            SiteAction::<Contact>::new("get")
                .set::<Vec<String>>("select", ["id"])
                .set::<i64>("limit", 1),
            SiteAction::<Tag>::new("get").set::<i64>("limit", 1),
        )))
        .unwrap();
        assert_eq!((contacts.unwrap().len(), tags.unwrap().len()), (1, 1));
        let sent = replayed.sent();
        assert_eq!(
            sent[0].params,
            serde_json::json!({"select": ["id"], "limit": 1})
        );
        assert_eq!(sent[1].params, serde_json::json!({"limit": 1}));
        assert!(sent.iter().all(|sent| sent.request == 0));
    }
}
