//! Named queries: files beside `civi.toml`, and saved searches of the site, that become functions of
//! the bindings.
//!
//! A file of a query is an object with `entity` and `params`, and if one likes with `label`. Text in
//! it that begins with `$` is a parameter of the function; text that really begins with `$` is
//! written with `$$`.

mod file;
mod outline;
#[cfg(any(feature = "live", test))]
mod stored;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::Call;
use super::error::QueryError;
use super::print::named_function;
use super::resolve::catalog::Catalog;
use crate::GenerateError;
use crate::emit::imports;
use crate::model::Model;
use crate::schema::Schema;

pub use file::read_folder;
pub use outline::{ColumnOutline, Outlined, ParameterOutline, QueryOutline, outlines};
#[cfg(any(feature = "live", test))]
pub(crate) use stored::{Stored, saved_searches};

/// The folder of query files, beside `civi.toml`.
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
    /// Its name on the wire: the file's without the ending, or the saved search's.
    pub name: String,
    /// Where it is from, as the documentation of its function says it: `searches/Lapsed.json`.
    pub file: String,
    /// Where it is from, for messages: `schemas/site/searches/Lapsed.json`.
    pub path: String,
    /// The text of the file.
    pub text: String,
    /// The function's name.
    pub function: String,
    /// The row struct's name.
    pub type_name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The call, or what is wrong with the file.
    pub call: Result<Call, QueryError>,
}

/// What sort of named query it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// A file beside `civi.toml`.
    Queries,
    /// A saved search of the site.
    Searches,
}

impl Module {
    /// The name of the module of the bindings: `queries`, `searches`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Module::Queries => "queries",
            Module::Searches => "searches",
        }
    }
}

/// The queries of one module of the bindings, with names of their own.
pub(crate) fn models(
    queries: &[NamedQuery],
    module: Module,
    snapshot: Option<&str>,
    schema: &Schema,
) -> Vec<QueryModel> {
    let names = civi_schema::names::queries(queries.iter().map(|query| query.name.as_str()));
    let mut models = Vec::new();
    for query in queries {
        let Some(name) = names.get(query.name.as_str()) else {
            continue;
        };
        let path = match (module, snapshot) {
            (Module::Searches, Some(folder)) => format!("{folder}/{}", query.file),
            _ => query.file.clone(),
        };
        // What some editors put before a text is no part of it.
        let text = query.text.trim_start_matches('\u{feff}');
        let (label, call) = match file::read(text, module, schema) {
            Ok((label, call)) => (label, Ok(call)),
            Err(error) => (None, Err(error)),
        };
        models.push(QueryModel {
            name: query.name.clone(),
            file: query.file.clone(),
            path,
            text: text.to_owned(),
            function: name.function.clone(),
            type_name: name.type_name.clone(),
            label,
            call,
        });
    }
    models
}

fn told(path: &str, error: &QueryError) -> Vec<String> {
    error
        .problems()
        .map(|(message, place)| match place {
            Some(place) => format!("{path}: {place}: {message}"),
            None => format!("{path}: {message}"),
        })
        .collect()
}

/// The functions of both modules of the bindings.
///
/// # Errors
///
/// Everything in all queries that the bindings don't have, with file and place.
pub(crate) fn modules(model: &Model) -> Result<[(Module, TokenStream); 2], GenerateError> {
    let mut problems = model.unknown_searches.clone();
    let mut items = |module, queries: &[QueryModel]| {
        let items = if queries.is_empty() {
            TokenStream::new()
        } else {
            functions(model, module, queries, &mut problems)
        };
        (module, items)
    };
    let modules = [
        items(Module::Queries, &model.queries),
        items(Module::Searches, &model.searches),
    ];
    if problems.is_empty() {
        Ok(modules)
    } else {
        Err(GenerateError::queries(problems))
    }
}

fn functions(
    model: &Model,
    module: Module,
    queries: &[QueryModel],
    problems: &mut Vec<String>,
) -> TokenStream {
    let catalog = Catalog::new(model);
    let runtime = &model.runtime;
    let mut items = TokenStream::new();
    for query in queries {
        let function = query.call.clone().and_then(|call| {
            named_function(&catalog, module, query, &call, model)
                .map_err(|found| QueryError::new(&query.text, found))
        });
        match function {
            Ok(function) => items.extend(function),
            Err(error) => problems.extend(told(&query.path, &error)),
        }
    }
    let rust_names = imports::of_rust(&items);
    quote! {
        use #runtime::{self as rt, prelude::*};
        #rust_names
        #items
    }
}
