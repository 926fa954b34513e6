//! Writes one HTTP request: address, form, credential.

use bytes::Bytes;
use secrecy::ExposeSecret;
use url::Url;
use url::form_urlencoded::byte_serialize;

use super::Connection;
use crate::error::{Error, Result};
use crate::http::auth::{AuthFlow, Token};
use crate::http::transport::{HttpRequest, Method};

/// What goes out, but for the credential, which may change between two attempts.
pub(crate) struct Outgoing {
    url: Url,
    /// Urlencoded already, and shared by all attempts.
    form: Bytes,
    may_get: bool,
}

impl Outgoing {
    /// One call: the parameters as JSON in one field, the only form that CiviCRM reads (wire
    /// contract §0, 1).
    pub(super) fn call(url: Url, json: &str, may_get: bool) -> Self {
        Outgoing {
            url,
            form: field("params", json).into(),
            may_get,
        }
    }

    /// A batch; `calls` is encoded already.
    pub(super) fn batch(url: Url, calls: &str) -> Self {
        Outgoing {
            url,
            form: format!("calls={calls}").into(),
            may_get: false,
        }
    }

    pub(super) fn rest(url: Url, entity: &str, action: &str, json: &str, may_get: bool) -> Self {
        let form = [("entity", entity), ("action", action), ("json", json)]
            .map(|(name, value)| field(name, value))
            .join("&")
            .into();
        Outgoing { url, form, may_get }
    }

    /// A request without parameters.
    pub(super) fn bare(url: Url) -> Self {
        Outgoing {
            url,
            form: Bytes::new(),
            may_get: false,
        }
    }

    /// The request, with this credential.
    pub(super) fn request(
        &self,
        connection: &Connection,
        token: Option<&Token>,
    ) -> Result<HttpRequest> {
        let settings = &connection.settings;
        let mut headers = vec![
            ("Accept", "application/json".to_owned()),
            // Without it the site takes the request for a forged one (wire contract §1.3).
            ("X-Requested-With", "XMLHttpRequest".to_owned()),
            ("User-Agent", settings.user_agent.clone()),
        ];
        if let Some(login) = &settings.server_login {
            headers.push(("Authorization", login.header()));
        }
        let mut added: Vec<String> = Vec::new();
        let mut add = |name: &str, value: &str| added.push(field(name, value));
        let is_legacy = settings.flow == AuthFlow::LegacyParameter;
        if let Some(key) = &settings.site_key {
            let key = key.expose_secret();
            if is_legacy {
                add("key", key);
            } else {
                headers.push(("X-Civi-Key", key.to_owned()));
            }
        }
        // A key must not get into a URL.
        let mut may_get = self.may_get && settings.reads_by_get && !is_legacy;
        if let Some(token) = token {
            let token = token.text().expose_secret();
            match settings.flow {
                AuthFlow::XHeader => headers.push(("X-Civi-Auth", token.to_owned())),
                AuthFlow::Authorization => headers.push(("Authorization", token.to_owned())),
                AuthFlow::Parameter | AuthFlow::ParameterInUrl => {
                    add("_authx", token);
                    may_get &= settings.flow == AuthFlow::ParameterInUrl;
                }
                AuthFlow::LegacyParameter => add("api_key", legacy_key(token)?),
            }
        }
        let form = self.form_with(&added);
        let mut url = self.url.clone();
        let mut method = Method::Post;
        if may_get && url.as_str().len() + form.len() < settings.url_cap {
            let form = String::from_utf8_lossy(&form);
            let query = match url.query() {
                Some(own) => format!("{own}&{form}"),
                None => form.into_owned(),
            };
            url.set_query(Some(&query));
            method = Method::Get;
        }
        let body = match method {
            Method::Get => Bytes::new(),
            Method::Post => {
                if form.len() > settings.body_cap {
                    return Err(too_large(form.len(), settings.body_cap));
                }
                headers.push((
                    "Content-Type",
                    "application/x-www-form-urlencoded".to_owned(),
                ));
                form
            }
        };
        Ok(HttpRequest {
            method,
            url,
            headers,
            body,
            timeout: settings.timeout,
            response_limit: settings.response_cap,
        })
    }
}

impl Outgoing {
    /// The form with these fields behind its own; the form itself when there are none.
    fn form_with(&self, added: &[String]) -> Bytes {
        if added.is_empty() {
            return self.form.clone();
        }
        let mut form = self.form.to_vec();
        for field in added {
            if !form.is_empty() {
                form.push(b'&');
            }
            form.extend_from_slice(field.as_bytes());
        }
        form.into()
    }
}

/// Why a body is not sent: PHP drops one that is over its `post_max_size` and runs the call without
/// parameters (wire contract §0, 2).
pub(super) fn too_large(size: usize, cap: usize) -> Error {
    Error::refused(format!(
        "the request's body has {size} bytes and {cap} are allowed, since a site drops a larger \
         one and would run the call without its parameters; send fewer values at once, or raise \
         the client's body cap if the site's `post_max_size` is larger"
    ))
}

/// The key or token in what AuthX would read.
fn legacy_key(token: &str) -> Result<&str> {
    token.strip_prefix("Bearer ").ok_or_else(|| {
        Error::refused(
            "the flow `legacy` carries an API key or token, and no password; give an API key, or \
             choose another flow",
        )
    })
}

fn field(name: &str, value: &str) -> String {
    let mut out = format!("{name}=");
    out.extend(byte_serialize(value.as_bytes()));
    out
}
