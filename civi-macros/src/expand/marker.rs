//! What the struct says as its entity: the name, the key, the actions that the site has.

use civi_schema::rust_type::{self, KeyType};
use civi_schema::{Entity, Release, standard};
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;

use crate::input::{Input, respan};

/// The entity's traits on the struct; nothing where another type is the marker, but that it is of
/// the same entity.
pub(super) fn expand(input: &Input, entity: &Entity, release: Option<Release>) -> TokenStream {
    let rt = input.attribute.runtime();
    let name = &entity.name;
    if let Some(marker) = &input.attribute.marker {
        let message = format!("the marker is of another entity: this struct is of `{name}`");
        let same = quote! {
            const _: () = ::core::assert!(
                #rt::codegen::derive::is_entity(<#marker as #rt::Entity>::NAME, #name),
                #message,
            );
        };
        return respan(same, marker.span());
    }
    let marker = input.marker();
    let generics = static_generics(input);
    let (impl_generics, _, bounds) = generics.split_for_impl();
    let key = key(input, entity);
    let row_key = match &key {
        Some((key, _)) => quote!(::core::option::Option::Some(#key)),
        None => quote!(::core::option::Option::None),
    };
    let key = key.map(|(key, ty)| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #rt::Keyed for #marker #bounds {
                type Key = #ty;
                const KEY: &'static ::core::primitive::str = #key;
            }
        }
    });
    let get = entity.actions.contains_key("get").then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #rt::CanGet for #marker #bounds {
                type Row = #rt::codegen::derive::NoRow;
                const ROW_KEY: ::core::option::Option<&'static ::core::primitive::str> = #row_key;
            }
        }
    });
    let can = standard::capabilities(entity, |_| true)
        .into_iter()
        .map(|capability| {
            let capability = quote::format_ident!("{capability}");
            quote! {
                #[automatically_derived]
                impl #impl_generics #rt::#capability for #marker #bounds {}
            }
        });
    let release = release.filter(|release| *release < Release::COMPLETE);
    let release = release.map(|release| {
        let (major, minor) = (release.major, release.minor);
        quote!(const RELEASE: #rt::Release = #rt::Release::new(#major, #minor);)
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #rt::Entity for #marker #bounds {
            const NAME: &'static ::core::primitive::str = #name;
            #release
        }
        #key
        #get
        #(#can)*
    }
}

/// The struct's generics as a marker has them: without lifetimes, for its are `'static`, and with
/// parameters that can be part of one.
fn static_generics(input: &Input) -> syn::Generics {
    let mut generics = input.generics.clone();
    generics.params = generics
        .params
        .into_iter()
        .filter(|parameter| !matches!(parameter, syn::GenericParam::Lifetime(_)))
        .collect();
    let types: Vec<syn::Ident> = generics.type_params().map(|ty| ty.ident.clone()).collect();
    if !types.is_empty() {
        let clause = generics.make_where_clause();
        for ty in types {
            clause.predicates.push(
                syn::parse_quote!(#ty: ::core::marker::Send + ::core::marker::Sync + 'static),
            );
        }
    }
    generics
}

/// The single key field and its Rust type.
fn key<'e>(input: &Input, entity: &'e Entity) -> Option<(&'e str, TokenStream)> {
    let (field, ty) = rust_type::key(entity)?;
    let rt = input.attribute.runtime();
    let marker = input.marker();
    let ty = match ty {
        KeyType::Own => quote!(#rt::Id<#marker>),
        // The struct knows no marker of the other entity.
        KeyType::Of(_) | KeyType::Integer => quote!(::core::primitive::i64),
        _ => quote!(::std::string::String),
    };
    Some((&field.name, ty))
}
