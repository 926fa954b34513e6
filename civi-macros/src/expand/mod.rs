//! From a checked struct to code.

mod bound;
mod column;
mod constants;
mod flattened;
mod marker;
mod read;
mod write;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::plan::Plan;
use crate::target::Target;

/// The items of a derived struct; where it has mistakes (`sound` is false), as far as they are known.
pub(crate) fn expand(target: &Target, plan: &Plan<'_>, sound: bool) -> TokenStream {
    let dependencies = &plan.dependencies;
    let schema = plan.entity.as_ref().map(|entity| {
        let marker = marker::expand(target, entity, plan.release);
        quote!(#dependencies #marker)
    });
    let constants = plan
        .entity
        .is_some()
        .then(|| constants::expand(target, plan));
    let read = target
        .attribute
        .used
        .read
        .then(|| read::expand(target, plan, sound));
    let write =
        (sound && target.attribute.used.write.is_some()).then(|| write::expand(target, plan));
    made_by(
        target.attribute.runtime(),
        quote! {
            const _: () = {
                #constants
                #schema
                #read
                #write
            };
        },
    )
}

/// What a derive expands to stands inside of this macro of the runtime, which leaves it out where the
/// runtime is of another version, with an error that says so.
pub(crate) fn made_by(runtime: impl ToTokens, items: TokenStream) -> TokenStream {
    let numbers = env!("CARGO_PKG_VERSION")
        .parse()
        .unwrap_or_else(|_| TokenStream::new());
    quote! { #runtime::made_by! { (civi-macros #numbers) #items } }
}
