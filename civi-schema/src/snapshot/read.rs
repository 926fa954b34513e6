//! Reading a snapshot folder, whole or one entity of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files;
use super::folder::{self, ENTITIES, OPTIONS, SEARCHES, SITE};
use super::form;
use crate::error::{Error, Mismatch, Result};
use crate::json;
use crate::nearest::alike;
use crate::snapshot::FORMAT;
use crate::{Entity, OptionList, Options, Schema, Site};

impl Site {
    /// Reads the `site.json` of the snapshot in this folder.
    ///
    /// # Errors
    ///
    /// The file is missing, isn't JSON of a `site.json`'s shape, or is of another format version.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self> {
        let path = folder.as_ref().join(SITE);
        let value = value(&path)?;
        match value.get("format").and_then(Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            found => return Err(Error::format(&path, found)),
        }
        form::read_site(&value).map_err(|mismatch| Error::shape(&path, mismatch))
    }
}

impl Schema {
    /// Reads the whole snapshot in this folder.
    ///
    /// # Errors
    ///
    /// A file is missing, is cut off or isn't of its shape, or the snapshot is of another format
    /// version; the error names the file and the place in it.
    ///
    /// ```no_run
    /// let schema = civi_schema::Schema::read("schemas/standalone-6.17")?;
    /// println!("{} entities", schema.entities.len());
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn read(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let site = Site::read(folder)?;
        let entities = files::each(folder::names(&folder.join(ENTITIES))?, entity)?;
        let lists = folder::names(&folder.join(OPTIONS))?;
        let option_lists = files::each(lists, |_, path| list(path))?;
        let mut searches = BTreeMap::new();
        for (name, path) in folder::names(&folder.join(SEARCHES))? {
            let text =
                std::fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
            searches.insert(name, text);
        }
        let schema = Schema {
            site,
            entities,
            option_lists,
            searches,
        };
        for entity in schema.entities.values() {
            for name in shared(entity) {
                if !schema.option_lists.contains_key(name) {
                    return Err(missing_list(folder, entity, name));
                }
            }
        }
        Ok(schema)
    }

    /// Reads one entity of the snapshot in this folder and the shared option lists that it needs,
    /// and nothing else.
    ///
    /// # Errors
    ///
    /// As [`read`](Schema::read); an entity that the snapshot doesn't have is an error that
    /// [names the nearest](Error::similar).
    ///
    /// ```no_run
    /// let schema = civi_schema::Schema::read_entity("schemas/standalone-6.17", "Contact")?;
    /// assert_eq!(schema.entities.len(), 1);
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn read_entity(folder: impl AsRef<Path>, name: &str) -> Result<Self> {
        let mut schema = Schema {
            site: Site::read(folder.as_ref())?,
            ..Schema::default()
        };
        schema.read_also(folder, name)?;
        Ok(schema)
    }

    /// Reads one entity of the snapshot in this folder without the option lists that it shares with
    /// others, and tells which file it is in: the cheapest look at an entity.
    ///
    /// # Errors
    ///
    /// As [`read_entity`](Schema::read_entity).
    ///
    /// ```no_run
    /// let (contact, file) =
    ///     civi_schema::Schema::read_entity_alone("schemas/standalone-6.17", "Contact")?;
    /// println!("{} has {} fields", file.display(), contact.fields.len());
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn read_entity_alone(folder: impl AsRef<Path>, name: &str) -> Result<(Entity, PathBuf)> {
        find(folder.as_ref(), name)
    }

    /// Reads one more entity of the snapshot in this folder, and the shared option lists that it
    /// needs, unless they are there already.
    ///
    /// # Errors
    ///
    /// As [`read_entity`](Schema::read_entity).
    pub fn read_also(&mut self, folder: impl AsRef<Path>, name: &str) -> Result<()> {
        let folder = folder.as_ref();
        if self.entities.contains_key(name) {
            return Ok(());
        }
        let (entity, _) = find(folder, name)?;
        for list_name in shared(&entity) {
            if !self.option_lists.contains_key(list_name) {
                let path = folder::candidates(&folder.join(OPTIONS), list_name)
                    .into_iter()
                    .find(|path| path.is_file())
                    .ok_or_else(|| missing_list(folder, &entity, list_name))?;
                self.option_lists.insert(list_name.to_owned(), list(&path)?);
            }
        }
        self.entities.insert(name.to_owned(), entity);
        Ok(())
    }

