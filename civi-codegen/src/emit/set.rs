//! The sets of suffixes, operators and targets of dynamic keys, as types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::Model;

pub(super) fn suffixes(model: &Model) -> Result<TokenStream, GenerateError> {
    sets(model, &model.suffix_sets, |set, has| {
        let has = ident(has)?;
        Ok(quote! { impl rt::#has for #set {} })
    })
}

pub(super) fn operators(model: &Model) -> Result<TokenStream, GenerateError> {
    sets(model, &model.operator_sets, |set, op| {
        let op = ident(op)?;
        Ok(quote! { impl rt::Allows<rt::op::#op> for #set {} })
    })
}

pub(super) fn targets(model: &Model) -> Result<TokenStream, GenerateError> {
    let mut items = TokenStream::new();
    for (name, set) in &model.target_sets {
        let name = ident(name)?;
        let control = &set.control;
        let mut all = Vec::new();
        let mut members = TokenStream::new();
        for (value, target) in &set.targets {
            all.push(format!("[`{target}`](super::{target})"));
            let target = ident(target)?;
            members.extend(quote! {
                impl rt::query::Target<super::#target> for #name {
                    const VALUE: &'static str = #value;
                }
            });
        }
        let doc = docs([all.join(", ") + "."]);
        items.extend(quote! {
            #doc
            pub enum #name {}
            impl rt::query::Targets for #name {
                const CONTROL: &'static str = #control;
            }
            #members
        });
    }
    Ok(module(model, items))
}

fn sets(
    model: &Model,
    sets: &BTreeMap<String, Vec<&'static str>>,
    member: impl Fn(&proc_macro2::Ident, &str) -> Result<TokenStream, GenerateError>,
) -> Result<TokenStream, GenerateError> {
    let mut items = TokenStream::new();
    for (name, members) in sets {
        let set = ident(name)?;
        let doc = docs([if members.is_empty() {
            "None.".to_owned()
        } else {
            members
                .iter()
                .map(|m| m.trim_start_matches("Has"))
                .collect::<Vec<_>>()
                .join(", ")
                + "."
        }]);
        let members = members
            .iter()
            .map(|one| member(&set, one))
            .collect::<Result<TokenStream, GenerateError>>()?;
        items.extend(quote! {
            #doc
            #[derive(::core::fmt::Debug)]
            pub enum #set {}
            #members
        });
    }
    Ok(module(model, items))
}

/// The items of a module that has any, with the runtime's name before them.
fn module(model: &Model, items: TokenStream) -> TokenStream {
    let runtime = &model.runtime;
    if items.is_empty() {
        items
    } else {
        quote! { use #runtime as rt; #items }
    }
}
