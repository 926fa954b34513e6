//! The files of named queries.

use std::fs;
use std::path::Path;

use super::{FOLDER, Module, NamedQuery};
use crate::GenerateError;
use crate::query::call::Call;
use crate::query::error::{Problem, QueryError};
use crate::query::literal::{Literal, Value, Variable};
use crate::query::parse::{self, parse};
use crate::schema::Schema;
use crate::schema::nearest::nearest;

/// What the object of a query file may have.
const KEYS: [&str; 6] = ["entity", "action", "params", "label", "name", "description"];

/// What a query file is.
const FORM: &str =
    "a query file has `entity` and `params`: {\"entity\": \"Contact\", \"params\": {…}}";

/// The parameters that every `get` has, whatever a snapshot says of them.
const PARAMETERS: [&str; 13] = [
    "chain",
    "checkPermissions",
    "debug",
    "groupBy",
    "having",
    "join",
    "language",
    "limit",
    "offset",
    "orderBy",
    "select",
    "version",
    "where",
];

/// The query files of a folder, by name; none where the folder is not there. In messages a file is
/// called by its path below `root`, where it is there.
///
/// # Errors
///
/// Where a file can't be read; all of them at once.
pub fn read_folder(root: &Path, folder: &Path) -> Result<Vec<NamedQuery>, GenerateError> {
    let path = root.join(folder);
    let listing = match fs::read_dir(&path) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(GenerateError::file(&path, "read", error)),
    };
    let shown = path.strip_prefix(root).unwrap_or(&path);
    let shown = shown.to_string_lossy().replace('\\', "/");
    let shown = if shown.is_empty() { FOLDER } else { &shown };
    let (mut queries, mut problems) = (Vec::new(), Vec::new());
    for entry in listing {
        let file = entry
            .map_err(|error| GenerateError::file(&path, "read", error))?
            .path();
        let (Some(name), Some("json")) = (
            file.file_stem().and_then(|name| name.to_str()),
            file.extension().and_then(|ending| ending.to_str()),
        ) else {
            continue;
        };
        let shown = format!("{shown}/{name}.json");
        match fs::read_to_string(&file) {
            Ok(text) => queries.push(NamedQuery {
                name: name.to_owned(),
                file: shown,
                text,
            }),
            Err(error) => problems.push(format!("{shown} can't be read: {error}")),
        }
    }
    queries.sort_by(|a, b| a.name.cmp(&b.name));
    problems.sort();
    if problems.is_empty() {
        Ok(queries)
    } else {
        Err(GenerateError::queries(problems))
    }
}

/// The label and the call of a file.
pub(super) fn read(
    text: &str,
    module: Module,
    schema: &Schema,
) -> Result<(Option<String>, Call), QueryError> {
    let fail = |problems: Vec<Problem>| QueryError::new(text, problems);
    if text.trim().is_empty() {
        return Err(fail(vec![Problem::whole(format!(
            "the file is empty: {FORM}"
        ))]));
    }
    let given = parse::value(text).map_err(|problem| fail(vec![problem]))?;
    let label = keys(&given).map_err(fail)?;
    let mut calls = parse(text)?.into_iter();
    let (Some(mut call), None) = (calls.next(), calls.next()) else {
        let problem = Problem::whole("a query file holds one call");
        return Err(fail(vec![problem]));
    };
    if !call.action.eq_ignore_ascii_case("get") {
        let message = format!("a named query is a `get`, not `{}`", call.action);
        return Err(fail(vec![Problem::at(call.at, message)]));
    }
    let unknown = parameters(&call, schema);
    if !unknown.is_empty() {
        return Err(fail(unknown));
    }
    // What people saved in SearchKit has no parameters, whatever its texts begin with.
    if module == Module::Queries {
        for (name, value) in &mut call.params {
            // In a chained call, `$id` is a field of the row that it is made for.
            if name != "chain" {
                with_parameters(value);
            }
        }
    }
    Ok((label.or(call.name.take()), call))
}

/// The label of a file, whose keys are all known.
fn keys(given: &Literal) -> Result<Option<String>, Vec<Problem>> {
    let Value::Map(entries) = &given.value else {
        return Ok(None);
    };
    let has = |key: &str| entries.iter().any(|(name, _)| name == key);
    // The row of a saved search has more, and nothing of it is meant for us.
    if has("api_entity") {
        return Ok(None);
    }
    let mut problems = Vec::new();
    for (key, value) in entries {
        let mut message = match key.as_str() {
            known if KEYS.contains(&known) => continue,
            "index" => "a named query has no `index`: its function gives a `get`, which ends with \
                        `.first(&client)`, `.one(&client)` and the like"
                .to_owned(),
            "where" | "select" | "join" | "orderBy" | "limit" | "groupBy" | "having" => {
                format!("`{key}` belongs into `params`")
            }
            _ => format!("a query file has no `{key}`"),
        };
        if let Some(near) = nearest(key, KEYS) {
            message.push_str(&format!("; did you mean `{near}`?"));
        }
        problems.push(Problem::at(value.at, message));
    }
    if !has("entity") {
        problems.push(Problem::at(given.at, FORM));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let label = entries.iter().find(|(key, _)| key == "label");
    Ok(label.and_then(|(_, label)| label.as_text().map(str::to_owned)))
}

/// The parameters that the entity's `get` does not have.
fn parameters(call: &Call, schema: &Schema) -> Vec<Problem> {
    let Some(entity) = schema.entities.get(&call.entity) else {
        return Vec::new();
    };
    let own = entity.actions.get("get").map(|action| action.params.keys());
    let own: Vec<&str> = own.into_iter().flatten().map(String::as_str).collect();
    let known = || PARAMETERS.iter().copied().chain(own.iter().copied());
    let unknown = call
        .params
        .iter()
        .filter(|(name, _)| known().all(|known| known != name));
    let problems = unknown.map(|(name, value)| {
        let mut message = format!("`get` of {} has no parameter `{name}`", call.entity);
        if let Some(near) = nearest(name, known()) {
            message.push_str(&format!("; did you mean `{near}`?"));
        }
        Problem::at(value.at, message)
    });
    problems.collect()
}

/// Text that begins with `$` is a parameter: `"$since"`; `"$$"` stands for `$`.
fn with_parameters(literal: &mut Literal) {
    match &mut literal.value {
        Value::Text(text) => {
            let Some(name) = text.strip_prefix('$') else {
                return;
            };
            if name.starts_with('$') {
                *text = name.to_owned();
            } else if is_name(name) {
                literal.value = Value::Variable(Variable {
                    name: name.to_owned(),
                    text: text.clone(),
                });
            }
        }
        Value::List(items) => items.iter_mut().for_each(with_parameters),
        Value::Map(entries) => entries
            .iter_mut()
            .for_each(|(_, value)| with_parameters(value)),
        _ => {}
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
