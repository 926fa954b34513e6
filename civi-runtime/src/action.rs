//! One APIv4 call: entity, action and parameters, and what its answer is read as.

use std::borrow::Cow;
use std::future::Future;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::Result;

/// The parameters of one call, in the order that they were set, each already JSON.
///
/// Ordered text instead of a JSON tree, because `orderBy` means its keys in order (wire contract
/// §6.4) and a tree would sort them.
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(Cow<'static, str>, Box<RawValue>)>);

impl Params {
    /// Sets one parameter; a name that is already there gets the new value in its old place.
    ///
    /// # Errors
    ///
    /// When the value can't be written as JSON.
    pub fn set(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl Serialize + ?Sized),
    ) -> Result<()> {
        let name = name.into();
        let json = serde_json::value::to_raw_value(value).map_err(|e| {
            crate::Error::refused(format!("parameter `{name}` can't be written as JSON: {e}"))
        })?;
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(place) => place.1 = json,
            None => self.0.push((name, json)),
        }
        Ok(())
    }
}

/// One call, ready to send.
#[derive(Debug, Clone)]
pub struct Call {
    /// The entity's wire name.
    pub entity: Cow<'static, str>,
    /// The action's wire name, in its exact case.
    pub action: Cow<'static, str>,
    /// The parameters.
    pub params: Params,
    /// Whether the call may be sent again after a failure that leaves its outcome unknown: reads,
    /// and a `save` that has `match`.
    pub idempotent: bool,
}

/// Something that can be sent to a site, and what its answer means.
pub trait Action: Send + Sized + 'static {
    /// What the answer is read as.
    type Output: Send + 'static;

    /// The call to send.
    ///
    /// # Errors
    ///
    /// When the action can't be sent as it stands; nothing has been sent.
    fn call(&self) -> Result<Call>;
}

/// A client: the asynchronous one, whose results are futures, or the blocking one, whose results
/// are there. Every action takes either.
pub trait Caller {
    /// `Result<T>`, or a boxed future of it.
    type Out<T: Send + 'static>;

    /// Runs the exchange to its end, in this client's way.
    fn run<T, F>(&self, exchange: F) -> Self::Out<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static;
}
