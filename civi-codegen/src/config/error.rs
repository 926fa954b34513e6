//! [`ConfigError`]: everything that is wrong with a settings file.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a settings file could not be used.
pub struct ConfigError {
    file: PathBuf,
    problems: Vec<Problem>,
}

/// One thing that is wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// The column, in characters from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl ConfigError {
    pub(super) fn new(file: &Path, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| (problem.line, problem.column));
        Self {
            file: file.to_owned(),
            problems,
        }
    }

    pub(super) fn unreadable(file: &Path, cause: &io::Error) -> Self {
        Self::new(
            file,
            vec![Problem {
                line: 0,
                column: 0,
                message: cause.to_string(),
            }],
        )
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What is wrong with it, in the file's order.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The text for people: what is printed where `main` returns the error.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the settings file {} can't be used",
            self.file.display()
        )?;
        for Problem {
            line,
            column,
            message,
        } in &self.problems
        {
            if *line == 0 {
                write!(formatter, "\n  {message}")?;
            } else {
                write!(formatter, "\n  line {line}, column {column}: {message}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}
