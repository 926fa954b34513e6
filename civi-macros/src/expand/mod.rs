//! From a checked struct to code.

mod column;
mod constants;
mod flattened;
mod marker;
mod read;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::Plan;
use crate::target::Target;

/// The items of a derived struct.
pub(crate) fn expand(target: &Target, plan: &Plan<'_>) -> TokenStream {
    let dependencies = &plan.dependencies;
    let Some(entity) = &plan.entity else {
        return TokenStream::new();
    };
    let constants = constants::expand(target, plan);
    let marker = marker::expand(target, entity);
    let read = target
        .attribute
        .used
        .read
        .then(|| read::expand(target, plan, entity));
    quote! {
        #constants
        const _: () = {
            #dependencies
            #marker
            #read
        };
    }
}
