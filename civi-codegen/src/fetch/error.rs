//! [`Error`]: why a site's schema could not be fetched.

use std::fmt;
use std::path::Path;

/// Why a site's schema could not be fetched as a whole.
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    /// A request failed in a way that smaller ones would not mend.
    Request(Box<civi_runtime::Error>, String),
    /// An answer is of no use.
    Answer(civi_schema::Error),
    /// The credential is nobody's.
    Nobody,
    /// The cache can't be used.
    Cache(std::io::Error, String),
}

impl Error {
    pub(super) fn request(error: civi_runtime::Error, doing: impl Into<String>) -> Self {
        Error(Kind::Request(Box::new(error), doing.into()))
    }

    pub(super) fn answer(error: civi_schema::Error) -> Self {
        Error(Kind::Answer(error))
    }

    pub(super) fn nobody() -> Self {
        Error(Kind::Nobody)
    }

    pub(super) fn cache(error: std::io::Error, path: &Path) -> Self {
        Error(Kind::Cache(error, path.display().to_string()))
    }

    /// The client's own error, where a request failed.
    #[must_use]
    pub fn client(&self) -> Option<&civi_runtime::Error> {
        match &self.0 {
            Kind::Request(error, _) => Some(error),
            _ => None,
        }
    }

    /// Whether the site did not accept who asks, or it is nobody, or may not read the schema.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        match &self.0 {
            Kind::Nobody => true,
            Kind::Request(error, _) => error.is_auth() || error.is_permission(),
            _ => false,
        }
    }
}

/// The text for people: what is printed where `main` returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Request(error, doing) => write!(out, "can't read {doing}: {error}"),
            Kind::Answer(error) => write!(out, "{error}"),
            Kind::Nobody => write!(
                out,
                "the site takes this client for nobody: no credential was sent, or the site \
                 ignores the way it was sent; set an API key (see `civi-codegen doctor`)"
            ),
            Kind::Cache(error, path) => {
                write!(out, "can't keep what has come in {path}: {error}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Request(error, _) => Some(error.as_ref()),
            Kind::Answer(error) => Some(error),
            Kind::Cache(error, _) => Some(error),
            Kind::Nobody => None,
        }
    }
}
