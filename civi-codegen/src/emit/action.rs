//! The actions that only one entity has: a marker and its setters each.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{deprecated, docs, ident};
use super::types;
use crate::GenerateError;
use crate::model::{ActionModel, EntityModel, ParamModel, ParamType};

/// The functions of the entity's marker that start actions, and the actions' own markers with
/// their setters.
pub(super) fn emit(entity: &EntityModel) -> Result<(TokenStream, TokenStream), GenerateError> {
    let (mut functions, mut builders) = (TokenStream::new(), TokenStream::new());
    for action in &entity.actions {
        let (function, builder) = emit_action(action, entity)?;
        functions.extend(function);
        builders.extend(builder);
    }
    Ok((functions, builders))
}

fn emit_action(
    action: &ActionModel,
    entity: &EntityModel,
) -> Result<(TokenStream, TokenStream), GenerateError> {
    let marker = ident(&entity.type_name)?;
    let (function, action_type) = (ident(&action.function)?, ident(&action.type_name)?);
    let wire = &action.wire;
    let doc = docs(&action.docs);
    let (mut arguments, mut setters) = (TokenStream::new(), TokenStream::new());
    let mut start = quote!(builder::action(#wire));
    for param in &action.params {
        let ParamModel {
            wire,
            ty,
            required,
            doc,
            deprecated: old,
            ..
        } = param;
        let name = ident(&param.ident)?;
        let ty = match ty {
            ParamType::Id(target) => {
                let target = types::marker(target, entity)?;
                quote!(Id<#target>)
            }
            ParamType::Options(name) => {
                let name = ident(name)?;
                quote!(options::#name)
            }
            ParamType::Boolean => quote!(bool),
            ParamType::Integer => quote!(i64),
            ParamType::Float => quote!(f64),
            ParamType::Text => quote!(String),
            ParamType::Json => quote!(rt::Json),
        };
        let (into, put) = match param.ty {
            ParamType::Json => (quote!(impl Into<rt::Json>), quote!(put_json)),
            _ => (quote!(impl IntoWire<#ty>), quote!(put)),
        };
        if *required {
            arguments.extend(quote! { #name: #into, });
            start = quote! { builder::#put(#start, #wire, #name) };
        } else {
            let (doc, old) = (docs([doc]), deprecated(*old));
            setters.extend(quote! {
                #doc
                #old
                pub fn #name(self, value: #into) -> Self { builder::#put(self, #wire, value) }
            });
        }
    }
    let setters = if setters.is_empty() {
        setters
    } else {
        quote! { impl builders::Action<#marker, #action_type> { #setters } }
    };
    let old = deprecated(action.deprecated);
    let function = quote! {
        #doc
        #old
        pub fn #function(#arguments) -> builders::Action<#marker, #action_type> { #start }
    };
    let builder = quote! {
        #doc
        pub enum #action_type {}
        #setters
    };
    Ok((function, builder))
}
