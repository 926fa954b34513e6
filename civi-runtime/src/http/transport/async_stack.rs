//! The asynchronous client's HTTP stack: reqwest, with redirects and cookies off.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect::Policy;

use super::stack::{ProxyChoice, StackSettings};
use super::{
    BoxFuture, HttpRequest, HttpResponse, Method, Transport, TransportError, TransportFailure,
};
use crate::error::{Error, Result};

/// reqwest, and tokio's timer.
pub(crate) struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    pub(crate) fn new(settings: &StackSettings) -> Result<Self> {
        settings.check_tls()?;
        let mut builder = reqwest::Client::builder()
            // A followed redirect turns the POST into a GET without parameters (APIv4 wire
            // contract §0, 3). Cookies are off, since that feature is not compiled in.
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(settings.connect_timeout)
            .pool_idle_timeout(super::KEPT);
        builder = match &settings.proxy {
            ProxyChoice::Environment => builder,
            ProxyChoice::None => builder.no_proxy(),
            ProxyChoice::Url(url) => builder.proxy(reqwest::Proxy::all(url).map_err(|_| {
                // Its text has the address, which may have a password.
                Error::refused("the proxy's address is not a URL of a proxy")
            })?),
        };
        #[cfg(all(feature = "rustls-no-provider", not(feature = "native-tls")))]
        {
            let trusted = settings.trusted.as_deref();
            builder = builder.tls_backend_preconfigured(super::tls::client_config(trusted)?);
        }
        #[cfg(feature = "native-tls")]
        {
            // The one that was asked for, where rustls is compiled in as the default.
            builder = builder.tls_backend_native();
        }
        #[cfg(feature = "native-tls")]
        if let Some(pem) = &settings.trusted {
            let certificates = reqwest::Certificate::from_pem_bundle(pem)
                .map_err(|e| super::bad_certificates(&e))?;
            if certificates.is_empty() {
                return Err(super::no_certificates());
            }
            builder = builder.tls_certs_only(certificates);
        }
        let client = builder.build().map_err(|e| {
            Error::refused(format!(
                "the HTTP client can't be set up: {}",
                TransportError::chain(&e.without_url())
            ))
        })?;
        Ok(ReqwestTransport(client))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let limit = request.response_limit();
        let method = match request.method() {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut builder = self
            .0
            .request(method, request.url().clone())
            .timeout(request.timeout());
        for (name, value) in request.headers() {
            let mut value = reqwest::header::HeaderValue::from_str(value).map_err(|_| {
                TransportError::new(
                    TransportFailure::Invalid,
                    format!("the header `{name}` has characters that HTTP does not allow"),
                )
            })?;
            value.set_sensitive(matches!(
                name,
                "X-Civi-Auth" | "Authorization" | "X-Civi-Key"
            ));
            builder = builder.header(name, value);
        }
        if request.method() == Method::Post {
            builder = builder.body(request.body().clone());
        }
        let mut response = builder.send().await.map_err(failed)?;
        let mut answer = HttpResponse::new(response.status().as_u16(), Bytes::new());
        for name in super::HEADERS {
            if let Some(value) = response.headers().get(name) {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                answer = answer.with_header(name, value);
            }
        }
        if response.content_length().is_some_and(|n| n > limit) {
            return Err(super::over(limit));
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() as u64 + chunk.len() as u64 > limit {
                return Err(super::over(limit));
            }
            body.extend_from_slice(&chunk);
        }
        answer.body = body.freeze();
        Ok(answer)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    // The URL's query can hold a credential.
    let error = error.without_url();
    let text = TransportError::chain(&error);
    let failure = if error.is_builder() {
        TransportFailure::Invalid
    } else if error.is_connect() && super::tls_failure::is_tls(&error) {
        TransportFailure::Tls
    } else if error.is_connect() || error.is_dns() {
        TransportFailure::Connect
    } else if error.is_timeout() {
        TransportFailure::Timeout
    } else {
        TransportFailure::Broken
    };
    TransportError::new(failure, text)
}
