//! [`Site`]: the parts of a running sandbox.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Error;
use crate::identity::Authenticator;
use crate::misbehaviour::{Misbehaviour, Trouble};
use crate::request::{Message, Reply};
use crate::schema::Model;
use crate::store::Store;

/// A running sandbox.
pub(crate) struct Site {
    pub(crate) model: Arc<Model>,
    pub(crate) authenticator: Authenticator,
    store: Mutex<Store>,
    /// The database as it was when the sandbox was made; none of a file that was there before.
    beginning: Option<Arc<Vec<u8>>>,
    misbehaviour: Mutex<Option<Misbehaviour>>,
}

/// What becomes of one request.
pub(crate) struct Exchange {
    pub(crate) delay: Duration,
    /// `None` where the connection breaks.
    pub(crate) reply: Option<Reply>,
}

impl Site {
    pub(crate) fn new(
        model: Arc<Model>,
        authenticator: Authenticator,
        store: Store,
        is_new: bool,
    ) -> Result<Self, Error> {
        let beginning = match is_new {
            true => Some(Arc::new(store.image()?)),
            false => None,
        };
        Ok(Site {
            model,
            authenticator,
            store: Mutex::new(store),
            beginning,
            misbehaviour: Mutex::new(None),
        })
    }

    /// Another site with the same rows in memory.
    pub(crate) fn copy(&self) -> Result<Self, Error> {
        let image = self.store().image()?;
        Ok(Site {
            model: Arc::clone(&self.model),
            authenticator: self.authenticator.clone(),
            store: Mutex::new(Store::from_image(&image)?),
            beginning: Some(Arc::new(image)),
            misbehaviour: Mutex::new(None),
        })
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the rows back that were there at the beginning.
    pub(crate) fn reset(&self) -> Result<(), Error> {
        let Some(beginning) = &self.beginning else {
            return Err(Error::new(
                "the file had rows before the sandbox was opened; a reset would lose them, so \
                 delete the file or take a copy of the sandbox instead",
            ));
        };
        self.store().restore(beginning)
    }

    pub(crate) fn misbehave(&self, misbehaviour: Option<Misbehaviour>) {
        *self
            .misbehaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = misbehaviour;
    }

    /// Answers a request, or does to it what was asked for.
    pub(crate) fn exchange(&self, message: &Message) -> Exchange {
        let trouble = {
            let mut misbehaviour = self
                .misbehaviour
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            misbehaviour.as_mut().and_then(|it| it.next(message))
        };
        let Some(trouble) = trouble else {
            return Exchange {
                delay: Duration::ZERO,
                reply: Some(self.answer(message)),
            };
        };
        let delay = match trouble {
            Trouble::Latency(delay) => delay,
            _ => Duration::ZERO,
        };
        Exchange {
            delay,
            reply: crate::misbehaviour::reply(self, &trouble, message),
        }
    }
}
