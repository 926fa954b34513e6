//! [`Error`]: what went wrong, where, and what to do next.

use std::fmt;

/// A result of civi-runtime.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not give what was asked for.
pub struct Error(Box<Inner>);

struct Inner {
    message: String,
}

impl Error {
    /// A request that civi refused to send.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            message: message.into(),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({})", self.0.message)
    }
}

impl std::error::Error for Error {}
