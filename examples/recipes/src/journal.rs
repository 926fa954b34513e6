//! The lines that an import has written, noted in a file, so that the next run goes on behind them.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::Result;

/// A journal, with what earlier runs have noted.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    before: HashSet<u64>,
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Reads the file, if it is there.
    ///
    /// # Errors
    ///
    /// When it is there and can't be read.
    pub fn open(path: &Path) -> Result<Journal> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            text => text.unwrap_or_default(),
        };
        Ok(Journal {
            path: path.to_owned(),
            before: text.lines().filter_map(|line| line.parse().ok()).collect(),
            file: Mutex::new(None),
        })
    }

    /// Whether an earlier run has written the line.
    #[must_use]
    pub fn has(&self, line: u64) -> bool {
        self.before.contains(&line)
    }

    /// Notes lines that are written. A line that can't be noted does no harm: the next run finds its
    /// contact by the e-mail address.
    pub fn note(&self, lines: impl IntoIterator<Item = u64>) {
        let text: String = lines.into_iter().map(|line| format!("{line}\n")).collect();
        let Ok(mut file) = self.file.lock() else {
            return;
        };
        let written = match &mut *file {
            Some(file) => file.write_all(text.as_bytes()),
            None => OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)
                .and_then(|new| file.insert(new).write_all(text.as_bytes())),
        };
        if let Err(error) = written {
            eprintln!("{} can't be written: {error}", self.path.display());
        }
    }
}
