//! The decoder: columns, slots, and the struct made of them.

use civi_schema::Entity;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::column;
use super::flattened::Inner;
use crate::plan::{From, Plan};
use crate::target::Target;

/// `Derived` for the struct, and the ways to ask for it.
pub(super) fn expand(target: &Target, plan: &Plan<'_>, _entity: &Entity) -> TokenStream {
    let rt = target.attribute.runtime();
    let ident = &target.ident;
    let marker = target.marker();
    let (impl_generics, ty_generics, _) = target.generics.split_for_impl();

    let mut places = Vec::new();
    let mut paths = Vec::new();
    let mut demands = Vec::new();
    let mut inner = Vec::new();
    let mut takes_null = Vec::new();
    // The struct's own columns come first, the flattened ones behind them.
    let width = plan
        .entries
        .iter()
        .filter(|entry| matches!(entry.source, From::Column(_)))
        .count();
    let mut first = quote!(#width);
    let mut makes = Vec::new();
    for entry in &plan.entries {
        let name = &entry.member.ident;
        let made = match &entry.source {
            From::Column(resolved) => {
                let Some(cell) = &resolved.cell else { continue };
                let index = paths.len();
                let place = format_ident!("c{index}");
                let made = column::make(target, entry.member, cell, &place, index);
                demands.extend(column::points_to(target, entry.member, cell));
                places.push((place, cell.wire.clone()));
                paths.push(&resolved.path);
                takes_null.push({
                    let takes = resolved.takes_null();
                    quote!(#takes)
                });
                made
            }
            From::Flattened(flattened) => {
                let one = Inner {
                    member: entry.member,
                    flattened,
                    place: format_ident!("f{}", inner.len()),
                    first: first.clone(),
                };
                let derived = one.as_derived(target);
                first = quote!(#first + #derived::WIDTH);
                demands.extend(one.demands(target));
                let made = one.make(target);
                if !flattened.optional {
                    takes_null.push(quote!(#derived::TAKES_NULL));
                }
                inner.push(one);
                made
            }
            From::Skipped | From::Constant(_) => match &entry.member.attribute.default {
                Some(crate::attribute::Meaning::Is(value)) => quote!(#value),
                _ => quote!(::core::default::Default::default()),
            },
        };
        makes.push(quote!(#name: #made));
    }

    let (place, wire): (Vec<_>, Vec<_>) = places.iter().map(|(p, w)| (p, w)).unzip();
    let index: Vec<usize> = (0..place.len()).collect();
    let inner_place: Vec<_> = inner.iter().map(|one| &one.place).collect();
    let derived: Vec<_> = inner.iter().map(|one| one.as_derived(target)).collect();
    let inner_columns = inner.iter().map(|one| one.columns(target));
    let inner_slots: Vec<_> = inner.iter().map(|one| one.slot(target)).collect();
    let phantom = phantom(target);
    let (phantom_field, phantom_default) = match &phantom {
        Some(ty) => (
            Some(quote!(phantom: ::core::marker::PhantomData<#ty>,)),
            Some(quote!(phantom: ::core::marker::PhantomData,)),
        ),
        None => (None, None),
    };
    let send = bounds_for(target);
    quote! {
        #(#demands)*

        pub struct Partial #impl_generics #send {
            #(#place: ::core::option::Option<#wire>,)*
            #(#inner_place: #derived::Partial,)*
            #phantom_field
        }

        #[automatically_derived]
        impl #impl_generics ::core::default::Default for Partial #ty_generics #send {
            fn default() -> Self {
                Partial {
                    #(#place: ::core::option::Option::None,)*
                    #(#inner_place: ::core::default::Default::default(),)*
                    #phantom_default
                }
            }
        }

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, clippy::all)]
        impl #impl_generics #rt::derive::Derived for #ident #ty_generics #send {
            type Entity = #marker;
            type Partial = Partial #ty_generics;
            const WIDTH: usize = #first;
            const TAKES_NULL: bool = true #(&& #takes_null)*;

            fn columns(
                prefix: &str,
                names: &mut ::std::vec::Vec<::std::borrow::Cow<'static, str>>,
            ) {
                #rt::derive::add(prefix, &[#(#paths),*], names);
                #(#inner_columns)*
            }

            fn slot(partial: &mut Self::Partial, column: usize) -> #rt::Slot<'_> {
                match column {
                    #(#index => return #rt::Value::slot(&mut partial.#place),)*
                    _ => {}
                }
                let column = column - #width;
                #(#inner_slots)*
                #rt::Slot::Skip
            }

            fn is_vacant(partial: &Self::Partial) -> bool {
                true #(&& partial.#place.is_none())*
                    #(&& #derived::is_vacant(&partial.#inner_place))*
            }

            fn finish(
                partial: Self::Partial,
                row: #rt::derive::Found<'_>,
            ) -> ::core::result::Result<Self, #rt::row::Misfit> {
                ::core::result::Result::Ok(#ident {
                    #(#makes,)*
                })
            }
        }
    }
}

/// A tuple of the struct's type parameters, for a `Partial` that may use none of them.
fn phantom(target: &Target) -> Option<TokenStream> {
    let types: Vec<_> = target.generics.type_params().map(|ty| &ty.ident).collect();
    (!types.is_empty()).then(|| quote!(fn() -> (#(#types,)*)))
}

/// The struct's own bounds, and what a row needs of its parameters.
fn bounds_for(target: &Target) -> TokenStream {
    let types: Vec<_> = target.generics.type_params().map(|ty| &ty.ident).collect();
    let own = target
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
