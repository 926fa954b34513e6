//! Files on disk: whole or not at all, untouched where nothing changed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::file::MARK;
use super::{Files, Replacement};
use crate::GenerateError;

/// What writing did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Files that are new or have another text than before.
    pub written: Vec<PathBuf>,
    /// Files that were there already with this text, and were not touched.
    pub unchanged: Vec<PathBuf>,
    /// Files that an earlier run made and this one didn't, and that are gone now.
    pub removed: Vec<PathBuf>,
}

impl Files {
    /// Writes them to `place`: the file itself where it is one, the folder where it is several.
    ///
    /// Every text is complete under another name before the first file is replaced, and where one
    /// can't be, all are as they were. A file that has its text already is not touched. In a folder, files that an earlier run made and this
    /// one didn't are removed; they are known by their first line.
    ///
    /// # Errors
    ///
    /// When a file can't be written, or one is in the way that civi-codegen didn't make.
    pub fn write(&self, place: &Path) -> Result<Report, GenerateError> {
        let mut report = Report::default();
        let mut replacement = Replacement::default();
        self.stage(place, &mut report, &mut replacement)?;
        if !self.single {
            report.removed = self.stale(place)?;
        }
        for path in &report.removed {
            replacement.remove(path.clone());
        }
        replacement
            .carry_out()
            .map_err(|(path, cause)| GenerateError::file(&path, "replaced", cause))?;
        Ok(report)
    }

    /// What [`write`](Files::write) would change, without changing it: the files that are missing,
    /// differ, or would be removed.
    ///
    /// # Errors
    ///
    /// When a file can't be read.
    pub fn differences(&self, place: &Path) -> Result<Vec<PathBuf>, GenerateError> {
        let mut differ = Vec::new();
        for (path, text) in &self.texts {
            let path = self.path(place, path);
            if current(&path)?.as_deref() != Some(text.as_bytes()) {
                differ.push(path);
            }
        }
        if !self.single {
            differ.extend(self.stale(place)?);
        }
        Ok(differ)
    }

    fn path(&self, place: &Path, path: &str) -> PathBuf {
        if self.single {
            place.to_owned()
        } else {
            place.join(path)
        }
    }

    fn stage(
        &self,
        place: &Path,
        report: &mut Report,
        replacement: &mut Replacement,
    ) -> Result<(), GenerateError> {
        let folder = if self.single {
            place.parent().unwrap_or(Path::new(""))
        } else {
            place
        };
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder)
                .map_err(|cause| GenerateError::file(folder, "created", cause))?;
        }
        for (path, text) in &self.texts {
            let path = self.path(place, path);
            match current(&path)? {
                Some(old) if old == text.as_bytes() => {
                    report.unchanged.push(path);
                    continue;
                }
                Some(old) if !old.starts_with(MARK.as_bytes()) && !old.is_empty() => {
                    return Err(GenerateError::foreign(&path));
                }
                _ => {}
            }
            replacement
                .stage(&path, text)
                .map_err(|cause| GenerateError::file(&path, "written", cause))?;
            report.written.push(path);
        }
        Ok(())
    }

    /// Files that an earlier run made and that are none of these.
    fn stale(&self, place: &Path) -> Result<Vec<PathBuf>, GenerateError> {
        let ours: BTreeSet<&str> = self.texts.keys().map(String::as_str).collect();
        let entries = match fs::read_dir(place) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(GenerateError::file(place, "read", cause)),
        };
        let mut stale = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|cause| GenerateError::file(place, "read", cause))?;
            let path = entry.path();
            let is_ours = path
                .file_name()
                .and_then(|n| n.to_str())
                .is_some_and(|n| ours.contains(n));
            if !is_ours
                && path.extension().is_some_and(|extension| extension == "rs")
                && path.is_file()
                && is_generated(&path)?
            {
                stale.push(path);
            }
        }
        stale.sort();
        Ok(stale)
    }
}

fn is_generated(path: &Path) -> Result<bool, GenerateError> {
    let mut start = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut start))
        .map_err(|cause| GenerateError::file(path, "read", cause))?;
    Ok(start == MARK.as_bytes())
}

fn current(path: &Path) -> Result<Option<Vec<u8>>, GenerateError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(GenerateError::file(path, "read", cause)),
    }
}
