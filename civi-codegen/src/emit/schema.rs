//! The names that bindings use, for `Client::verify`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::GenerateError;
use crate::model::{EntityModel, Model};

/// One static list, and the names of each as one text: an item for each entity, and a literal for
/// each name, would cost more to compile and to read than all the names.
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
        let (actions, names) = (lines(actions), lines(names));
        quote! { (#actions, #names) }
    });
    let actions = lines(entity.action_names.iter().map(String::as_str));
    quote! { EntitySchema::new(#wire, &[#(#lists),*], #actions) }
}

/// Names, one a line. One that has lines itself can't be compared, and no site has such a name.
fn lines<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names = names.into_iter().filter(|name| !name.contains('\n'));
    names.collect::<Vec<_>>().join("\n")
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
