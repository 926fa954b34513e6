//! An entity's row struct, and how the reader fills it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::text::{docs, ident};
use super::types;
use crate::GenerateError;
use crate::model::{EntityModel, Model};

pub(super) fn emit(entity: &EntityModel, model: &Model) -> Result<TokenStream, GenerateError> {
    let mut fields = TokenStream::new();
    let mut columns = Vec::new();
    let (mut slots, mut cells) = (TokenStream::new(), TokenStream::new());
    let mut places = Vec::new();
    for (index, field) in entity
        .fields
        .iter()
        .filter(|field| field.in_row)
        .enumerate()
    {
        let name = ident(&field.names.field)?;
        let ty = types::value(&field.rust, entity)?;
        let doc = docs([&field.title]);
        fields.extend(quote! { #doc pub #name: Option<#ty>, });
        columns.push(&field.wire);
        let index = Literal::usize_unsuffixed(index);
        cells.extend(quote! { #index => &self.#name, });
        places.push(quote! { #index => #name; });
        slots.extend(match types::slot(&field.rust) {
            Some(slot) => {
                let slot = ident(slot)?;
                quote! { #index => Slot::#slot(&mut self.#name), }
            }
            None => quote! { #index => rt::Value::slot(&mut self.#name), },
        });
    }
    let doc = docs([format!(
        "A row of {}. A field that was not selected, or that has no value, is `None`.",
        super::text::code(&entity.wire)
    )]);
    let derives = &model.row_derives;
    let members = if columns.is_empty() {
        quote! {
            fn slot(&mut self, _: usize) -> Slot<'_> { Slot::Skip }
        }
    } else {
        quote! {
            fn slot(&mut self, column: usize) -> Slot<'_> {
                match column { #slots _ => Slot::Skip, }
            }
            fn cell(&self, column: usize) -> &dyn Cell {
                match column { #cells _ => rt::codegen::nothing(), }
            }
        }
    };
    let serialize = model
        .row_serde
        .serialize
        .then(|| quote! { rt::serialize_row! { Row; #(#places)* } });
    let deserialize = model
        .row_serde
        .deserialize
        .then(|| quote! { rt::deserialize_row!(Row); });
    Ok(quote! {
        #doc
        #[derive(::core::default::Default #(, #derives)*)]
        #[non_exhaustive]
        pub struct Row { #fields }
        rt::row_impls!(Row);
        impl rt::Record for Row {
            const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            #members
        }
        #serialize
        #deserialize
    })
}
