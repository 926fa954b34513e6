//! The blocking client, over ureq: no async runtime, and the same calls.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use crate::call::action::{Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::wait::wait;
use crate::client::{ClientBuilder, Parts, object, raw_call};
use crate::error::{Error, Result};
use crate::http::auth::Credential;
use crate::http::endpoint::{Detected, Endpoint};
use crate::http::identity::Identity;
use crate::meta::{self, EntitySchema, SchemaReport};

/// The blocking client. Cloning it is cheap, and clones share connections and credential.
///
/// ```no_run
/// use civi_runtime::{Credential, blocking};
///
/// let client =
///     blocking::Client::connect("https://crm.example.org", Credential::api_key("…"))?;
/// let answer = client.call("Contact", "get", &serde_json::json!({"limit": 1}))?;
/// println!("{}", answer.values());
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Parts);

impl Client {
    /// Finds the site's routes, asks who we are, and refuses to go on as nobody. The address is
    /// the site's base, or the API's full address.
    ///
    /// # Errors
    ///
    /// When the address or credential is unusable ([`is_refused`](Error::is_refused)), the site
    /// refuses or ignores the credential ([`is_auth`](Error::is_auth)), or no CiviCRM answers.
    pub fn connect(url: &str, credential: Credential) -> Result<Client> {
        Client::builder(url).credential(credential).connect()
    }

    /// A client from the environment: [`ClientBuilder::from_env`], then
    /// [`connect`](ClientBuilder::connect).
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect), and when a variable is missing or two contradict.
    pub fn from_env() -> Result<Client> {
        ClientBuilder::<Client>::from_env()?.connect()
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
    pub fn whoami(&self) -> Result<Identity> {
        drive(self.0.connection.identity())
    }

    /// Compares all names that bindings use with the site as it is for this contact: their constant
    /// `SCHEMA`, or [`EntitySchema::of`] a row type of your own. It is one request (a second and third
    /// one only for a site before CiviCRM 5.64 that lacks an entity), for a program's start or its
    /// health check. It is asked whatever the client's [`SchemaCheck`](crate::SchemaCheck) is.
    ///
    /// # Errors
    ///
    /// When the site does not answer. What it lacks is in the report.
    pub fn verify(&self, schema: &[EntitySchema]) -> Result<SchemaReport> {
        drive(meta::verify(&*self.0.connection, schema))
    }

    /// A client that acts for another contact; see [`Client::acting_as`](crate::Client::acting_as).
    #[must_use]
    pub fn acting_as(&self, contact: impl Into<i64>, ttl: Duration) -> Client {
        Client(self.0.acting_as(contact.into(), ttl))
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

    /// Calls any action of any entity; see [`Client::call`](crate::Client::call).
    ///
    /// # Errors
    ///
    /// As for any call, and when the parameters are no object.
    pub fn call(
        &self,
        entity: &str,
        action: &str,
        params: &(impl Serialize + ?Sized),
    ) -> Result<Answer> {
        self.execute(raw_call(entity, action, params)?)
    }

    /// Sends one call that is ready.
    ///
    /// # Errors
    ///
    /// As for any call.
    pub fn execute(&self, call: Call) -> Result<Answer> {
        drive(self.0.connection.execute(call))
    }

    /// Sends several calls in as few requests as fit under the body cap; see
    /// [`Exchange::execute_batch`].
    ///
    /// # Errors
    ///
    /// That of the request; a call that fails alone has its own error in the list.
    pub fn execute_batch(&self, calls: Vec<Call>) -> Result<Vec<Result<Answer>>> {
        drive(self.0.connection.execute_batch(calls))
    }

    /// Calls the site's APIv3; see [`Client::call_v3`](crate::Client::call_v3).
    ///
    /// # Errors
    ///
    /// As for any call, and when the parameters are no object.
    pub fn call_v3(
        &self,
        entity: &str,
        action: &str,
        params: &(impl Serialize + ?Sized),
    ) -> Result<Bytes> {
        let params = object(params)?.to_json();
        drive(self.0.connection.rest(entity, action, &params))
    }
}

impl Caller for Client {
    type Out<T: Send + 'static> = Result<T>;

    fn exchange(&self) -> Arc<dyn Exchange> {
        Arc::clone(&self.0.connection) as Arc<dyn Exchange>
    }

    fn run<T, F>(&self, exchange: F) -> Self::Out<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        drive(exchange)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("blocking::Client")
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
        let transport = self.blocking_transport()?;
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
    pub fn connect(self) -> Result<Client> {
        let transport = self.blocking_transport()?;
        drive(self.connected(transport)).map(Client)
    }

    /// Finds out which shape of routes the site answers to, to write it down.
    ///
    /// # Errors
    ///
    /// As [`Client::connect`]; being nobody is no error here.
    pub fn detect(self) -> Result<Detected> {
        let transport = self.blocking_transport()?;
        drive(self.detected(transport))
    }
}

/// Runs a future whose every wait is a blocking one, or one for another thread's call.
fn drive<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut future = pin!(future);
    wait(|context| future.as_mut().poll(context)).unwrap_or_else(|| {
        Err(Error::refused(
            "the blocking client was given a transport or a credential provider that is \
             asynchronous; it must do its work when it is polled",
        ))
    })
}