    /// The names of the entities of the snapshot in this folder, sorted. Reads the folder's
    /// listing only, so it is cheap.
    ///
    /// # Errors
    ///
    /// The folder can't be listed.
    pub fn entity_names(folder: impl AsRef<Path>) -> Result<Vec<String>> {
        Ok(folder::names(&folder.as_ref().join(ENTITIES))?
            .into_keys()
            .collect())
    }

    /// The files that reading these entities of the snapshot in this folder depends on: for
    /// `cargo:rerun-if-changed` and its like. Without names, the whole snapshot's.
    ///
    /// # Errors
    ///
    /// As [`read_entity`](Schema::read_entity).
    pub fn files(folder: impl AsRef<Path>, names: &[&str]) -> Result<Vec<PathBuf>> {
        let folder = folder.as_ref();
        let mut files = vec![folder.join(SITE)];
        if names.is_empty() {
            files.push(folder.join(ENTITIES));
            files.extend(folder::names(&folder.join(ENTITIES))?.into_values());
            files.extend(folder::names(&folder.join(OPTIONS))?.into_values());
            files.extend(folder::names(&folder.join(SEARCHES))?.into_values());
        }
        for name in names {
            let (entity, file) = find(folder, name)?;
            let holds = |path: &PathBuf| path.is_file();
            files.push(file);
            for list in shared(&entity) {
                let list = folder::candidates(&folder.join(OPTIONS), list)
                    .into_iter()
                    .find(holds);
                files.extend(list);
            }
        }
        files.sort();
        files.dedup();
        Ok(files)
    }
}

/// The entity of this name, and its file.
fn find(folder: &Path, name: &str) -> Result<(Entity, PathBuf)> {
    let entities = folder.join(ENTITIES);
    for path in folder::candidates(&entities, name) {
        match std::fs::read(&path) {
            // A file system that ignores case answers `contact` with Contact.json.
            Ok(bytes) => match parse_entity(&path, &bytes)? {
                entity if entity.name == name => return Ok((entity, path)),
                _ => {}
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("read", &path, error)),
        }
    }
    Err(Error::unknown_entity(
        folder,
        name,
        similar(name, &Schema::entity_names(folder)?),
    ))
}

/// Those of the names that are most like this one, nearest first.
fn similar(name: &str, names: &[String]) -> Vec<String> {
    let near = alike(name, names.iter().map(String::as_str));
    near.into_iter().take(3).map(str::to_owned).collect()
}

fn entity(name: &str, path: &Path) -> Result<Entity> {
    let bytes = std::fs::read(path).map_err(|error| Error::io("read", path, error))?;
    let entity = parse_entity(path, &bytes)?;
    if entity.name == name {
        Ok(entity)
    } else {
        let found = Mismatch::new(
            "the name that the file is called by",
            format!("{:?}", entity.name),
        );
        Err(Error::shape(path, found.within("name")))
    }
}

fn parse_entity(path: &Path, bytes: &[u8]) -> Result<Entity> {
    let value = json::parse(bytes).map_err(|error| Error::json(path, error))?;
    form::read_entity(&value).map_err(|mismatch| Error::shape(path, mismatch))
}

fn list(path: &Path) -> Result<OptionList> {
    form::read_list(&value(path)?).map_err(|mismatch| Error::shape(path, mismatch))
}

fn value(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).map_err(|error| Error::io("read", path, error))?;
    json::parse(&bytes).map_err(|error| Error::json(path, error))
}

/// The shared lists that the entity's fields use.
fn shared(entity: &Entity) -> impl Iterator<Item = &str> {
    entity
        .fields
        .values()
        .filter_map(|field| match &field.options {
            Options::Shared(name) => Some(name.as_str()),
            _ => None,
        })
}

fn missing_list(folder: &Path, entity: &Entity, name: &str) -> Error {
    let what = format!(
        "a field of `{}` uses the option list `{name}`, which the folder doesn't hold; make the \
         snapshot again",
        entity.name
    );
    Error::other(&folder.join(OPTIONS), what)
}
