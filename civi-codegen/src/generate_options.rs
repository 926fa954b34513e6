//! [`GenerateOptions`]: what bindings are made of, and how.

use std::collections::BTreeMap;

use civi_schema::rust_type::TypeRules;

use crate::query::named::NamedQuery;

/// What bindings are made of, and how: the settings of `civi.toml`'s `[generate]` and of a build
/// script alike.
///
/// Patterns are wire names in which `*` stands for any characters: `Contact`, `Custom_*`.
///
/// ```
/// use civi_codegen::GenerateOptions;
///
/// let mut options = GenerateOptions::default();
/// options.entities = vec!["Contact".into(), "Custom_*".into()];
/// options.exclude_fields = vec!["Contact.api_key".into()];
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GenerateOptions {
    /// The entities, by name or pattern; empty for all but those of imports (`Import_*`), which
    /// come and go with their users.
    pub entities: Vec<String>,
    /// Entities to leave out, by name or pattern.
    pub exclude: Vec<String>,
    /// Fields to leave out, as `Entity.field`, by name or pattern: `Contact.api_key`, `*.hash`.
    pub exclude_fields: Vec<String>,
    /// Actions to leave out, as `Entity.action`, by name or pattern: `*.delete`.
    pub exclude_actions: Vec<String>,
    /// The most options that an option type has; a longer list stays data.
    pub option_limit: usize,
    /// Derives added to every row struct, as paths. `serde::Serialize` and `serde::Deserialize` are
    /// not derived but written by the runtime, by the fields' names on the wire; that takes its
    /// feature `serde`.
    pub row_derives: Vec<String>,
    /// Derives added to every option type, as paths. Serde's traits need not be among them: option
    /// types have those where the runtime's feature `serde` is on.
    pub option_derives: Vec<String>,
    /// Rust types of the caller's own, as paths, by `Entity.field`: the type implements the
    /// runtime's `Value`, and `IntoWire` where it is written.
    pub types: BTreeMap<String, String>,
    /// Rust names of the caller's own: by `Entity` the type's name, by `Entity.field` the row
    /// field's.
    pub names: BTreeMap<String, String>,
    /// The path of the runtime crate in generated code.
    pub runtime: String,
    /// How the bindings are laid out in files.
    pub layout: Layout,
    /// Queries that become functions of the bindings, in the module `queries`.
    pub queries: Vec<NamedQuery>,
    /// Saved searches of the snapshot that become functions, in the module `searches`.
    pub searches: Vec<String>,
    /// What the snapshot is called in the files' header: its path, as the reader knows it.
    pub snapshot: Option<String>,
    /// The command that makes the files again, for their header.
    pub command: Option<String>,
}

impl GenerateOptions {
    /// What decides a field's type besides the schema.
    pub(crate) fn type_rules(&self) -> TypeRules {
        TypeRules {
            option_limit: self.option_limit,
        }
    }
}

/// How bindings are laid out in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Layout {
    /// One file, for `OUT_DIR`: it can be included inside a module.
    #[default]
    File,
    /// A folder with `mod.rs` and one file an entity, for bindings that are committed: a change of
    /// one entity is a change of one file.
    Folder,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        GenerateOptions {
            entities: Vec::new(),
            exclude: Vec::new(),
            exclude_fields: Vec::new(),
            exclude_actions: Vec::new(),
            option_limit: 100,
            row_derives: Vec::new(),
            option_derives: Vec::new(),
            types: BTreeMap::new(),
            names: BTreeMap::new(),
            runtime: "::civi_runtime".to_owned(),
            queries: Vec::new(),
            searches: Vec::new(),
            layout: Layout::default(),
            snapshot: None,
            command: None,
        }
    }
}
