//! [`ClientBuilder`]: the settings of a client.

mod stack;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{Client, Parts};
use crate::call::known_fields::{self, KnownFields};
use crate::call::schema_check::SchemaCheck;
use crate::error::{Error, Result};
use crate::http::auth::{AuthFlow, Credential, Credentials, ServerLogin};
use crate::http::connection::{Connection, Settings};
use crate::http::endpoint::{Detected, Endpoint, RouteForm, detect};
use crate::http::retry::Retry;
use crate::http::transport::{ProxyChoice, Transport};
use crate::row::{Unreadable, UnreadableDates, UnreadableValues};

const USER_AGENT: &str = concat!("civi-runtime/", env!("CARGO_PKG_VERSION"));
const MIB: usize = 1024 * 1024;

/// The settings of a client: of [`Client`], or of `blocking::Client`.
///
/// ```
/// use civi_runtime::{Client, Credential, RouteForm};
///
/// let client = Client::builder("https://example.org")
///     .route_form(RouteForm::WordPress)
///     .credential(Credential::api_key("not-a-real-key"))
///     .user_agent("donation-sync/2.1")
///     .build()?;
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder<C = Client> {
    url: String,
    route_form: Option<RouteForm>,
    credential: Option<Credential>,
    allow_anonymous: bool,
    settings: Settings,
    connect_timeout: Duration,
    proxy: ProxyChoice,
    trusted: Option<Vec<u8>>,
    transport: Option<Arc<dyn Transport>>,
    check: SchemaCheck,
    lifetime: Duration,
    client: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    /// The settings that a client of this address begins with.
    pub(crate) fn new(url: &str) -> Self {
        ClientBuilder {
            url: url.to_owned(),
            route_form: None,
            credential: None,
            allow_anonymous: false,
            settings: Settings {
                flow: AuthFlow::default(),
                site_key: None,
                server_login: None,
                user_agent: USER_AGENT.to_owned(),
                timeout: Duration::from_secs(120),
                body_cap: 7 * MIB,
                response_cap: 64 * MIB as u64,
                reads_by_get: false,
                url_cap: 6000,
                retry: Retry::default(),
                unreadable: Unreadable::default(),
                writes_in_batches: true,
            },
            connect_timeout: Duration::from_secs(10),
            proxy: ProxyChoice::default(),
            trusted: None,
            transport: None,
            check: SchemaCheck::default(),
            lifetime: known_fields::LIFETIME,
            client: PhantomData,
        }
    }

    /// The form of the routes under a base address; without it, connecting finds it out.
    pub fn route_form(mut self, route_form: RouteForm) -> Self {
        self.route_form = Some(route_form);
        self
    }

    /// Another address than the one that the builder began with, the settings staying as they are;
    /// a route form that was set is forgotten.
    ///
    /// ```
    /// use civi_runtime::{Client, Endpoint, RouteForm};
    ///
    /// let endpoint = Endpoint::new("https://example.org", RouteForm::CleanIndexPhp)?;
    /// let client = Client::builder("https://example.com").address(&endpoint.api_url()).build()?;
    /// assert_eq!(client.endpoint(), &endpoint);
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    pub fn address(mut self, url: &str) -> Self {
        url.clone_into(&mut self.url);
        self.route_form = None;
        self
    }

    /// What proves who asks.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// The way that the credential travels.
    pub fn auth_flow(mut self, flow: AuthFlow) -> Self {
        self.settings.flow = flow;
        self
    }

    /// The site key (`CIVICRM_SITE_KEY`), which stands in for the permission to authenticate with
    /// an API key or password (APIv4 wire contract §2.1).
    pub fn site_key(mut self, key: impl Into<SecretString>) -> Self {
        self.settings.site_key = Some(key.into());
        self
    }

    /// The user name and password that the web server in front of the site asks for, such as a
    /// staging site's `.htpasswd`. They travel in the header `Authorization`, so the credential, which
    /// CiviCRM reads, can't ([`AuthFlow::Authorization`] is refused beside it).
    ///
    /// ```
    /// use civi_runtime::{Client, Credential};
    ///
    /// let client = Client::builder("https://staging.example.org")
    ///     .server_login("staging", "not-a-real-password")
    ///     .credential(Credential::api_key("not-a-real-key"))
    ///     .build()?;
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    pub fn server_login(
        mut self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.settings.server_login = Some(ServerLogin::new(user, password));
        self
    }

    /// Whether several writes may go in one request; `true`. CiviCRM before 5.64 answers a batch by
    /// one error as soon as one call fails, while the calls before it are carried out: with `false`
    /// each write is a request of its own. A client does so by itself after its first call with such
    /// a site's bindings; before: `.writes_in_batches(Contact::RELEASE >= Release::new(5, 64))`.
    pub fn writes_in_batches(mut self, several: bool) -> Self {
        self.settings.writes_in_batches = several;
        self
    }

    /// Whether a connected client may be nobody. It is refused otherwise, because a site answers
    /// nobody with empty lists where a credential was mistyped.
    pub fn allow_anonymous(mut self, allow: bool) -> Self {
        self.allow_anonymous = allow;
        self
    }

    /// The program that uses civi; it goes before civi's own name.
    pub fn user_agent(mut self, program: &str) -> Self {
        self.settings.user_agent = format!("{program} {USER_AGENT}");
        self
    }

    /// The time that one exchange may take, from connecting to the last byte; 120 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// The time that connecting may take; 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The bytes that a request's body may have; 7 MiB. PHP drops a body over its `post_max_size`
    /// (8 MB by default) and runs the call without parameters, so stay below that.
    pub fn body_cap(mut self, bytes: usize) -> Self {
        self.settings.body_cap = bytes;
        self
    }

    /// The bytes that an answer may have, decompressed; 64 MiB.
    pub fn response_cap(mut self, bytes: u64) -> Self {
        self.settings.response_cap = bytes;
        self
    }

    /// Whether reads go by GET, for a cache on the way; `false`. What does not fit into the URL
    /// goes by POST all the same.
    pub fn reads_by_get(mut self, by_get: bool) -> Self {
        self.settings.reads_by_get = by_get;
        self
    }

    /// The bytes that the URL of a GET may have; 6000.
    pub fn url_cap(mut self, bytes: usize) -> Self {
        self.settings.url_cap = bytes;
        self
    }

    /// What becomes of a date that no calendar has, such as `1980-00-00`; without it the answer is not
    /// read, and the error names the row and field.
    pub fn unreadable_dates(mut self, choice: UnreadableDates) -> Self {
        self.settings.unreadable.dates = choice;
        self
    }

    /// What becomes of a value that is not what the site declares its field to be; without it the
    /// value is kept, and the rest of the row is read.
    pub fn unreadable_values(mut self, choice: UnreadableValues) -> Self {
        self.settings.unreadable.values = choice;
        self
    }

    /// When reads are sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.settings.retry = retry;
        self
    }

    /// When the fields of a call are compared with those that the site has; see [`SchemaCheck`].
    pub fn schema_check(mut self, check: SchemaCheck) -> Self {
        self.check = check;
        self
    }

    /// How long the client believes what the site said about an entity's fields; 15 minutes. With
    /// [`SchemaCheck::Default`] a field that disappears from the site within that time is noticed
    /// only afterwards; one that appears is noticed at once.
    pub fn known_fields_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The proxy that requests go through, instead of the environment's.
    pub fn proxy(mut self, url: &str) -> Self {
        self.proxy = ProxyChoice::Url(url.to_owned());
        self
    }

    /// No proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyChoice::None;
        self
    }

    /// The certificate authorities to trust, in PEM, instead of the system's: for a site with a
    /// certificate of its own.
    pub fn trust_only(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.trusted = Some(pem.into());
        self
    }

    /// An HTTP stack of your own, or a double for tests. The settings for connecting, proxies and
    /// certificates are its business then.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The endpoint, when the address or the settings name it.
    fn named_endpoint(&self) -> Result<Option<Endpoint>> {
        let address = Endpoint::address(&self.url)?;
        match (address.endpoint(), &self.route_form) {
            (Some(endpoint), None) => Ok(Some(endpoint)),
            (Some(endpoint), Some(route_form)) if endpoint.route_form() == route_form => {
                Ok(Some(endpoint))
            }
            (Some(endpoint), Some(route_form)) => Err(Error::refused(format!(
                "the address is the API's full one, of route form {}, and the route form is set to {route_form}; \
                 leave one of the two",
                endpoint.route_form()
            ))),
            (None, Some(route_form)) => {
                route_form.check()?;
                Ok(Some(address.with_route_form(route_form.clone())))
            }
            (None, None) => Ok(None),
        }
    }

    /// The endpoint; one that nobody named is taken to be what the address probably means.
    fn likely_endpoint(&self) -> Result<Endpoint> {
        match self.named_endpoint()? {
            Some(endpoint) => Ok(endpoint),
            None => Endpoint::likely(&self.url),
        }
    }

    /// The settings as a connection.
    pub(crate) fn connection(&self, transport: Arc<dyn Transport>) -> Result<Connection> {
        let endpoint = self.likely_endpoint()?;
        if let Some(key) = &self.settings.site_key {
            check_header("the site key", key.expose_secret())?;
        }
        check_header("the user agent", &self.settings.user_agent)?;
        if let Some(login) = &self.settings.server_login {
            login.check(self.settings.flow)?;
        }
        if self.credential.is_some() && !endpoint.is_https() && !endpoint.is_local() {
            tracing::warn!(
                host = endpoint.host(),
                "credentials go to this site unencrypted; use https"
            );
        }
        Ok(Connection {
            endpoint,
            settings: Arc::new(self.settings.clone()),
            credentials: Arc::new(Credentials::new(self.credential.as_ref())?),
            transport,
            observed: Arc::default(),
            known: Arc::new(KnownFields::new(self.check, self.lifetime)),
        })
    }

    /// What a client is made of, without asking the site anything.
    pub(crate) fn unasked(&self, transport: Arc<dyn Transport>) -> Result<Parts> {
        let connection = self.connection(transport)?;
        Ok(Parts {
            connection: Arc::new(connection),
            identity: None,
        })
    }

    pub(crate) async fn detected(&self, transport: Arc<dyn Transport>) -> Result<Detected> {
        let connection = self.connection(transport)?;
        match self.named_endpoint()? {
            None => detect(&connection, &self.url).await,
            Some(endpoint) => {
                let identity = connection.identity().await?;
                Ok(Detected {
                    endpoint,
                    identity: Some(identity),
                })
            }
        }
    }

    pub(crate) async fn connected(&self, transport: Arc<dyn Transport>) -> Result<Parts> {
        if self.credential.is_none() && !self.allow_anonymous {
            return Err(Error::refused(
                "the client has no credential; give one, or allow anonymous calls",
            ));
        }
        let connection = self.connection(transport)?;
        let found = match self.named_endpoint()? {
            None => detect(&connection, &self.url).await?,
            Some(endpoint) => Detected {
                identity: Some(connection.identity().await?),
                endpoint,
            },
        };
        let identity = match found.identity {
            Some(identity) if self.allow_anonymous => Some(identity),
            Some(identity) => Some(identity.somebody()?),
            None if self.allow_anonymous => None,
            None => {
                return Err(Error::auth(crate::error::AuthReason::Anonymous, ""));
            }
        };
        Ok(Parts {
            connection: Arc::new(connection.to(found.endpoint)),
            identity: identity.map(Arc::new),
        })
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("route_form", &self.route_form)
            .field("credential", &self.credential)
            .field("auth_flow", &self.settings.flow)
            .field("retry", &self.settings.retry)
            .finish_non_exhaustive()
    }
}

