//! The first request: what there is, which version, who asks.

use std::time::Instant;

use civi_runtime::Call;
use civi_runtime::blocking::Client;
use civi_schema::raw::{Answers, Question};
use serde_json::{Value, json};

use super::{Error, Options, Progress};

/// What the first request tells.
pub(super) struct About {
    /// `Entity.get`'s rows.
    pub(super) entities: Vec<Value>,
    pub(super) civicrm: Option<String>,
    pub(super) locale: Option<String>,
    /// Whether WordPress's own setting has a value.
    pub(super) wordpress: bool,
    /// The contact who asks, where it may see itself.
    contact: Option<i64>,
}

impl About {
    /// What a cache must be of, to serve for this run.
    pub(super) fn mark(&self, client: &Client, options: &Options, names: &[String]) -> Value {
        json!({
            "format": 1,
            "site": client.endpoint().api_url(),
            "civicrm": self.civicrm,
            "contact": self.contact,
            "docs": options.docs,
            "day": super::day::today(),
            "entities": names,
        })
    }
}

/// Asks for it.
pub(super) fn about(client: &Client, told: &mut Progress) -> Result<About, Error> {
    let calls = [
        ("Entity", json!({})),
        (
            "Contact",
            json!({"select": ["id"], "where": [["id", "=", "user_contact_id"]]}),
        ),
        (
            "Domain",
            json!({"select": ["version"], "where": [["id", "=", "current_domain"]]}),
        ),
        ("Setting", json!({"select": ["lcMessages", "wpBasePage"]})),
    ];
    let mut rows = rows(client, &calls, told)?.into_iter();
    let entities = rows.next().unwrap_or_else(|| Ok(Vec::new()));
    // What only adds to the snapshot may fail.
    let [who, domain, settings] =
        [(); 3].map(|()| rows.next().and_then(Result::ok).unwrap_or_default());
    let contact = match who.first().and_then(|row| integer(row.get("id")?)) {
        Some(contact) => Some(contact),
        // Nobody, or somebody who may not see their own contact.
        None => somebody(client, told)?,
    };
    let entities = entities.map_err(|error| Error::request(error, "the list of entities"))?;
    let setting = |name: &str| {
        let row = settings
            .iter()
            .find(|row| row.get("name").is_some_and(|text| text == name))?;
        row.get("value")?
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Ok(About {
        entities,
        civicrm: domain
            .first()
            .and_then(|row| Some(row.get("version")?.as_str()?.to_owned())),
        locale: setting("lcMessages"),
        wordpress: setting("wpBasePage").is_some(),
        contact,
    })
}

/// The contact that the site takes us for; an error where it is none.
fn somebody(client: &Client, told: &mut Progress) -> Result<Option<i64>, Error> {
    if client
        .identity()
        .is_some_and(|identity| !identity.is_anonymous())
    {
        return Ok(None);
    }
    told.requests += 1;
    match client.whoami() {
        Ok(identity) if identity.is_anonymous() => Err(Error::nobody()),
        Ok(_) => Ok(None),
        Err(error) => Err(Error::request(error, "who is asking")),
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The rows of these `get`s, in one request where the site has batch calls.
pub(super) fn rows(
    client: &Client,
    calls: &[(&'static str, Value)],
    told: &mut Progress,
) -> Result<Vec<civi_runtime::Result<Vec<Value>>>, Error> {
    let fail = |error| Error::request(error, "what the site is");
    let call = |(entity, params): &(&'static str, Value)| {
        let mut call = Call::reading(*entity, "get");
        for (name, value) in params.as_object().into_iter().flatten() {
            call.params.set(name.clone(), value)?;
        }
        Ok(call)
    };
    let built: civi_runtime::Result<Vec<Call>> = calls.iter().map(call).collect();
    let built = built.map_err(fail)?;
    let started = Instant::now();
    let batch = client.execute_batch(built.clone());
    told.requests += 1;
    let answers = match batch {
        Ok(answers) => answers,
        Err(error) if super::ask::is_final(&error) => return Err(fail(error)),
        // A version that lets one call's failure take the batch with it, or no batch at all.
        Err(_) => {
            told.failed += 1;
            built
                .into_iter()
                .map(|call| {
                    told.requests += 1;
                    client.execute(call)
                })
                .collect()
        }
    };
    told.elapsed += started.elapsed();
    Ok(answers
        .into_iter()
        .map(|answer| {
            let answer = answer?;
            told.bytes += answer.values().len() as u64;
            answer.decode()
        })
        .collect())
}

/// Whether the user seems not to see everything: an administrator sees `Contact.api_key`, and may
/// create and delete contacts.
pub(super) fn limited(answers: &Answers) -> bool {
    let has = |question, name: &str| {
        answers.said(question, "Contact").is_none_or(|rows| {
            rows.iter()
                .any(|row| row.get("name").is_some_and(|n| n == name))
        })
    };
    !(has(Question::GetFields, "api_key")
        && has(Question::Actions, "create")
        && has(Question::Actions, "delete"))
}
