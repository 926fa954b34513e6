//! Writing a snapshot folder: whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::folder::{self, ENTITIES, OPTIONS, SEARCHES, SITE};
use super::form;
use super::name::fits;
use crate::error::{Error, Result};
use crate::json;
use crate::{Schema, Site};

/// What [`Schema::write`] changed, as paths within the folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// New files.
    pub added: Vec<PathBuf>,
    /// Files with other content than before.
    pub changed: Vec<PathBuf>,
    /// Files of what is no more.
    pub removed: Vec<PathBuf>,
    /// How many files were right already, and were left alone.
    pub unchanged: usize,
}

impl Written {
    /// Whether the folder is as it was.
    pub fn is_unchanged(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Schema {
    /// Writes the snapshot into this folder, which is made where it isn't there.
    ///
    /// The files are first written beside the folder and then moved into it; if something fails,
    /// what was there is put back. Files whose content is right are not touched. Files of entities
    /// and lists that are gone are removed, other files in the folder are left alone. If only the
    /// day it was [taken](Site::taken) would differ, the old day stays, so that an unchanged site
    /// gives no diff.
    ///
    /// # Errors
    ///
    /// The file system refuses, the folder holds something else than a snapshot, or a name is too
    /// long for a file.
    ///
    /// ```no_run
    /// let schema = civi_schema::Schema::read("schemas/standalone-6.17")?;
    /// let written = schema.write("schemas/copy")?;
    /// println!("{} new files", written.added.len());
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<Written> {
        let folder = folder.as_ref();
        let changes = Changes::new(folder, self.texts(folder)?)?;
        changes.carry_out(folder)?;
        Ok(changes.written)
    }

    /// The file of a saved search, as a path within the snapshot's folder; `None` where the
    /// snapshot does not have the search.
    ///
    /// ```
    /// let mut schema = civi_schema::Schema::default();
    /// schema.searches.insert("Lapsed Donors".to_owned(), "{}".to_owned());
    /// let file = schema.search_file("Lapsed Donors");
    /// assert_eq!(file.as_deref(), Some("searches/Lapsed%20Donors.json"));
    /// ```
    #[must_use]
    pub fn search_file(&self, name: &str) -> Option<String> {
        let files = folder::files(self.searches.keys());
        files.get(name).map(|file| format!("{SEARCHES}/{file}"))
    }

    /// Every file of the snapshot: path within the folder, and text.
    fn texts(&self, folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
        let mut texts = BTreeMap::new();
        texts.insert(PathBuf::from(SITE), form::site_doc(&self.site).text());
        let lists = self.option_lists.keys().chain(self.searches.keys());
        for name in self.entities.keys().chain(lists) {
            if !fits(name) {
                let what = format!("no file can be called by the name {name:?}: empty or too long");
                return Err(Error::other(folder, what));
            }
        }
        let files = folder::files(self.entities.keys());
        for (name, entity) in &self.entities {
            if let Some(file) = files.get(name.as_str()) {
                texts.insert(
                    Path::new(ENTITIES).join(file),
                    form::entity_doc(entity).text(),
                );
            }
        }
        let files = folder::files(self.option_lists.keys());
        for (name, list) in &self.option_lists {
            if let Some(file) = files.get(name.as_str()) {
                texts.insert(Path::new(OPTIONS).join(file), form::list_doc(list).text());
            }
        }
        let files = folder::files(self.searches.keys());
        for (name, text) in &self.searches {
            if let Some(file) = files.get(name.as_str()) {
                texts.insert(Path::new(SEARCHES).join(file), text.clone());
            }
        }
        Ok(texts)
    }
}

/// What to do to a folder.
struct Changes {
    texts: BTreeMap<PathBuf, String>,
    written: Written,
}

impl Changes {
    fn new(folder: &Path, mut texts: BTreeMap<PathBuf, String>) -> Result<Self> {
        let mut written = Written::default();
        let site = folder.join(SITE);
        let fresh = fs::read_dir(folder).map_or(true, |mut listing| listing.next().is_none());
        if !fresh && !site.is_file() {
            let what = "the folder holds other things and no site.json; name a folder of the \
                        snapshot's own";
            return Err(Error::other(folder, what));
        }
        for kind in [ENTITIES, OPTIONS, SEARCHES] {
            for (name, path) in folder::names(&folder.join(kind))? {
                let inner = Path::new(kind).join(path.file_name().unwrap_or_default());
                if !texts.contains_key(&inner) && is_ours(kind, &name, &path) {
                    written.removed.push(inner);
                }
            }
        }
        texts.retain(|inner, text| match fs::read(folder.join(inner)) {
            Ok(old) if old == text.as_bytes() => {
                written.unchanged += 1;
                false
            }
            Ok(_) => {
                written.changed.push(inner.clone());
                true
            }
            Err(_) => {
                written.added.push(inner.clone());
                true
            }
        });
        let mut changes = Changes { texts, written };
        changes.keep_day(folder)?;
        Ok(changes)
    }

    /// Leaves `site.json` alone where only the day would change.
    fn keep_day(&mut self, folder: &Path) -> Result<()> {
        let site_only = self.written.changed == [Path::new(SITE)]
            && self.written.added.is_empty()
            && self.written.removed.is_empty();
        let Some(text) = self.texts.get(Path::new(SITE)).filter(|_| site_only) else {
            return Ok(());
        };
        let value = serde_json::from_str(text).map_err(|e| Error::json(&folder.join(SITE), e))?;
        let (Ok(new), Ok(old)) = (form::read_site(&value), Site::read(folder)) else {
            return Ok(());
        };
        if old.taken.is_some()
            && old
                == (Site {
                    taken: old.taken.clone(),
                    ..new
                })
        {
            self.texts.clear();
            self.written = Written {
                unchanged: self.written.unchanged + 1,
                ..Written::default()
            };
        }
        Ok(())
    }

    fn carry_out(&self, folder: &Path) -> Result<()> {
        if self.written.is_unchanged() {
            return Ok(());
        }
        let beside = beside(folder)?;
        let result = self
            .stage(&beside)
            .and_then(|()| self.move_in(folder, &beside));
        // What is left there is of no use to anyone; failing to remove it harms nothing.
        let _ = fs::remove_dir_all(&beside);
        result
    }

    /// Writes the new files beside the folder.
    fn stage(&self, beside: &Path) -> Result<()> {
        for (inner, text) in &self.texts {
            let path = beside.join("new").join(inner);
            make_parent(&path)?;
            fs::write(&path, text).map_err(|error| Error::io("write", &path, error))?;
        }
        Ok(())
    }

    /// Moves old files out and new ones in; undoes all of it where one step fails.
    fn move_in(&self, folder: &Path, beside: &Path) -> Result<()> {
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut step = |from: PathBuf, to: PathBuf| {
            make_parent(&to)?;
            fs::rename(&from, &to).map_err(|error| Error::io("write", &to, error))?;
            done.push((from, to));
            Ok(())
        };
        let old = self.written.changed.iter().chain(&self.written.removed);
        let result = old
            .map(|inner| (folder.join(inner), beside.join("old").join(inner)))
            .chain(
                self.texts
                    .keys()
                    .map(|inner| (beside.join("new").join(inner), folder.join(inner))),
            )
            // A file system that ignores case has moved `Acl.json` already, as `ACL.json`.
            .filter(|(from, _)| from.exists())
            .try_for_each(|(from, to)| step(from, to));
        if result.is_err() {
            for (from, to) in done.into_iter().rev() {
                // The first failure is the one to report.
                let _ = fs::rename(to, from);
            }
        }
        result
    }
}

/// Whether this is a file that `write` made, as far as its content shows.
fn is_ours(kind: &str, name: &str, path: &Path) -> bool {
    let value = fs::read(path)
        .ok()
        .and_then(|bytes| json::parse(&bytes).ok());
    match value {
        Some(Value::Object(map)) if kind == SEARCHES => {
            map.contains_key("entity") && map.contains_key("params")
        }
        Some(Value::Object(map)) => kind == ENTITIES && map.get("name").is_some_and(|n| n == name),
        Some(Value::Array(items)) => kind == OPTIONS && items.iter().all(|i| i.get("id").is_some()),
        _ => false,
    }
}

/// A new folder beside this one, on the same file system.
fn beside(folder: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(folder).map_err(|error| Error::io("find", folder, error))?;
    let name = absolute
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let path = absolute.with_file_name(format!(".{name}.civi-{}", std::process::id()));
    fs::create_dir_all(&path).map_err(|error| Error::io("make", &path, error))?;
    Ok(path)
}

fn make_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => {
            fs::create_dir_all(parent).map_err(|error| Error::io("make", parent, error))
        }
        None => Ok(()),
    }
}
