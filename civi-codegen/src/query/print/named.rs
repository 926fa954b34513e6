//! A named query as a function of the bindings, and the struct of its rows.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::get::Get;
use super::program::mapped;
use super::select::{Column, fields, row};
use super::{Body, Translation, translated};
use crate::model::{Model, Scalar, doc};
use crate::query::call::Call;
use crate::query::error::Problem;
use crate::query::literal::{Literal, Value};
use crate::query::named::{Module, QueryModel};
use crate::query::resolve::catalog::Catalog;
use crate::query::resolve::writer::{Parameter, Setting, Takes, Writer, ident};

/// What a named query is in Rust.
pub(in crate::query) struct Named {
    pub(in crate::query) get: Get,
    pub(in crate::query) parameters: Vec<Parameter>,
    pub(in crate::query) writer: Writer,
    /// The columns of the row struct; `None` for whole rows of the entity.
    pub(in crate::query) columns: Option<Vec<Column>>,
}

/// A named query against the bindings.
///
/// # Errors
///
/// Everything that the bindings don't have, and what a named query may not be.
pub(in crate::query) fn named(
    catalog: &Catalog<'_>,
    call: &Call,
    setting: Setting,
) -> Result<Named, Vec<Problem>> {
    let translation = translated(catalog, call, setting)?;
    let Translation { body, writer, .. } = translation;
    let Body::Get(get) = body else {
        return Err(vec![Problem::at(call.at, "a named query is a `get`")]);
    };
    let mut problems = Vec::new();
    if let Some(chain) = call.param("chain").filter(|chain| !chain.is_vacant()) {
        let text = "a named query has no `chain`: its rows are of one struct. Chain on what its \
                    function gives: `.chain(\"emails\", Email::get()…)`";
        problems.push(Problem::at(chain.at, text));
    }
    let columns = columns(&get, call, &mut problems);
    let parameters = parameters(&get, &writer, call, &mut problems);
    if problems.is_empty() {
        Ok(Named {
            get: *get,
            parameters,
            writer,
            columns,
        })
    } else {
        Err(problems)
    }
}

/// The columns of the rows; `None` for whole rows.
fn columns(get: &Get, call: &Call, problems: &mut Vec<Problem>) -> Option<Vec<Column>> {
    let select = call.param("select");
    let at = select.map_or(call.at, |select| select.at);
    let Some(columns) = &get.columns else {
        if !get.parts.is_empty() {
            let text = "a named query selects fields by name, or `*` alone: its rows have one type";
            problems.push(Problem::at(at, text));
        }
        return None;
    };
    if columns.is_empty() {
        return None;
    }
    let mut names = BTreeSet::new();
    for column in columns {
        if !names.insert(column.name.as_str()) {
            let text = format!(
                "two columns are called `{}`: give one of them another name, `… AS other`",
                column.name
            );
            problems.push(Problem::at(at, text));
        }
    }
    Some(columns.clone())
}

/// The function's parameters, as their places in the query type them.
fn parameters(
    get: &Get,
    writer: &Writer,
    call: &Call,
    problems: &mut Vec<Problem>,
) -> Vec<Parameter> {
    // What was tried and left again is no parameter.
    let text = format!("{} {}", get.lets, get.expression());
    let words: BTreeSet<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .collect();
    let used = writer.parameters.iter().filter(|it| {
        let name = it.name.strip_prefix("r#").unwrap_or(&it.name);
        words.contains(name)
    });
    let used: Vec<Parameter> = used.cloned().collect();
    for (name, text, at) in variables(call) {
        let types: Vec<String> = used
            .iter()
            .filter(|it| it.text == text)
            .map(|it| format!("`{}`", described(&it.takes)))
            .collect();
        let message = match types.as_slice() {
            [] => format!("`{text}` stands where no value is taken: nothing of the query uses it"),
            [_] => continue,
            several => format!(
                "`{text}` stands in places of different types, {}: give each place a parameter of \
                 its own, such as `${name}` and `${name}_2`",
                several.join(" and ")
            ),
        };
        problems.push(Problem::at(at, message));
    }
    used
}

/// A type as people read it, without paths.
fn described(takes: &Takes) -> String {
    let rust = match takes {
        Takes::Value(rust) => rust,
        Takes::Rows => return "u64".to_owned(),
    };
    let one = match &rust.value {
        Scalar::Integer => "i64".to_owned(),
        Scalar::Float => "f64".to_owned(),
        Scalar::Boolean => "bool".to_owned(),
        Scalar::Text => "&str".to_owned(),
        Scalar::Money => "Decimal".to_owned(),
        Scalar::Date => "Date".to_owned(),
        Scalar::Timestamp => "DateTime".to_owned(),
        Scalar::Time => "Time".to_owned(),
        Scalar::Json => "Json".to_owned(),
        Scalar::Id(entity) => format!("Id<{entity}>"),
        Scalar::Options(name) => format!("options::{name}"),
        Scalar::Custom(path) => path.clone(),
    };
    if rust.list {
        format!("Vec<{}>", one.replace("&str", "String"))
    } else {
        one
    }
}

