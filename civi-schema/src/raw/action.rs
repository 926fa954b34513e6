//! One row of `getActions` (APIv4 wire contract §5).

use std::collections::BTreeMap;

use serde_json::Value;

use super::reader::{Reader, plain_text};
use crate::{Action, Param, json};

const PARAM_KEYS: [&str; 11] = [
    "type",
    "default",
    "description",
    "comment",
    "required",
    "options",
    "see",
    "deprecated",
    "shape",
    "dynamicFieldControl",
    "since",
];

/// Parameters of every action, said once by the API and not again by each.
const COMMON: [&str; 4] = ["checkPermissions", "debug", "chain", "language"];

/// The action of this name. Beside its parameters the site tells whatever tags stand in its source
/// (`package`, `throws`, `see`), which say nothing of the API.
pub(super) fn action(row: &mut Reader<'_>, name: &str, docs: bool) -> Action {
    let mut params = BTreeMap::new();
    let map = row.object("params").cloned().unwrap_or_default();
    for (param_name, value) in &map {
        if COMMON.contains(&param_name.as_str()) {
            continue;
        }
        let place = format!("{name}({param_name})");
        match value {
            Value::Object(info) => {
                let mut reader = Reader {
                    map: info,
                    entity: row.entity,
                    field: Some(&place),
                    warnings: row.warnings,
                };
                params.insert(param_name.clone(), param(&mut reader, docs));
            }
            // `[]` for a parameter of which nothing is said.
            Value::Array(info) if info.is_empty() => {
                params.insert(param_name.clone(), Param::default());
            }
            other => {
                let what = format!("a parameter that is {}; left out", json::describe(other));
                row.warnings.add(row.entity, Some(&place), what);
            }
        }
    }
    Action {
        name: name.to_owned(),
        description: docs
            .then(|| row.prose(&["description", "comment"]))
            .flatten(),
        deprecated: row.flag("deprecated", false),
        params,
    }
}

fn param(info: &mut Reader<'_>, docs: bool) -> Param {
    info.expect_keys(&PARAM_KEYS);
    let options = match json::get(info.map, "options") {
        Some(Value::Array(items)) => items.clone(),
        Some(Value::Object(map)) => map.values().cloned().collect(),
        _ => Vec::new(),
    };
    Param {
        types: info
            .texts("type")
            .into_iter()
            .filter(|word| word != "null")
            .collect(),
        default: json::get(info.map, "default").cloned(),
        required: info.flag("required", false),
        options,
        description: docs
            .then(|| info.prose(&["description", "comment"]))
            .flatten(),
        deprecated: match json::get(info.map, "deprecated") {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(value) => plain_text(value)
                .filter(|text| !text.is_empty())
                .map(|_| String::new()),
            None => None,
        },
    }
}
