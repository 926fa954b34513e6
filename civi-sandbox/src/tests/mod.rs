//! The quirks of real sites, each under the section of the wire contract that says it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // these are tests

mod auth;
mod columns;
mod comparisons;
mod corpus;
mod errors;
mod garbage;
mod get;
mod joins;
mod misbehaviour;
mod old;
mod permissions;
mod recorded;
mod rows;
#[cfg(feature = "serve")]
mod server;
mod sums;
mod write;

use std::sync::OnceLock;

use crate::json::Json;
use crate::request::{Message, Reply};
use crate::{ADMINISTRATOR_KEY, Sandbox};

/// A sandbox of its own for a test, of a bundled snapshot.
pub(super) fn sandbox(snapshot: &'static str) -> Sandbox {
    static STANDALONE: OnceLock<Sandbox> = OnceLock::new();
    static WORDPRESS: OnceLock<Sandbox> = OnceLock::new();
    let cell = if snapshot == "standalone-6.17" {
        &STANDALONE
    } else {
        &WORDPRESS
    };
    let made = cell.get_or_init(|| {
        let folder = format!("{}/../schemas/{snapshot}", env!("CARGO_MANIFEST_DIR"));
        Sandbox::open(folder).unwrap().demo(30).build().unwrap()
    });
    made.copy().unwrap()
}

/// A sandbox of the newer snapshot.
pub(super) fn newer() -> Sandbox {
    sandbox("standalone-6.17")
}

/// A request as a client sends it.
pub(super) fn message(path: &str, body: &[(&str, &str)], key: Option<&str>) -> Message {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(body)
        .finish();
    let mut headers = vec![
        ("X-Requested-With".to_owned(), "XMLHttpRequest".to_owned()),
        (
            "Content-Type".to_owned(),
            "application/x-www-form-urlencoded".to_owned(),
        ),
    ];
    if let Some(key) = key {
        headers.push(("X-Civi-Auth".to_owned(), format!("Bearer {key}")));
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Message::new("POST", path, query, headers, body.as_bytes())
}

/// The reply to a call of the administrator.
pub(super) fn reply(sandbox: &Sandbox, call: &str, params: &str) -> Reply {
    reply_to(sandbox, call, params, Some(ADMINISTRATOR_KEY))
}

/// The reply to a call of somebody.
pub(super) fn reply_to(sandbox: &Sandbox, call: &str, params: &str, key: Option<&str>) -> Reply {
    let path = format!("/civicrm/ajax/api4/{call}");
    sandbox
        .site
        .answer(&message(&path, &[("params", params)], key))
}

/// The body of a reply as JSON.
pub(super) fn json(reply: &Reply) -> Json {
    Json::parse(&reply.body).unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&reply.body)))
}

/// The values of a call that succeeds.
pub(super) fn values(sandbox: &Sandbox, call: &str, params: &str) -> Json {
    let reply = reply(sandbox, call, params);
    let body = json(&reply);
    body.get("values")
        .unwrap_or_else(|| panic!("{call} {params}: {}", body.compact()))
        .clone()
}

/// The values as text.
pub(super) fn text(sandbox: &Sandbox, call: &str, params: &str) -> String {
    values(sandbox, call, params).compact()
}

/// The message of a call that is refused.
pub(super) fn refusal(sandbox: &Sandbox, call: &str, params: &str) -> String {
    let reply = reply(sandbox, call, params);
    let body = json(&reply);
    let message = body.get("error_message").and_then(Json::as_str);
    message
        .unwrap_or_else(|| panic!("{call} {params}: {}", body.compact()))
        .to_owned()
}

/// The id of a row that is created.
pub(super) fn created(sandbox: &Sandbox, entity: &str, values: &str) -> i64 {
    let made = self::values(
        sandbox,
        &format!("{entity}/create"),
        &format!("{{\"values\":{values}}}"),
    );
    made.items()
        .first()
        .and_then(|row| row.get("id"))
        .and_then(Json::to_int)
        .unwrap()
}

/// Puts a row with a value in every column into every entity that has a table; the entities that
/// take none.
pub(super) fn every_entity_has_a_row(sandbox: &Sandbox) -> Vec<String> {
    use crate::schema::FieldModel;
    use civi_schema::DataType;
    let model = std::sync::Arc::clone(&sandbox.site.model);
    let value = |field: &FieldModel| -> Json {
        let options = field.list.as_deref().map(|list| model.list(list));
        let first = options.and_then(|options| options.items().first().map(|item| item.id.clone()));
        let first = first.filter(|_| field.field.data_type != DataType::Boolean);
        let value = match (first, &field.field.data_type) {
            (Some(id), _) => id,
            (None, DataType::Integer) => Json::Int(1),
            // Rows in the trash, of a test and templates are not seen without being asked for.
            (None, DataType::Boolean) => Json::Bool(!matches!(
                field.name(),
                "is_deleted" | "is_test" | "is_template"
            )),
            (None, DataType::Money | DataType::Float) => Json::Float(12.5),
            (None, DataType::Date | DataType::Timestamp) => "2026-01-02 03:04:05".into(),
            (None, DataType::Time) => "03:04:05".into(),
            _ => field.name().into(),
        };
        match field.field.serialize {
            Some(_) => Json::List(vec![value]),
            None => value,
        }
    };
    // Rows point to one another in circles.
    sandbox
        .site
        .store()
        .run_fixed("PRAGMA foreign_keys = OFF")
        .unwrap();
    let mut refused = Vec::new();
    for entity in model
        .entities
        .values()
        .filter(|entity| entity.table.is_some() && entity.name() != "RelationshipCache")
    {
        let mut values = Json::map();
        for field in entity
            .columns()
            .filter(|field| Some(field.name()) != entity.key())
        {
            values.set(field.name(), value(field));
            // The contact types have one table.
            if field.name() == "external_identifier" {
                values.set("external_identifier", entity.name().into());
            }
        }
        let line = Json::from([("entity", entity.name().into()), ("values", values)]);
        if let Err(why) = sandbox.add_rows(&line.compact()) {
            refused.push(format!("{}: {why}", entity.name()));
        }
    }
    refused
}
