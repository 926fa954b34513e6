//! The sandbox as a client's transport: no socket, no thread.

use std::sync::Arc;
use std::time::Duration;

use civi_runtime::BoxFuture;
use civi_runtime::transport::{
    HttpRequest, HttpResponse, Transport, TransportError, TransportFailure,
};

use crate::request::Message;
use crate::site::Site;

/// A client's way to the sandbox in the same process.
#[derive(Clone)]
pub(crate) struct InProcess {
    site: Arc<Site>,
}

impl InProcess {
    pub(crate) fn new(site: Arc<Site>) -> Self {
        InProcess { site }
    }
}

impl Transport for InProcess {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let url = request.url();
            let headers = request.headers();
            let headers = headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let message = Message::new(
                request.method().as_str(),
                url.path(),
                url.query().unwrap_or_default(),
                headers,
                request.body(),
            );
            let exchange = self.site.exchange(&message);
            // Both clients may wait here: one is driven by hand, the other by its own timer.
            std::thread::sleep(exchange.delay.min(request.timeout()));
            if exchange.delay >= request.timeout() {
                return Err(TransportError::new(
                    TransportFailure::Timeout,
                    "the sandbox was late",
                ));
            }
            let Some(reply) = exchange.reply else {
                let text = "the sandbox has cut the connection";
                return Err(TransportError::new(TransportFailure::Broken, text));
            };
            if reply.body.len() as u64 > request.response_limit() {
                let text = format!(
                    "the response has more than {} bytes",
                    request.response_limit()
                );
                return Err(TransportError::new(TransportFailure::TooLarge, text));
            }
            let mut response = HttpResponse::new(reply.status, reply.body)
                .with_header("Content-Type", reply.content_type);
            for (name, value) in reply.headers {
                response = response.with_header(name, value);
            }
            Ok(response)
        })
    }

    /// Nothing comes back sooner for waiting, so there is no waiting.
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
