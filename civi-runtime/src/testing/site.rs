//! [`Site`]: the scripted site.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::asked::Asked;
use super::on::On;
use super::script::Script;
use super::unmet::Unmet;
use crate::client::{Client, ClientBuilder};
use crate::entity::{Entity, Keyed};
use crate::error::{Error, Result};
use crate::http::auth::Credential;
use crate::value::KeyValue;

/// Where the scripted site is. No name of this kind is ever registered.
const ADDRESS: &str = "https://site.invalid";

/// A site whose answers a test writes; see [`testing`](crate::testing). Clones are the same site.
#[derive(Clone, Default)]
pub struct Site {
    script: Arc<Mutex<Script>>,
}

impl Site {
    /// A site that has no answers yet.
    #[must_use]
    pub fn new() -> Self {
        Site::default()
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls of an action of `E`, by its name on the wire.
    ///
    /// Answers for one entity and action are given in the order that they were said in; those for
    /// others in any order.
    pub fn on<E: Entity>(&self, action: impl Into<Cow<'static, str>>) -> On<'_, E> {
        On::new(self, action.into().into_owned())
    }

    /// Reads of `E`.
    pub fn get<E: Entity>(&self) -> On<'_, E> {
        self.on("get")
    }

    /// Calls that create a row of `E`.
    pub fn create<E: Entity>(&self) -> On<'_, E> {
        self.on("create")
    }

    /// Calls that change rows of `E`.
    pub fn update<E: Entity>(&self) -> On<'_, E> {
        self.on("update")
    }

    /// Calls that save rows of `E`.
    pub fn save<E: Entity>(&self) -> On<'_, E> {
        self.on("save")
    }

    /// Calls that replace rows of `E`.
    pub fn replace<E: Entity>(&self) -> On<'_, E> {
        self.on("replace")
    }

    /// Calls that delete rows of `E`.
    pub fn delete<E: Entity>(&self) -> On<'_, E> {
        self.on("delete")
    }

    /// Rows of `E` that are not there when an `update` or a `save` looks for them.
    pub fn missing<E: Keyed>(&self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> &Self {
        let keys = keys.into_iter().map(|key| (E::NAME, key.into().to_json()));
        self.script().missing.extend(keys);
        self
    }

    /// The asynchronous client of this site. Its futures are ready at once and need no runtime.
    ///
    /// # Errors
    ///
    /// Never in practice: those of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client> {
        self.builder::<Client>().build()
    }

    /// The blocking client of this site.
    ///
    /// # Errors
    ///
    /// Never in practice: those of [`ClientBuilder::build`].
    #[cfg(feature = "blocking")]
    pub fn blocking_client(&self) -> Result<crate::client::blocking::Client> {
        self.builder::<crate::client::blocking::Client>().build()
    }

    /// A client of this site with settings of its own.
    pub fn builder<C>(&self) -> ClientBuilder<C> {
        ClientBuilder::new(ADDRESS)
            .credential(Credential::api_key("scripted"))
            .transport(self.clone())
    }

    /// The calls to an action of `E` so far, in order, without what the site answers by itself.
    #[must_use]
    pub fn asked<E: Entity>(&self, action: &str) -> Vec<Asked<E>> {
        self.script()
            .calls
            .iter()
            .filter(|call| call.entity == E::NAME && call.action.eq_ignore_ascii_case(action))
            .cloned()
            .map(Asked::new)
            .collect()
    }

    /// The only call to an action of `E`.
    ///
    /// # Errors
    ///
    /// When there were more, or none; the error says which there were.
    pub fn only<E: Entity>(&self, action: &str) -> Result<Asked<E>> {
        let mut calls = self.asked::<E>(action);
        match (calls.pop(), calls.len()) {
            (Some(only), 0) => Ok(only),
            (_, others) => Err(Error::refused(format!(
                "{}.{action} was called {} times and not once; the calls are {}",
                E::NAME,
                if others == 0 { 0 } else { others + 1 },
                self.names().join(", "),
            ))),
        }
    }

    /// The names of all calls so far, in order: `Contact.get`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let script = self.script();
        let calls = script.calls.iter();
        calls
            .map(|call| format!("{}.{}", call.entity, call.action))
            .collect()
    }

    /// Ends the test: whether every call had an answer, and every answer a call.
    ///
    /// # Errors
    ///
    /// What was not as scripted.
    pub fn finish(&self) -> Result<(), Unmet> {
        self.script().unmet()
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// Runs a future that waits for nothing but a scripted site: a test without a runtime.
///
/// # Errors
///
/// The future's; and when it waits for something else.
pub fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Error::refused(
            "the code waits for something else than the scripted site; use the runtime's own test \
             attribute, such as `#[tokio::test]`",
        )),
    }
}
