//! An entity's module.

use civi_schema::standard;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::text::{docs, ident};
use super::{action, field, imports, row, types, value};
use crate::GenerateError;
use crate::model::{EntityModel, Model};

pub(super) fn emit(entity: &EntityModel, model: &Model) -> Result<TokenStream, GenerateError> {
    let name = ident(&entity.type_name)?;
    let wire = &entity.wire;
    let release = model.release.map(|release| {
        let major = Literal::u16_unsuffixed(release.major);
        let minor = Literal::u16_unsuffixed(release.minor);
        quote! { const RELEASE: rt::Release = rt::Release::new(#major, #minor); }
    });
    let doc = docs(&entity.docs);
    let capabilities = standard::summed_up(&entity.capabilities)
        .into_iter()
        .map(|capability| {
            let capability = ident(capability)?;
            Ok(quote! { impl rt::#capability for #name {} })
        })
        .collect::<Result<Vec<_>, GenerateError>>()?;
    let key = match &entity.key {
        Some(key) => {
            let ty = types::key(&key.ty, entity)?;
            // The runtime's keys are called `id` unless told otherwise.
            let called = match key.wire.as_str() {
                "id" => TokenStream::new(),
                other => quote! { const KEY: &'static str = #other; },
            };
            quote! { impl rt::Keyed for #name { type Key = #ty; #called } }
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
    let inherent = quote! { #consts #settings #starters #functions };
    let inherent = if inherent.is_empty() {
        inherent
    } else {
        quote! { impl #name { #inherent } }
    };
    let items = quote! {
        #doc
        pub enum #name {}
        impl rt::Entity for #name {
            const NAME: &'static str = #wire;
            #release
        }
        #key
        #gets
        #(#capabilities)*
        #inherent
        #row
        #values
        #builders
    };
    let imports = imports::of(&items, model)?;
    Ok(quote! { #imports #items })
}
