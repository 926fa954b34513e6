//! [`SignKey`]: signs tokens as the site itself does (APIv4 wire contract §2.2).

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::Serialize;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::Credential;
use crate::error::{Error, Result};

/// A key that the site signs tokens with: the first of its `CIVICRM_SIGN_KEYS`. Whoever has it can
/// be any contact. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SignKey {
    suite: Suite,
    key: SecretSlice<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Suite {
    Hs256,
    Hs384,
    Hs512,
}

impl Suite {
    const ALL: [Suite; 3] = [Suite::Hs256, Suite::Hs384, Suite::Hs512];

    /// Its name in the site's settings.
    fn name(self) -> &'static str {
        match self {
            Suite::Hs256 => "jwt-hs256",
            Suite::Hs384 => "jwt-hs384",
            Suite::Hs512 => "jwt-hs512",
        }
    }

    /// Its name in a token.
    fn algorithm(self) -> &'static str {
        match self {
            Suite::Hs256 => "HS256",
            Suite::Hs384 => "HS384",
            Suite::Hs512 => "HS512",
        }
    }

    fn sign(self, key: &[u8], text: &str) -> Result<Vec<u8>> {
        fn mac<M: Mac + KeyInit>(key: &[u8], text: &str) -> Result<Vec<u8>> {
            let mut mac = <M as KeyInit>::new_from_slice(key)
                .map_err(|_| Error::refused("the sign key is too short"))?;
            mac.update(text.as_bytes());
            Ok(mac.finalize().into_bytes().to_vec())
        }
        match self {
            Suite::Hs256 => mac::<Hmac<Sha256>>(key, text),
            Suite::Hs384 => mac::<Hmac<Sha384>>(key, text),
            Suite::Hs512 => mac::<Hmac<Sha512>>(key, text),
        }
    }
}

impl SignKey {
    /// Reads the value of `CIVICRM_SIGN_KEYS` as it stands in the site's settings file:
    /// `suite:derivation:value`. Where there are several, the first counts, as for the site.
    ///
    /// # Errors
    ///
    /// [`is_refused`](Error::is_refused) for a key of another form or suite; the text holds nothing
    /// of the key.
    pub fn parse(keys: impl Into<SecretString>) -> Result<Self> {
        let keys = keys.into();
        let refused = |what: &str| {
            Error::refused(format!(
                "the sign key can't be used: {what}; it is the site's `CIVICRM_SIGN_KEYS`, such as \
                 `jwt-hs256:b64:…`"
            ))
        };
        let first = keys.expose_secret().split_whitespace().next();
        let mut parts = first.ok_or_else(|| refused("it is empty"))?.splitn(3, ':');
        let (suite, derivation, value) = match (parts.next(), parts.next(), parts.next()) {
            (Some(suite), Some(derivation), Some(value)) if !value.is_empty() => {
                (suite, derivation, value)
            }
            _ => {
                return Err(refused(
                    "it has not the three parts suite, derivation and value",
                ));
            }
        };
        let suite = Suite::ALL.into_iter().find(|one| one.name() == suite);
        let suite =
            suite.ok_or_else(|| refused("its suite is not `jwt-hs256`, `-hs384` or `-hs512`"))?;
        let key = match derivation {
            "b64" => STANDARD
                .decode(value)
                .map_err(|_| refused("its value is not Base64"))?,
            "" | "hkdf-sha256" => {
                let mut key = vec![0; 32];
                Hkdf::<Sha256>::new(None, value.as_bytes())
                    .expand(&[], &mut key)
                    .map_err(|_| refused("nothing can be derived from its value"))?;
                key
            }
            _ => return Err(refused("its derivation is neither `b64` nor `hkdf-sha256`")),
        };
        Ok(SignKey {
            suite,
            key: key.into(),
        })
    }

    /// A token for a contact that is good from now on for `ttl`.
    pub(super) fn credential(&self, contact: i64, ttl: Duration) -> Result<Credential> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_err(|_| Error::refused("this computer's clock stands before 1970"))?;
        let expires = now.saturating_add(ttl).as_secs();
        self.token(contact, expires).map(Credential::jwt)
    }

    fn token(&self, contact: i64, expires: u64) -> Result<String> {
        let key = self.key.expose_secret();
        let mut identifies = Sha1::new();
        identifies.update(self.suite.name());
        identifies.update([0]);
        identifies.update(key);
        let header = part(&Header {
            alg: self.suite.algorithm(),
            kid: URL_SAFE_NO_PAD.encode(identifies.finalize()),
            typ: "JWT",
        })?;
        let claims = part(&Claims {
            exp: expires,
            scope: "authx",
            sub: format!("cid:{contact}"),
        })?;
        let signed = format!("{header}.{claims}");
        let signature = self.suite.sign(key, &signed)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[derive(Serialize)]
struct Header {
    alg: &'static str,
    kid: String,
    typ: &'static str,
}

/// Neither `iat` nor `nbf`: a clock that is a second ahead would spoil the token.
#[derive(Serialize)]
struct Claims {
    exp: u64,
    scope: &'static str,
    sub: String,
}

/// One part of a token.
fn part(json: &impl Serialize) -> Result<String> {
    let json = serde_json::to_vec(json)
        .map_err(|e| Error::refused(format!("the token can't be written as JSON: {e}")))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

impl fmt::Debug for SignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignKey({})", self.suite.name())
    }
}

#[cfg(test)]
mod tests;
