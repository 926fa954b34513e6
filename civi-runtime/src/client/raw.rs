//! Calls for what is not generated: any entity and action, parameters as JSON.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Client;
use crate::call::action::{BoxFuture, Call, Params};
use crate::call::answer::Answer;
use crate::call::repeat::is_reading;
use crate::error::{Error, Result};

impl Client {
    /// Calls any action of any entity, without a type and without a guard: what the parameters say
    /// is what the site does. They must be a JSON object; its keys go out in the order that they
    /// serialise in, which `orderBy` means (a `serde_json::Value` keeps the order of its keys).
    ///
    /// Actions that begin with `get`, and `autocomplete`, count as reads and are sent again after a
    /// failure, unless they chain a call that writes. For one that writes all the same, give
    /// [`Call::writing`] to [`execute`](Client::execute).
    ///
    /// # Errors
    ///
    /// As for any call, and when the parameters are no object.
    ///
    /// ```no_run
    /// # async fn doc(client: civi_runtime::Client) -> civi_runtime::Result<()> {
    /// let answer = client
    ///     .call("Contact", "get", &serde_json::json!({"select": ["row_count"]}))
    ///     .await?;
    /// println!("{:?} contacts", answer.count_matched());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn call(
        &self,
        entity: &str,
        action: &str,
        params: &(impl Serialize + ?Sized),
    ) -> BoxFuture<'static, Result<Answer>> {
        let call = raw_call(entity, action, params);
        self.execute_made(call)
    }

    fn execute_made(&self, call: Result<Call>) -> BoxFuture<'static, Result<Answer>> {
        let connection = Arc::clone(&self.0.connection);
        Box::pin(async move {
            use crate::call::action::Exchange;
            connection.execute(call?).await
        })
    }

    /// Sends one call that is ready.
    ///
    /// # Errors
    ///
    /// As for any call.
    #[must_use]
    pub fn execute(&self, call: Call) -> BoxFuture<'static, Result<Answer>> {
        self.execute_made(Ok(call))
    }

    /// Sends several calls in as few requests as fit under the body cap; see
    /// [`Exchange::execute_batch`](crate::Exchange::execute_batch).
    ///
    /// # Errors
    ///
    /// That of the request; a call that fails alone has its own error in the list.
    #[must_use]
    pub fn execute_batch(
        &self,
        calls: Vec<Call>,
    ) -> BoxFuture<'static, Result<Vec<Result<Answer>>>> {
        let connection = Arc::clone(&self.0.connection);
        Box::pin(async move {
            use crate::call::action::Exchange;
            connection.execute_batch(calls).await
        })
    }

    /// Calls the site's APIv3 (`civicrm/ajax/rest`), for what APIv4 lacks. The answer is its whole
    /// JSON; `is_error` in it has become an error.
    ///
    /// # Errors
    ///
    /// As for any call, and when the parameters are no object.
    #[must_use]
    pub fn call_v3(
        &self,
        entity: &str,
        action: &str,
        params: &(impl Serialize + ?Sized),
    ) -> BoxFuture<'static, Result<Bytes>> {
        let params = object(params);
        let (entity, action) = (entity.to_owned(), action.to_owned());
        let connection = Arc::clone(&self.0.connection);
        Box::pin(async move { connection.rest(&entity, &action, &params?.to_json()).await })
    }
}

/// A call with parameters of any origin.
pub(crate) fn raw_call(
    entity: &str,
    action: &str,
    params: &(impl Serialize + ?Sized),
) -> Result<Call> {
    let params = object(params).map_err(|e| e.at(entity, Some(action)))?;
    let (entity, action) = (entity.to_owned(), action.to_owned());
    let mut call = if is_reading(&action) {
        Call::reading(entity, action)
    } else {
        Call::writing(entity, action)
    };
    call.params = params;
    Ok(call)
}

/// The parameters that a value serialises to. `null` and `[]` mean none, as on the wire.
pub(crate) fn object(params: &(impl Serialize + ?Sized)) -> Result<Params> {
    let text = serde_json::to_string(params)
        .map_err(|e| Error::refused(format!("the parameters can't be written as JSON: {e}")))?;
    ordered(&text)
}

fn ordered(text: &str) -> Result<Params> {
    struct Entries(Vec<(String, Box<RawValue>)>);

    impl<'de> Deserialize<'de> for Entries {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            struct InOrder;

            impl<'de> Visitor<'de> for InOrder {
                type Value = Entries;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                    let mut entries = Vec::new();
                    while let Some(entry) = map.next_entry()? {
                        entries.push(entry);
                    }
                    Ok(Entries(entries))
                }
            }

            from.deserialize_map(InOrder)
        }
    }

    let mut params = Params::default();
    if matches!(text, "null" | "[]") {
        return Ok(params);
    }
    let entries: Entries = serde_json::from_str(text)
        .map_err(|_| Error::refused("the parameters must be a JSON object"))?;
    for (name, value) in entries.0 {
        params.set(Cow::Owned(name), &value)?;
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_at_every_depth() {
        let text = r#"{"z":1,"orderBy":{"b":"ASC","a":"DESC"},"a":[1,2]}"#;
        let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
        assert_eq!(object(&raw).unwrap().to_json(), text);
    }

    #[test]
    fn only_objects_are_parameters() {
        assert_eq!(object(&()).unwrap().to_json(), "{}");
        assert_eq!(object([0_u8; 0].as_slice()).unwrap().to_json(), "{}");
        for wrong in [
            serde_json::json!([1]),
            serde_json::json!("x"),
            serde_json::json!(5),
        ] {
            assert!(object(&wrong).unwrap_err().is_refused());
        }
    }

    #[test]
    fn reads_are_known_by_their_name() {
        for (action, reads) in [
            ("get", true),
            ("getFields", true),
            ("GETFIELDS", true),
            ("autocomplete", true),
            ("create", false),
            ("ge", false),
            ("ünl", false),
        ] {
            assert_eq!(
                raw_call("X", action, &()).unwrap().repeat.reads(),
                reads,
                "{action}"
            );
        }
    }
}
