//! [`Endpoint`]: the addresses of one site, in the form that its CMS gives them (APIv4 wire
//! contract §1.1 and §1.2).

mod address;
mod detect;
mod route_form;
#[cfg(test)]
mod tests;

use std::fmt;

use url::Url;

use crate::error::{Error, Result};

pub(crate) use address::Address;
pub use detect::Detected;
pub(crate) use detect::detect;
pub use route_form::{QueryRouteForm, RouteForm};

/// Where a site's API is: its base address and the form of the routes under it.
///
/// ```
/// use civi_runtime::{Endpoint, RouteForm};
///
/// let site = Endpoint::new("https://crm.example.org", RouteForm::Clean)?;
/// assert_eq!(site.api_url(), "https://crm.example.org/civicrm/ajax/api4");
///
/// let same = Endpoint::from_api_url("https://crm.example.org/civicrm/ajax/api4")?;
/// assert_eq!(site, same);
///
/// let wordpress = Endpoint::new("https://example.org/", RouteForm::WordPress)?;
/// assert_eq!(
///     wordpress.api_url(),
///     "https://example.org/?civiwp=CiviCRM&q=civicrm/ajax/api4"
/// );
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The site's base with the query parameters that are its own.
    base: Url,
    route_form: RouteForm,
}

impl Endpoint {
    /// The endpoint of a site with this base address: what its home page has, a sub-directory and
    /// a port included. Query parameters of the address are sent with every call.
    ///
    /// # Errors
    ///
    /// When the address is no http or https URL, or holds a user and password: credentials belong
    /// to the client.
    pub fn new(base: &str, route_form: RouteForm) -> Result<Self> {
        let mut base = web_address(base)?;
        route_form.check()?;
        base.set_fragment(None);
        Ok(Endpoint { base, route_form })
    }

    /// The endpoint with this full address of the API: the one that ends in `civicrm/ajax/api4`, as
    /// path or as query parameter, with or without the entity and action of a call.
    ///
    /// # Errors
    ///
    /// When the address is not of a route form that civi knows.
    pub fn from_api_url(url: &str) -> Result<Self> {
        let url = web_address(url)?;
        Address::read(&url).endpoint().ok_or_else(|| {
            Error::refused(format!(
                "{} is not the address of an APIv4: it must end in `ajax/api4`, as path or in the \
                 query's `q` or `task`; give the site's base address instead and let civi find the \
                 route_form",
                bare(&url)
            ))
        })
    }

    /// The endpoint that an address most probably means, as a client takes it that does not connect
    /// first: any address of CiviCRM's on the site, as a browser shows it, is understood.
    ///
    /// ```
    /// use civi_runtime::Endpoint;
    ///
    /// let copied = "https://example.org/wp-admin/admin.php?page=CiviCRM&q=civicrm/api4#/explorer";
    /// let site = Endpoint::likely(copied)?;
    /// assert_eq!(site.base(), "https://example.org/");
    /// assert_eq!(site.route_form().to_string(), "wordpress");
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the address is no http or https URL, or holds a credential.
    pub fn likely(url: &str) -> Result<Self> {
        Ok(Self::address(url)?.likely())
    }

    /// What an address says.
    pub(crate) fn address(url: &str) -> Result<Address> {
        Ok(Address::read(&web_address(url)?))
    }

    pub(crate) fn of(base: Url, route_form: RouteForm) -> Self {
        Endpoint { base, route_form }
    }

    /// The form of the routes.
    #[must_use]
    pub fn route_form(&self) -> &RouteForm {
        &self.route_form
    }

    /// The base address.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// The API's full address, which a batch goes to. [`from_api_url`](Self::from_api_url) reads
    /// it.
    #[must_use]
    pub fn api_url(&self) -> String {
        self.batch().into()
    }

    /// Whether the site is called over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Whether the site is on this machine, where nobody on the way can read what is sent.
    ///
    /// ```
    /// use civi_runtime::Endpoint;
    ///
    /// assert!(Endpoint::likely("http://localhost:8080")?.is_local());
    /// assert!(!Endpoint::likely("http://localhost.example.org")?.is_local());
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self.base.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The address of one call.
    pub(crate) fn single(&self, entity: &str, action: &str) -> Result<Url> {
        check_name("an entity", entity)?;
        check_name("an action", action)?;
        Ok(self.route(&format!("ajax/api4/{entity}/{action}")))
    }

    /// The address of a batch.
    pub(crate) fn batch(&self) -> Url {
        self.route("ajax/api4")
    }

    /// The address that says who asks.
    pub(crate) fn identity(&self) -> Url {
        self.route("authx/id")
    }

    /// APIv3's address.
    pub(crate) fn rest(&self) -> Url {
        self.route("ajax/rest")
    }

    /// The address of `civicrm/` and this, in the site's route form.
    fn route(&self, rest: &str) -> Url {
        let mut url = self.base.clone();
        if let Some(script) = self.route_form.script()
            && !url.path().ends_with(".php")
        {
            let path = format!("{}/{script}", url.path().trim_end_matches('/'));
            url.set_path(&path);
        }
        match self.route_form.query() {
            None => {
                let path = url.path().trim_end_matches('/');
                let path = format!("{path}/{}/{rest}", self.route_form.page());
                url.set_path(&path);
            }
            Some((fixed, key)) => {
                // Written by hand: the serialiser would turn the slashes into %2F, which some
                // servers refuse.
                let mut query = url.query().unwrap_or_default().to_owned();
                for part in [fixed, &format!("{key}=civicrm/{rest}")] {
                    if !part.is_empty() {
                        if !query.is_empty() {
                            query.push('&');
                        }
                        query.push_str(part);
                    }
                }
                url.set_query(Some(&query));
            }
        }
        url
    }
}

/// The address without its query.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({}, {})", bare(&self.base), self.route_form)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", bare(&self.base), self.route_form)
    }
}

/// A URL without its query, for texts.
pub(crate) fn bare(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

fn web_address(text: &str) -> Result<Url> {
    let text = text.trim();
    let url = Url::parse(text).map_err(|e| {
        let hint = if text.contains("://") {
            ""
        } else {
            "; write it with https:// in front"
        };
        // The text itself stays out: a credential may have been pasted into it.
        Error::refused(format!("the site's address is not a URL: {e}{hint}"))
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::refused(format!(
            "the site's address begins with {}://; only http and https are spoken",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::refused(
            "the site's address holds a user or password; give credentials to the client instead",
        ));
    }
    let is_secret = |name: &str| SECRETS.contains(&name);
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        return Err(Error::refused(
            "the site's address holds a key or token in its query; take it out, change it on the \
             site if the address was shared, and give credentials to the client instead",
        ));
    }
    Ok(url)
}

/// Query parameters that carry a credential (wire contract §2.1).
const SECRETS: [&str; 4] = ["_authx", "_authxSiteKey", "api_key", "key"];

/// A name becomes a part of the address, where anything else than a name would call something else.
fn check_name(what: &str, name: &str) -> Result<()> {
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if fits {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{name:?} can't be the name of {what}: names are letters, digits and `_`"
    )))
}
