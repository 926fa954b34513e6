//! [`Unconfirmed`]: what a write stored otherwise than it was sent.

use std::fmt;

use serde_json::Value as Json;

use crate::error::{Error, Kind, Result, shortened};

/// What a write stored otherwise than it was sent, found by [`Error::unconfirmed`]. All of its rows
/// are written.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Unconfirmed {
    /// The keys of the rows that were written, in the order of the call.
    pub written: Vec<Json>,
    /// The values that were stored otherwise.
    pub stored_otherwise: Vec<StoredOtherwise>,
    /// Why rows could not be read back, where that is so. Nothing is known then of what they store.
    pub cause: Option<Error>,
}

/// A value that the site stored otherwise than it was sent.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct StoredOtherwise {
    /// The position of the row in the call, from 0.
    pub index: usize,
    /// The row's primary key.
    pub key: Json,
    /// The field, by the name that it was sent under.
    pub field: String,
    /// What was sent.
    pub sent: Json,
    /// What the site stored; `None` where the row, or the field in it, can't be read back.
    pub stored: Option<Json>,
}

/// Without the values, which can be personal data.
impl fmt::Debug for StoredOtherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredOtherwise")
            .field("index", &self.index)
            .field("key", &self.key)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// What was sent is shown only beside what was stored: a field that can't be read may be a secret.
impl fmt::Display for StoredOtherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stored {
            Some(stored) => write!(
                f,
                "`{}` of {}: sent {}, stored {}",
                self.field,
                self.key,
                shortened(&self.sent.to_string(), SHOWN),
                shortened(&stored.to_string(), SHOWN)
            ),
            None => write!(f, "`{}` of {} can't be read back", self.field, self.key),
        }
    }
}

/// How much of a value a text shows, in characters.
const SHOWN: usize = 120;

/// How many values a text shows.
const LISTED: usize = 10;

impl Unconfirmed {
    /// Nothing, when everything is stored as it was sent; else the error that carries the report.
    pub(super) fn into_result(
        mut self,
        entity: &str,
        action: &str,
        written: Vec<Json>,
    ) -> Result<()> {
        if self.stored_otherwise.is_empty() && self.cause.is_none() {
            return Ok(());
        }
        self.written = written;
        let mut fields: Vec<String> = Vec::new();
        for other in &self.stored_otherwise {
            if !fields.contains(&other.field) {
                fields.push(other.field.clone());
            }
        }
        let error = Error::new(Kind::Unconfirmed, self.to_string())
            .at(entity, Some(action))
            .with_fields(fields);
        Err(match self.stored_otherwise.first().map(|it| it.index) {
            Some(index) => error.with_row(index).with_source(self),
            None => error.with_source(self),
        })
    }
}

impl fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<String> = self.written.iter().map(Json::to_string).collect();
        let keys = shortened(&keys.join(", "), SHOWN);
        match self.written.len() {
            1 => write!(f, "the row is written (key {keys})")?,
            rows => write!(f, "all {rows} rows are written (keys {keys})")?,
        }
        if !self.stored_otherwise.is_empty() {
            let values = self.stored_otherwise.len();
            let verb = if values == 1 {
                "value is"
            } else {
                "values are"
            };
            write!(f, ", and {values} {verb} stored otherwise than sent: ")?;
            for (at, other) in self.stored_otherwise.iter().take(LISTED).enumerate() {
                let comma = if at == 0 { "" } else { "; " };
                write!(f, "{comma}{other}")?;
            }
            if values > LISTED {
                write!(f, "; and {} more", values - LISTED)?;
            }
        }
        match &self.cause {
            Some(cause) => write!(f, "; what is stored could not be read back: {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Unconfirmed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause = self.cause.as_ref();
        cause.map(|error| error as &(dyn std::error::Error + 'static))
    }
}

impl Error {
    /// A write with `.confirm()` was carried out, and what it stored is not what was sent, or could
    /// not be read back; [`unconfirmed`](Self::unconfirmed) says what.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self.kind(), Kind::Unconfirmed)
    }

    /// What a write with `.confirm()` stored otherwise than it was sent.
    #[must_use]
    pub fn unconfirmed(&self) -> Option<&Unconfirmed> {
        std::error::Error::source(self)?.downcast_ref()
    }
}
