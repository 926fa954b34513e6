//! [`QueryOutline`]: what a named query asks for and gives, to be described and compared.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Module, QueryModel};
use crate::model::{self, Model};
use crate::query::canonical::Canonical;
use crate::query::error::{Problem, QueryError};
use crate::query::print::named;
use crate::query::resolve::catalog::Catalog;
use crate::query::resolve::writer::Setting;
use crate::query::{Call, Literal};
use crate::schema::Schema;
use crate::{GenerateError, GenerateOptions};

/// A named query, and what it is against one schema.
#[derive(Debug, Clone)]
pub struct Outlined {
    /// The module of the bindings that it is in.
    pub module: Module,
    /// Its name on the wire: the file's without the ending, or the saved search's.
    pub name: String,
    /// The function's name.
    pub function: String,
    /// Where it is from, for messages.
    pub path: String,
    /// What people call it.
    pub label: Option<String>,
    /// What it is, or why the schema does not support it.
    pub outline: Result<QueryOutline, QueryError>,
}

/// What a named query asks for and gives.
///
/// Types are written without the paths of the runtime and the bindings: `Option<Id<Contact>>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryOutline {
    /// The entity's name on the wire.
    pub entity: String,
    /// The head of the function, as one writes it: `searches::lapsed(since: Date) -> Get<…>`.
    pub signature: String,
    /// The type of a row: the query's own struct, or the entity's row.
    pub row: String,
    /// The columns of the query's own struct; none where rows are the entity's.
    pub columns: Vec<ColumnOutline>,
    /// What the function takes.
    pub parameters: Vec<ParameterOutline>,
    /// The other parameters of the call by their names on the wire (`join`, `where`, `orderBy`, …),
    /// each as the JSON of its parts.
    pub parts: Vec<(String, Vec<String>)>,
    /// What was read otherwise than it is written, and where types are stated.
    pub remarks: Vec<String>,
}

/// A column of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOutline {
    /// Its name on the wire: the alias, or the field's path.
    pub name: String,
    /// The struct's field.
    pub field: String,
    /// The field's type.
    pub rust: String,
    /// What the site reads: the field's path, or an expression.
    pub reads: String,
}

/// A parameter of the function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterOutline {
    /// Its name in the file: `$since`.
    pub name: String,
    /// Its name in Rust.
    pub argument: String,
    /// Its type.
    pub rust: String,
}

/// The named queries of the options and of the snapshot's saved searches those that the options
/// name, each against the whole schema.
///
/// # Errors
///
/// When the options give a path of the runtime crate that isn't Rust.
pub fn outlines(
    schema: &Schema,
    options: &GenerateOptions,
) -> Result<Vec<Outlined>, GenerateError> {
    if options.queries.is_empty() && options.searches.is_empty() {
        return Ok(Vec::new());
    }
    let model = model::whole(schema, options)?;
    let mut found = of(&model, Module::Queries, &model.queries);
    found.extend(of(&model, Module::Searches, &model.searches));
    Ok(found)
}

fn of(model: &Model, module: Module, queries: &[QueryModel]) -> Vec<Outlined> {
    let catalog = Catalog::new(model);
    let outlined = queries.iter().map(|query| {
        let outline = query.call.clone().and_then(|call| {
            outline(&catalog, module, query, &call)
                .map_err(|problems| QueryError::new(&query.text, problems))
        });
        Outlined {
            module,
            name: query.name.clone(),
            function: query.function.clone(),
            path: query.path.clone(),
            label: query.label.clone(),
            outline,
        }
    });
    outlined.collect()
}

fn outline(
    catalog: &Catalog<'_>,
    module: Module,
    query: &QueryModel,
    call: &Call,
) -> Result<QueryOutline, Vec<Problem>> {
    let mut named = named(catalog, call, Setting::Program)?;
    let entity = catalog
        .entity(&call.entity)
        .map_err(|text| vec![Problem::whole(text)])?;
    let marker = named.writer.entity(&entity.type_name);
    let columns = named.fields().into_iter().map(|(field, column)| {
        let ty = named.writer.value(&column.rust);
        let ty = if column.nullable {
            quote!(Option<#ty>)
        } else {
            ty
        };
        ColumnOutline {
            name: column.name,
            field,
            rust: text(&ty),
            reads: column.wire,
        }
    });
    let columns: Vec<ColumnOutline> = columns.collect();
    let given = named.parameters.clone();
    let parameters = given.into_iter().map(|it| ParameterOutline {
        rust: text(&named.writer.parameter_type(&it.takes)),
        name: it.text,
        argument: it.name,
    });
    let parameters: Vec<ParameterOutline> = parameters.collect();
    let marker = text(&marker);
    let (row, returned) = if named.columns.is_some() {
        let row = query.type_name.clone();
        let returned = format!("Get<{marker}, impl Selection<{marker}, Row = {row}>>");
        (row, returned)
    } else {
        (format!("{}::Row", entity.module), format!("Get<{marker}>"))
    };
    let arguments: Vec<String> = parameters
        .iter()
        .map(|it| format!("{}: {}", it.argument, it.rust))
        .collect();
    let signature = format!(
        "{}::{}({}) -> {returned}",
        module.as_str(),
        query.function,
        arguments.join(", ")
    );
    Ok(QueryOutline {
        entity: entity.wire.clone(),
        signature,
        row,
        columns,
        parameters,
        parts: parts(call),
        remarks: named.writer.remarks,
    })
}

/// A type without blanks: none of those in outlines needs one.
fn text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

/// The parameters of the call but what is selected.
fn parts(call: &Call) -> Vec<(String, Vec<String>)> {
    let canonical = Canonical::of(call, &mut Vec::new());
    let json = |literal: &Literal| serde_json::to_string(literal).unwrap_or_default();
    let params = canonical.params().into_iter();
    let params = params.filter(|(name, _)| name != "select");
    let parts = params.map(|(name, value)| {
        let items = match (name.as_str(), value.as_list(), value.as_map()) {
            ("where" | "having" | "join" | "groupBy", Some(items), _) => {
                items.iter().map(json).collect()
            }
            ("orderBy", _, Some(entries)) => entries
                .iter()
                .map(|(field, direction)| {
                    format!("{field} {}", direction.as_text().unwrap_or_default())
                })
                .collect(),
            ("chain", _, Some(entries)) => entries
                .iter()
                .map(|(name, call)| format!("{name}: {}", json(call)))
                .collect(),
            _ => vec![json(&value)],
        };
        (name, items)
    });
    parts.collect()
}
