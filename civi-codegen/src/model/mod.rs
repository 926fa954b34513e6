//! Schema → what Rust will see: the chosen entities, their Rust names and types, their actions.
//!
//! Everything that has to be decided is decided here; [`emit`](crate::emit) only writes it down.

mod action;
mod chosen;
mod context;
pub(crate) mod doc;
mod entity;
mod field;
mod list;
mod pattern;
mod rust_type;
mod serde_traits;
mod setting;

use std::collections::{BTreeMap, BTreeSet};

use civi_schema::{Operator, Release, Schema, Suffix};

pub use pattern::fits;

pub use action::{ActionModel, ParamModel, ParamType};
pub use entity::{EntityModel, KeyModel, KeyModelType};
pub use field::{FieldModel, WriteModel};
pub use list::{AliasModel, ListModel, VariantModel};
pub use rust_type::{Base, ListRef, ListedModel, RustType, Scalar, TargetSet};
pub use serde_traits::SerdeTraits;
pub use setting::SettingModel;

use crate::query::named::{self, Module, QueryModel};
use crate::{GenerateError, GenerateOptions};

/// What bindings of one snapshot hold.
#[derive(Clone)]
pub struct Model {
    /// The path of the runtime crate.
    pub runtime: syn::Path,
    /// What the files' header says: the snapshot and how to make the files again.
    pub header: Vec<String>,
    /// The site's release, where it lacks something that the runtime can ask for.
    pub release: Option<Release>,
    /// The chosen entities, by wire name.
    pub entities: Vec<EntityModel>,
    /// The entities that a chosen one refers to: Rust name by wire name.
    pub bare: BTreeMap<String, String>,
    /// The option types.
    pub lists: Vec<ListModel>,
    /// The suffixes of each set, by the set's Rust name.
    pub suffix_sets: BTreeMap<String, Vec<Suffix>>,
    /// The operators of each set, by the set's Rust name.
    pub operator_sets: BTreeMap<String, Vec<Operator>>,
    /// The entities that dynamic keys may point to, by the Rust name of the set.
    pub target_sets: BTreeMap<String, TargetSet>,
    /// Derives added to rows.
    pub row_derives: Vec<syn::Path>,
    /// Serde's traits that rows are to have; the runtime writes them.
    pub row_serde: SerdeTraits,
    /// Derives added to option types. Serde's traits are not among them: option types have those
    /// wherever the runtime's feature `serde` is on.
    pub option_derives: Vec<syn::Path>,
    /// Whether rows or option types are to have serde's traits, which takes the runtime's feature.
    pub needs_serde: bool,
    /// What is odd in the schema, and what was made of it.
    pub warnings: Vec<String>,
    /// The queries of files that become functions.
    pub queries: Vec<QueryModel>,
    /// The saved searches that become functions.
    pub searches: Vec<QueryModel>,
    /// The saved searches that the options name and the snapshot does not have, each as a message.
    pub unknown_searches: Vec<String>,
}

impl Model {
    /// Whether any entity has values to write.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.entities.iter().any(EntityModel::writes)
    }

    /// Whether any entity has an action of its own.
    #[must_use]
    pub fn acts(&self) -> bool {
        self.entities
            .iter()
            .any(|entity| !entity.actions.is_empty())
    }

    /// The Rust names of all entities: the chosen ones, and those that they refer to.
    pub fn entity_types(&self) -> impl Iterator<Item = &str> {
        let chosen = self.entities.iter().map(|entity| &entity.type_name);
        let bare = self.bare_entities().map(|(_, name)| name);
        chosen.chain(bare).map(String::as_str)
    }

    /// The entities that others refer to and that are not chosen: wire name and Rust name.
    pub fn bare_entities(&self) -> impl Iterator<Item = (&String, &String)> {
        let is_chosen = |wire: &str| self.entities.iter().any(|entity| entity.wire == wire);
        self.bare.iter().filter(move |(wire, _)| !is_chosen(wire))
    }

    /// The option types that have another name in the prelude, since an entity has theirs, and that
    /// name: `ContactType` is the entity, `ContactTypeOption` the options of `Contact.contact_type`.
    #[must_use]
    pub fn renamed_in_prelude(&self) -> Vec<(String, String)> {
        let lists = self.lists.iter().flat_map(ListModel::names);
        let mut taken: BTreeSet<&str> = self.entity_types().collect();
        let clashing: Vec<&str> = lists.clone().filter(|name| taken.contains(name)).collect();
        taken.extend(lists);
        let rename = |name: &str| {
            let mut other = format!("{name}Option");
            while taken.contains(other.as_str()) {
                other.push('_');
            }
            (name.to_owned(), other)
        };
        clashing.into_iter().map(rename).collect()
    }

    /// Whether there is anything with setters.
    #[must_use]
    pub fn builds(&self) -> bool {
        self.writes() || self.acts()
    }
}

