//! The prelude: the markers of all entities and all option types, under names that don't clash.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{docs, ident};
use crate::GenerateError;
use crate::model::Model;

pub(super) fn emit(model: &Model) -> Result<TokenStream, GenerateError> {
    if model.entities.is_empty() {
        return Ok(TokenStream::new());
    }
    // Names that are imported one by one come before those of a `*`.
    let entities = model
        .entity_types()
        .map(ident)
        .collect::<Result<Vec<_>, GenerateError>>()?;
    let options = (!model.lists.is_empty()).then(|| quote! { pub use super::options::*; });
    let renamed = model
        .renamed_in_prelude()
        .iter()
        .map(|(name, other)| {
            let doc = docs([format!(
                "The option type [`{name}`](super::options::{name}), since an entity has that name."
            )]);
            let (name, other) = (ident(name)?, ident(other)?);
            Ok(quote! { #doc pub use super::options::#name as #other; })
        })
        .collect::<Result<TokenStream, GenerateError>>()?;
    Ok(quote! {
        #options
        pub use super::{#(#entities),*};
        #renamed
    })
}
