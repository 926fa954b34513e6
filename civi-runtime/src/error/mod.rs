//! [`Error`]: what went wrong, where, and what to do next.

mod build;
mod kind;
mod outcome;
mod reason;
mod secrets;
mod spelling;

use std::fmt;
use std::time::Duration;

pub(crate) use build::{Found, shortened};
pub(crate) use kind::Kind;
pub(crate) use outcome::Outcome;
pub use reason::AuthReason;
pub(crate) use secrets::Secrets;

/// A result of civi-runtime.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not give what was asked for.
///
/// The type is opaque: ask the predicates what kind of trouble it is, and the accessors for the
/// parts that a program can act on. The text says what happened, where, and what to do. Neither
/// text nor `Debug` ever holds a credential.
///
/// ```
/// # use civi_runtime::Error;
/// fn worth_another_try_tomorrow(error: &Error) -> bool {
///     error.is_transient() || error.is_maintenance()
/// }
/// ```
pub struct Error(Box<Inner>);

pub(crate) struct Inner {
    kind: Kind,
    message: String,
    entity: Option<String>,
    action: Option<String>,
    status: Option<u16>,
    error_code: Option<String>,
    error_id: Option<String>,
    debug: Option<String>,
    excerpt: Option<String>,
    retry_after: Option<Duration>,
    target: Option<String>,
    row: Option<usize>,
    fields: Vec<String>,
    attempts: u32,
    outcome: Outcome,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// civi refused to send: a wrong setting, an argument that the site would misunderstand, a body
    /// over the cap. Nothing has reached the site.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Refused | Kind::FilterDropped | Kind::UnknownField { sent: false }
        )
    }

    /// The credential was not accepted, or the client is nobody where somebody was demanded.
    /// [`auth_reason`](Self::auth_reason) says why.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, Kind::Auth(_))
    }

    /// What the site said against the credential.
    #[must_use]
    pub fn auth_reason(&self) -> Option<&AuthReason> {
        match &self.0.kind {
            Kind::Auth(reason) => Some(reason),
            _ => None,
        }
    }

    /// The site knows who asks, and that contact may not do this (403).
    #[must_use]
    pub fn is_permission(&self) -> bool {
        matches!(self.0.kind, Kind::Permission)
    }

    /// The site did not take the request for one of a web service: the marker header was removed
    /// on the way (400, APIv4 wire contract §1.3).
    #[must_use]
    pub fn is_csrf(&self) -> bool {
        matches!(self.0.kind, Kind::Csrf)
    }

    /// A call that writes was sent as GET (405).
    #[must_use]
    pub fn is_method(&self) -> bool {
        matches!(self.0.kind, Kind::Method)
    }

    /// The site ran the call and answered with an error of its own: an unknown field, a missing
    /// value, a violated constraint. See [`error_code`](Self::error_code) and
    /// [`error_id`](Self::error_id).
    #[must_use]
    pub fn is_api(&self) -> bool {
        matches!(self.0.kind, Kind::Api | Kind::Database)
    }

    /// The site is in maintenance mode. It is not retried: that state lasts.
    #[must_use]
    pub fn is_maintenance(&self) -> bool {
        matches!(self.0.kind, Kind::Maintenance)
    }

    /// The site answered with a redirect, which is never followed: it would turn the POST into a
    /// GET without parameters. [`redirect_target`](Self::redirect_target) says where it pointed.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        matches!(self.0.kind, Kind::Redirect)
    }

    /// The answer is not one of APIv4: HTML, nothing, JSON without an envelope, the envelope of
    /// another call, more bytes than allowed. [`excerpt`](Self::excerpt) holds its beginning.
    #[must_use]
    pub fn is_protocol(&self) -> bool {
        matches!(self.0.kind, Kind::Protocol | Kind::TooLarge)
    }

    /// The answer has more bytes than the client accepts.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge)
    }

    /// A value in the answer does not fit the type it is read as; the text names entity, row and
    /// field, and what was found.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode)
    }

    /// The exchange broke: no connection, a connection cut, a name not resolved, TLS refused.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        matches!(self.0.kind, Kind::Connection { .. })
    }

    /// The exchange took longer than the client waits. A write may have been carried out all the
    /// same ([`is_outcome_unknown`](Self::is_outcome_unknown)).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::Timeout)
    }

    /// The site asked to be called more slowly (429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.0.kind, Kind::Unavailable) && self.0.status == Some(429)
    }

    /// The same call may succeed later without a change: the connection failed, or the site
    /// answered 408, 429, 502, 503, 504, as Cloudflare does for a server that does not (520 to 527,
    /// 530), or as hosts and proxies do when they are at a limit (508, 509, 598, 599).
    ///
    /// Reads have been repeated already, by the client's retry policy; a write that ends like this
    /// may have been carried out ([`is_outcome_unknown`](Self::is_outcome_unknown)).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.0.kind {
            Kind::Connection { transient, .. } => transient,
            Kind::Timeout | Kind::Unavailable => true,
            _ => false,
        }
    }

    /// A write in several calls failed after some of it was carried out. The text says which
    /// records are in; [`source`](std::error::Error::source) is what stopped it.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        matches!(self.0.kind, Kind::Partial)
    }

    /// The site dropped a clause of the filter, which would have made the call touch other rows
    /// than asked; it was stopped before anything was written. [`fields`](Self::fields) names the
    /// fields.
    #[must_use]
    pub fn is_filter_dropped(&self) -> bool {
        matches!(self.0.kind, Kind::FilterDropped)
    }

    /// A field is not there for this contact: the site does not have it (any more), or the contact
    /// lacks its permission. [`fields`](Self::fields) names it.
    ///
    /// A write is stopped by it before anything is written, since the site would drop the value and
    /// report success; [`is_unsent`](Self::is_unsent) is then true. A read ends with it after the
    /// site has left the column out of every row. `civi-codegen diff --live` tells whether the field
    /// is gone or the permission is missing.
    ///
    /// [`SchemaCheck`](crate::SchemaCheck) says when the site is asked.
    #[must_use]
    pub fn is_unknown_field(&self) -> bool {
        matches!(self.0.kind, Kind::UnknownField { .. })
    }

    /// There is no row where one was demanded.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.0.kind, Kind::Count { found: 0 })
    }

    /// There are several rows where one was demanded.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.0.kind, Kind::Count { found } if found > 1)
    }

    /// The entity that was called.
    #[must_use]
    pub fn entity(&self) -> Option<&str> {
        self.0.entity.as_deref()
    }

    /// The action that was called.
    #[must_use]
    pub fn action(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// The HTTP status, or the `status` of the error envelope where there is one: WordPress before
    /// 6.9 sends every error as HTTP 200.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The site's `error_code` as text; it comes as a number or a string, and is nearly always `0`
    /// or `1` (APIv4 wire contract §1.8).
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// The site's `error_id`, by which its log names this failure (since about 6.11).
    #[must_use]
    pub fn error_id(&self) -> Option<&str> {
        self.0.error_id.as_deref()
    }

    /// The error envelope's `debug` as JSON, when the call asked for it and the contact may see it.
    /// It can hold SQL with the site's data, so it is in neither `Display` nor `Debug`.
    #[must_use]
    pub fn debug_json(&self) -> Option<&str> {
        self.0.debug.as_deref()
    }

    /// The beginning of an answer that is not APIv4's, tags removed.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// How long the site asked to wait (`Retry-After`).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Where a redirect pointed, without its query.
    #[must_use]
    pub fn redirect_target(&self) -> Option<&str> {
        self.0.target.as_deref()
    }

    /// The index of the row, or of the record of a write, that the error is about, from 0.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.0.row
    }

    /// The fields that the error is about.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.0.fields
    }

    /// How often the call was sent; 0 when it was not.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match (&self.0.entity, &self.0.action) {
            (Some(entity), Some(action)) => format!("{entity}.{action}"),
            (Some(entity), None) => entity.clone(),
            (None, _) => String::new(),
        };
        if !place.is_empty() && !names_first(&self.0.message, &place) {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.0.message)?;
        write!(f, "{}", self.0.outcome)?;
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        Ok(())
    }
}

