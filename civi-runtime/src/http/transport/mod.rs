//! [`Transport`]: the HTTP stack under a client, which a caller can replace.

#[cfg(feature = "reqwest")]
mod async_stack;
#[cfg(feature = "blocking")]
mod blocking_stack;
#[cfg(all(
    any(feature = "reqwest", feature = "blocking"),
    feature = "rustls-no-provider",
    not(feature = "native-tls")
))]
mod crypto;
mod message;
#[cfg_attr(
    not(all(feature = "reqwest", feature = "blocking")),
    allow(dead_code, reason = "each of the two stacks reads a part of it")
)]
mod stack;
#[cfg(all(
    feature = "reqwest",
    feature = "rustls-no-provider",
    not(feature = "native-tls")
))]
mod tls;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
mod tls_failure;

use std::fmt;
use std::time::Duration;

use crate::call::action::BoxFuture;
#[cfg(feature = "reqwest")]
pub(crate) use async_stack::ReqwestTransport;
#[cfg(feature = "blocking")]
pub(crate) use blocking_stack::UreqTransport;
pub use message::{HttpRequest, HttpResponse, Method};
pub(crate) use stack::{ProxyChoice, StackSettings};

/// One HTTP exchange, and waiting between two of them.
///
/// Implement it to bring an HTTP stack of your own, or a double for tests. An implementation must
/// not follow redirects and must not keep cookies (APIv4 wire contract §0 and §2.3), and stops
/// reading after [`HttpRequest::response_limit`] bytes. It gives every response, whatever its
/// status: judging is civi's.
///
/// Under `blocking::Client` the futures must be ready when they are
/// first polled: do the work inside, blocking.
///
/// ```
/// use std::time::Duration;
/// use civi_runtime::BoxFuture;
/// use civi_runtime::transport::{HttpRequest, HttpResponse, Transport, TransportError};
///
/// /// Answers every call with an empty list of contacts.
/// struct Nobody;
///
/// impl Transport for Nobody {
///     fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
///         let body = r#"{"values":[],"entity":"Contact","action":"get","count":0}"#;
///         Box::pin(async move { Ok(HttpResponse::new(200, body)) })
///     }
///     fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
///         Box::pin(async {})
///     }
/// }
/// ```
///
/// Programs may implement it.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and reads the whole response.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;

    /// Waits, before a call is repeated.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// What broke an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection came to be; nothing was sent.
    Connect,
    /// The connection broke after it was there, or what came is no HTTP.
    Broken,
    /// It took longer than the request allows.
    Timeout,
    /// The response has more bytes than the request allows.
    TooLarge,
    /// The two sides can't agree on TLS: the other side's certificate is not accepted, or they have no
    /// version in common. Nothing was sent, and sending again is no use.
    Tls,
    /// The request can't be sent at all: a URL or a header that HTTP does not allow, TLS that is
    /// not compiled in. Sending again is no use.
    Invalid,
}

/// An exchange that gave no response.
#[derive(Debug)]
pub struct TransportError {
    failure: TransportFailure,
    message: String,
}

impl TransportError {
    /// An error with its text, which must not contain the request's URL query, headers or body.
    #[must_use]
    pub fn new(failure: TransportFailure, message: impl Into<String>) -> Self {
        TransportError {
            failure,
            message: message.into(),
        }
    }

    /// What broke.
    #[must_use]
    pub fn failure(&self) -> TransportFailure {
        self.failure
    }

    /// An error and all its sources as one line of text.
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    pub(crate) fn chain(error: &dyn std::error::Error) -> String {
        let mut text = error.to_string();
        let mut next = error.source();
        while let Some(source) = next {
            let more = source.to_string();
            if !text.contains(&more) {
                text.push_str(": ");
                text.push_str(&more);
            }
            next = source.source();
        }
        text
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {}

/// The headers of a response that civi reads.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
const HEADERS: [&str; 5] = [
    "location",
    "retry-after",
    "content-type",
    "date",
    "www-authenticate",
];

/// How long a connection is kept for the next call: less than the 5 seconds after which Apache
/// closes it, since a write on a connection that closes at that moment can't be sent again.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
const KEPT: Duration = Duration::from_secs(4);

/// A response over the limit.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
fn over(limit: u64) -> TransportError {
    TransportError::new(
        TransportFailure::TooLarge,
        format!("the response has more than {limit} bytes"),
    )
}

#[cfg(all(
    any(feature = "reqwest", feature = "blocking"),
    any(feature = "rustls-no-provider", feature = "native-tls")
))]
fn bad_certificates(error: &dyn std::error::Error) -> crate::error::Error {
    crate::error::Error::refused(format!(
        "the certificates to trust are not PEM: {}",
        TransportError::chain(error)
    ))
}

#[cfg(all(
    any(feature = "reqwest", feature = "blocking"),
    any(feature = "rustls-no-provider", feature = "native-tls")
))]
fn no_certificates() -> crate::error::Error {
    crate::error::Error::refused("there is no certificate in the PEM text to trust")
}
