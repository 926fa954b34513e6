//! [`Answer`]: what a site said to one call, judged and not yet decoded.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use crate::error::{Error, Found, Result, Secrets};
use crate::row::{Unreadable, UnreadableValue, reading};

/// The answer to one call: the bytes that the site sent, where its `values` are in them, and the
/// counts beside them.
///
/// Nothing is decoded: [`values`](Self::values) is JSON text as it came. The envelope around it is
/// checked (APIv4 wire contract §1.6): it is that of the call that was sent, and no error.
#[derive(Clone)]
pub struct Answer {
    pub(crate) body: Bytes,
    pub(crate) values: Range<usize>,
    pub(crate) entity: String,
    pub(crate) action: String,
    pub(crate) count: Option<u64>,
    pub(crate) count_fetched: Option<u64>,
    pub(crate) count_matched: Option<u64>,
    pub(crate) others: Vec<(String, Range<usize>)>,
    pub(crate) notices: Option<String>,
    pub(crate) reads: bool,
    /// What an error about this answer must not repeat.
    pub(crate) secrets: Arc<Secrets>,
    /// What becomes of values that can't be read.
    pub(crate) unreadable: Unreadable,
}

impl Answer {
    /// The answer to a call that no row can come of, and that is not sent for that reason.
    pub(crate) fn empty(entity: &str, action: &str) -> Self {
        let body = Bytes::from_static(b"[]");
        Answer {
            values: 0..body.len(),
            body,
            entity: entity.to_owned(),
            action: action.to_owned(),
            count: Some(0),
            count_fetched: Some(0),
            count_matched: Some(0),
            others: Vec::new(),
            notices: None,
            reads: true,
            secrets: Arc::default(),
            unreadable: Unreadable::default(),
        }
    }

    /// What a chained call gave for one row, as the answer that its action reads.
    pub(crate) fn chained(entity: &str, action: &str, values: String) -> Self {
        let body = Bytes::from(values);
        Answer {
            values: 0..body.len(),
            body,
            count: None,
            count_fetched: None,
            count_matched: None,
            ..Answer::empty(entity, action)
        }
    }

    /// `values` as JSON: nearly always a list of rows; an object or one row for a few actions.
    #[must_use]
    pub fn values(&self) -> &str {
        self.slice(&self.values)
    }

    /// `values` as a share of the body's memory: for what must live longer than the answer.
    #[must_use]
    pub fn values_bytes(&self) -> Bytes {
        self.body.slice(self.values.clone())
    }