fn check_header(what: &str, value: &str) -> Result<()> {
    let fits = !value.is_empty() && value.bytes().all(|b| (0x20..0x7f).contains(&b));
    if fits {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{what} is empty or has characters that no HTTP header may have"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared_by_threads<T: Clone + Send + Sync + 'static>() {}

    #[test]
    fn clients_are_shared_by_threads() {
        shared_by_threads::<Client>();
        shared_by_threads::<ClientBuilder>();
        #[cfg(feature = "blocking")]
        shared_by_threads::<crate::client::blocking::Client>();
    }

    #[test]
    #[cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]
    fn https_without_tls_is_refused_at_build() {
        let url = "https://crm.example.org";
        #[cfg(feature = "reqwest")]
        {
            let error = Client::builder(url).build().unwrap_err();
            assert!(
                error.is_refused() && error.to_string().contains("`rustls`"),
                "{error}"
            );
            let _ = Client::builder("http://crm.example.org").build().unwrap();
        }
        #[cfg(feature = "blocking")]
        {
            let error = crate::client::blocking::Client::builder(url)
                .build()
                .unwrap_err();
            assert!(
                error.is_refused() && error.to_string().contains("`rustls`"),
                "{error}"
            );
        }
    }

    #[test]
    #[cfg(not(feature = "reqwest"))]
    fn without_a_stack_a_transport_is_asked_for() {
        let error = Client::builder("http://crm.example.org")
            .build()
            .unwrap_err();
        assert!(
            error.is_refused() && error.to_string().contains("transport"),
            "{error}"
        );
    }
}
