//! [`CredentialProvider`], and what a connection keeps of the last answer.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::{Credential, Kind};
use crate::action::BoxFuture;
use crate::error::{Error, Result};

/// Makes credentials when they are needed: reads a secret store, signs a token.
///
/// A closure that returns a [`Credential`] or an error is one too:
///
/// ```
/// use civi_runtime::Credential;
///
/// let credential = Credential::provider(|| {
///     Ok(Credential::jwt(std::fs::read_to_string("/run/secrets/civi")?))
/// });
/// # let _ = credential;
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// A credential that is good now. Under the blocking client the future must be ready when it
    /// is first polled. The error's text goes into civi's own, so it must hold no secret.
    fn credential(
        &self,
    ) -> BoxFuture<'_, Result<Credential, Box<dyn std::error::Error + Send + Sync>>>;
}

impl<F> CredentialProvider for F
where
    F: Fn() -> Result<Credential, Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
{
    fn credential(
        &self,
    ) -> BoxFuture<'_, Result<Credential, Box<dyn std::error::Error + Send + Sync>>> {
        let made = self();
        Box::pin(async move { made })
    }
}

/// A connection's credential: fixed, or made on demand and kept until it expires.
pub(crate) struct Credentials {
    provider: Option<Arc<dyn CredentialProvider>>,
    /// The text that AuthX reads; `None` before a provider was asked, and when calls are anonymous.
    current: Mutex<Option<SecretString>>,
}

impl Credentials {
    pub(crate) fn new(credential: Option<&Credential>) -> Result<Self> {
        let (provider, current) = match credential {
            None => (None, None),
            Some(Credential(Kind::Provider(provider))) => (Some(Arc::clone(provider)), None),
            Some(fixed) => (None, Some(fixed.token()?)),
        };
        Ok(Credentials {
            provider,
            current: Mutex::new(current),
        })
    }

    /// The text to send, if calls are not anonymous.
    pub(crate) async fn token(&self) -> Result<Option<SecretString>> {
        let current = self.current();
        match (&self.provider, current) {
            (None, current) => Ok(current),
            (Some(_), Some(current)) => Ok(Some(current)),
            (Some(provider), None) => self.ask(provider).await.map(Some),
        }
    }

    /// Another text than the one that has expired, if there is a provider.
    pub(crate) async fn renewed(&self, expired: &SecretString) -> Result<Option<SecretString>> {
        let Some(provider) = &self.provider else {
            return Ok(None);
        };
        // Another call may have renewed it meanwhile.
        if let Some(current) = self.current()
            && current.expose_secret() != expired.expose_secret()
        {
            return Ok(Some(current));
        }
        self.ask(provider).await.map(Some)
    }

    async fn ask(&self, provider: &Arc<dyn CredentialProvider>) -> Result<SecretString> {
        let credential = provider
            .credential()
            .await
            .map_err(|e| Error::refused(format!("the credential provider failed: {e}")))?;
        let token = credential.token()?;
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(token)
    }

    /// What is in use, to keep it out of texts.
    pub(crate) fn current(&self) -> Option<SecretString> {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
