//! [`Client`]: the asynchronous way to a site.

mod acting;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod env;
pub mod file;
mod methods;
mod raw;
#[cfg(feature = "blocking")]
mod row_iter;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use crate::call::action::{BoxFuture, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::error::Result;
use crate::http::auth::Credential;
use crate::http::connection::Connection;
use crate::http::endpoint::{Detected, Endpoint};
use crate::http::identity::Identity;
use crate::meta::{self, EntitySchema, SchemaReport};
use methods::client_methods;
use raw::{object, raw_call};

pub use builder::ClientBuilder;

/// What a client is made of, asynchronous or blocking.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) connection: Arc<Connection>,
    pub(crate) identity: Option<Arc<Identity>>,
}

impl Parts {
    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("endpoint", &self.connection.endpoint)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

/// The asynchronous client. Cloning it is cheap, and clones share connections and credential.
///
/// Its futures need tokio, unless the client was given a transport of its own.
///
/// ```no_run
/// # async fn doc() -> civi_runtime::Result<()> {
/// use civi_runtime::{Client, Credential};
///
/// let client = Client::connect("https://crm.example.org", Credential::api_key("…")).await?;
/// let answer = client
///     .call("Contact", "get", &serde_json::json!({"select": ["id"], "limit": 1}))
///     .await?;
/// println!("{}", answer.values());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(pub(crate) Parts);

macro_rules! future {
    ($type:ty) => { BoxFuture<'static, Result<$type>> };
}

/// A future as the asynchronous client hands it out.
fn boxed<T>(
    future: impl Future<Output = Result<T>> + Send + 'static,
) -> BoxFuture<'static, Result<T>> {
    Box::pin(future)
}

client_methods! {
    Client, future, boxed, async_transport;
    ///
    /// ```no_run
    /// # async fn doc(client: civi_runtime::Client) -> civi_runtime::Result<()> {
    /// let answer = client
    ///     .call("Contact", "get", &serde_json::json!({"select": ["row_count"]}))
    ///     .await?;
    /// println!("{:?} contacts", answer.count_matched());
    /// # Ok(())
    /// # }
    /// ```
    call;
    ///
    /// ```no_run
    /// # mod civi { pub static SCHEMA: &[civi_runtime::meta::EntitySchema] = &[]; }
    /// # async fn doc(client: civi_runtime::Client) -> civi_runtime::Result<()> {
    /// let report = client.verify(civi::SCHEMA).await?;
    /// if !report.is_ok() {
    ///     eprintln!("{report}");
    /// }
    /// # Ok(()) }
    /// ```
    verify;
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use civi_runtime::{Client, Id};
    /// # enum Contact {}
    /// # async fn doc(client: Client) -> civi_runtime::Result<()> {
    /// let ada: Id<Contact> = Id::new(203);
    /// let hers = client.acting_as(ada, Duration::from_secs(300));
    /// assert_eq!(hers.whoami().await?.contact_id, Some(203));
    /// # Ok(())
    /// # }
    /// ```
    acting_as;
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show("Client", f)
    }
}
