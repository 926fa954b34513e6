//! `#[derive(CiviOption)]`: an enum of one's own for an option list.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, Variant};

use crate::attribute::{EnumAttribute, OptionValue, VariantAttribute};
use crate::expand::made_by;
use crate::report::Report;

/// A known option: its variant, and what it is on the wire.
struct Known<'v> {
    variant: &'v Ident,
    text: String,
    blame: proc_macro2::Span,
}

/// The items of a derived option enum, or every mistake in it.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut report = Report::default();
    let attribute = EnumAttribute::read(&input.attrs, &mut report);
    let Data::Enum(data) = &input.data else {
        report.under(
            &input.ident,
            "`CiviOption` goes on an enum: one variant an option, and one for all others",
        );
        return report.into_tokens();
    };
    if let Some(parameter) = input.generics.params.first() {
        report.under(
            parameter,
            "an option list has no parameters: take them away",
        );
    }
    let mut known: Vec<Known<'_>> = Vec::new();
    let mut fallback: Option<(&Variant, &syn::Type)> = None;
    for variant in &data.variants {
        let said = VariantAttribute::read(&variant.attrs, &mut report);
        match said.fallback {
            Some(span) if fallback.is_some() => {
                report.at(
                    span,
                    "there is a fallback variant already: one stands for all others",
                );
            }
            Some(_) => match holds_other(variant) {
                Some(ty) => fallback = Some((variant, ty)),
                None => report.under(
                    variant,
                    format!(
                        "the fallback variant keeps what the site sent: `{}(OtherOption)` (of \
                         civi_runtime)",
                        variant.ident
                    ),
                ),
            },
            None => known.extend(option(variant, &said, &known, &mut report)),
        }
    }
    if fallback.is_none() && report.is_empty() {
        report.under(
            &input.ident,
            "a site can gain options at any time, so this enum needs a variant for those that it \
             does not know:\n    #[civi_option(fallback)]\n    Unlisted(OtherOption),",
        );
    }
    match fallback {
        Some((variant, ty)) if report.is_empty() => {
            expand(&input.ident, &attribute, &known, &variant.ident, ty)
        }
        _ => report.into_tokens(),
    }
}

/// The type inside of a variant with one unnamed field.
fn holds_other(variant: &Variant) -> Option<&syn::Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| &field.ty)
        }
        _ => None,
    }
}

fn option<'v>(
    variant: &'v Variant,
    said: &VariantAttribute,
    before: &[Known<'_>],
    report: &mut Report,
) -> Option<Known<'v>> {
    if !matches!(variant.fields, Fields::Unit) {
        report.under(
            variant,
            "a known option holds nothing; the variant for all others is marked \
             `#[civi_option(fallback)]`",
        );
        return None;
    }
    let (text, blame) = match &said.value {
        Some(OptionValue::Text(text)) => (text.value(), text.span()),
        Some(OptionValue::Number(number, token)) => (number.to_string(), token.span()),
        None => (variant.ident.unraw().to_string(), variant.ident.span()),
    };
    if let Some(twin) = before.iter().find(|other| other.text == text) {
        report.at(
            blame,
            format!(
                "`{text}` is `{}` already: two variants can't be one option",
                twin.variant
            ),
        );
        return None;
    }
    Some(Known {
        variant: &variant.ident,
        text,
        blame,
    })
}

fn expand(
    ident: &Ident,
    attribute: &EnumAttribute,
    known: &[Known<'_>],
    other: &Ident,
    other_ty: &syn::Type,
) -> TokenStream {
    let rt = attribute.runtime();
    let variants: Vec<_> = known.iter().map(|option| option.variant).collect();
    let texts: Vec<_> = known
        .iter()
        .map(|option| syn::LitStr::new(&option.text, option.blame))
        .collect();
    let index: Vec<usize> = (0..known.len()).collect();
    // The variant's type is the author's: the error for a wrong one belongs under it.
    let keeps = quote_spanned! {other_ty.span()=>
        const _: fn(#rt::OtherOption) -> #other_ty = |option| option;
    };
    let serde = attribute.serde.then(|| {
        quote! {
            #rt::require_serde!();
            #rt::option_serde!(#ident);
        }
    });
    let items = quote! {
        const _: () = {
            #keeps
            #serde

            #[automatically_derived]
            impl #rt::OptionList for #ident {
                const KNOWN_OPTIONS: &'static [#rt::KnownOption] = &[
                    #(#rt::KnownOption { name: #texts, value: #texts, label: #texts },)*
                ];

                fn index(&self) -> ::core::result::Result<::core::primitive::usize, &#rt::OtherOption> {
                    ::core::result::Result::Ok(match self {
                        #(#ident::#variants => #index,)*
                        #ident::#other(option) => return ::core::result::Result::Err(option),
                    })
                }

                fn at(index: ::core::primitive::usize) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match index {
                        #(#index => #ident::#variants,)*
                        _ => return ::core::option::Option::None,
                    })
                }

                fn unlisted(option: #rt::OtherOption) -> Self {
                    #ident::#other(option)
                }
            }
        };
    };
    made_by(rt, items)
}
