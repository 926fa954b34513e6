//! Reading a list of keys so that one wrong key does not hide the others.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token};

use crate::report::Report;
use crate::suggest;

/// Reads every `#[name(…)]` among `attributes`, giving each key to `read`; `read` answers `false`
/// for a key that it does not know.
pub(super) fn each(
    attributes: &[Attribute],
    name: &str,
    known: &[&str],
    report: &mut Report,
    mut read: impl FnMut(&str, &ParseNestedMeta<'_>, &mut Report) -> syn::Result<bool>,
) {
    let mut seen: Vec<String> = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident(name) {
            continue;
        }
        let outcome = attribute.parse_nested_meta(|meta| {
            let key = meta
                .path
                .get_ident()
                .map(|key| key.to_string().trim_start_matches("r#").to_owned())
                .unwrap_or_default();
            if seen.contains(&key) {
                report.under(&meta.path, format!("`{key}` is given twice"));
            }
            if known.contains(&key.as_str()) {
                seen.push(key.clone());
            }
            if !read(&key, &meta, report)? {
                let hint = suggest::did_you_mean(&key, known.iter().copied());
                let all = suggest::some_of(known.iter().copied(), usize::MAX);
                report.under(
                    &meta.path,
                    format!("`#[{name}(…)]` has no key `{key}` here{hint}\nthe keys are {all}"),
                );
                skip(meta.input)?;
            }
            Ok(())
        });
        if let Err(error) = outcome {
            report.add(error);
        }
    }
}

/// Reads past the value of a key that is not known: up to the next comma.
fn skip(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// The place of the attribute's key, for messages about what it says.
pub(super) fn span(meta: &ParseNestedMeta<'_>) -> Span {
    meta.path
        .get_ident()
        .map_or_else(Span::call_site, Ident::span)
}
