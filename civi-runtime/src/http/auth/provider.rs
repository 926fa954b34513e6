//! [`CredentialProvider`], and what a connection keeps of the last answer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_lock::Mutex as Turn;

use super::{Credential, Kind, Token};
use crate::call::action::BoxFuture;
use crate::error::{Error, Result};

/// Makes credentials when they are needed: reads a secret store, signs a token.
///
/// It is asked by one call at a time: others that need a credential wait for its answer and share
/// it, whether it is a credential or an error.
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
///
/// Programs may implement it.
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
    /// `None` before a provider was asked, and when calls are anonymous.
    current: Mutex<Option<Token>>,
    /// Whose turn it is to ask the provider, and what came of the last asking when it failed.
    turn: Turn<Option<Error>>,
    /// How often the provider was asked to the end.
    asked: AtomicU64,
}

/// What a provider's failure is told as. An error of civi's own keeps its kind.
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => *error,
        Err(error) => Error::refused(format!("the credential provider failed: {error}")),
    }
}

impl Credentials {
    /// What a provider makes.
    pub(crate) fn made_by(provider: Arc<dyn CredentialProvider>) -> Self {
        Credentials::with(Some(provider), None)
    }

    pub(crate) fn new(credential: Option<&Credential>) -> Result<Self> {
        let (provider, current) = match credential {
            None => (None, None),
            Some(Credential(Kind::Provider(provider))) => (Some(Arc::clone(provider)), None),
            Some(fixed) => (None, Some(fixed.token()?)),
        };
        Ok(Credentials::with(provider, current))
    }

    fn with(provider: Option<Arc<dyn CredentialProvider>>, current: Option<Token>) -> Self {
        Credentials {
            provider,
            current: Mutex::new(current),
            turn: Turn::new(None),
            asked: AtomicU64::new(0),
        }
    }

    /// What to send, if calls are not anonymous.
    pub(crate) async fn token(&self) -> Result<Option<Token>> {
        match (&self.provider, self.current()) {
            (Some(provider), None) => self.ask(provider, None).await.map(Some),
            (_, current) => Ok(current),
        }
    }

    /// Another token than the one that has expired, if there is a provider.
    pub(crate) async fn renewed(&self, expired: &Token) -> Result<Option<Token>> {
        match &self.provider {
            Some(provider) => self.ask(provider, Some(expired)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The token that comes after `old`: of whoever has asked meanwhile, or by asking.
    async fn ask(
        &self,
        provider: &Arc<dyn CredentialProvider>,
        old: Option<&Token>,
    ) -> Result<Token> {
        let asked_before = self.asked.load(Ordering::Acquire);
        let mut last_failure = self.turn.lock().await;
        let newer = self
            .current()
            .filter(|current| old.is_none_or(|old| current.generation() > old.generation()));
        if let Some(newer) = newer {
            return Ok(newer);
        }
        let asked = self.asked.load(Ordering::Acquire);
        if let Some(failure) = &*last_failure
            && asked > asked_before
        {
            return Err(failure.again());
        }
        let made = provider
            .credential()
            .await
            .map_err(failed)
            .and_then(|credential| credential.token());
        let generation = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        match made {
            Ok(token) => {
                let token = token.of_generation(generation);
                *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                *last_failure = None;
                Ok(token)
            }
            Err(error) => {
                *last_failure = Some(error.again());
                Err(error)
            }
        }
    }

    fn current(&self) -> Option<Token> {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
