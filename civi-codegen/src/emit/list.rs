//! The option types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::{ListModel, Model, VariantModel};

pub(super) fn emit(model: &Model) -> Result<TokenStream, GenerateError> {
    let runtime = &model.runtime;
    if model.lists.is_empty() {
        return Ok(TokenStream::new());
    }
    let mut items = quote! { use #runtime as rt; };
    for list in &model.lists {
        items.extend(emit_list(list, &model.option_derives)?);
    }
    Ok(items)
}

fn emit_list(list: &ListModel, derives: &[syn::Path]) -> Result<TokenStream, GenerateError> {
    let name = ident(&list.name)?;
    let doc = docs([&list.doc]);
    let (mut variants, mut rows) = (TokenStream::new(), TokenStream::new());
    for (index, variant) in list.variants.iter().enumerate() {
        let VariantModel {
            name: wire,
            value,
            label,
            doc,
            ..
        } = variant;
        let variant = ident(&variant.ident)?;
        let doc = docs([doc]);
        let index = Literal::usize_unsuffixed(index);
        variants.extend(quote! { #doc #variant, });
        rows.extend(quote! { #variant = #index, #wire, #value, #label; });
    }
    let derives = if derives.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[derive(#(#derives),*)])
    };
    let aliases = list
        .aliases
        .iter()
        .map(|alias| {
            let (doc, alias) = (docs([&alias.doc]), ident(&alias.name)?);
            Ok(quote! { #doc pub type #alias = #name; })
        })
        .collect::<Result<TokenStream, GenerateError>>()?;
    Ok(quote! {
        #doc
        #derives
        #[non_exhaustive]
        pub enum #name {
            #variants
            /// An option that is not in this list.
            Unlisted(rt::OtherOption),
        }
        rt::option_impls! { #name, Unlisted; #rows }
        #aliases
    })
}
