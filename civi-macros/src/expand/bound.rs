//! A field that is checked against a constant of generated bindings.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::check::{Cell, Convert, Wrap, meanings};
use crate::checked::Constant;
use crate::input::{Input, Member};
use crate::own_type::{self, OwnType};

/// How the field is made: its own type reads the column, since the compiler has checked it.
pub(super) fn cell(member: &Member) -> Cell {
    let (wrap, inner) = match own_type::of(&member.ty) {
        OwnType::Option(inner) => (Wrap::Option, inner),
        OwnType::Presence(inner) => (Wrap::Presence, inner),
        _ => (Wrap::Plain, &member.ty),
    };
    let (null, absent) = meanings(member);
    Cell {
        wire: inner.to_token_stream(),
        wrap,
        convert: Convert::Holds(inner.clone()),
        null,
        absent,
        points_to: None,
        nullable: false,
    }
}

/// The statements that check the constant and ask for its column.
pub(super) fn want(
    input: &Input,
    member: &Member,
    cell: &Cell,
    constant: &Constant<'_>,
) -> TokenStream {
    let rt = input.attribute.runtime();
    let marker = input.marker();
    let field = match constant {
        Constant::Given(expression) => expression.to_token_stream(),
        Constant::Named(path) => named(input, member, path),
    };
    let ty = input.outside(&member.ty);
    // Where the struct says what null means, the value behind that may be null.
    let read = if cell.null.is_some() && cell.wrap == Wrap::Plain {
        quote_spanned!(member.ty.span()=> ::core::option::Option<#ty>)
    } else {
        ty
    };
    let check =
        quote_spanned!(member.ty.span()=> #rt::codegen::derive::check::<#read, #marker, _, _>);
    quote! {
        {
            let field = #field;
            #check(&field);
            #rt::codegen::derive::want_one(prefix, field.path(), wanted);
        }
    }
}

/// The bindings' constant for a wire name, suffixes being methods.
fn named(input: &Input, member: &Member, path: &str) -> TokenStream {
    let marker = input.marker();
    let span = member.blame_path().span();
    let (bare, suffix) = match path.rsplit_once(':') {
        Some((bare, suffix)) => (bare, Some(suffix)),
        None => (path, None),
    };
    let constant = constant(bare, span);
    match suffix {
        Some(suffix) if syn::parse_str::<Ident>(suffix).is_ok() => {
            let suffix = Ident::new(suffix, span);
            quote_spanned!(span=> <#marker>::#constant.#suffix())
        }
        _ => quote_spanned!(span=> <#marker>::#constant),
    }
}

/// The bindings' constant for a wire name.
pub(super) fn constant(name: &str, span: Span) -> Ident {
    let names = civi_schema::names::fields([name]);
    let constant = names.get(name).map(|name| name.constant.as_str());
    let mut constant = constant
        .and_then(|constant| syn::parse_str::<Ident>(constant).ok())
        .unwrap_or_else(|| Ident::new("_NO_SUCH_FIELD", span));
    constant.set_span(span);
    constant
}
