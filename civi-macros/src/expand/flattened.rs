//! A struct inside of the struct: its columns follow the struct's own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::bound;
use crate::checked::Flattened;
use crate::input::{Input, respan};

/// One flattened struct among the others.
pub(super) struct Inner<'p> {
    pub(super) flattened: &'p Flattened<'p>,
    /// The partial's field for it.
    pub(super) place: syn::Ident,
    /// The index of its first column, as an expression.
    pub(super) first: TokenStream,
}

impl Inner<'_> {
    /// `<Address as Derived>`.
    pub(super) fn as_derived(&self, input: &Input) -> TokenStream {
        let rt = input.attribute.runtime();
        let ty = input.outside(self.flattened.ty);
        quote_spanned!(self.flattened.ty.span()=> <#ty as #rt::codegen::derive::Derived>)
    }

    /// The statement that asks for its columns.
    pub(super) fn want(&self, input: &Input) -> TokenStream {
        let derived = self.as_derived(input);
        let prefix = &self.flattened.prefix;
        if prefix.is_empty() {
            return quote!(#derived::want(prefix, wanted););
        }
        let key = prefix.trim_end_matches('.');
        // With bindings, one key can be checked against its constant; what lies behind it can't.
        let check = (self.flattened.entity.is_none() && !key.contains('.')).then(|| {
            let rt = input.attribute.runtime();
            let marker = input.marker();
            let constant = bound::constant(key, self.flattened.ty.span());
            let check = quote! {
                #rt::codegen::derive::check_key::<#derived::Entity, #marker, _>(&<#marker>::#constant);
            };
            respan(check, self.flattened.ty.span())
        });
        quote! {
            #check
            #derived::want(&::std::format!("{prefix}{}", #prefix), wanted);
        }
    }

    /// The type of its cells.
    pub(super) fn cells(&self, input: &Input) -> TokenStream {
        let derived = self.as_derived(input);
        quote!(#derived::Cells)
    }

    /// How many columns it has.
    pub(super) fn width(&self, input: &Input) -> TokenStream {
        let rt = input.attribute.runtime();
        let cells = self.cells(input);
        quote!(<#cells as #rt::codegen::Cells>::WIDTH)
    }

    /// The statement that answers for its columns, and goes on to those behind them.
    pub(super) fn slot(&self, input: &Input) -> TokenStream {
        let rt = input.attribute.runtime();
        let (place, width) = (&self.place, self.width(input));
        quote! {
            if column < #width {
                return #rt::codegen::Places::slot(&mut self.#place, column);
            }
            let column = column - #width;
        }
    }

    /// The expression that makes it.
    pub(super) fn make(&self, input: &Input) -> TokenStream {
        let derived = self.as_derived(input);
        let (place, first) = (&self.place, &self.first);
        let made = quote!(#derived::make(cells.#place, found.after(#first))?);
        if self.flattened.optional {
            let width = self.width(input);
            quote! {
                if #derived::is_vacant(&cells.#place)
                    && !found.after(#first).has_unreadable(#width)
                {
                    ::core::option::Option::None
                } else {
                    ::core::option::Option::Some(#made)
                }
            }
        } else {
            made
        }
    }

    /// What must hold of it: it is of the entity that the prefix leads to, and takes what a join
    /// without a partner gives.
    pub(super) fn demands(&self, input: &Input) -> Option<TokenStream> {
        if input.is_generic(self.flattened.ty) {
            return None;
        }
        let derived = self.as_derived(input);
        let ty = crate::own_type::text(self.flattened.ty);
        let reached = self.flattened.prefix.trim_end_matches('.');
        let nulls = (!reached.is_empty() && !self.flattened.optional).then(|| {
            let message = format!(
                "`{ty}` has fields that must have a value, and a row without a partner for \
                 `{reached}` has none: write `Option<{ty}>`"
            );
            quote!(
                const _: () = ::core::assert!(#derived::TAKES_NULL, #message);
            )
        });
        let same = self.same_entity(input, &ty, reached);
        Some(respan(quote!(#same #nulls), self.flattened.ty.span()))
    }

    fn same_entity(&self, input: &Input, ty: &str, reached: &str) -> Option<TokenStream> {
        let rt = input.attribute.runtime();
        let (name, message) = match &self.flattened.entity {
            Some(entity) if reached.is_empty() => (
                quote!(#entity),
                format!(
                    "`{ty}` is of another entity than the struct that it is flattened into: \
                     `{entity}`"
                ),
            ),
            Some(entity) => (
                quote!(#entity),
                format!("`{reached}` leads to `{entity}`, and `{ty}` is of another entity"),
            ),
            // With bindings, the key's own type says where it leads: see `want`.
            None if !reached.is_empty() => return None,
            None => {
                let marker = input.marker();
                (
                    quote!(<#marker as #rt::Entity>::NAME),
                    format!(
                        "`{ty}` is of another entity than the struct that it is flattened into"
                    ),
                )
            }
        };
        let inner = input.outside(self.flattened.ty);
        Some(quote! {
            const _: () = ::core::assert!(
                #rt::codegen::derive::is_entity(
                    <<#inner as #rt::codegen::derive::Derived>::Entity as #rt::Entity>::NAME,
                    #name,
                ),
                #message,
            );
        })
    }
}
