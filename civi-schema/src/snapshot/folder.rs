//! Which file holds what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::name::{stem, unstem};
use crate::error::{Error, Result};

pub(super) const SITE: &str = "site.json";
pub(super) const ENTITIES: &str = "entities";
pub(super) const OPTIONS: &str = "options";
/// The folder of the saved searches.
pub(super) const SEARCHES: &str = "searches";

/// The file names of these names.
pub(super) fn files<'a>(
    names: impl Iterator<Item = &'a String> + Clone,
) -> BTreeMap<&'a str, String> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for name in names.clone() {
        let folded = stem(name, false).to_ascii_lowercase();
        if !seen.insert(folded.clone()) {
            twice.insert(folded);
        }
    }
    names
        .map(|name| {
            let distinct = twice.contains(&stem(name, false).to_ascii_lowercase());
            (name.as_str(), format!("{}.json", stem(name, distinct)))
        })
        .collect()
}

/// Where the folder may hold this name.
pub(super) fn candidates(folder: &Path, name: &str) -> [PathBuf; 2] {
    [false, true].map(|distinct| folder.join(format!("{}.json", stem(name, distinct))))
}

/// The names that the folder holds, sorted, with their files; from the file names alone. A folder
/// that isn't there holds none.
pub(super) fn names(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let listing = match std::fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Error::io("list", folder, error)),
    };
    let mut names = BTreeMap::new();
    for entry in listing {
        let path = entry
            .map_err(|error| Error::io("list", folder, error))?
            .path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        if let Some(name) = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .and_then(unstem)
        {
            names.insert(name, path);
        }
    }
    Ok(names)
}
