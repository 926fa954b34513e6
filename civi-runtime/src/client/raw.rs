//! Calls for what is not generated: any entity and action, parameters as JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::call::action::{Call, Params};
use crate::call::repeat::is_reading;
use crate::error::{Error, Result};

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
