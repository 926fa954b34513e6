//! `#[derive(CiviEntity)]` and `#[derive(CiviOption)]`.

mod attribute;
mod check;
mod choice;
mod expand;
mod fact;
mod plan;
mod report;
mod resolve;
mod shape;
mod source;
mod suggest;
mod target;
mod writing;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use report::Report;

/// Makes a struct of yours a selection and a row of an entity, checked against the site's schema.
#[proc_macro_derive(CiviEntity, attributes(civi_entity))]
pub fn derive_entity(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let mut report = Report::default();
    let Some(target) = target::Target::read(input, &mut report) else {
        return report.into_tokens().into();
    };
    let Some(plan) = plan::plan(&target, &mut report) else {
        return report.into_tokens().into();
    };
    // Also of a struct with mistakes: what uses it then has no mistakes of its own to show.
    let mut tokens = expand::expand(&target, &plan, report.is_empty());
    tokens.extend(report.into_tokens());
    tokens.into()
}

/// Makes an enum of yours the type of an option list.
#[proc_macro_derive(CiviOption, attributes(civi_option))]
pub fn derive_option(input: TokenStream) -> TokenStream {
    choice::derive(&parse_macro_input!(input as DeriveInput)).into()
}
