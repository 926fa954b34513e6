//! An entity's module.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{docs, ident};
use super::{action, field, row, target, value};
use crate::GenerateError;
use crate::model::{EntityModel, Model};

pub(super) fn emit(entity: &EntityModel, model: &Model) -> Result<TokenStream, GenerateError> {
    let runtime = &model.runtime;
    let name = ident(&entity.type_name)?;
    let wire = &entity.wire;
    let doc = docs(&entity.docs);
    let capabilities = entity
        .capabilities
        .iter()
        .map(|capability| {
            let capability = ident(capability)?;
            Ok(quote! { impl rt::#capability for #name {} })
        })
        .collect::<Result<Vec<_>, GenerateError>>()?;
    let key = match &entity.key {
        Some(key) => {
            let ty = target::value(&key.rust, entity)?;
            let wire = &key.wire;
            quote! {
                impl rt::Keyed for #name {
                    type Key = #ty;
                    const KEY: &'static str = #wire;
                }
            }
        }
        None => TokenStream::new(),
    };
    let gets = if entity.gets {
        // The runtime pages by `id` unless told otherwise.
        let paged_by = match entity.key.as_ref().map(|key| key.wire.as_str()) {
            Some("id") => TokenStream::new(),
            Some(key) => quote! { const ROW_KEY: Option<&'static str> = Some(#key); },
            None => quote! { const ROW_KEY: Option<&'static str> = None; },
        };
        quote! { impl rt::CanGet for #name { type Row = Row; #paged_by } }
    } else {
        TokenStream::new()
    };
    let row = if entity.gets {
        row::emit(entity, model)?
    } else {
        TokenStream::new()
    };
    let consts = field::emit(entity)?;
    let settings = field::settings(entity)?;
    let (starters, values) = value::emit(entity)?;
    let (functions, builders) = action::emit(entity)?;
    let sets = sets(model);
    let inherent = quote! { #consts #settings #starters #functions };
    let inherent = if inherent.is_empty() {
        inherent
    } else {
        quote! { impl #name { #inherent } }
    };
    Ok(quote! {
        use #runtime::{self as rt, Field, Id, Slot};
        #sets
        #doc
        #[derive(Debug)]
        pub enum #name {}
        impl rt::Entity for #name {
            const NAME: &'static str = #wire;
        }
        #key
        #gets
        #(#capabilities)*
        #inherent
        #row
        #values
        #builders
    })
}

/// The modules that all entities share, where there are any.
fn sets(model: &Model) -> TokenStream {
    let sets = [
        (!model.lists.is_empty()).then(|| quote!(options)),
        (!model.suffix_sets.is_empty()).then(|| quote!(suffixes)),
        (!model.operator_sets.is_empty()).then(|| quote!(operators)),
    ];
    let sets: Vec<TokenStream> = sets.into_iter().flatten().collect();
    if sets.is_empty() {
        TokenStream::new()
    } else {
        quote! { use super::{#(#sets),*}; }
    }
}
