//! Model → tokens: one file a kind of thing. Nothing is decided here.

mod action;
mod entity;
mod field;
pub(crate) mod imports;
mod list;
mod prelude;
mod row;
mod schema;
mod set;
mod text;
mod types;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::GenerateError;
use crate::model::Model;
use crate::query::named::{self, Module};
use text::{docs, ident};

/// The tokens of all bindings, in parts.
///
/// The modules are made one at a time, when they are asked for: the tokens of a whole site are ten
/// times the size of its text.
pub struct Emitted<'m> {
    /// What stands at the root besides the modules: markers of entities that are not chosen, and
    /// re-exports.
    pub root: TokenStream,
    /// What the files' header says.
    pub header: &'m [String],
    model: &'m Model,
    /// The functions of named queries.
    named: [(Module, TokenStream); 2],
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
/// When named queries ask for what the bindings don't have; all of it at once. When the model has
/// a name that isn't Rust, which would be a mistake in civi itself.
pub fn emit(model: &Model) -> Result<Emitted<'_>, GenerateError> {
    let mut root = TokenStream::new();
    for entity in &model.entities {
        let (module, name) = (ident(&entity.module)?, ident(&entity.type_name)?);
        root.extend(quote! { pub use #module::#name; });
    }
    if !model.entities.is_empty() {
        root.extend(quote! { pub use schema::SCHEMA; });
    }
    root.extend(bare(model)?);
    if model.needs_serde {
        let runtime = &model.runtime;
        root.extend(quote! { #runtime::require_serde!(); });
    }
    Ok(Emitted {
        root,
        header: &model.header,
        model,
        named: named::modules(model)?,
    })
}

impl Emitted<'_> {
    /// The path of the runtime crate.
    pub(crate) fn runtime(&self) -> &syn::Path {
        &self.model.runtime
    }

    /// The modules, in order.
    ///
    /// # Errors
    ///
    /// Each as [`emit`].
    pub fn modules(&self) -> impl Iterator<Item = Result<EmittedModule, GenerateError>> {
        let model = self.model;
        let entities = model.entities.iter().map(move |entity| {
            Ok(EmittedModule {
                name: entity.module.clone(),
                docs: docs([text::summary(&entity.docs)]),
                items: entity::emit(entity, model)?,
            })
        });
        let named = self.named.iter().filter(|(_, items)| !items.is_empty());
        let named = named.map(|(module, items)| {
            let said = match module {
                Module::Queries => "Queries that have a name.",
                Module::Searches => "Saved searches of the site.",
            };
            Ok(EmittedModule {
                name: module.as_str().to_owned(),
                docs: docs([said]),
                items: items.clone(),
            })
        });
        entities.chain(shared(model)).chain(named)
    }
}

/// The markers of entities that are only referred to.
fn bare(model: &Model) -> Result<TokenStream, GenerateError> {
    let runtime = &model.runtime;
    let mut markers = TokenStream::new();
    for (wire, name) in model.bare_entities() {
        if markers.is_empty() {
            markers.extend(quote! { use #runtime as rt; });
        }
        let name = ident(name)?;
        let doc = docs([format!(
            "The entity {}, to which others refer: these bindings have nothing else of it.",
            text::code(wire)
        )]);
        markers.extend(quote! {
            #doc
            pub enum #name {}
            impl rt::Entity for #name {
                const NAME: &'static str = #wire;
            }
        });
    }
    Ok(markers)
}

/// The modules that all entities share, without those that would be empty.
fn shared(model: &Model) -> impl Iterator<Item = Result<EmittedModule, GenerateError>> {
    type Items = fn(&Model) -> Result<TokenStream, GenerateError>;
    let modules: [(&str, &str, Items); 7] = [
        (
            "builders",
            "The types of values and of calls; each entity adds its setters to them.",
            builders,
        ),
        (
            "options",
            "The option types. A list that several fields have is one type, with a name for each field.",
            list::emit,
        ),
        (
            "prelude",
            "The names of all entities and option types, for `use …::prelude::*`.",
            prelude::emit,
        ),
        (
            "suffixes",
            "The sets of suffixes that fields have, as types.",
            set::suffixes,
        ),
        (
            "operators",
            "The sets of operators to which fields are limited, as types.",
            set::operators,
        ),
        (
            "targets",
            "The entities that a key of one of several entities may refer to, as types.",
            set::targets,
        ),
        (
            "schema",
            "The names that these bindings use, for `Client::verify`.",
            schema::emit,
        ),
    ];
    modules.into_iter().filter_map(move |(name, doc, items)| {
        let module = items(model).map(|items| EmittedModule {
            name: name.to_owned(),
            docs: docs([doc]),
            items,
        });
        module
            .map(|module| (!module.items.is_empty()).then_some(module))
            .transpose()
    })
}

/// The types that setters are methods of; each entity adds its own to them.
fn builders(model: &Model) -> Result<TokenStream, GenerateError> {
    let runtime = &model.runtime;
    let values = model.writes().then(|| quote! { rt::values_builder!(); });
    let action = model.acts().then(|| quote! { rt::action_builder!(); });
    Ok(if model.builds() {
        quote! {
            use #runtime as rt;
            #values
            #action
        }
    } else {
        TokenStream::new()
    })
}
