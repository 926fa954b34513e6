//! A [`Presence`] is its value, or null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::row::Presence;

/// A value is itself; null, unreadable and absent are null. With
/// `#[serde(default, skip_serializing_if = "Presence::is_absent")]` on the field, what is absent is
/// left out instead, and is absent again when it is read.
impl<T: Serialize> Serialize for Presence<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Presence::Value(value) => serializer.serialize_some(value),
            Presence::Null | Presence::Unreadable | Presence::Absent => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Presence<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Presence::Null, Presence::Value))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use crate::row::Presence;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Person {
        #[serde(default, skip_serializing_if = "Presence::is_absent")]
        first_name: Presence<String>,
        #[serde(default, skip_serializing_if = "Presence::is_absent")]
        nick_name: Presence<String>,
        #[serde(default, skip_serializing_if = "Presence::is_absent")]
        job_title: Presence<String>,
    }

    #[test]
    fn absent_null_and_value_stay_three_things() {
        let person = Person {
            first_name: Presence::Value("Ada".to_owned()),
            nick_name: Presence::Null,
            job_title: Presence::Absent,
        };
        let json = serde_json::to_string(&person).unwrap();
        assert_eq!(json, r#"{"first_name":"Ada","nick_name":null}"#);
        assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), person);
    }
}
