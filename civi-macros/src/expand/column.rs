//! How one column's value becomes the field's.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::check::{Cell, Convert, Wrap};
use crate::target::{Member, Target};

/// The expression that makes the field's value of `partial.place`, the column with this index.
pub(super) fn make(
    target: &Target,
    member: &Member,
    cell: &Cell,
    place: &syn::Ident,
    index: usize,
) -> TokenStream {
    let rt = target.attribute.runtime();
    let wire = &cell.wire;
    let null = match (cell.wrap, &cell.null) {
        (_, Some(meaning)) => meaning.clone(),
        (Wrap::Option, None) => quote!(::core::option::Option::None),
        (Wrap::Presence, None) => quote!(#rt::Presence::Null),
        (Wrap::Plain, None) => quote! {
            return ::core::result::Result::Err(row.missing(#index, #rt::derive::Missing::Null))
        },
    };
    let absent = match (cell.wrap, &cell.absent) {
        (_, Some(meaning)) => meaning.clone(),
        (Wrap::Option, None) => quote!(::core::option::Option::None),
        (Wrap::Presence, None) => quote!(#rt::Presence::Absent),
        (Wrap::Plain, None) => quote! {
            return ::core::result::Result::Err(row.missing(#index, #rt::derive::Missing::Absent))
        },
    };
    let span = member.ty.span();
    let convert = match &cell.convert {
        Convert::With(with) if cell.nullable && cell.null.is_none() && cell.absent.is_none() => {
            // The function itself says what null means.
            return quote_spanned! {with.span()=>
                row.made(#index, (#with)(partial.#place))?
            };
        }
        Convert::With(with) => quote_spanned!(with.span()=> (#with)),
        Convert::Holds(ty) => {
            let ty = target.outside(ty);
            quote_spanned!(span=> <#ty as #rt::derive::Holds<#wire>>::hold)
        }
        Convert::Each(item) => {
            let item = target.outside(item);
            quote_spanned!(span=> #rt::derive::each::<_, #item>)
        }
    };
    let made = quote!(row.made(#index, #convert(value))?);
    let made = match cell.wrap {
        Wrap::Plain => made,
        Wrap::Option => quote!(::core::option::Option::Some(#made)),
        Wrap::Presence => quote!(#rt::Presence::Value(#made)),
    };
    quote! {
        match row.value(#index, partial.#place) {
            ::core::result::Result::Ok(value) => #made,
            ::core::result::Result::Err(#rt::derive::Missing::Null) => #null,
            ::core::result::Result::Err(#rt::derive::Missing::Absent) => #absent,
        }
    }
}

/// The compile-time check that the type inside of an `Id` is of the entity that the schema says.
pub(super) fn points_to(target: &Target, member: &Member, cell: &Cell) -> Option<TokenStream> {
    let (entity, of) = cell.points_to.as_ref()?;
    let generic = match of {
        syn::Type::Path(path) => path
            .path
            .get_ident()
            .is_some_and(|ident| target.has_parameter(ident)),
        _ => true,
    };
    let itself = crate::shape::text(of) == "Self" || crate::shape::text(of) == target.ident.to_string();
    let own_parameters = target.generics.params.is_empty();
    if generic || (itself && !own_parameters) {
        return None;
    }
    let rt = target.attribute.runtime();
    let message = format!(
        "`{}` is the id of a `{entity}`, and `{}` is of another entity",
        member.wire(),
        crate::shape::text(of),
    );
    let of = target.outside(of);
    Some(quote_spanned! {of.span()=>
        const _: () = #rt::derive::same_entity(<#of as #rt::Entity>::NAME, #entity, #message);
    })
}
