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

use crate::checked::Checked;
use crate::input::Input;

/// The items of a derived struct; where it has mistakes (`sound` is false), as far as they are known.
pub(crate) fn expand(input: &Input, checked: &Checked<'_>, sound: bool) -> TokenStream {
    let dependencies = &checked.dependencies;
    let schema = checked.entity.as_ref().map(|entity| {
        let marker = marker::expand(input, entity, checked.release);
        quote!(#dependencies #marker)
    });
    let constants = checked
        .entity
        .is_some()
        .then(|| constants::expand(input, checked));
    let read = input
        .attribute
        .used
        .read
        .then(|| read::expand(input, checked, sound));
    let write =
        (sound && input.attribute.used.write.is_some()).then(|| write::expand(input, checked));
    made_by(
        input.attribute.runtime(),
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
