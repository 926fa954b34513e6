//! Tokens as text that people read.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::spacing;
use crate::GenerateError;

/// What stands for a macro's rows while the rest is laid out.
const PLACEHOLDER: &str = "civi_rows_";

/// Items as a file: laid out by prettyplease, with a blank line between items, and the rows of a
/// macro (`option_impls!`) a line each.
pub(crate) fn text(items: TokenStream) -> Result<String, GenerateError> {
    let mut file: syn::File =
        syn::parse2(items).map_err(|cause| GenerateError::internal(cause.to_string()))?;
    let rows = take_rows(&mut file);
    let text = prettyplease::unparse(&file);
    Ok(spacing::between_items(&with_rows(&text, &rows)))
}

/// Takes the rows out of all macros that have some, since prettyplease would let them run on.
fn take_rows(file: &mut syn::File) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for item in &mut file.items {
        let syn::Item::Macro(item) = item else {
            continue;
        };
        let rows = rows(std::mem::take(&mut item.mac.tokens));
        match rows {
            Ok(rows) => {
                let placeholder = format_ident!("{PLACEHOLDER}{}", all.len());
                item.mac.tokens = quote!(#placeholder);
                all.push(rows);
            }
            Err(tokens) => item.mac.tokens = tokens,
        }
    }
    all
}

/// What stands between semicolons, or the tokens as they are where there is none.
fn rows(tokens: TokenStream) -> Result<Vec<String>, TokenStream> {
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ';');
    if !tokens.clone().into_iter().any(|token| is_end(&token)) {
        return Err(tokens);
    }
    let mut rows = Vec::new();
    let mut row = String::new();
    // Whether the next token belongs to the one before, as `>` does in `=>`.
    let mut joint = true;
    for token in tokens {
        if is_end(&token) {
            rows.push(std::mem::take(&mut row) + ";");
            joint = true;
        } else {
            joint = add(&mut row, &token, joint);
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok(rows)
}

/// Adds a token to a row; whether the next one follows without a space.
fn add(row: &mut String, token: &TokenTree, joint: bool) -> bool {
    if !joint && !matches!(token, TokenTree::Punct(p) if p.as_char() == ',') {
        row.push(' ');
    }
    row.push_str(&token.to_string());
    matches!(token, TokenTree::Punct(p) if p.spacing() == Spacing::Joint)
}

fn with_rows(text: &str, rows: &[Vec<String>]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        let index = line.trim().strip_prefix(PLACEHOLDER);
        match index.and_then(|index| rows.get(index.parse::<usize>().ok()?)) {
            Some(rows) => {
                for row in rows {
                    out.push_str("    ");
                    out.push_str(row);
                    out.push('\n');
                }
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_macro_are_a_line_each() {
        let items = quote! {
            rt::option_impls! { Gender, Unlisted; Female = 0, "a;b", "1", "}"; r#Male = 1, "M", "2", "M"; }
            rt::row_impls!(Row);
            rt::serialize_row! { Row; 0 => id; }
        };
        assert_eq!(
            text(items).unwrap(),
            r#"rt::option_impls! {
    Gender, Unlisted;
    Female = 0, "a;b", "1", "}";
    r#Male = 1, "M", "2", "M";
}

rt::row_impls!(Row);

rt::serialize_row! {
    Row;
    0 => id;
}
"#
        );
    }
}
