//! A named query as a function of the bindings, and the struct of its rows.

use proc_macro2::TokenStream;
use quote::quote;

use super::program::mapped;
use super::select::row;
use super::{Body, Translation, translated};
use crate::model::Scalar;
use crate::query::error::Problem;
use crate::query::named::QueryModel;
use crate::query::resolve::catalog::Catalog;
use crate::query::resolve::writer::{Setting, ident};

/// The function of a query, and the struct of its rows where it selects fields by name.
pub(in crate::query) fn named_function(
    catalog: &Catalog<'_>,
    query: &QueryModel,
    derives: &[syn::Path],
) -> Result<TokenStream, Vec<Problem>> {
    let mut translation = translated(catalog, &query.call, Setting::Bindings)?;
    let parameters = parameters(&mut translation);
    let Body::Get(get) = &translation.body else {
        return Err(vec![Problem::at(query.call.at, "a named query is a `get`")]);
    };
    let get = get.clone();
    let writer = &mut translation.writer;
    let entity = catalog
        .entity(&query.call.entity)
        .map_err(|text| vec![Problem::whole(text)])?;
    let marker = writer.entity(&entity.type_name);
    let function = ident(&query.function);
    let mut docs = Vec::new();
    let said = query.label.as_deref().unwrap_or(&query.function);
    docs.push(format!(
        " {}: rows of `{}`, from `{}`.",
        plain(said),
        entity.wire,
        query.file
    ));
    for remark in &writer.remarks {
        docs.push(String::new());
        docs.push(format!(" {}.", plain(remark)));
    }
    let docs = quote!(#(#[doc = #docs])*);
    let lets = &get.lets;
    let must = "a `get` does nothing until it is sent: end it with `.rows(&client)` or its like";
    let (items, returned, expression) = match &get.columns {
        Some(columns) if columns.is_empty() => (
            TokenStream::new(),
            quote!(rt::Get<#marker>),
            get.expression(),
        ),
        Some(columns) => {
            let name = &query.type_name;
            let doc = format!(" A row of [`{}`].", query.function);
            let mut all: Vec<syn::Path> = derives.to_vec();
            for derive in ["Debug", "Clone", "PartialEq"] {
                if let Ok(path) = syn::parse_str::<syn::Path>(derive)
                    && !all.iter().any(|known| known.is_ident(derive))
                {
                    all.push(path);
                }
            }
            let doc = quote!(#[doc = #doc]);
            let items = row(name, columns, &doc, &all, writer);
            let selection = mapped(&get.parts, columns, name, &quote!(rt::query));
            let row = ident(name);
            (
                items,
                quote!(rt::Get<#marker, impl rt::Selection<#marker, Row = #row> + Clone + use<>>),
                get.with_selection(&selection),
            )
        }
        None if get.parts.is_empty() => (
            TokenStream::new(),
            quote!(rt::Get<#marker>),
            get.expression(),
        ),
        None => {
            let text = "a named query selects fields by name, or `*` alone: its rows have one type";
            let at = query.call.param("select").map_or(query.call.at, |it| it.at);
            return Err(vec![Problem::at(at, text)]);
        }
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

/// The function's parameters, as their places in the query type them.
fn parameters(translation: &mut Translation) -> TokenStream {
    let given: Vec<(String, crate::model::RustType)> = translation
        .writer
        .parameters
        .iter()
        .map(|it| (it.name.clone(), it.rust.clone()))
        .collect();
    given
        .into_iter()
        .map(|(name, rust)| {
            let name = ident(&name);
            let ty = if !rust.list && rust.value == Scalar::Text {
                quote!(&str)
            } else {
                translation.writer.value(&rust)
            };
            quote!(#name: #ty,)
        })
        .collect()
}

fn plain(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('[', "\\[")
}
