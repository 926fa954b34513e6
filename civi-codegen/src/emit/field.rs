//! The constants of an entity's fields.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{deprecated, docs, ident};
use super::types;
use crate::GenerateError;
use crate::model::{EntityModel, FieldModel};

pub(super) fn emit(entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    entity
        .fields
        .iter()
        .filter(|field| field.in_get)
        .map(|field| constant(field, entity))
        .collect()
}

fn constant(field: &FieldModel, entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    let name = ident(&field.names.constant)?;
    let ty = types::field(&field.rust, entity)?;
    let wire = &field.wire;
    let mut line = field.title.clone();
    if let Some(target) = &field.refers_to {
        line.push_str(&if *target == entity.type_name {
            format!(" Refers to [`{target}`].")
        } else {
            format!(" Refers to [`{target}`](super::{target}).")
        });
    }
    if !field.facts.is_empty() {
        line.push(' ');
        line.push_str(&field.facts);
    }
    let doc = docs([line]);
    let deprecated = deprecated(field.deprecated);
    Ok(quote! {
        #doc
        #deprecated
        pub const #name: #ty = rt::field(#wire);
    })
}

/// The constants of settings, which are their names, and the functions that read and write them.
pub(super) fn settings(entity: &EntityModel) -> Result<TokenStream, GenerateError> {
    let mut items = TokenStream::new();
    for setting in &entity.settings {
        let name = ident(&setting.constant)?;
        let doc = docs([&setting.doc]);
        let wire = &setting.wire;
        items.extend(quote! {
            #doc
            pub const #name: &'static str = #wire;
        });
    }
    for action in &entity.setting_actions {
        items.extend(match action.as_str() {
            "get" => quote! {
                /// Reads the settings of these names, or all settings if there is no name.
                pub fn get<N: Into<String>>(
                    names: impl ::core::iter::IntoIterator<Item = N>,
                ) -> rt::setting::GetSettings {
                    rt::setting::get(names)
                }
            },
            "set" => quote! {
                /// Gives a setting another value.
                pub fn set(
                    name: impl Into<String>,
                    value: impl Into<rt::Json>,
                ) -> rt::setting::SetSettings {
                    rt::setting::set(name, value.into())
                }
            },
            _ => quote! {
                /// Sets the settings of these names back to their defaults.
                pub fn revert<N: Into<String>>(
                    names: impl ::core::iter::IntoIterator<Item = N>,
                ) -> rt::setting::RevertSettings {
                    rt::setting::revert(names)
                }
            },
        });
    }
    Ok(items)
}
