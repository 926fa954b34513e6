//! Actions of core that are not standard, as far as the sandbox knows them.

use ring::digest;

use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::identity::Authenticator;
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::{Sql, stored_text};

pub(super) fn run(
    context: &Context<'_>,
    authenticator: &Authenticator,
    entity: &EntityModel,
    action: &str,
    parameters: &Parameters,
) -> Outcome<Given> {
    match (entity.name(), action) {
        ("AuthxCredential", "create") => {
            let contact = parameters.number("contactId");
            let seconds = parameters.get("ttl").and_then(Json::to_int).unwrap_or(300);
            let token = format!("Bearer {}", authenticator.token(contact, seconds));
            Ok(Given::rows(vec![Json::from([("cred", token.into())])]))
        }
        (_, "getChecksum") if entity.is_contact() => {
            let id = parameters.number("contactId");
            let sum = checksum(context, id)?;
            Ok(Given::rows(vec![Json::from([
                ("id", Json::Int(id)),
                ("checksum", sum.into()),
            ])]))
        }
        (_, "validateChecksum") if entity.is_contact() => {
            let sum = checksum(context, parameters.number("contactId"))?;
            let given = parameters.text("checksum");
            Ok(Given::rows(vec![Json::from([(
                "valid",
                (given == Some(sum)).into(),
            )])]))
        }
        ("Group", "refresh") | ("System", "flush" | "resetPaths") => Ok(Given::default()),
        ("System", "check") => Ok(Given::default()),
        ("Managed", "reconcile") => Ok(Given::default()),
        (_, "getMergedTo" | "getMergedFrom" | "getDuplicates") => Ok(Given::default()),
        (name, action) => Err(Failure::limit(format!(
            "it does not do {name}.{action}, since a snapshot does not say what it does"
        ))),
    }
}

/// A contact's checksum: of its hash, good for as long as the sandbox is.
fn checksum(context: &Context<'_>, id: i64) -> Outcome<String> {
    use std::fmt::Write;
    let sql = Sql::new("SELECT hash FROM civicrm_contact WHERE id = ").then(Sql::value(id));
    let hash = context
        .store
        .cell(&sql)?
        .as_ref()
        .and_then(stored_text)
        .unwrap_or_default();
    let sum = digest::digest(&digest::SHA256, format!("{id}_{hash}").as_bytes());
    let hex = sum
        .as_ref()
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
    Ok(format!("{hex}_inf"))
}