/// Decides what the bindings of a schema hold.
///
/// # Errors
///
/// When the options ask for entities that the schema doesn't have, or give names, types or derives
/// that aren't Rust; all of it at once.
pub fn build(schema: &Schema, options: &GenerateOptions) -> Result<Model, GenerateError> {
    let mut problems = Vec::new();
    let paths = |texts: &[String], what: &str, problems: &mut Vec<String>| {
        texts
            .iter()
            .filter_map(|text| chosen::path(text, what, problems))
            .collect::<Vec<syn::Path>>()
    };
    let runtime = chosen::path(&options.runtime, "the runtime's path", &mut problems);
    let mut row_derives = paths(&options.row_derives, "a derive for rows", &mut problems);
    let row_serde = SerdeTraits::take(&mut row_derives);
    let mut option_derives = paths(
        &options.option_derives,
        "a derive for options",
        &mut problems,
    );
    let option_serde = SerdeTraits::take(&mut option_derives);
    let chosen = chosen::entities(schema, options, &mut problems);
    chosen::check_keys(schema, options, &mut problems);
    let names = context::Names::new(schema, &chosen, options);
    let lists = list::collect(schema, &chosen, options);
    let mut context = context::Context {
        schema,
        options,
        names,
        lists,
        bare: BTreeMap::new(),
        suffix_sets: BTreeMap::new(),
        operator_sets: BTreeMap::new(),
        target_names: context::target_names(schema),
        target_sets: BTreeMap::new(),
        warnings: Vec::new(),
        problems,
    };
    let entities: Vec<EntityModel> = chosen
        .iter()
        .map(|entity| entity::build(entity, &mut context))
        .collect();
    chosen::check_names(&entities, &mut context.problems);
    let snapshot = options.snapshot.as_deref();
    let queries = named::models(&options.queries, Module::Queries, snapshot, schema);
    let (searches, unknown_searches) = chosen::searches(schema, options);
    let searches = named::models(&searches, Module::Searches, snapshot, schema);
    let (Some(runtime), true) = (runtime, context.problems.is_empty()) else {
        return Err(GenerateError::options(context.problems));
    };
    let lists = context.lists.finish(schema);
    Ok(Model {
        runtime,
        header: doc::header(schema, options),
        release: schema
            .release()
            .filter(|release| *release < Release::COMPLETE),
        entities,
        bare: context.bare,
        lists,
        suffix_sets: context.suffix_sets,
        operator_sets: context.operator_sets,
        target_sets: context.target_sets,
        row_derives,
        row_serde,
        option_derives,
        needs_serde: row_serde.any() || option_serde.any(),
        warnings: context.warnings,
        queries,
        searches,
        unknown_searches,
    })
}

/// What bindings of the whole schema hold, for descriptions and comparisons: nothing is left out,
/// and names and types of the caller's own that don't fit this schema are not applied.
///
/// # Errors
///
/// When the options give a path of the runtime crate that isn't Rust.
pub fn whole(schema: &Schema, options: &GenerateOptions) -> Result<Model, GenerateError> {
    let mut options = options.clone();
    options.entities = if schema.entities.is_empty() {
        Vec::new()
    } else {
        vec!["*".to_owned()]
    };
    options.exclude.clear();
    options.exclude_fields.clear();
    options.exclude_actions.clear();
    build(schema, &options).or_else(|_| {
        options.types.clear();
        options.names.clear();
        options.row_derives.clear();
        options.option_derives.clear();
        build(schema, &options)
    })
}
