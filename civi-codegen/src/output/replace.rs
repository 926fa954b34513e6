//! [`Replacement`]: several files put in place together, or none of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files that are complete under another name, and files that go.
///
/// A file that is replaced or removed is first moved aside, so that every step can be undone: where
/// one fails, all files are as they were.
///
/// ```
/// use civi_codegen::output::Replacement;
///
/// let folder = tempfile::tempdir()?;
/// let mut files = Replacement::default();
/// files.stage(&folder.path().join("contact.rs"), "pub enum Contact {}\n")?;
/// assert!(!folder.path().join("contact.rs").exists());
/// files.carry_out().map_err(|(_, error)| error)?;
/// assert!(folder.path().join("contact.rs").exists());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Replacement {
    /// Temporary name and place.
    staged: Vec<(PathBuf, PathBuf)>,
    removed: Vec<PathBuf>,
}

impl Replacement {
    /// Writes a text beside the place where it belongs.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn stage(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let temporary = beside(path, "tmp");
        self.staged.push((temporary.clone(), path.to_owned()));
        fs::write(&temporary, text)
    }

    /// Takes a file away as well.
    pub fn remove(&mut self, path: PathBuf) {
        self.removed.push(path);
    }

    /// Puts everything in its place. Dropped without it, nothing has changed.
    ///
    /// # Errors
    ///
    /// When a file can't be moved; the error comes with that file, and nothing has changed.
    pub fn carry_out(mut self) -> Result<(), (PathBuf, io::Error)> {
        // From and to, in the order of what was done.
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut aside = Vec::new();
        let result = self
            .steps(&mut aside)
            .into_iter()
            .try_for_each(|(from, to)| {
                let place = if aside.contains(&to) { &from } else { &to };
                fs::rename(&from, &to).map_err(|error| (place.clone(), error))?;
                done.push((from, to));
                Ok(())
            });
        if result.is_ok() {
            for old in &aside {
                // The new files are in place; one that is left over here does no harm.
                let _ = fs::remove_file(old);
            }
            self.staged.clear();
        } else {
            for (from, to) in done.into_iter().rev() {
                // The first failure is the one to report.
                let _ = fs::rename(to, from);
            }
        }
        result
    }

    /// The moves to make; `aside` gets the names that old files have meanwhile.
    fn steps(&self, aside: &mut Vec<PathBuf>) -> Vec<(PathBuf, PathBuf)> {
        let mut steps = Vec::new();
        let replaced = self.staged.iter().map(|(_, path)| path);
        for path in replaced.chain(&self.removed).filter(|path| path.exists()) {
            let old = beside(path, "old");
            aside.push(old.clone());
            steps.push((path.clone(), old));
        }
        steps.extend(self.staged.iter().cloned());
        steps
    }
}

/// Removes what was staged and not put in place.
impl Drop for Replacement {
    fn drop(&mut self) {
        for (temporary, _) in &self.staged {
            // What could not be written is not there.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// A name of our own in the same folder.
fn beside(path: &Path, kind: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{kind}", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn folder(texts: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in texts {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn owned(texts: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        texts.iter().map(own).collect()
    }

    #[test]
    fn all_are_put_in_place() {
        let folder = folder(&[("a", "old a"), ("c", "old c")]);
        let mut replacement = Replacement::default();
        replacement
            .stage(&folder.path().join("a"), "new a")
            .unwrap();
        replacement
            .stage(&folder.path().join("b"), "new b")
            .unwrap();
        replacement.remove(folder.path().join("c"));
        replacement.carry_out().unwrap();
        assert_eq!(
            files(folder.path()),
            owned(&[("a", "new a"), ("b", "new b")])
        );
    }

    #[test]
    fn one_that_fails_undoes_all_others() {
        let before = [("a", "old a"), ("b", "old b"), ("z", "old z")];
        // The second, the last, and one that was to be new.
        for failing in ["b", "z", "n"] {
            let folder = folder(&before);
            let mut replacement = Replacement::default();
            for name in ["a", "b", "n", "z"] {
                replacement.stage(&folder.path().join(name), "new").unwrap();
            }
            // What was staged is gone when it is its turn.
            let staged = beside(&folder.path().join(failing), "tmp");
            fs::remove_file(staged).unwrap();
            let (path, _) = replacement.carry_out().unwrap_err();
            assert_eq!(path, folder.path().join(failing));
            assert_eq!(files(folder.path()), owned(&before), "{failing}");
        }
    }

    #[test]
    fn what_is_not_carried_out_leaves_nothing() {
        let folder = folder(&[("a", "old a")]);
        let mut replacement = Replacement::default();
        replacement.stage(&folder.path().join("a"), "new").unwrap();
        replacement.remove(folder.path().join("a"));
        drop(replacement);
        assert_eq!(files(folder.path()), owned(&[("a", "old a")]));
    }
}
