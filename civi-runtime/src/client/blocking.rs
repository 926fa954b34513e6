//! The blocking client, over ureq: no async runtime, and the same calls.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use crate::call::action::{Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::wait::wait;
use crate::client::methods::client_methods;
use crate::client::raw::{object, raw_call};
use crate::client::{ClientBuilder, Parts};
use crate::error::{Error, Result};
use crate::http::auth::Credential;
use crate::http::endpoint::{Detected, Endpoint};
use crate::http::identity::Identity;
use crate::meta::{self, EntitySchema, SchemaReport};

pub use super::row_iter::RowIter;

/// The blocking client. Cloning it is cheap, and clones share connections and credential.
///
/// ```no_run
/// use civi_runtime::{Credential, blocking};
///
/// let client =
///     blocking::Client::connect("https://crm.example.org", Credential::api_key("…"))?;
/// let answer = client.call("Contact", "get", &serde_json::json!({"limit": 1}))?;
/// println!("{}", answer.values());
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Parts);

macro_rules! result {
    ($type:ty) => { Result<$type> };
}

client_methods! {
    Client, result, drive, blocking_transport;
    ///
    /// ```no_run
    /// # fn doc(client: civi_runtime::blocking::Client) -> civi_runtime::Result<()> {
    /// let answer = client.call("Contact", "get", &serde_json::json!({"select": ["row_count"]}))?;
    /// println!("{:?} contacts", answer.count_matched());
    /// # Ok(())
    /// # }
    /// ```
    call;
    verify;
    acting_as;
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show("blocking::Client", f)
    }
}

/// Runs a future whose every wait is a blocking one, or one for another thread's call.
fn drive<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut future = pin!(future);
    wait(|context| future.as_mut().poll(context)).unwrap_or_else(|| {
        Err(Error::refused(
            "the blocking client was given a transport or a credential provider that is \
             asynchronous; it must do its work when it is polled",
        ))
    })
}
