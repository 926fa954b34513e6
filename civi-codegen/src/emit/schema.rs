//! The names that bindings use, for `Client::verify`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::GenerateError;
use crate::model::{EntityModel, Model};

/// One static list, and nothing else: an item with a name for each entity would cost more to compile
/// than the names.
pub(super) fn emit(model: &Model) -> Result<TokenStream, GenerateError> {
    if model.entities.is_empty() {
        return Ok(TokenStream::new());
    }
    let runtime = &model.runtime;
    let entities = model.entities.iter().map(entity);
    Ok(quote! {
        use #runtime::meta::EntitySchema;
        /// The names that these bindings use: what `client.verify(SCHEMA)` compares with the site.
        pub static SCHEMA: &[EntitySchema] = &[#(#entities),*];
    })
}

fn entity(entity: &EntityModel) -> TokenStream {
    let wire = &entity.wire;
    let lists = fields(entity).into_iter().map(|(actions, names)| {
        quote! { (&[#(#actions),*], &[#(#names),*]) }
    });
    let actions = &entity.action_names;
    quote! { EntitySchema::new(#wire, &[#(#lists),*], &[#(#actions),*]) }
}

/// The names of the fields, by the actions for which the bindings have them.
fn fields(entity: &EntityModel) -> BTreeMap<Vec<&'static str>, Vec<&str>> {
    let mut lists: BTreeMap<Vec<&'static str>, Vec<&str>> = BTreeMap::new();
    for field in &entity.fields {
        let uses = [
            ("get", field.in_get),
            ("create", field.create.is_some() && entity.writes()),
            ("update", field.update.is_some() && entity.changes),
        ];
        let actions: Vec<&'static str> = uses
            .iter()
            .filter_map(|(action, used)| used.then_some(*action))
            .collect();
        if !actions.is_empty() {
            lists.entry(actions).or_default().push(&field.wire);
        }
    }
    let settings = entity.settings.iter().map(|setting| setting.wire.as_str());
    let settings: Vec<&str> = settings.collect();
    if !settings.is_empty() {
        lists.entry(vec!["get"]).or_default().extend(settings);
    }
    lists
}
