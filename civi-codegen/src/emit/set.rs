//! The sets of suffixes, operators and targets of dynamic keys, as types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::Model;

pub(super) fn suffixes(model: &Model) -> Result<TokenStream, GenerateError> {
    sets(model, &model.suffix_sets, "suffixes", |set, suffix| {
        let Some(has) = suffix.capability() else {
            return Ok((String::new(), TokenStream::new()));
        };
        let has = ident(has)?;
        let shown = format!("`:{}`", suffix.as_str());
        Ok((shown, quote! { impl rt::#has for #set {} }))
    })
}

pub(super) fn operators(model: &Model) -> Result<TokenStream, GenerateError> {
    sets(model, &model.operator_sets, "operators", |set, operator| {
        let op = ident(operator.marker())?;
        let shown = format!("`{}`", operator.as_str());
        Ok((shown, quote! { impl rt::Allows<rt::op::#op> for #set {} }))
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
        let doc = docs([format!("The entities {}.", all.join(", "))]);
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

fn sets<T>(
    model: &Model,
    sets: &BTreeMap<String, Vec<T>>,
    what: &str,
    member: impl Fn(&proc_macro2::Ident, &T) -> Result<(String, TokenStream), GenerateError>,
) -> Result<TokenStream, GenerateError> {
    let mut items = TokenStream::new();
    for (name, members) in sets {
        let set = ident(name)?;
        let (mut shown, mut impls) = (Vec::new(), TokenStream::new());
        for one in members {
            let (text, tokens) = member(&set, one)?;
            shown.push(text);
            impls.extend(tokens);
        }
        let doc = docs([if shown.is_empty() {
            format!("No {what}.")
        } else {
            format!("The {what} {}.", shown.join(", "))
        }]);
        items.extend(quote! {
            #doc
            #[derive(::core::fmt::Debug)]
            pub enum #set {}
            #impls
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
