//! The decoder: columns, slots, and the struct made of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::flattened::Inner;
use super::{bound, column};
use crate::attribute::Meaning;
use crate::checked::{Checked, From};
use crate::input::Input;

/// `Derived` for the struct, and the ways to ask for it.
pub(super) fn expand(input: &Input, checked: &Checked<'_>, sound: bool) -> TokenStream {
    let rt = input.attribute.runtime();
    let ident = &input.ident;
    let marker = input.marker();
    let visibility = &input.visibility;
    let (impl_generics, ty_generics, _) = input.generics.split_for_impl();

    let mut places = Vec::new();
    let mut paths = Vec::new();
    let mut want = Vec::new();
    let mut demands = Vec::new();
    let mut inner = Vec::new();
    let mut takes_null = Vec::new();
    // The struct's own columns come first, the flattened ones behind them.
    let width = checked
        .entries
        .iter()
        .filter(|entry| matches!(entry.source, From::Column(_) | From::Constant(_)))
        .count();
    let mut first = quote!(#width);
    let mut makes = Vec::new();
    for entry in &checked.entries {
        let name = &entry.member.ident;
        let made = match &entry.source {
            From::Column(resolved) => {
                let Some(cell) = &resolved.cell else { continue };
                paths.push(&resolved.path);
                demands.extend(column::points_to(input, entry.member, cell));
                column::place(input, entry.member, cell, &mut places, &mut takes_null)
            }
            From::Constant(constant) => {
                let cell = bound::cell(entry.member);
                want.push(bound::want(input, entry.member, &cell, constant));
                column::place(input, entry.member, &cell, &mut places, &mut takes_null)
            }
            From::Flattened(flattened) => {
                let one = Inner {
                    flattened,
                    place: format_ident!("f{}", inner.len()),
                    first: first.clone(),
                };
                let derived = one.as_derived(input);
                let width = one.width(input);
                first = quote!(#first + #width);
                demands.extend(one.demands(input));
                let made = one.make(input);
                if !flattened.optional {
                    takes_null.push(quote!(#derived::TAKES_NULL));
                }
                inner.push(one);
                made
            }
            From::Skipped => match &entry.member.attribute.default {
                Some(Meaning::Is(value)) => quote!(#value),
                _ => quote!(::core::default::Default::default()),
            },
        };
        makes.push(quote!(#name: #made));
    }

    let (place, wire): (Vec<_>, Vec<_>) = places.iter().map(|(p, w)| (p, w)).unzip();
    let index: Vec<usize> = (0..place.len()).collect();
    let inner_place: Vec<_> = inner.iter().map(|one| &one.place).collect();
    let inner_cells: Vec<_> = inner.iter().map(|one| one.cells(input)).collect();
    let inner_want = inner.iter().map(|one| one.want(input));
    let inner_slots: Vec<_> = inner.iter().map(|one| one.slot(input)).collect();
    let derived: Vec<_> = inner.iter().map(|one| one.as_derived(input)).collect();
    let (phantom_field, phantom_value) = match phantom(input) {
        Some(ty) => (
            Some(quote!(phantom: ::core::marker::PhantomData<#ty>,)),
            Some(quote!(phantom: ::core::marker::PhantomData,)),
        ),
        None => (None, None),
    };
    let bounds = bounds_for(input);
    let demands = if sound { demands } else { Vec::new() };
    let made = if sound {
        quote!(::core::result::Result::Ok(#ident { #(#makes,)* }))
    } else {
        quote!(::core::unreachable!())
    };
    quote! {
        #(#demands)*

        /// Where the struct's columns stand until it is made.
        pub struct Cells #impl_generics #bounds {
            #(#place: ::core::option::Option<#wire>,)*
            #(#inner_place: #inner_cells,)*
            #phantom_field
        }

        #[automatically_derived]
        #[allow(unused_variables, clippy::all)]
        impl #impl_generics #rt::codegen::Places for Cells #ty_generics #bounds {
            fn slot(&mut self, column: ::core::primitive::usize) -> #rt::Slot<'_> {
                match column {
                    #(#index => return #rt::Value::slot(&mut self.#place),)*
                    _ => {}
                }
                let column = column - #width;
                #(#inner_slots)*
                #rt::Slot::Skip
            }
        }

        #[automatically_derived]
        impl #impl_generics #rt::codegen::Cells for Cells #ty_generics #bounds {
            const WIDTH: ::core::primitive::usize = #first;

            fn empty() -> Self {
                Cells {
                    #(#place: ::core::option::Option::None,)*
                    #(#inner_place: <#inner_cells as #rt::codegen::Cells>::empty(),)*
                    #phantom_value
                }
            }
        }

        #[automatically_derived]
        #[allow(unused_variables, clippy::all)]
        impl #impl_generics #rt::codegen::derive::Derived for #ident #ty_generics #bounds {
            type Entity = #marker;
            type Cells = Cells #ty_generics;
            const TAKES_NULL: ::core::primitive::bool = true #(&& #takes_null)*;

            fn want(prefix: &::core::primitive::str, wanted: &mut #rt::codegen::Wanted) {
                #rt::codegen::derive::want(prefix, &[#(#paths),*], wanted);
                #(#want)*
                #(#inner_want)*
            }

            fn is_vacant(cells: &Self::Cells) -> ::core::primitive::bool {
                true #(&& cells.#place.is_none())*
                    #(&& #derived::is_vacant(&cells.#inner_place))*
            }

            fn make(
                cells: Self::Cells,
                found: #rt::codegen::Found<'_>,
            ) -> ::core::result::Result<Self, #rt::row::Misfit> {
                #made
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #ty_generics #bounds {
            /// Reads rows as this struct: asks for exactly its fields.
            #visibility fn get() -> #rt::Get<#marker, #rt::codegen::derive::Columns<Self>> {
                <#marker as #rt::Actions>::get().select_as::<Self>()
            }
        }

        #[automatically_derived]
        impl #impl_generics #rt::query::Selected for #ident #ty_generics #bounds {
            type Entity = #marker;
            type Selection = #rt::codegen::derive::Columns<Self>;

            fn selection() -> Self::Selection {
                #rt::codegen::derive::Columns::new()
            }
        }
    }
}

/// A tuple of the struct's type parameters, for a `Partial` that may use none of them.
fn phantom(input: &Input) -> Option<TokenStream> {
    let types: Vec<_> = input.generics.type_params().map(|ty| &ty.ident).collect();
    (!types.is_empty()).then(|| quote!(fn() -> (#(#types,)*)))
}

/// The struct's own bounds, and what a row needs of its parameters.
fn bounds_for(input: &Input) -> TokenStream {
    let types: Vec<_> = input.generics.type_params().map(|ty| &ty.ident).collect();
    let own = input
        .generics
        .where_clause
        .as_ref()
        .map(|clause| clause.predicates.iter().collect::<Vec<_>>())
        .unwrap_or_default();
    if types.is_empty() && own.is_empty() {
        return TokenStream::new();
    }
    let needs = types
        .iter()
        .map(|ty| quote!(#ty: ::core::marker::Send + ::core::marker::Sync + 'static));
    quote!(where #(#own,)* #(#needs,)*)
}
