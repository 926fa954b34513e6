//! Who asks: [`Credential`], and the way it travels, [`AuthFlow`] (APIv4 wire contract §2).

mod provider;
mod server_login;
#[cfg(feature = "jwt")]
mod sign_key;
mod token;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};

pub use provider::CredentialProvider;
pub(crate) use provider::Credentials;
pub(crate) use server_login::ServerLogin;
#[cfg(feature = "jwt")]
pub use sign_key::SignKey;
pub(crate) use token::Token;

/// What proves who asks. `Debug` shows its kind and nothing of the secret.
///
/// ```
/// use civi_runtime::Credential;
///
/// let credential = Credential::api_key("not-a-real-key");
/// assert_eq!(format!("{credential:?}"), "Credential(api key)");
/// ```
#[derive(Clone)]
pub struct Credential(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    ApiKey(SecretString),
    Jwt(SecretString),
    Password {
        user: String,
        password: SecretString,
    },
    Provider(Arc<dyn CredentialProvider>),
}

impl Credential {
    /// A contact's API key.
    pub fn api_key(key: impl Into<SecretString>) -> Self {
        Credential(Kind::ApiKey(key.into()))
    }

    /// A token that CiviCRM signed, or that was signed with its key. It expires: see
    /// [`provider`](Self::provider).
    pub fn jwt(token: impl Into<SecretString>) -> Self {
        Credential(Kind::Jwt(token.into()))
    }

    /// The user name and password of the CMS. A site accepts them only when its AuthX settings say
    /// so; some that don't take the call as anonymous instead of refusing it.
    pub fn password(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Credential(Kind::Password {
            user: user.into(),
            password: password.into(),
        })
    }

    /// Tokens for a contact that are signed here, with the site's sign key: each is good for `ttl`,
    /// counted in whole seconds, and another is signed when the site says that one has expired. The
    /// contact needs no API key, and the token passes AuthX's guard (APIv4 wire contract §2.2).
    ///
    /// This computer's clock must be less than `ttl` behind the site's. To act for others without
    /// the sign key, with a key of one's own, there is [`acting_as`](crate::Client::acting_as).
    ///
    /// ```
    /// use std::time::Duration;
    /// use civi_runtime::{Credential, SignKey};
    ///
    /// let key = SignKey::parse("jwt-hs256:b64:bm90LWEtcmVhbC1rZXk=")?;
    /// let credential = Credential::signed(key, 203_i64, Duration::from_secs(300));
    /// # drop(credential);
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    #[cfg(feature = "jwt")]
    pub fn signed(key: SignKey, contact: impl Into<i64>, ttl: std::time::Duration) -> Self {
        let contact = contact.into();
        Credential::provider(move || Ok(key.credential(contact, ttl)?))
    }

    /// Something that makes credentials: asked before the first call, and again when the site says
    /// that the last one has expired, once a call.
    pub fn provider(provider: impl CredentialProvider) -> Self {
        Credential(Kind::Provider(Arc::new(provider)))
    }

    /// What AuthX reads.
    pub(crate) fn token(&self) -> Result<Token> {
        match &self.0 {
            Kind::ApiKey(key) | Kind::Jwt(key) => {
                let secret = key.expose_secret();
                // AuthX's header goes out as it is, and HTTP allows no control characters there.
                if secret.is_empty() || !secret.bytes().all(|b| (0x21..0x7f).contains(&b)) {
                    return Err(Error::refused(
                        "the API key or token is empty or has blanks or other characters that no \
                         key has; look for a line end at its end",
                    ));
                }
                Ok(Token::new(format!("Bearer {secret}"), [key.clone()]))
            }
            Kind::Password { user, password } => {
                if user.is_empty() || user.contains(':') {
                    return Err(Error::refused(
                        "the user name is empty or has a colon, which HTTP's form of user and \
                         password can't carry",
                    ));
                }
                let both = format!("{user}:{}", password.expose_secret());
                let encoded = STANDARD.encode(both);
                let text = format!("Basic {encoded}");
                Ok(Token::new(text, [password.clone(), encoded.into()]))
            }
            Kind::Provider(_) => Err(Error::refused(
                "a credential provider gave another provider; it must give a key, a token or a \
                 password",
            )),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::ApiKey(_) => "Credential(api key)",
            Kind::Jwt(_) => "Credential(jwt)",
            Kind::Password { .. } => "Credential(password)",
            Kind::Provider(_) => "Credential(provider)",
        })
    }
}

/// The way that a credential travels (APIv4 wire contract §2.1).
///
/// As text, for settings: `xheader`, `header`, `param`, `param-in-url`, `legacy`.
///
/// ```
/// use civi_runtime::AuthFlow;
///
/// assert_eq!("legacy".parse::<AuthFlow>()?, AuthFlow::LegacyParameter);
/// assert_eq!(AuthFlow::XHeader.to_string(), "xheader");
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AuthFlow {
    /// In the header `X-Civi-Auth`: what servers and plugins leave alone.
    #[default]
    XHeader,
    /// In the header `Authorization`. Some servers remove it.
    Authorization,
    /// As the parameter `_authx` in the body. A read that would go by GET goes by POST instead, to
    /// keep the credential out of the URL.
    Parameter,
    /// As [`Parameter`](Self::Parameter), and in the query of a GET: it will be in the logs of
    /// every server on the way.
    ParameterInUrl,
    /// As the parameter `api_key` in the body, as programs for APIv3 send it, and without any
    /// header of AuthX; a site key goes as `key`. It is the only way on Joomla 4 and newer, where
    /// AuthX logs a contact in and permission checks still see a guest (§12.10). It carries keys and
    /// tokens, no passwords, and the site answers it on the API's own addresses only: who asks is
    /// found out by reading one's own contact. `civi-codegen doctor` says where it is needed.
    LegacyParameter,
}

/// The flows by their text.
const FLOWS: [(&str, AuthFlow); 5] = [
    ("xheader", AuthFlow::XHeader),
    ("header", AuthFlow::Authorization),
    ("param", AuthFlow::Parameter),
    ("param-in-url", AuthFlow::ParameterInUrl),
    ("legacy", AuthFlow::LegacyParameter),
];

impl fmt::Display for AuthFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = FLOWS.iter().find(|(_, flow)| flow == self);
        f.write_str(known.map_or("", |(text, _)| text))
    }
}

impl FromStr for AuthFlow {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = FLOWS.iter().find(|(name, _)| *name == text);
        known.map(|(_, flow)| *flow).ok_or_else(|| {
            let names: Vec<&str> = FLOWS.iter().map(|(name, _)| *name).collect();
            Error::refused(format!(
                "{text:?} is no way for a credential to travel; there are {}",
                names.join(", ")
            ))
        })
    }
}
