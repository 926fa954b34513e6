//! [`Failure`]: an error that the scripted site answers with.

use serde_json::json;

use crate::http::transport::{HttpResponse, TransportError, TransportFailure};

/// How a call to a scripted site fails. What the code under test gets is the same
/// [`Error`](crate::Error) that a real site's failure becomes.
///
/// ```
/// # use civi_runtime::{self as rt, prelude::*};
/// # enum Tag {}
/// # impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
/// # impl rt::Keyed for Tag { type Key = Id<Tag>; }
/// # impl rt::Standard for Tag {}
/// use civi_runtime::testing::{Failure, Site, block_on};
///
/// let site = Site::new();
/// site.delete::<Tag>().fails(Failure::forbidden());
/// let error = block_on(Tag::delete([Id::new(3)]).send(&site.client()?)).unwrap_err();
/// assert!(error.is_permission());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Failure(Kind);

#[derive(Debug, Clone)]
enum Kind {
    /// CiviCRM's own error.
    Error {
        message: String,
        status: u16,
        code: i64,
    },
    /// A response that is not CiviCRM's.
    Response(HttpResponse),
    /// No response.
    Transport(TransportFailure),
}

impl Failure {
    /// CiviCRM refuses the call with this message.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Failure(Kind::Error {
            message: message.into(),
            status: 500,
            code: 0,
        })
    }

    /// The contact may not do this ([`is_permission`](crate::Error::is_permission)).
    #[must_use]
    pub fn forbidden() -> Self {
        Failure(Kind::Error {
            message: "Authorization failed".to_owned(),
            status: 403,
            code: 403,
        })
    }

    /// The site can't be reached; nothing was done ([`is_unsent`](crate::Error::is_unsent)).
    #[must_use]
    pub fn unreachable() -> Self {
        Failure(Kind::Transport(TransportFailure::Connect))
    }

    /// The connection breaks after the call was sent: it is not known whether the site carried it
    /// out.
    #[must_use]
    pub fn broken() -> Self {
        Failure(Kind::Transport(TransportFailure::Broken))
    }

    /// No answer comes in time; it is not known whether the site carried the call out.
    #[must_use]
    pub fn timeout() -> Self {
        Failure(Kind::Transport(TransportFailure::Timeout))
    }

    /// Any response instead of an answer: an error page, a status of the web server.
    #[must_use]
    pub fn response(response: HttpResponse) -> Self {
        Failure(Kind::Response(response))
    }

    pub(super) fn respond(&self) -> Result<HttpResponse, TransportError> {
        match &self.0 {
            Kind::Error {
                message,
                status,
                code,
            } => {
                let body = json!({"error_code": code, "error_message": message, "status": status});
                Ok(HttpResponse::new(*status, body.to_string()))
            }
            Kind::Response(response) => Ok(response.clone()),
            Kind::Transport(failure) => Err(TransportError::new(*failure, "the test's script")),
        }
    }
}
