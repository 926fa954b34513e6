//! [`Client`]: the asynchronous way to a site.

mod acting;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod env;
pub mod file;
mod raw;
#[cfg(feature = "blocking")]
mod row_iter;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use crate::call::action::{BoxFuture, Caller, Exchange};
use crate::error::Result;
use crate::http::auth::Credential;
use crate::http::connection::Connection;
use crate::http::endpoint::{Detected, Endpoint};
use crate::http::identity::Identity;
use crate::meta::{self, EntitySchema, SchemaReport};

pub use builder::ClientBuilder;
#[cfg(feature = "blocking")]
pub(crate) use raw::{object, raw_call};
#[cfg(feature = "blocking")]
pub use row_iter::RowIter;

/// What a client is made of, asynchronous or blocking.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) connection: Arc<Connection>,
    pub(crate) identity: Option<Arc<Identity>>,
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

impl Client {
    /// Finds the site's routes, asks who we are, and refuses to go on as nobody. The address is
    /// the site's base, or the API's full address.
    ///
    /// # Errors
    ///
    /// When the address or credential is unusable ([`is_refused`](crate::Error::is_refused)), the
    /// site refuses or ignores the credential ([`is_auth`](crate::Error::is_auth)), or no CiviCRM
    /// answers.
    #[must_use]
    pub fn connect(url: &str, credential: Credential) -> BoxFuture<'static, Result<Client>> {
        Client::builder(url).credential(credential).connect()
    }

    /// A client from the environment: [`ClientBuilder::from_env`], then
    /// [`connect`](ClientBuilder::connect).
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect), and when a variable is missing or two contradict.
    #[must_use]
    pub fn from_env() -> BoxFuture<'static, Result<Client>> {
        match ClientBuilder::<Client>::from_env() {
            Ok(builder) => builder.connect(),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    /// A client with settings of its own.
    pub fn builder(url: &str) -> ClientBuilder<Client> {
        ClientBuilder::new(url)
    }

    /// Whom the site took us for when the client connected; `None` when it was only built.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.0.identity.as_deref()
    }

    /// Asks the site again who we are.
    ///
    /// # Errors
    ///
    /// As for any call; being nobody is no error here.
    #[must_use]
    pub fn whoami(&self) -> BoxFuture<'static, Result<Identity>> {
        let connection = Arc::clone(&self.0.connection);
        Box::pin(async move { connection.identity().await })
    }

    /// Compares all names that bindings use with the site as it is for this contact: their constant
    /// `SCHEMA`, or [`EntitySchema::of`] a row type of your own. It is one request (a second and third
    /// one only for a site before CiviCRM 5.64 that lacks an entity), for a program's start or its
    /// health check. It is asked whatever the client's [`SchemaCheck`](crate::SchemaCheck) is.
    ///
    /// # Errors
    ///
    /// When the site does not answer. What it lacks is in the report.
    ///
    /// ```no_run
    /// # use civi_runtime::meta::EntitySchema;
    /// # mod civi { pub static SCHEMA: &[civi_runtime::meta::EntitySchema] = &[]; }
    /// # async fn doc(client: civi_runtime::Client) -> civi_runtime::Result<()> {
    /// let report = client.verify(civi::SCHEMA).await?;
    /// if !report.is_ok() {
    ///     eprintln!("{report}");
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn verify(&self, schema: &[EntitySchema]) -> BoxFuture<'static, Result<SchemaReport>> {
        let connection = Arc::clone(&self.0.connection);
        let schema = schema.to_vec();
        Box::pin(async move { meta::verify(&*connection, &schema).await })
    }

    /// Forgets what the site said about its fields, for this client and its clones: what a call
    /// needs next is asked for again. For after a change of the site or of the contact's
    /// permissions; otherwise it is done by itself, when the lifetime of what is known ends
    /// ([`known_fields_lifetime`](ClientBuilder::known_fields_lifetime)) and before a field is
    /// called unknown.
    pub fn refresh_known_fields(&self) {
        self.0.connection.known.forget();
    }

    /// The site's endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.connection.endpoint
    }
}

impl Caller for Client {
    type Out<T: Send + 'static> = BoxFuture<'static, Result<T>>;

    fn exchange(&self) -> Arc<dyn Exchange> {
        Arc::clone(&self.0.connection) as Arc<dyn Exchange>
    }

    fn run<T, F>(&self, exchange: F) -> Self::Out<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        Box::pin(exchange)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", self.endpoint())
            .field("identity", &self.0.identity)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder<Client> {
    /// The client as set, without asking the site anything. A base address whose shape was not
    /// given is taken for [`Shape::Clean`](crate::Shape::Clean), and a credential that the site
    /// ignores goes unnoticed: prefer [`connect`](Self::connect).
    ///
    /// # Errors
    ///
    /// When a setting is unusable, or the address is https and no TLS is compiled in.
    pub fn build(self) -> Result<Client> {
        let transport = self.async_transport()?;
        let connection = self.connection(transport)?;
        Ok(Client(Parts {
            connection: Arc::new(connection),
            identity: None,
        }))
    }

    /// The client, once the site has said who we are; see [`Client::connect`].
    ///
    /// # Errors
    ///
    /// As [`Client::connect`].
    #[must_use]
    pub fn connect(self) -> BoxFuture<'static, Result<Client>> {
        Box::pin(async move {
            let transport = self.async_transport()?;
            self.connected(transport).await.map(Client)
        })
    }

    /// Finds out which shape of routes the site answers to, to write it down.
    ///
    /// # Errors
    ///
    /// As [`Client::connect`]; being nobody is no error here.
    #[must_use]
    pub fn detect(self) -> BoxFuture<'static, Result<Detected>> {
        Box::pin(async move {
            let transport = self.async_transport()?;
            self.detected(transport).await
        })
    }
}
