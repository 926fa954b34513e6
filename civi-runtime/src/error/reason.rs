//! Why a credential was not accepted.

use std::fmt;

/// What a site says against a credential (APIv4 wire contract §2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthReason {
    /// The site took the call as anonymous, and the client may not be anonymous.
    Anonymous,
    /// The key, token or password is wrong, or its kind is not enabled for this way of sending it.
    InvalidCredential,
    /// The token has expired; a credential that is a provider is asked again.
    Expired,
    /// The contact lacks `authenticate with api key` (or password) and the request lacks the site
    /// key; one of the two is needed.
    Guard,
    /// This kind of credential may not be sent this way on this site.
    NotAllowed,
    /// The request carried a session cookie of somebody else.
    MismatchedSession,
    /// The user is blocked.
    Blocked,
    /// The contact that the credential names does not exist.
    UnknownContact,
    /// The token does not say whom it is for.
    Malformed,
    /// The web server in front of the site wants a login of its own; CiviCRM was not reached.
    WebServer,
    /// A reason that civi does not know.
    Other,
}

impl AuthReason {
    /// Reads the text of a 401, with or without its `HTTP 401 ` in front.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix("HTTP 401 ").unwrap_or(text);
        if text.starts_with("Expired token") {
            AuthReason::Expired
        } else if text.starts_with("Invalid credential") {
            AuthReason::InvalidCredential
        } else if text.starts_with("Login not permitted") {
            AuthReason::Guard
        } else if text.starts_with("Authentication type") {
            AuthReason::NotAllowed
        } else if text.contains("mismatched session") {
            AuthReason::MismatchedSession
        } else if text.contains("blocked") {
            AuthReason::Blocked
        } else if text.starts_with("Contact ID") {
            AuthReason::UnknownContact
        } else if text.starts_with("Malformed") {
            AuthReason::Malformed
        } else {
            AuthReason::Other
        }
    }

    pub(crate) fn advice(&self) -> &'static str {
        match self {
            AuthReason::Anonymous => {
                "the site took the request as nobody's: it ignored or never saw the credential; \
                 check that its kind is enabled for the way it is sent, or allow anonymous calls \
                 on the builder"
            }
            AuthReason::InvalidCredential => {
                "check the key, and that the site accepts its kind in the way it is sent"
            }
            AuthReason::Expired => "give a fresh token, or a provider that makes one",
            AuthReason::Guard => {
                "give the contact's user the permission `authenticate with api key` (or password), \
                 or set the site key"
            }
            AuthReason::NotAllowed => {
                "send the credential another way, or enable its kind in the site's AuthX settings"
            }
            AuthReason::MismatchedSession => {
                "civi keeps no cookies; look for a proxy that adds them"
            }
            AuthReason::Blocked => "unblock the user on the site",
            AuthReason::UnknownContact => "make a token for a contact that exists",
            AuthReason::Malformed => "the token's `sub` must be `cid:` and a contact id",
            AuthReason::WebServer => {
                "this is the web server's own gate in front of the site, and no answer of CiviCRM: \
                 give its user name and password to the builder's `server_login`, or let requests \
                 to the API pass without"
            }
            AuthReason::Other => "check the credential and the site's AuthX settings",
        }
    }
}

impl fmt::Display for AuthReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AuthReason::Anonymous => "anonymous",
            AuthReason::InvalidCredential => "invalid credential",
            AuthReason::Expired => "expired token",
            AuthReason::Guard => "login not permitted",
            AuthReason::NotAllowed => "credential not allowed for this principal",
            AuthReason::MismatchedSession => "mismatched session",
            AuthReason::Blocked => "user is blocked",
            AuthReason::UnknownContact => "unknown contact",
            AuthReason::Malformed => "malformed token",
            AuthReason::WebServer => "login of the web server",
            AuthReason::Other => "not authenticated",
        })
    }
}
