//! A field that is checked against a constant of generated bindings.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::check::{Cell, Convert, Wrap, meanings};
use crate::plan::Constant;
use crate::shape::{self, Shape};
use crate::target::{Member, Target};

/// How the field is made: its own type reads the column, since the compiler has checked it.
pub(super) fn cell(member: &Member) -> Cell {
    let (wrap, inner) = match shape::of(&member.ty) {
        Shape::Option(inner) => (Wrap::Option, inner),
        Shape::Presence(inner) => (Wrap::Presence, inner),
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
    target: &Target,
    member: &Member,
    cell: &Cell,
    constant: &Constant<'_>,
) -> TokenStream {
    let rt = target.attribute.runtime();
    let marker = target.marker();
    let field = match constant {
        Constant::Given(expression) => expression.to_token_stream(),
        Constant::Named(path) => named(target, member, path),
    };
    let ty = target.outside(&member.ty);
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
fn named(target: &Target, member: &Member, path: &str) -> TokenStream {
    let marker = target.marker();
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
