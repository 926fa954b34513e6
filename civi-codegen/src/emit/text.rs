//! Identifiers and documentation as tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::GenerateError;

/// An identifier; raw ones begin with `r#`.
pub(super) fn ident(name: &str) -> Result<Ident, GenerateError> {
    // Parsing is slow, and nearly every name is plain.
    let bare = name.strip_prefix("r#");
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        && name.contains('_')
        && name != "_";
    if plain {
        return Ok(Ident::new(name, Span::call_site()));
    }
    match (syn::parse_str::<Ident>(name), bare) {
        (Ok(_), Some(bare)) => Ok(Ident::new_raw(bare, Span::call_site())),
        (Ok(ident), None) => Ok(ident),
        (Err(cause), _) => Err(GenerateError::internal(format!("`{name}`: {cause}"))),
    }
}

/// Documentation, a line each; nothing for lines that are all empty.
pub(super) fn docs<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> TokenStream {
    let lines = lines.into_iter().map(|line| {
        let line = line.as_ref();
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote! { #(#[doc = #lines])* }
}

/// The first of several lines.
pub(super) fn summary(lines: &[String]) -> &str {
    lines.first().map_or("", String::as_str)
}

/// A wire name as code in documentation.
pub(super) fn code(wire: &str) -> String {
    let clean: String = wire
        .chars()
        .filter(|c| !c.is_control() && *c != '`')
        .collect();
    if clean.trim().is_empty() {
        "An entity".to_owned()
    } else {
        format!("`{}`", clean.trim())
    }
}

/// `#[deprecated]`, where it is.
pub(super) fn deprecated(is: bool) -> TokenStream {
    if is {
        quote! { #[deprecated = "the site marks it deprecated"] }
    } else {
        TokenStream::new()
    }
}
