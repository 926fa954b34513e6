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
                "this credential may not see CiviCRM's version",
                "give it the permission `access CiviCRM` if it should",
            );
            return;
        }
        Err(error) => {
            report.note(
                "version",
                format!("CiviCRM's version can't be read: {error}"),
                ADVICE,
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

const ADVICE: &str = "give the credential the permission `access CiviCRM` if it should see it";

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
