//! CiviCRM's version, and whether the snapshot is of it.

use civi_codegen::schema::Schema;
use civi_runtime::blocking::Client;
use civi_runtime::{Call, Result};
use serde_json::{Value, json};

use super::Report;

pub(super) fn examine(client: &Client, schema: Option<&Schema>, report: &mut Report) {
    let version = match version(client) {
        Ok(Some(version)) => version,
        Ok(None) => {
            report.note(
                "version",
                "Domain.get does not tell this credential CiviCRM's version",
                ADVICE,
            );
            return;
        }
        Err(error) => {
            report.note(
                "version",
                format!("CiviCRM's version can't be read: {error}"),
                if error.is_permission() {
                    ADVICE
                } else {
                    "see what the error says"
                },
            );
            return;
        }
    };
    let snapshot = schema.and_then(|schema| schema.site.civicrm.as_deref());
    match snapshot {
        Some(snapshot) if snapshot != version => report.note(
            "version",
            format!("the site has CiviCRM {version}, the snapshot is of {snapshot}"),
            "`civi-codegen diff --live` tells what changed, `civi-codegen refresh` takes it over",
        ),
        _ => report.fine("version", format!("CiviCRM {version}")),
    }
}

/// CiviCRM asks for more here than for nearly everything else (APIv4 wire contract §12.14).
const ADVICE: &str = "Domain.get wants the permission `administer CiviCRM`, which nothing else here \
                      needs: that the snapshot is of this version was not checked";

fn version(client: &Client) -> Result<Option<String>> {
    let mut call = Call::reading("Domain", "get");
    call.params.set("select", &["version"])?;
    call.params
        .set("where", &json!([["id", "=", "current_domain"]]))?;
    call.params.set("limit", &1)?;
    let rows: Vec<Value> = client.execute(call)?.decode()?;
    let version = rows
        .first()
        .and_then(|row| row.get("version")?.as_str().map(str::to_owned));
    Ok(version)
}
