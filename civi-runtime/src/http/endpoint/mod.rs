//! [`Endpoint`]: the addresses of one site, in the shape that its CMS gives them (APIv4 wire
//! contract §1.1 and §1.2).

mod detect;
mod shape;
#[cfg(test)]
mod tests;

use std::fmt;

use url::Url;

use crate::error::{Error, Result};

pub use detect::Detected;
pub(crate) use detect::detect;
pub use shape::{QueryShape, Shape};

/// Where a site's API is: its base address and the shape of the routes under it.
///
/// ```
/// use civi_runtime::{Endpoint, Shape};
///
/// let site = Endpoint::new("https://crm.example.org", Shape::Clean)?;
/// assert_eq!(site.api_url(), "https://crm.example.org/civicrm/ajax/api4");
///
/// let same = Endpoint::from_api_url("https://crm.example.org/civicrm/ajax/api4")?;
/// assert_eq!(site, same);
///
/// let wordpress = Endpoint::new("https://example.org/", Shape::WordPress)?;
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
    shape: Shape,
}

impl Endpoint {
    /// The endpoint of a site with this base address: what its home page has, a sub-directory and
    /// a port included. Query parameters of the address are sent with every call.
    ///
    /// # Errors
    ///
    /// When the address is no http or https URL, or holds a user and password: credentials belong
    /// to the client.
    pub fn new(base: &str, shape: Shape) -> Result<Self> {
        let mut base = web_address(base)?;
        shape.check()?;
        base.set_fragment(None);
        Ok(Endpoint { base, shape })
    }

    /// The endpoint with this full address of the API: the one that ends in `civicrm/ajax/api4`, as
    /// path or as query parameter.
    ///
    /// # Errors
    ///
    /// When the address is not of a shape that civi knows.
    pub fn from_api_url(url: &str) -> Result<Self> {
        let url = web_address(url)?;
        shape::recognise(&url).ok_or_else(|| {
            Error::refused(format!(
                "{} is not the address of an APIv4: it must end in `ajax/api4`, as path or in the \
                 query's `q` or `task`; give the site's base address instead and let civi find the \
                 shape",
                bare(&url)
            ))
        })
    }

    /// The endpoint that a setting means: a full address of the API, or nothing when it is a
    /// base, whose shape somebody else knows.
    pub(crate) fn recognise(url: &str) -> Result<Option<Self>> {
        Ok(shape::recognise(&web_address(url)?))
    }

    pub(crate) fn of(base: Url, shape: Shape) -> Self {
        Endpoint { base, shape }
    }

    /// The shape of the routes.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
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

    /// Whether the site is on this machine.
    pub(crate) fn is_here(&self) -> bool {
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

    /// The address of `civicrm/` and this, in the site's shape.
    fn route(&self, rest: &str) -> Url {
        let mut url = self.base.clone();
        match self.shape.query() {
            None => {
                let mut path = url.path().trim_end_matches('/').to_owned();
                path.push('/');
                path.push_str(self.shape.page());
                path.push('/');
                path.push_str(rest);
                url.set_path(&path);
            }
            Some((fixed, key)) => {
                if let Some(script) = self.shape.script() {
                    let path = url.path();
                    if !path.ends_with(".php") {
                        let path = format!("{}/{script}", path.trim_end_matches('/'));
                        url.set_path(&path);
                    }
                }
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
        write!(f, "Endpoint({}, {})", bare(&self.base), self.shape)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", bare(&self.base), self.shape)
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
    Ok(url)
}

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