impl Error {
    /// The text, the parts that the site's log has too, and what caused it.
    fn write_for_people(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_string();
        f.write_str(&text)?;
        let status = self.0.status.map(|status| status.to_string());
        let parts = [
            ("HTTP status", status.as_deref()),
            ("error code", self.0.error_code.as_deref()),
            ("error id", self.0.error_id.as_deref()),
        ];
        let parts: Vec<String> = parts
            .iter()
            .filter_map(|(name, part)| Some(format!("{name} {}", (*part)?)))
            .collect();
        if !parts.is_empty() {
            write!(f, " ({})", parts.join(", "))?;
        }
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let said = error.to_string();
            if !text.contains(&said) {
                write!(f, "\n  caused by: {said}")?;
            }
            cause = error.source();
        }
        Ok(())
    }
}

/// Whether the message begins with this place already, which is then not repeated.
fn names_first(message: &str, place: &str) -> bool {
    let rest = message.strip_prefix(place);
    rest.is_some_and(|rest| rest.starts_with([':', ' ']))
}

/// What a program prints whose `main` returns the error, so it is the text for people, with what
/// helps to look it up in the site's log. `{:#?}` shows the parts by name.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return self.write_for_people(f);
        }
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind);
        out.field("message", &format_args!("{self}"));
        if self.0.outcome != Outcome::Known {
            out.field("outcome", &format_args!("{:?}", self.0.outcome));
        }
        if let Some(status) = self.0.status {
            out.field("status", &status);
        }
        if let Some(code) = &self.0.error_code {
            out.field("error_code", code);
        }
        if let Some(id) = &self.0.error_id {
            out.field("error_id", id);
        }
        if let Some(source) = &self.0.source {
            out.field("source", source);
        }
        out.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn what_main_prints_is_for_people() {
        let cause = std::io::Error::other("the disk is full");
        let error = Error::refused("not permitted")
            .at("Contact", Some("update"))
            .with_source(cause);
        assert_eq!(
            format!("{error:?}"),
            "Contact.update: not permitted\n  caused by: the disk is full"
        );
        assert!(format!("{error:#?}").starts_with("Error {"));
    }

    #[test]
    fn a_place_is_named_once() {
        for (message, action, shown) in [
            (
                "Contact.update was not sent: no row is chosen",
                Some("update"),
                "Contact.update was not sent: no row is chosen",
            ),
            (
                "Contact.update: 2 records were sent",
                Some("update"),
                "Contact.update: 2 records were sent",
            ),
            (
                "not permitted",
                Some("update"),
                "Contact.update: not permitted",
            ),
            ("not permitted", None, "Contact: not permitted"),
            // Another action's name, or a longer one, is no repetition.
            (
                "Contact.get: no row",
                Some("update"),
                "Contact.update: Contact.get: no row",
            ),
            (
                "Contact.updateAll: no row",
                Some("update"),
                "Contact.update: Contact.updateAll: no row",
            ),
        ] {
            let error = Error::refused(message).at("Contact", action);
            assert_eq!(error.to_string(), shown);
        }
    }
}
