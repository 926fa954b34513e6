//! Tokens as text that people read.

use proc_macro2::TokenStream;

use crate::GenerateError;

pub(crate) fn text(items: TokenStream) -> Result<String, GenerateError> {
    let file: syn::File =
        syn::parse2(items).map_err(|cause| GenerateError::internal(cause.to_string()))?;
    Ok(prettyplease::unparse(&file))
}