    /// `values` read by serde: for calls that have no generated type.
    ///
    /// # Errors
    ///
    /// [`is_decode`](Error::is_decode) when the values are not of that shape.
    pub fn decode<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(self.values()).map_err(|e| {
            let wanted = format!("values of another shape ({e})");
            let found = Found {
                wanted: &wanted,
                json: self.values(),
                ..Found::default()
            };
            self.context().error(Error::decode(&self.entity, &found))
        })
    }

    /// As [`decode`](Answer::decode), of what borrows from the answer.
    pub(crate) fn decode_borrowed<'a, T: serde::Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_str(self.values()).map_err(|e| {
            let wanted = format!("values of another shape ({e})");
            let found = Found {
                wanted: &wanted,
                json: self.values(),
                ..Found::default()
            };
            self.context().error(Error::decode(&self.entity, &found))
        })
    }

    /// The entity that answered.
    #[must_use]
    pub fn entity(&self) -> &str {
        &self.entity
    }

    /// The action that answered, in the case that the site writes it.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The envelope's `count`. It means different things for different entities and is kept for
    /// completeness (APIv4 wire contract §1.6); prefer the other two.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        self.count
    }

    /// How many rows came (since CiviCRM 5.50).
    #[must_use]
    pub fn count_fetched(&self) -> Option<u64> {
        self.count_fetched
    }

    /// How many rows match, when the call asked for `row_count`; for `save` and `replace`, how many
    /// records were updated. Wrong when the offset passes the end: it equals the offset then.
    #[must_use]
    pub fn count_matched(&self) -> Option<u64> {
        self.count_matched
    }

    /// `deleted` as JSON: what `replace` removed.
    #[must_use]
    pub fn deleted(&self) -> Option<&str> {
        self.other("deleted")
    }

    /// `debug` as JSON, when the call asked for it and the contact may see it.
    #[must_use]
    pub fn debug_json(&self) -> Option<&str> {
        self.other("debug").filter(|json| *json != "null")
    }

    /// Any other key of the envelope as JSON: `searchFields`, `labels`, …
    #[must_use]
    pub fn other(&self, key: &str) -> Option<&str> {
        let (_, range) = self.others.iter().find(|(name, _)| name == key)?;
        Some(self.slice(range))
    }

    /// How many bytes the site sent for this answer; for a call of a batch, the whole batch's.
    #[must_use]
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// The beginning of what PHP printed before the answer: notices and warnings, tags removed. The
    /// site has `display_errors` turned on, which a public site should not: what it prints shows
    /// paths and more, and breaks other programs that use the API.
    #[must_use]
    pub fn notices(&self) -> Option<&str> {
        self.notices.as_deref()
    }

    pub(crate) fn with_notices(mut self, notices: Option<String>) -> Self {
        self.notices = notices;
        self
    }

    pub(crate) fn with_unreadable(mut self, unreadable: Unreadable) -> Self {
        self.unreadable = unreadable;
        self
    }

    pub(crate) fn with_secrets(mut self, secrets: &Arc<Secrets>) -> Self {
        self.notices = self.notices.map(|notices| secrets.without(&notices));
        self.secrets = Arc::clone(secrets);
        self
    }

    /// What holds for reading this answer, also when the answer itself is gone.
    pub(crate) fn context(&self) -> Context {
        Context {
            reads: self.reads,
            unreadable: self.unreadable,
            call: format!("{}.{}", self.entity, self.action),
            secrets: Arc::clone(&self.secrets),
        }
    }

    fn slice(&self, range: &Range<usize>) -> &str {
        // The judge checked the body for UTF-8 and cut the ranges at JSON's own boundaries.
        self.body
            .get(range.clone())
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("null")
    }
}

/// What holds for reading an answer, and for an error about it.
pub(crate) struct Context {
    reads: bool,
    unreadable: Unreadable,
    /// The entity and the action.
    call: String,
    secrets: Arc<Secrets>,
}

impl Context {
    /// Reads rows of the answer.
    pub(crate) fn read<T>(&self, read: impl FnOnce() -> T) -> T {
        self.read_and_keep(read).0
    }

    /// Reads rows of the answer, and gives the values as well that could not be read.
    pub(crate) fn read_and_keep<T>(&self, read: impl FnOnce() -> T) -> (T, Vec<UnreadableValue>) {
        let (read, left_out) = reading(self.unreadable, read);
        if left_out.dates > 0 {
            tracing::warn!(
                left_out = left_out.dates,
                "dates that no calendar has were read as no value"
            );
        }
        if !left_out.values.is_empty() {
            let mut fields: Vec<&str> =
                left_out.values.iter().map(UnreadableValue::field).collect();
            fields.sort_unstable();
            fields.dedup();
            tracing::warn!(
                call = self.call,
                fields = fields.join(", "),
                values = left_out.values.len(),
                "values that are not what the site declares were kept unread"
            );
        }
        (read, left_out.values)
    }

    /// The error without our own secrets, which a value of the answer may have, and with what is
    /// known of a write: the site says that it was carried out.
    pub(crate) fn error(&self, error: Error) -> Error {
        let error = error.map_texts(&|text| self.secrets.without(text));
        if self.reads {
            error
        } else {
            error.after_write()
        }
    }
}

/// Without the values: an answer can be megabytes of personal data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("entity", &self.entity)
            .field("action", &self.action)
            .field("count", &self.count)
            .field("count_fetched", &self.count_fetched)
            .field("count_matched", &self.count_matched)
            .field("values", &format_args!("{} bytes", self.values.len()))
            .finish_non_exhaustive()
    }
}
