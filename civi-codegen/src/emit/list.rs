//! The option types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::{ListModel, Model, VariantModel};

pub(super) fn emit(model: &Model) -> Result<TokenStream, GenerateError> {
    let runtime = &model.runtime;
    let mut items = quote! { use #runtime as rt; };
    for list in &model.lists {
        items.extend(emit_list(list, &model.option_derives)?);
    }
    Ok(items)
}

fn emit_list(list: &ListModel, derives: &[syn::Path]) -> Result<TokenStream, GenerateError> {
    let name = ident(&list.name)?;
    let doc = docs([&list.doc]);
    let (mut variants, mut choices) = (TokenStream::new(), TokenStream::new());
    let (mut indexes, mut ats) = (TokenStream::new(), TokenStream::new());
    for (index, variant) in list.variants.iter().enumerate() {
        let VariantModel {
            name: wire,
            value,
            label,
            doc,
            ..
        } = variant;
        let variant = ident(&variant.ident)?;
        let doc = if doc.is_empty() {
            TokenStream::new()
        } else {
            docs([doc])
        };
        let index = Literal::usize_unsuffixed(index);
        variants.extend(quote! { #doc #variant, });
        choices.extend(quote! { rt::Choice::new(#wire, #value, #label), });
        indexes.extend(quote! { #name::#variant => #index, });
        ats.extend(quote! { #index => #name::#variant, });
    }
    let aliases = list
        .aliases
        .iter()
        .map(|alias| {
            let alias = ident(alias)?;
            let doc = docs([format!("The same list as [`{}`].", list.name)]);
            Ok(quote! { #doc pub type #alias = #name; })
        })
        .collect::<Result<TokenStream, GenerateError>>()?;
    Ok(quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, Hash #(, #derives)*)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            /// An option that the snapshot doesn't know.
            Other(rt::OtherOption),
        }
        impl rt::OptionList for #name {
            const CHOICES: &'static [rt::Choice] = &[#choices];
            fn index(&self) -> Result<usize, &rt::OtherOption> {
                Ok(match self {
                    #indexes
                    #name::Other(other) => return Err(other),
                })
            }
            fn at(index: usize) -> Option<Self> {
                Some(match index {
                    #ats
                    _ => return None,
                })
            }
            fn other(option: rt::OtherOption) -> Self { #name::Other(option) }
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(rt::OptionList::as_str(self))
            }
        }
        impl std::str::FromStr for #name {
            type Err = std::convert::Infallible;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Ok(rt::OptionList::from_text(text)) }
        }
        #aliases
    })
}
