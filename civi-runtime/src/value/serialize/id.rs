//! An [`Id`] is its number.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Id;

impl<E> Serialize for Id<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.get())
    }
}

// It asks for an `i64` and for nothing looser: the path and query readers of web frameworks make
// numbers out of text where a number is asked for, and some refuse to be asked for just anything.
impl<'de, E> Deserialize<'de> for Id<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Id::new)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::value::{Error, I64Deserializer, StrDeserializer};
    use serde::de::{Deserializer, Visitor};
    use serde::forward_to_deserialize_any;

    use crate::value::Id;

    enum Contact {}

    /// Reads one parameter of a path as axum's `Path` does: text becomes the number that is asked
    /// for, and a type that asks for just anything is refused.
    struct PathParameter(&'static str);

    impl<'de> Deserializer<'de> for PathParameter {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(serde::de::Error::custom("any is not supported"))
        }

        fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_i64(self.0.parse().map_err(serde::de::Error::custom)?)
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
            unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
            ignored_any
        }
    }

    #[test]
    fn an_id_is_a_number_and_a_path_parameter() {
        let id: Id<Contact> = Id::new(7);
        assert_eq!(serde_json::to_string(&id).unwrap(), "7");
        assert_eq!(serde_json::from_str::<Id<Contact>>("7").unwrap(), id);
        assert_eq!(Id::<Contact>::deserialize(PathParameter("7")).unwrap(), id);
        assert!(Id::<Contact>::deserialize(PathParameter("seven")).is_err());
        let number: I64Deserializer<Error> = serde::de::IntoDeserializer::into_deserializer(7_i64);
        assert_eq!(Id::<Contact>::deserialize(number).unwrap(), id);
        let text: StrDeserializer<'_, Error> = serde::de::IntoDeserializer::into_deserializer("x");
        assert!(Id::<Contact>::deserialize(text).is_err());
    }

    #[test]
    fn an_id_is_the_key_of_a_map() {
        let by_id = BTreeMap::from([(Id::<Contact>::new(7), "Ada".to_owned())]);
        let json = serde_json::to_string(&by_id).unwrap();
        assert_eq!(json, r#"{"7":"Ada"}"#);
        assert_eq!(
            serde_json::from_str::<BTreeMap<Id<Contact>, String>>(&json).unwrap(),
            by_id
        );
    }
}
