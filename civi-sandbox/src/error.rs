//! [`Error`]: why a sandbox can't be made or used.

use std::path::Path;

/// Why a sandbox can't be made or used. What a *call* is refused for is no error here: it is the
/// answer of the site.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    message: String,
}

/// The result of what is done with a sandbox.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with its text.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Error {
            message: message.into(),
        }
    }

    /// A file that can't be used.
    pub(crate) fn file(path: &Path, why: &str) -> Self {
        Error::new(format!(
            "{} can't be the sandbox's database: {why}; it is left as it is",
            path.display()
        ))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error::new(format!("the sandbox's database failed: {error}"))
    }
}

impl From<civi_runtime::Error> for Error {
    fn from(error: civi_runtime::Error) -> Self {
        Error::new(format!("no client of the sandbox: {error}"))
    }
}

impl From<crate::failure::Failure> for Error {
    fn from(failure: crate::failure::Failure) -> Self {
        Error::new(failure.message())
    }
}
