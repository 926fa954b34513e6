//! How one column's value becomes the field's.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::check::{Cell, Convert, Wrap};
use crate::input::{Input, Member, respan};

/// Gives a column its cell, and answers with the expression that makes the field's value of it.
pub(super) fn place(
    input: &Input,
    member: &Member,
    cell: &Cell,
    places: &mut Vec<(Ident, TokenStream)>,
    takes_null: &mut Vec<TokenStream>,
) -> TokenStream {
    let index = places.len();
    let place = format_ident!("c{index}");
    places.push((place.clone(), cell.wire.clone()));
    let takes = cell.takes_null();
    takes_null.push(quote!(#takes));
    make(input, member, cell, &place, index)
}

/// The expression that makes the field's value of `cells.place`, the column with this index.
fn make(input: &Input, member: &Member, cell: &Cell, place: &Ident, index: usize) -> TokenStream {
    let rt = input.attribute.runtime();
    let wire = &cell.wire;
    let null = match (cell.wrap, &cell.null) {
        (_, Some(meaning)) => meaning.clone(),
        (Wrap::Option, None) => quote!(::core::option::Option::None),
        (Wrap::Presence, None) => quote!(#rt::Presence::Null),
        (Wrap::Plain, None) => quote! {
            return ::core::result::Result::Err(#rt::codegen::derive::lacking(found, #index))
        },
    };
    let absent = match (cell.wrap, &cell.absent) {
        (_, Some(meaning)) => meaning.clone(),
        (Wrap::Option, None) => quote!(::core::option::Option::None),
        (Wrap::Presence, None) => quote!(#rt::Presence::Absent),
        (Wrap::Plain, None) => quote! {
            return ::core::result::Result::Err(#rt::codegen::derive::lacking(found, #index))
        },
    };
    // What stands for null does not stand for a value that can't be read; nor may that become null on
    // the site when the struct is written.
    let unreadable = match (cell.wrap, &cell.null) {
        (Wrap::Option, None) if member.attribute.write_null.is_none() => {
            quote!(::core::option::Option::None)
        }
        (Wrap::Presence, _) => quote!(#rt::Presence::Unreadable),
        _ => quote! {
            return ::core::result::Result::Err(#rt::codegen::derive::lacking(found, #index))
        },
    };
    let span = member.ty.span();
    let convert = match &cell.convert {
        Convert::With(with) if cell.nullable && cell.null.is_none() && cell.absent.is_none() => {
            // The function itself says what null means.
            let made = quote_spanned! {with.span()=>
                #rt::codegen::derive::made(found, #index, (#with)(cells.#place))?
            };
            return quote! {
                if found.is_unreadable(#index) {
                    return ::core::result::Result::Err(#rt::codegen::derive::lacking(found, #index))
                } else {
                    #made
                }
            };
        }
        Convert::With(with) => quote_spanned!(with.span()=> (#with)),
        Convert::Holds(ty) => {
            let ty = input.outside(ty);
            quote_spanned!(span=> <#ty as #rt::codegen::derive::Holds<#wire>>::hold)
        }
        Convert::Each(item) => {
            let item = input.outside(item);
            quote_spanned!(span=> #rt::codegen::derive::each::<_, #item>)
        }
    };
    let made = quote!(#rt::codegen::derive::made(found, #index, #convert(value))?);
    let made = match cell.wrap {
        Wrap::Plain => made,
        Wrap::Option => quote!(::core::option::Option::Some(#made)),
        Wrap::Presence => quote!(#rt::Presence::Value(#made)),
    };
    quote! {
        match found.presence(#index, cells.#place) {
            #rt::Presence::Value(value) => #made,
            #rt::Presence::Null => #null,
            #rt::Presence::Absent => #absent,
            #rt::Presence::Unreadable => #unreadable,
        }
    }
}

/// The compile-time check that the type inside of an `Id` is of the entity that the schema says.
pub(super) fn points_to(input: &Input, member: &Member, cell: &Cell) -> Option<TokenStream> {
    let (entity, of) = cell.points_to.as_ref()?;
    if input.is_generic(of) {
        return None;
    }
    let rt = input.attribute.runtime();
    let message = format!(
        "`{}` is the id of a `{entity}`, and `{}` is of another entity",
        member.wire(),
        crate::own_type::text(of),
    );
    let span = of.span();
    let of = input.outside(of);
    let same = quote! {
        const _: () = ::core::assert!(
            #rt::codegen::derive::is_entity(<#of as #rt::Entity>::NAME, #entity),
            #message,
        );
    };
    Some(respan(same, span))
}
