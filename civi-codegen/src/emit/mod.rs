//! Model → tokens: one file a kind of thing. Nothing is decided here.

mod action;
mod entity;
mod field;
mod list;
mod row;
mod set;
mod target;
mod text;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::GenerateError;
use crate::model::Model;
use text::{docs, ident};

/// The tokens of all bindings, still in parts.
#[derive(Debug, Clone)]
pub struct Emitted {
    /// What stands at the root besides the modules: markers of entities that are not chosen, and
    /// re-exports.
    pub root: TokenStream,
    /// The modules by name, in order.
    pub modules: Vec<EmittedModule>,
    /// What the files' header says.
    pub header: Vec<String>,
}

/// One module of the bindings.
#[derive(Debug, Clone)]
pub struct EmittedModule {
    /// Its name as Rust writes it: `contact`, `r#match`.
    pub name: String,
    /// Its documentation.
    pub docs: TokenStream,
    /// What is in it.
    pub items: TokenStream,
}

/// Writes the model down as tokens.
///
/// # Errors
///
/// When the model has a name that isn't Rust, which would be a mistake in civi itself.
pub fn emit(model: &Model) -> Result<Emitted, GenerateError> {
    let runtime = &model.runtime;
    let mut modules = Vec::new();
    let mut root = TokenStream::new();
    for entity in &model.entities {
        let (module, name) = (ident(&entity.module)?, ident(&entity.type_name)?);
        root.extend(quote! { pub use #module::#name; });
        modules.push(EmittedModule {
            name: entity.module.clone(),
            docs: docs([text::summary(&entity.docs)]),
            items: entity::emit(entity, model)?,
        });
    }
    let bare: Vec<_> = model
        .bare
        .iter()
        .filter(|(wire, _)| !model.entities.iter().any(|entity| entity.wire == **wire))
        .collect();
    if !bare.is_empty() {
        root.extend(quote! { use #runtime as rt; });
    }
    for (wire, name) in bare {
        let name = ident(name)?;
        let doc = docs([format!(
            "{} is only referred to: it has no bindings here.",
            text::code(wire)
        )]);
        root.extend(quote! {
            #doc
            pub enum #name {}
            impl rt::Entity for #name {
                const NAME: &'static str = #wire;
            }
        });
    }
    if let Some(builders) = builders(model) {
        modules.push(builders);
    }
    if !model.lists.is_empty() {
        modules.push(EmittedModule {
            name: "options".to_owned(),
            docs: docs(["The option lists, each under a name for every field that has it."]),
            items: list::emit(model)?,
        });
    }
    for (name, doc, items) in [
        (
            "suffixes",
            "The sets of suffixes that fields have.",
            set::suffixes(model)?,
        ),
        (
            "operators",
            "The sets of operators that fields are limited to.",
            set::operators(model)?,
        ),
        (
            "targets",
            "The entities that dynamic keys may point to.",
            set::targets(model)?,
        ),
    ] {
        if !items.is_empty() {
            modules.push(EmittedModule {
                name: name.to_owned(),
                docs: docs([doc]),
                items,
            });
        }
    }
    Ok(Emitted {
        root,
        modules,
        header: model.header.clone(),
    })
}

/// The types that setters are methods of; each entity adds its own to them.
fn builders(model: &Model) -> Option<EmittedModule> {
    let runtime = &model.runtime;
    let values = model.writes().then(|| quote! { rt::values_builder!(); });
    let action = model.acts().then(|| quote! { rt::action_builder!(); });
    model.builds().then(|| EmittedModule {
        name: "builders".to_owned(),
        docs: docs(["The types whose methods are the setters of all entities."]),
        items: quote! {
            use #runtime as rt;
            #values
            #action
        },
    })
}
