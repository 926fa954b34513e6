//! [`Server`]: the sandbox over HTTP, on loopback unless told otherwise.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::oneshot;

use crate::error::{Error, Result};
use crate::request::{Message, Reply};
use crate::sandbox::Sandbox;
use crate::site::Site;

/// The bytes of a request's body that are read; a site drops what is over 8 MB (APIv4 wire
/// contract §0.2).
const BODY: usize = 64 * 1024 * 1024;

/// How long a request's body may take.
const SLOWEST: Duration = Duration::from_secs(60);

/// How long no connection is taken after one could not be.
const PAUSE: Duration = Duration::from_millis(50);

/// What is told about every request: method, path, status and the time that it took.
type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// A sandbox that listens; it ends when this is dropped.
#[must_use]
pub struct Server {
    address: SocketAddr,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// When the address can't be listened on.
    pub fn serve(&self, listen: &str) -> Result<Server> {
        self.serve_with(listen, |_| {})
    }

    /// Listens on an address, and gives a line of text for every request: method, path, status and
    /// time.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve).
    pub fn serve_with(
        &self,
        listen: &str,
        log: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Server> {
        let log: Log = Arc::new(log);
        let fails = |error: io::Error| Error::new(format!("can't listen on {listen}: {error}"));
        let listener = TcpListener::bind(listen).map_err(fails)?;
        listener.set_nonblocking(true).map_err(fails)?;
        let address = listener.local_addr().map_err(fails)?;
        let (stop, stopped) = oneshot::channel();
        let site = Arc::clone(&self.site);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(fails)?;
        let thread = std::thread::Builder::new()
            .name("civi-sandbox".to_owned())
            .spawn(move || {
                runtime.block_on(accept(listener, site, log, stopped));
                runtime.shutdown_background();
            });
        Ok(Server {
            address,
            stop: Mutex::new(Some(stop)),
            thread: Some(thread.map_err(fails)?),
        })
    }
}

impl Server {
    /// The site's base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The socket's address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self
            .stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(
    listener: TcpListener,
    site: Arc<Site>,
    log: Log,
    mut stopped: oneshot::Receiver<()>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    loop {
        let stream = tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // Too many connections are open; some of them end.
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        // Small answers must not wait for more.
        let _ = stream.set_nodelay(true);
        let (site, log) = (Arc::clone(&site), Arc::clone(&log));
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let (site, log) = (Arc::clone(&site), Arc::clone(&log));
                async move { answer(site, log, request).await }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            let _ = connection.await;
        });
    }
}

/// A connection that is broken on purpose.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox has cut the connection")]
struct Cut;

async fn answer(
    site: Arc<Site>,
    log: Log,
    request: Request<Incoming>,
) -> std::result::Result<Response<Full<Bytes>>, Cut> {
    let begun = std::time::Instant::now();
    let (head, body) = request.into_parts();
    let body = match tokio::time::timeout(SLOWEST, Limited::new(body, BODY).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => return Ok(status(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => return Ok(status(StatusCode::REQUEST_TIMEOUT)),
    };
    let headers = head.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    let message = Message::new(
        head.method.as_str(),
        head.uri.path(),
        head.uri.query().unwrap_or_default(),
        headers.collect(),
        &body,
    );
    // The database blocks, so it has a thread of its own.
    let asked = tokio::task::spawn_blocking(move || (site.exchange(&message), message)).await;
    let Ok((exchange, message)) = asked else {
        return Ok(status(StatusCode::INTERNAL_SERVER_ERROR));
    };
    tokio::time::sleep(exchange.delay).await;
    let took = begun.elapsed().as_millis();
    let Some(reply) = exchange.reply else {
        log(&format!(
            "{} {} cut {took} ms",
            message.method, message.path
        ));
        return Err(Cut);
    };
    log(&format!(
        "{} {} {} {took} ms",
        message.method, message.path, reply.status
    ));
    Ok(response(reply))
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = status(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (
            hyper::header::HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            response.headers_mut().insert(name, value);
        }
    }
    *response.body_mut() = Full::new(Bytes::from(reply.body));
    response
}
