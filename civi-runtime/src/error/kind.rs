//! The kinds of [`Error`](super::Error), which its predicates tell apart.

use super::AuthReason;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not sent.
    Refused,
    /// Not written, since the site dropped a clause of the filter.
    FilterDropped,
    /// A field that the site does not have, or not for this contact.
    UnknownField {
        /// Whether the call has been sent: it was one that reads.
        sent: bool,
    },
    Auth(AuthReason),
    Permission,
    Csrf,
    Method,
    /// The site's own error.
    Api,
    /// The site's own error, of its database.
    Database,
    Maintenance,
    Redirect,
    Protocol,
    TooLarge,
    Decode,
    Connection {
        /// Whether it may pass.
        transient: bool,
        /// Whether the site may have seen the call.
        sent: bool,
    },
    Timeout,
    /// 429, 502, 503, 504, and Cloudflare's for an origin that does not answer.
    Unavailable,
    Partial,
    /// Written, and stored otherwise than sent.
    Unconfirmed,
    /// Another number of rows than demanded.
    Count {
        found: u64,
    },
}
