//! The actions that only one entity has: a builder each.

use proc_macro2::TokenStream;
use quote::quote;

use super::target;
use super::text::{deprecated, docs, ident};
use crate::GenerateError;
use crate::model::{ActionModel, EntityModel, ParamModel, ParamType};

/// The functions of the marker that start actions, and the builders' types.
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
    let (function, builder) = (ident(&action.function)?, ident(&action.type_name)?);
    let wire = &action.wire;
    let doc = docs(&action.docs);
    let (mut arguments, mut set, mut setters) =
        (TokenStream::new(), TokenStream::new(), TokenStream::new());
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
                let target = target::marker(target, entity)?;
                quote!(Id<#target>)
            }
            ParamType::Boolean => quote!(bool),
            ParamType::Integer => quote!(i64),
            ParamType::Float => quote!(f64),
            ParamType::Text => quote!(String),
            ParamType::Json => quote!(rt::Json),
        };
        let into = match param.ty {
            ParamType::Json => quote!(impl Into<rt::Json>),
            _ => quote!(impl rt::IntoWire<#ty>),
        };
        let given = |value: TokenStream| match param.ty {
            ParamType::Json => quote!(.set::<rt::Json>(#wire, #value.into())),
            _ => quote!(.set(#wire, #value)),
        };
        if *required {
            let given = given(quote!(#name));
            arguments.extend(quote! { #name: #into, });
            set.extend(given);
        } else {
            let given = given(quote!(value));
            let (doc, old) = (docs([doc]), deprecated(*old));
            setters.extend(quote! {
                #doc
                #old
                pub fn #name(self, value: #into) -> Self { #builder(self.0 #given) }
            });
        }
    }
    let setters = if setters.is_empty() {
        setters
    } else {
        quote! { impl #builder { #setters } }
    };
    let old = deprecated(action.deprecated);
    let function = quote! {
        #doc
        #old
        pub fn #function(#arguments) -> #builder { #builder(rt::SiteAction::new(#wire) #set) }
    };
    let builder = quote! {
        #doc
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct #builder(rt::SiteAction<#marker>);
        #setters
        impl From<#builder> for rt::SiteAction<#marker> {
            fn from(action: #builder) -> Self { action.0 }
        }
        impl rt::Action for #builder {
            type Output = Vec<rt::Json>;
            fn call(&self) -> rt::Result<rt::Call> { rt::Action::call(&self.0) }
            fn read(&self, answer: rt::Answer) -> rt::Result<Self::Output> {
                rt::Action::read(&self.0, answer)
            }
        }
    };
    Ok((function, builder))
}
