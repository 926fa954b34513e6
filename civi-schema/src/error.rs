//! [`Error`]: why a snapshot or a site's raw answers could not be read or written.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a snapshot or a site's raw answers could not be read or written.
///
/// The text names the file, the place in it and what to do next.
///
/// ```
/// let error = civi_schema::Schema::read("no/such/folder").unwrap_err();
/// assert!(error.is_not_found());
/// assert!(error.to_string().contains("no/such/folder"));
/// ```
pub struct Error {
    kind: Kind,
    path: PathBuf,
}

#[derive(Debug)]
enum Kind {
    /// The file system refused: what was tried, and why it failed.
    Io(&'static str, std::io::Error),
    /// Not JSON, or cut off.
    Json(serde_json::Error),
    /// JSON of another shape.
    Shape(Mismatch),
    /// A snapshot of another format version.
    Format(Option<u64>),
    /// No such entity in the snapshot; similar names.
    UnknownEntity(String, Vec<String>),
    /// Two names of one thing, or another thing that can't be: in words.
    Other(String),
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path, error: std::io::Error) -> Self {
        Error {
            kind: Kind::Io(doing, error),
            path: path.to_owned(),
        }
    }

    pub(crate) fn json(path: &Path, error: serde_json::Error) -> Self {
        Error {
            kind: Kind::Json(error),
            path: path.to_owned(),
        }
    }

    pub(crate) fn shape(path: &Path, mismatch: Mismatch) -> Self {
        Error {
            kind: Kind::Shape(mismatch),
            path: path.to_owned(),
        }
    }

    pub(crate) fn format(path: &Path, found: Option<u64>) -> Self {
        Error {
            kind: Kind::Format(found),
            path: path.to_owned(),
        }
    }

    pub(crate) fn unknown_entity(path: &Path, name: &str, similar: Vec<String>) -> Self {
        Error {
            kind: Kind::UnknownEntity(name.to_owned(), similar),
            path: path.to_owned(),
        }
    }

    pub(crate) fn other(path: &Path, what: impl Into<String>) -> Self {
        Error {
            kind: Kind::Other(what.into()),
            path: path.to_owned(),
        }
    }

    /// The file or folder that it is about.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a file or folder isn't there.
    pub fn is_not_found(&self) -> bool {
        matches!(&self.kind, Kind::Io(_, error) if error.kind() == std::io::ErrorKind::NotFound)
    }

    /// Whether the snapshot has no such entity.
    pub fn is_unknown_entity(&self) -> bool {
        matches!(self.kind, Kind::UnknownEntity(..))
    }

    /// Whether the file is there but isn't what it should be: not JSON, cut off, or of another
    /// shape or format version.
    pub fn is_malformed(&self) -> bool {
        matches!(
            self.kind,
            Kind::Json(_) | Kind::Shape(_) | Kind::Format(_) | Kind::Other(_)
        )
    }

    /// The names most like the one that is unknown, nearest first.
    ///
    /// ```
    /// # fn show(error: civi_schema::Error) {
    /// if let [nearest, ..] = error.similar() {
    ///     eprintln!("did you mean {nearest}?");
    /// }
    /// # }
    /// ```
    pub fn similar(&self) -> &[String] {
        match &self.kind {
            Kind::UnknownEntity(_, similar) => similar,
            _ => &[],
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
        let path = self.path.display();
        match &self.kind {
            Kind::Io(doing, error) => write!(out, "can't {doing} {path}: {error}"),
            Kind::Json(error) if error.is_eof() => write!(
                out,
                "{path}: ends too early, at line {} column {}; was it cut off? Make it again",
                error.line(),
                error.column()
            ),
            Kind::Json(error) => write!(out, "{path}: not JSON: {error}"),
            Kind::Shape(mismatch) => write!(out, "{path}: {mismatch}"),
            Kind::Format(Some(found)) => write!(
                out,
                "{path}: snapshot format {found}, but this civi reads format {}; {}",
                crate::snapshot::FORMAT,
                if *found > u64::from(crate::snapshot::FORMAT) {
                    "use a newer civi"
                } else {
                    "make it again with `civi-codegen refresh`"
                }
            ),
            Kind::Format(None) => write!(
                out,
                "{path}: no number under `format`, so this isn't a snapshot's site.json"
            ),
            Kind::UnknownEntity(name, similar) => {
                write!(out, "the snapshot {path} has no entity `{name}`")?;
                match similar.first() {
                    Some(nearest) => write!(out, "; did you mean `{nearest}`?"),
                    None => Ok(()),
                }
            }
            Kind::Other(what) => write!(out, "{path}: {what}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io(_, error) => Some(error),
            Kind::Json(error) => Some(error),
            _ => None,
        }
    }
}

/// JSON of another shape than expected: where, what was expected, what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Innermost step first.
    steps: Vec<String>,
    expected: &'static str,
    found: String,
}

impl Mismatch {
    pub(crate) fn new(expected: &'static str, found: impl Into<String>) -> Self {
        Mismatch {
            steps: Vec::new(),
            expected,
            found: found.into(),
        }
    }

    /// The same, seen from one step further out.
    pub(crate) fn within(mut self, step: impl Into<String>) -> Self {
        self.steps.push(step.into());
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {} at ", self.expected)?;
        if self.steps.is_empty() {
            write!(out, "the top")?;
        }
        for (index, step) in self.steps.iter().rev().enumerate() {
            let plain = step
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            match (plain, index) {
                _ if step.starts_with('[') => write!(out, "{step}")?,
                (true, 0) => write!(out, "{step}")?,
                (true, _) => write!(out, ".{step}")?,
                (false, _) => write!(out, "[{step:?}]")?,
            }
        }
        write!(out, ", found {}", self.found)
    }
}
