//! The blocking client's HTTP stack: ureq, with redirects off. Its futures do their work when they
//! are polled, and are ready then.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use ureq::{Agent, Proxy, Timeout, http};

use super::stack::{ProxyChoice, StackSettings};
use super::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError, TransportFailure};
use crate::error::{Error, Result};

/// ureq, and the thread's sleep.
pub(crate) struct UreqTransport(Agent);

impl UreqTransport {
    pub(crate) fn new(settings: &StackSettings) -> Result<Self> {
        settings.check_tls()?;
        let proxy = match &settings.proxy {
            ProxyChoice::Environment => Proxy::try_from_env(),
            ProxyChoice::None => None,
            ProxyChoice::Url(url) => Some(Proxy::new(url).map_err(|_| {
                // Its text may have the address, which may have a password.
                Error::refused("the proxy's address is not a URL of a proxy")
            })?),
        };
        let config = Agent::config_builder()
            // A followed redirect turns the POST into a GET without parameters (APIv4 wire
            // contract §0, 3). Cookies are off, since that feature is not compiled in.
            .max_redirects(0)
            // The status is judged with the body, which an error would lose.
            .http_status_as_error(false)
            .proxy(proxy)
            .max_idle_age(super::KEPT)
            .timeout_connect(Some(settings.connect_timeout))
            .timeout_global(Some(settings.timeout));
        #[cfg(any(feature = "rustls-no-provider", feature = "native-tls"))]
        let config = config.tls_config(tls(settings)?);
        Ok(UreqTransport(config.build().new_agent()))
    }

    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut out = http::Request::builder()
            .method(request.method().as_str())
            .uri(request.url().as_str());
        for (name, value) in request.headers() {
            out = out.header(name, value);
        }
        let invalid = |_| {
            TransportError::new(
                TransportFailure::Invalid,
                "the address or a header has characters that HTTP does not allow",
            )
        };
        let limit = request.response_limit();
        let mut response = match request.method() {
            super::Method::Get => self.0.run(out.body(()).map_err(invalid)?),
            super::Method::Post => {
                let body: &[u8] = request.body();
                self.0.run(out.body(body).map_err(invalid)?)
            }
        }
        .map_err(|e| failed(e, limit))?;
        let mut answer = HttpResponse::new(response.status().as_u16(), Bytes::new());
        for name in super::HEADERS {
            if let Some(value) = response.headers().get(name) {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                answer = answer.with_header(name, value);
            }
        }
        let body = response
            .body_mut()
            .with_config()
            .limit(limit)
            .read_to_vec()
            .map_err(|e| failed(e, limit))?;
        answer.body = Bytes::from(body);
        Ok(answer)
    }
}

impl Transport for UreqTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move { self.exchange(&request) })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { std::thread::sleep(duration) })
    }
}

#[cfg(any(feature = "rustls-no-provider", feature = "native-tls"))]
fn tls(settings: &StackSettings) -> Result<ureq::tls::TlsConfig> {
    use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

    let roots = match &settings.trusted {
        // The system's, as the asynchronous client trusts them.
        None => RootCerts::PlatformVerifier,
        Some(pem) => {
            let mut certificates = Vec::new();
            for item in parse_pem(pem) {
                let item = item.map_err(|e| super::bad_certificates(&e))?;
                if let PemItem::Certificate(certificate) = item {
                    certificates.push(certificate);
                }
            }
            if certificates.is_empty() {
                return Err(super::no_certificates());
            }
            RootCerts::Specific(std::sync::Arc::new(certificates))
        }
    };
    let config = TlsConfig::builder().root_certs(roots);
    // The one that was asked for, where rustls is compiled in as the default.
    #[cfg(feature = "native-tls")]
    let config = config.provider(TlsProvider::NativeTls);
    #[cfg(not(feature = "native-tls"))]
    let config = config
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(super::crypto::provider()?);
    Ok(config.build())
}

fn failed(error: ureq::Error, limit: u64) -> TransportError {
    let text = TransportError::chain(&error);
    let failure = match &error {
        ureq::Error::BodyExceedsLimit(_) => return super::over(limit),
        ureq::Error::Tls(_) => TransportFailure::Tls,
        // It does not give the I/O error as its source.
        ureq::Error::Io(error) if super::tls_failure::is_tls(error) => TransportFailure::Tls,
        _ if super::tls_failure::is_tls(&error) => TransportFailure::Tls,
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_) => TransportFailure::Connect,
        ureq::Error::Timeout(_) => TransportFailure::Timeout,
        ureq::Error::Io(e) => match e.kind() {
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable => TransportFailure::Connect,
            io::ErrorKind::TimedOut => TransportFailure::Timeout,
            _ => TransportFailure::Broken,
        },
        // Its text is the address, whose query can hold a credential.
        ureq::Error::BadUri(_) => {
            return TransportError::new(TransportFailure::Invalid, "the address can't be called");
        }
        ureq::Error::Http(_) | ureq::Error::TlsRequired | ureq::Error::InvalidProxyUrl => {
            TransportFailure::Invalid
        }
        _ => TransportFailure::Broken,
    };
    TransportError::new(failure, text)
}
