//! An entity's row struct, and how the reader fills it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::target;
use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::{EntityModel, Model};

pub(super) fn emit(entity: &EntityModel, model: &Model) -> Result<TokenStream, GenerateError> {
    let mut fields = TokenStream::new();
    let mut columns = Vec::new();
    let mut slots = TokenStream::new();
    for (index, field) in entity
        .fields
        .iter()
        .filter(|field| field.in_row)
        .enumerate()
    {
        let name = ident(&field.names.field)?;
        let ty = target::value(&field.rust, entity)?;
        let doc = if field.plain {
            TokenStream::new()
        } else {
            docs([&field.title])
        };
        fields.extend(quote! { #doc pub #name: Option<#ty>, });
        columns.push(&field.wire);
        let index = Literal::usize_unsuffixed(index);
        slots.extend(match target::slot(&field.rust) {
            Some(slot) => {
                let slot = ident(slot)?;
                quote! { #index => Slot::#slot(&mut self.#name), }
            }
            None => quote! { #index => rt::Value::slot(&mut self.#name), },
        });
    }
    let doc = docs([format!(
        "A row of {}, as far as it was asked for.",
        super::text::code(&entity.wire)
    )]);
    let derives = &model.row_derives;
    let body = if columns.is_empty() {
        quote! {
            let _ = column;
            Slot::Skip
        }
    } else {
        quote! { match column { #slots _ => Slot::Skip, } }
    };
    Ok(quote! {
        #doc
        #[derive(Debug, Clone, Default, PartialEq #(, #derives)*)]
        #[non_exhaustive]
        pub struct Row { #fields }
        impl rt::Record for Row {
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            fn slot(&mut self, column: usize) -> Slot<'_> { #body }
        }
    })
}
