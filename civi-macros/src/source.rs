//! Where the schema comes from, and reading of it what a struct needs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use civi_schema::{Entity, Release, Schema, Site};
use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::cache;
use crate::suggest::some_of;

/// The variable that names the snapshot where nothing else does.
const VARIABLE: &str = "CIVI_SCHEMA";

/// A snapshot, of which single entities are read as they are needed.
pub(crate) struct Source {
    folder: PathBuf,
    manifest: PathBuf,
    entities: BTreeMap<String, Rc<Entity>>,
    files: Vec<PathBuf>,
    /// Whether [`VARIABLE`] had a say.
    by_variable: bool,
    /// The site's release, where the snapshot says it.
    pub(crate) release: Option<Release>,
}

/// Why the schema or an entity of it can't be had: the text for the struct's author.
#[derive(Debug)]
pub(crate) struct Unreadable {
    text: String,
    broken: bool,
}

impl Unreadable {
    fn new(text: String) -> Self {
        Unreadable {
            text,
            broken: false,
        }
    }

    /// Whether a file is there and isn't what it should be.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Source {
    /// Finds the snapshot: what the attribute says, else `civi.toml` beside the crate's or the
    /// workspace's manifest, else the environment's variable.
    ///
    /// # Errors
    ///
    /// There is none, or it is not a snapshot that this version reads.
    pub(crate) fn find(attribute: Option<&LitStr>) -> Result<Self, Unreadable> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .unwrap_or_default();
        let mut source = Source {
            folder: PathBuf::new(),
            manifest: manifest.clone(),
            entities: BTreeMap::new(),
            files: Vec::new(),
            by_variable: false,
            release: None,
        };
        source.folder = match attribute {
            Some(path) => manifest.join(path.value()),
            None => match source.settings_folder()? {
                Some(folder) => folder,
                None => {
                    source.by_variable = true;
                    let path = std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
                    manifest.join(path.ok_or_else(nowhere)?)
                }
            },
        };
        if !source.folder.is_dir() {
            return Err(Unreadable::new(format!(
                "there is no schema snapshot `{}`{}\nmake one with `civi-codegen refresh`, or \
                 correct the path: it is taken relative to the crate's `Cargo.toml`",
                source.named(),
                if source.by_variable {
                    format!(" (from {VARIABLE})")
                } else {
                    String::new()
                }
            )));
        }
        let site = Site::read(&source.folder).map_err(|error| source.explain(&error))?;
        source.release = site.civicrm.as_deref().and_then(Release::parse);
        source.files.push(source.folder.join("site.json"));
        Ok(source)
    }

    /// An entity of the snapshot; its file is read once.
    ///
    /// # Errors
    ///
    /// The snapshot has no such entity, or its file is broken.
    pub(crate) fn entity(&mut self, name: &str) -> Result<Rc<Entity>, Unreadable> {
        if let Some(entity) = self.entities.get(name) {
            return Ok(Rc::clone(entity));
        }
        let (entity, file) = match cache::find(&self.folder, name) {
            Some(kept) => kept,
            None => {
                let (entity, file) = Schema::read_entity_alone(&self.folder, name)
                    .map_err(|error| self.explain(&error))?;
                let entity = Rc::new(entity);
                cache::keep(&self.folder, name, &file, &entity);
                (entity, file)
            }
        };
        self.files.push(file);
        self.entities.insert(name.to_owned(), Rc::clone(&entity));
        Ok(entity)
    }

    /// Items that make the compiler, and so cargo, depend on exactly what was read.
    pub(crate) fn dependencies(&self) -> TokenStream {
        let files = self
            .files
            .iter()
            .map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone()))
            .filter_map(|file| file.to_str().map(str::to_owned));
        let variable = self.by_variable.then(|| {
            quote! { const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(#VARIABLE); }
        });
        quote! {
            #variable
            #(const _: &[::core::primitive::u8] = ::core::include_bytes!(#files);)*
        }
    }

    /// The snapshot's folder as a message names it.
    pub(crate) fn named(&self) -> String {
        named(&self.folder, &self.manifest)
    }

    fn explain(&self, error: &civi_schema::Error) -> Unreadable {
        let folder = self.folder.display().to_string();
        let mut text = error.to_string().replace(&folder, &self.named());
        if error.is_unknown_entity() && error.similar().is_empty() {
            let names = Schema::entity_names(&self.folder).unwrap_or_default();
            let all = some_of(names.iter().map(String::as_str), 8);
            text.push_str(&format!("\nit has {all}"));
        }
        // Windows separates the parts of a path differently; messages are the same everywhere.
        Unreadable {
            text: text.replace('\\', "/"),
            broken: error.is_malformed(),
        }
    }

    /// The snapshot that `civi.toml` names, beside the crate's manifest or the workspace's.
    fn settings_folder(&mut self) -> Result<Option<PathBuf>, Unreadable> {
        for folder in [Some(self.manifest.clone()), workspace(&self.manifest)]
            .into_iter()
            .flatten()
        {
            let file = folder.join("civi.toml");
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            let name = named(&file, &self.manifest);
            let settings: toml::Table = text.parse().map_err(|error: toml::de::Error| {
                Unreadable::new(format!("{name} can't be read: {}", error.message()))
            })?;
            self.files.push(file);
            match settings.get("schema") {
                None => {}
                Some(toml::Value::String(path)) => return Ok(Some(folder.join(path))),
                Some(other) => {
                    return Err(Unreadable::new(format!(
                        "{name}: `schema` must be a text in quotes, and is of type {}",
                        other.type_str()
                    )));
                }
            }
        }
        Ok(None)
    }
}

/// The folder of the workspace's manifest, where it is not the crate's own.
fn workspace(manifest: &Path) -> Option<PathBuf> {
    manifest
        .ancestors()
        .skip(1)
        .find(|folder| {
            std::fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|text| {
                text.lines()
                    .any(|line| line.trim_start().starts_with("[workspace"))
            })
        })
        .map(Path::to_owned)
}

/// A path as a message shows it: relative to the manifest where it is below it, else its last part.
fn named(path: &Path, manifest: &Path) -> String {
    let shown = match path.strip_prefix(manifest) {
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    };
    shown.replace('\\', "/")
}

fn nowhere() -> Unreadable {
    Unreadable::new(format!(
        "no schema is named: say where the snapshot is with `#[civi_entity(schema = \"…\")]`, with \
         `schema = \"…\"` in a `civi.toml` beside the crate's or the workspace's `Cargo.toml`, or \
         with the environment variable {VARIABLE}; or use generated bindings with \
         `#[civi_entity(bindings = …)]`"
    ))
}