/// The parameters that the file names, each where it stands first.
fn variables(call: &Call) -> Vec<(&str, &str, usize)> {
    let mut found: Vec<(&str, &str, usize)> = Vec::new();
    let mut open: Vec<&Literal> = call.params.iter().rev().map(|(_, value)| value).collect();
    while let Some(literal) = open.pop() {
        match &literal.value {
            Value::Variable(variable)
                if found.iter().all(|(_, text, _)| *text != variable.text) =>
            {
                found.push((&variable.name, &variable.text, literal.at));
            }
            Value::List(items) => open.extend(items.iter().rev()),
            Value::Map(entries) => open.extend(entries.iter().rev().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

impl Named {
    /// The names of the row struct's fields, each with its column.
    pub(in crate::query) fn fields(&self) -> Vec<(String, Column)> {
        let columns = self.columns.as_deref().unwrap_or_default();
        let names = fields(columns);
        let named = columns.iter().filter_map(|column| {
            let name = names.get(&column.name)?;
            Some((name.clone(), column.clone()))
        });
        named.collect()
    }
}

/// The function of a query, and the struct of its rows where it selects fields by name.
pub(in crate::query) fn named_function(
    catalog: &Catalog<'_>,
    module: Module,
    query: &QueryModel,
    call: &Call,
    model: &Model,
) -> Result<TokenStream, Vec<Problem>> {
    let mut named = named(catalog, call, Setting::Bindings)?;
    let entity = catalog
        .entity(&call.entity)
        .map_err(|text| vec![Problem::whole(text)])?;
    let parameters: TokenStream = named
        .parameters
        .clone()
        .into_iter()
        .map(|it| {
            let (name, ty) = (ident(&it.name), named.writer.parameter_type(&it.takes));
            quote!(#name: #ty,)
        })
        .collect();
    let marker = named.writer.entity(&entity.type_name);
    let function = ident(&query.function);
    let docs = docs(module, query, &entity.wire, &named.writer.remarks);
    let lets = &named.get.lets;
    let must = "a `get` does nothing until it is sent: end it with `.rows(&client)` or its like";
    let (items, returned, expression) = match &named.columns {
        Some(columns) => {
            let name = &query.type_name;
            let doc = format!(" A row of [`{}`].", query.function);
            let mut all: Vec<syn::Path> = model.row_derives.clone();
            for derive in ["Debug", "Clone", "PartialEq"] {
                if let Ok(path) = syn::parse_str::<syn::Path>(derive)
                    && !all.iter().any(|known| known.is_ident(derive))
                {
                    all.push(path);
                }
            }
            let doc = quote!(#[doc = #doc]);
            let items = row(name, columns, &doc, &all, &mut named.writer);
            let items = match model.row_serde.serialize {
                true => {
                    let written = serialized(name, &named.fields());
                    quote!(#items #written)
                }
                false => items,
            };
            let selection = mapped(&named.get.parts, columns, name, &quote!(rt::query));
            let row = ident(name);
            (
                items,
                quote!(rt::Get<#marker, impl rt::Selection<#marker, Row = #row> + Clone + use<>>),
                named.get.with_selection(&selection),
            )
        }
        None => (
            TokenStream::new(),
            quote!(rt::Get<#marker>),
            named.get.expression(),
        ),
    };
    Ok(quote! {
        #docs
        #[must_use = #must]
        pub fn #function(#parameters) -> #returned {
            #lets
            #expression
        }
        #items
    })
}

/// `Serialize` for the row, by the names of its columns on the wire.
fn serialized(name: &str, fields: &[(String, Column)]) -> TokenStream {
    let row = ident(name);
    let count = proc_macro2::Literal::usize_unsuffixed(fields.len());
    let columns = fields.iter().map(|(field, column)| {
        let (field, wire) = (ident(field), &column.name);
        quote!(#wire #field)
    });
    quote! { rt::serialize_query_row!(#row #count: #(#columns),*); }
}

fn docs(module: Module, query: &QueryModel, entity: &str, remarks: &[String]) -> TokenStream {
    let mut lines = Vec::new();
    let said = match (&query.label, module) {
        (Some(label), _) => Some(label),
        (None, Module::Searches) => Some(&query.name),
        (None, Module::Queries) => None,
    };
    let rows = match said {
        Some(said) => format!("{}: rows", doc::text(said)),
        None => "Rows".to_owned(),
    };
    lines.push(format!(
        " {rows} of {}, from {}.",
        doc::code(entity),
        doc::code(&query.file)
    ));
    for remark in remarks {
        lines.push(String::new());
        // A remark has marks of its own round what it quotes.
        let quoted = remark.matches('`').count() % 2 == 0 && !remark.contains("``");
        let remark = if quoted {
            remark.replace(['\n', '\r'], " ").replace('[', "\\[")
        } else {
            doc::text(remark)
        };
        lines.push(format!(" {remark}."));
    }
    quote!(#(#[doc = #lines])*)
}
