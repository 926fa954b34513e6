//! [`Failure`]: why a call has no result, in the kinds that a site tells apart.

use std::fmt;

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// The caller may not (HTTP 403).
    Unauthorized(String),
    /// The API refuses the call (HTTP 500 with JSON).
    Exception(String),
    /// A PHP error that the API does not catch: an HTML page (§1.8).
    Page(String),
}

/// The result of a step of a call.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// The API's own refusal.
    pub(crate) fn exception(message: impl Into<String>) -> Self {
        Failure::Exception(message.into())
    }

    /// What the sandbox can't do, although a site could.
    pub(crate) fn limit(what: impl fmt::Display) -> Self {
        Failure::Exception(format!(
            "this is a limit of civi-sandbox, not of a CiviCRM site: {what}"
        ))
    }

    /// The refusal of an action.
    pub(crate) fn forbidden(entity: &str, action: &str) -> Self {
        Failure::Unauthorized(format!(
            "Authorization failed: CiviCRM APIv4 ({entity}::{action})"
        ))
    }

    /// A field that doesn't exist, where the API minds.
    pub(crate) fn invalid_field(name: &str) -> Self {
        Failure::Exception(format!("Invalid field '{name}'"))
    }

    /// The status that the answer names in its body.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Failure::Unauthorized(_) => 403,
            Failure::Exception(_) | Failure::Page(_) => 500,
        }
    }

    /// What happened.
    pub(crate) fn message(&self) -> &str {
        match self {
            Failure::Unauthorized(text) | Failure::Exception(text) | Failure::Page(text) => text,
        }
    }
}

/// Whether the database finds a statement too large.
fn is_of_size(error: &rusqlite::Error) -> bool {
    let text = told(error);
    [
        "too many",
        "too large",
        "too big",
        "too deep",
        "stack overflow",
    ]
    .iter()
    .any(|words| text.contains(words))
}

/// The database's own words, without the statement.
fn told(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

impl From<rusqlite::Error> for Failure {
    /// The words that a site has for what the database refuses (§1.8).
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let code = error.sqlite_error().map(|e| e.extended_code);
        Failure::Exception(match code {
            Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
                "DB Error: already exists".to_owned()
            }
            Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY | ffi::SQLITE_CONSTRAINT_NOTNULL) => {
                "DB Error: constraint violation".to_owned()
            }
            _ if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                "DB Error: constraint violation".to_owned()
            }
            // What its engine has less of than that of a site.
            _ if is_of_size(&error) => {
                return Failure::limit("the query has too many values, tables or conditions");
            }
            _ => format!("DB Error: unknown error ({})", told(&error)),
        })
    }
}
