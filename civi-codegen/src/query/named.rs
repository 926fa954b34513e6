//! Named queries: files beside `civi.toml`, and saved searches of the site, that become functions of
//! the bindings.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::Call;
use super::error::{Problem, QueryError};
use super::literal::{Literal, Value, Variable};
use super::parse::parse;
use super::print::named_function;
use super::resolve::catalog::Catalog;
use crate::GenerateError;
use crate::model::Model;

/// The folder of query files, beside `civi.toml` or `Cargo.toml`.
pub const FOLDER: &str = "queries";

/// A query that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQuery {
    /// Its name: the file's without the ending, or the saved search's.
    pub name: String,
    /// Where it is from, for messages: `queries/lapsed.json`.
    pub file: String,
    /// The text of the file.
    pub text: String,
}

/// A named query as the model has it.
#[derive(Debug, Clone)]
pub struct QueryModel {
    /// Where it is from, for messages.
    pub file: String,
    /// The text of the file.
    pub text: String,
    /// The function's name.
    pub function: String,
    /// The row struct's name.
    pub type_name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The call.
    pub call: Call,
}

/// The query files of a folder, by name; none where the folder is not there.
///
/// # Errors
///
/// Where a file can't be read.
pub fn read_folder(folder: &Path) -> Result<Vec<NamedQuery>, GenerateError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(GenerateError::file(folder, "read", error)),
    };
    let mut queries = Vec::new();
    for entry in listing {
        let path = entry
            .map_err(|error| GenerateError::file(folder, "read", error))?
            .path();
        let (Some(name), Some("json")) = (
            path.file_stem().and_then(|name| name.to_str()),
            path.extension().and_then(|ending| ending.to_str()),
        ) else {
            continue;
        };
        let text =
            fs::read_to_string(&path).map_err(|error| GenerateError::file(&path, "read", error))?;
        queries.push(NamedQuery {
            name: name.to_owned(),
            file: format!("{FOLDER}/{name}.json"),
            text,
        });
    }
    queries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(queries)
}

/// The saved searches in an answer of `SavedSearch.get`, by name: each as the text of its file,
/// which is the same for the same search.
#[cfg(any(feature = "live", test))]
pub(crate) fn saved_searches(values: &str) -> std::collections::BTreeMap<String, String> {
    let rows = super::parse::value(values).unwrap_or_else(|_| Literal::new(Value::Null));
    let mut searches = std::collections::BTreeMap::new();
    for row in rows.as_list().unwrap_or_default() {
        let entries = row.as_map().unwrap_or_default();
        let get = |key: &str| {
            entries
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, it)| it)
        };
        let text = |key: &str| get(key).and_then(Literal::as_text).map(str::to_owned);
        let (Some(name), Some(entity)) = (text("name"), text("api_entity")) else {
            continue;
        };
        let mut call = Call::new(entity, "get", 0);
        call.name = text("label");
        if let Some(params) = get("api_params").and_then(Literal::as_map) {
            call.params = params.to_vec();
        }
        // What can't be read stays as it is: the bindings tell then what is wrong with it.
        if let Ok(canonical) = call.canonical() {
            call.params = canonical.params();
        }
        if let Ok(text) = serde_json::to_string_pretty(&call) {
            searches.insert(name, text + "\n");
        }
    }
    searches
}

/// The queries of one module of the bindings, with names of their own.
pub(crate) fn models(queries: &[NamedQuery], problems: &mut Vec<String>) -> Vec<QueryModel> {
    let names = civi_schema::names::entities(queries.iter().map(|query| query.name.as_str()));
    let mut models = Vec::new();
    for query in queries {
        let Some(name) = names.get(query.name.as_str()) else {
            continue;
        };
        match one(query) {
            Ok((label, call)) => models.push(QueryModel {
                file: query.file.clone(),
                text: query.text.clone(),
                function: name.module.clone(),
                type_name: name.type_name.clone(),
                label,
                call,
            }),
            Err(error) => problems.extend(told(&query.file, &error)),
        }
    }
    models
}

fn told(file: &str, error: &QueryError) -> Vec<String> {
    error
        .problems()
        .map(|(message, place)| match place {
            Some(place) => format!("{file}: {place}: {message}"),
            None => format!("{file}: {message}"),
        })
        .collect()
}

fn one(query: &NamedQuery) -> Result<(Option<String>, Call), QueryError> {
    let mut calls = parse(&query.text)?.into_iter();
    let (Some(mut call), None) = (calls.next(), calls.next()) else {
        let problem = Problem::whole("a query file holds one call");
        return Err(QueryError::new(&query.text, [problem]));
    };
    if !call.action.eq_ignore_ascii_case("get") {
        let message = format!("a named query is a `get`, not `{}`", call.action);
        return Err(QueryError::new(
            &query.text,
            [Problem::at(call.at, message)],
        ));
    }
    for (name, value) in &mut call.params {
        // In a chained call, `$id` is a field of the row that it is made for.
        if name != "chain" {
            with_parameters(value);
        }
    }
    Ok((call.name.take(), call))
}

/// Text that begins with `$` is a parameter: `"$since"`.
fn with_parameters(literal: &mut Literal) {
    match &mut literal.value {
        Value::Text(text) => {
            let name = text.strip_prefix('$').filter(|name| is_name(name));
            if let Some(name) = name {
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

/// The functions of one module of the bindings.
///
/// # Errors
///
/// Everything in the queries that the bindings don't have, with file and place.
pub(crate) fn functions(
    model: &Model,
    queries: &[QueryModel],
) -> Result<TokenStream, GenerateError> {
    let catalog = Catalog::new(model);
    let mut items = TokenStream::new();
    let mut problems = Vec::new();
    for query in queries {
        match named_function(&catalog, query, &model.row_derives) {
            Ok(function) => items.extend(function),
            Err(found) => {
                problems.extend(told(&query.file, &QueryError::new(&query.text, found)));
            }
        }
    }
    if !problems.is_empty() {
        return Err(GenerateError::options(problems));
    }
    if items.is_empty() {
        return Ok(items);
    }
    let runtime = &model.runtime;
    Ok(quote! {
        use #runtime::{self as rt, prelude::*};
        #items
    })
}

#[cfg(test)]
mod tests {
    use super::saved_searches;

    #[test]
    fn a_saved_search_is_stored_with_its_keys_in_their_order() {
        let values = r#"[{"id": 3, "name": "Lapsed", "label": "Lapsed donors", "api_entity": "Contact",
            "api_params": {"version": 4, "select": ["id"], "orderBy": {"b": "DESC", "a": "ASC"},
                           "where": [], "join": [], "having": []}}]"#;
        let searches = saved_searches(values);
        let text = &searches["Lapsed"];
        assert!(text.contains("\"entity\": \"Contact\""), "{text}");
        assert!(text.find("\"b\"") < text.find("\"a\""), "{text}");
        assert!(
            !text.contains("having") && !text.contains("version"),
            "{text}"
        );
        assert!(saved_searches("[]").is_empty());
        assert!(saved_searches("nonsense").is_empty());
    }
}
