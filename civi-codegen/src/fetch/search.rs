//! The site's saved searches, as the snapshot keeps them.

use std::collections::BTreeMap;

use civi_runtime::Call;
use civi_runtime::blocking::Client;
use serde_json::json;

use super::error::Error;
use super::progress::Progress;
use crate::query::named::saved_searches;

/// The saved searches of these names, each as the text of its file, and the names that the site
/// does not have.
pub(super) fn searches(
    client: &Client,
    names: &[String],
    told: &mut Progress,
) -> Result<(BTreeMap<String, String>, Vec<String>), Error> {
    if names.is_empty() {
        return Ok((BTreeMap::new(), Vec::new()));
    }
    let fail = |error| Error::request(error, "the saved searches");
    let mut call = Call::reading("SavedSearch", "get");
    let select = ["name", "label", "api_entity", "api_params"];
    call.params.set("select", &select).map_err(fail)?;
    let filter = json!([["name", "IN", names]]);
    call.params.set("where", &filter).map_err(fail)?;
    let answer = client.execute(call).map_err(fail)?;
    told.requests += 1;
    told.bytes += answer.values().len() as u64;
    // As text, because the order of keys has a meaning in `orderBy`.
    let found = saved_searches(answer.values());
    let missing = names
        .iter()
        .filter(|name| !found.contains_key(*name))
        .cloned();
    let missing = missing.collect();
    Ok((found, missing))
}
