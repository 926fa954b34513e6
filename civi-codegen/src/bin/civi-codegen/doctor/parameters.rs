//! Does what we send arrive? Each question is a read whose answer proves that the filter did.

use civi_runtime::blocking::Client;
use civi_runtime::{Call, Error, Identity, Result};
use serde_json::{Value, json};

use super::Report;
use crate::wording::bytes;

/// Values that firewalls and careless servers stumble over.
const AWKWARD: [&str; 4] = [
    "SELECT * FROM civicrm_contact WHERE '1'='1' -- ",
    "<script>alert(\"1\")</script>",
    "a+b&c=d%20e;f",
    "Zoë €😀",
];

/// Bodies to try, in bytes. PHP drops one over its post_max_size, 8 MB by default, and runs the
/// call without its filter (APIv4 wire contract §0, 2).
const SIZES: [usize; 3] = [64_000, 1_000_000, 6_000_000];

/// A read that one row answers, whatever else is in its filter.
#[derive(Debug, Clone, Copy)]
enum Probe {
    /// The entity `Contact` among all entities; costs the database nothing.
    Entity,
    /// Our own contact.
    Myself(i64),
}

/// What came of a read.
enum Outcome {
    Arrived,
    /// The filter did not: that many rows came.
    Lost(usize),
    Failed(Error),
}

pub(super) fn examine(client: &Client, identity: Option<&Identity>, report: &mut Report) {
    let mut probe = Probe::Entity;
    let mut outcome = probe.ask(client, &[]);
    if let Outcome::Failed(error) = &outcome
        && error.is_permission()
    {
        let advice = match identity.map(|identity| (identity.contact_id, identity.user_id)) {
            Some((Some(contact), None)) => format!(
                "a permission belongs to a CMS user, and contact {contact} has none here: link one \
                 that has `access CiviCRM`"
            ),
            Some((Some(contact), Some(user))) => format!(
                "Entity.get wants the permission `access CiviCRM`: see whether user {user} of \
                 contact {contact} has it"
            ),
            _ => "Entity.get wants the permission `access CiviCRM`".to_owned(),
        };
        report.problem(
            "access",
            format!("the site's entities can't be listed: {error}"),
            advice,
        );
        let Some(contact) = identity.and_then(|identity| identity.contact_id) else {
            return;
        };
        probe = Probe::Myself(contact);
        outcome = probe.ask(client, &[]);
    }
    match outcome {
        Outcome::Arrived => report.fine("filters", "a filter arrives as it was sent"),
        Outcome::Lost(rows) => {
            report.problem(
                "filters",
                format!(
                    "a filter for one row was answered with {rows} rows: it was lost on the way"
                ),
                "look for a redirect, a proxy or a firewall that rewrites POST bodies; don't write \
                 to this site before that is put right",
            );
            return;
        }
        Outcome::Failed(error) => {
            report.problem("filters", error.to_string(), "put this right first");
            return;
        }
    }
    characters(client, probe, report);
    sizes(client, probe, report);
}

fn characters(client: &Client, probe: Probe, report: &mut Report) {
    let values: Vec<String> = AWKWARD.iter().map(|&text| text.to_owned()).collect();
    match probe.ask(client, &values) {
        Outcome::Arrived => report.fine("characters", "quotes, markup, SQL words and emoji arrive"),
        Outcome::Lost(rows) => report.problem(
            "characters",
            format!("a filter with odd characters was answered with {rows} rows"),
            "something on the way changes the body: look for a firewall or a re-encoding proxy",
        ),
        Outcome::Failed(error) => report.problem(
            "characters",
            format!("a filter with odd characters is refused: {error}"),
            "a firewall probably takes them for an attack: exempt the API's address from its rules",
        ),
    }
}

fn sizes(client: &Client, probe: Probe, report: &mut Report) {
    let mut arrived = 0;
    for size in SIZES {
        let filler = "x".repeat(1000);
        let values: Vec<String> = (0..size / 1012)
            .map(|number| format!("{filler}{number:06}"))
            .collect();
        match probe.ask(client, &values) {
            Outcome::Arrived => arrived = size,
            Outcome::Lost(rows) => {
                report.problem(
                    "sizes",
                    format!(
                        "of a body of {} the filter was lost ({rows} rows came); {} arrived",
                        bytes(size),
                        bytes(arrived)
                    ),
                    format!(
                        "raise post_max_size of the site's PHP, or cap what you send: \
                         `.body_cap({})` of the client's builder",
                        arrived.max(16_000)
                    ),
                );
                return;
            }
            Outcome::Failed(error) => {
                report.note(
                    "sizes",
                    format!(
                        "a body of {} is refused ({error}); {} arrived",
                        bytes(size),
                        bytes(arrived)
                    ),
                    format!(
                        "raise the limit of the server or proxy, or send less at once: \
                         `.body_cap({})` of the client's builder",
                        arrived.max(16_000)
                    ),
                );
                return;
            }
        }
    }
    report.fine(
        "sizes",
        format!("a body of {} arrives whole", bytes(arrived)),
    );
}

impl Probe {
    fn ask(self, client: &Client, values: &[String]) -> Outcome {
        match self.rows(client, values) {
            Ok(rows) if self.is_answer(&rows) => Outcome::Arrived,
            Ok(rows) => Outcome::Lost(rows.len()),
            Err(error) => Outcome::Failed(error),
        }
    }

    fn rows(self, client: &Client, values: &[String]) -> Result<Vec<Value>> {
        let (entity, select, filter) = match self {
            Self::Entity => {
                let names: Vec<&str> = values
                    .iter()
                    .map(String::as_str)
                    .chain(["Contact"])
                    .collect();
                ("Entity", "name", json!([["name", "IN", names]]))
            }
            Self::Myself(id) if values.is_empty() => ("Contact", "id", json!([["id", "=", id]])),
            Self::Myself(id) => (
                "Contact",
                "id",
                json!([["id", "=", id], ["display_name", "NOT IN", values]]),
            ),
        };
        let mut call = Call::reading(entity, "get");
        call.params.set("select", &[select])?;
        // The limit comes first: were the body cut off, it would still be the filter that is lost.
        call.params.set("limit", &5)?;
        call.params.set("where", &filter)?;
        client.execute(call)?.decode()
    }

    fn is_answer(self, rows: &[Value]) -> bool {
        let [row] = rows else { return false };
        match self {
            Self::Entity => row.get("name").is_some_and(|name| name == "Contact"),
            Self::Myself(id) => row.get("id").is_some_and(|found| *found == id),
        }
    }
}
