//! [`Json`]: JSON whose objects keep their order, since the order of `orderBy` is the sort order
//! (APIv4 wire contract §6.4).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A JSON value, as PHP sees it: a list and an object are both its array.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Json {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

/// The integers that a double holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Json {
    /// An empty object.
    pub(crate) fn map() -> Self {
        Json::Map(Vec::new())
    }

    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Json::Text(text.into())
    }

    /// The text, where it is one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value under a name, where it is an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Map(pairs) => pairs.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Puts a value under a name, in the place of an earlier one.
    pub(crate) fn set(&mut self, name: &str, value: Json) {
        let Json::Map(pairs) = self else { return };
        match pairs.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => pairs.push((name.to_owned(), value)),
        }
    }

    /// Takes a name out of an object.
    pub(crate) fn remove(&mut self, name: &str) -> Option<Json> {
        let Json::Map(pairs) = self else { return None };
        let at = pairs.iter().position(|(key, _)| key == name)?;
        Some(pairs.remove(at).1)
    }

    /// Whether it is a PHP array.
    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Json::List(_) | Json::Map(_))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// What a required value must not be: null, an empty text or an empty array (§1.4).
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Json::Null => true,
            Json::Text(text) => text.is_empty(),
            Json::List(items) => items.is_empty(),
            Json::Map(pairs) => pairs.is_empty(),
            _ => false,
        }
    }

    /// PHP's own idea of true.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Json::Bool(value) => *value,
            Json::Int(number) => *number != 0,
            Json::Float(number) => *number != 0.0,
            Json::Text(text) => !text.is_empty() && text != "0",
            other => !other.is_blank(),
        }
    }

    /// The values of a PHP array, without its keys.
    pub(crate) fn items(&self) -> Vec<&Json> {
        match self {
            Json::List(items) => items.iter().collect(),
            Json::Map(pairs) => pairs.iter().map(|(_, value)| value).collect(),
            _ => Vec::new(),
        }
    }

    /// The pairs of a PHP array; a list's keys are its positions.
    pub(crate) fn pairs(&self) -> Vec<(String, &Json)> {
        match self {
            Json::List(items) => items
                .iter()
                .enumerate()
                .map(|(at, v)| (at.to_string(), v))
                .collect(),
            Json::Map(pairs) => pairs.iter().map(|(key, v)| (key.clone(), v)).collect(),
            _ => Vec::new(),
        }
    }

    /// A scalar as PHP turns it into text; `None` for an array.
    pub(crate) fn to_text(&self) -> Option<String> {
        Some(match self {
            Json::Null | Json::Bool(false) => String::new(),
            Json::Bool(true) => "1".to_owned(),
            Json::Int(number) => number.to_string(),
            Json::Float(number) => float_text(*number),
            Json::Text(text) => text.clone(),
            Json::List(_) | Json::Map(_) => return None,
        })
    }

    /// An integer, also one written as text or as a float.
    pub(crate) fn to_int(&self) -> Option<i64> {
        match self {
            Json::Int(number) => Some(*number),
            Json::Bool(value) => Some(i64::from(*value)),
            Json::Float(number) => whole(*number),
            Json::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Reads JSON text.
    pub(crate) fn parse(text: &[u8]) -> Option<Json> {
        serde_json::from_slice(text).ok()
    }

    /// Compact JSON text, in today's escaping.
    pub(crate) fn compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A float without a fraction as an integer.
fn whole(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "within the exact range")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// A float as PHP writes it: without `.0`.
pub(crate) fn float_text(number: f64) -> String {
    match whole(number) {
        Some(whole) => whole.to_string(),
        None => number.to_string(),
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Int(number)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Json::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}

impl<const N: usize> From<[(&str, Json); N]> for Json {
    fn from(pairs: [(&str, Json); N]) -> Self {
        Json::Map(
            pairs
                .into_iter()
                .map(|(key, v)| (key.to_owned(), v))
                .collect(),
        )
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Json::Null,
            serde_json::Value::Bool(value) => Json::Bool(*value),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => Json::Int(whole),
                None => Json::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(text) => Json::Text(text.clone()),
            serde_json::Value::Array(items) => Json::List(items.iter().map(Json::from).collect()),
            serde_json::Value::Object(map) => Json::Map(
                map.iter()
                    .map(|(key, v)| (key.clone(), Json::from(v)))
                    .collect(),
            ),
        }
    }
}

/// Whether the keys are those of a list.
fn is_list(pairs: &[(String, Json)]) -> bool {
    pairs
        .iter()
        .enumerate()
        .all(|(at, (key, _))| key.parse() == Ok(at) && (key == "0" || !key.starts_with(['0', '+'])))
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Int(number) => serializer.serialize_i64(*number),
            Json::Float(number) => match whole(*number) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(*number),
            },
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => items.serialize(serializer),
            // An array whose keys are 0, 1, 2 and so on is a list to PHP, and an empty one is, too
            // (§0.13).
            Json::Map(pairs) if is_list(pairs) => {
                serializer.collect_seq(pairs.iter().map(|(_, value)| value))
            }
            Json::Map(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        #[allow(clippy::cast_precision_loss, reason = "PHP reads it as a float, too")]
        Ok(i64::try_from(number).map_or(Json::Float(number as f64), Json::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut json = Json::map();
        while let Some((key, value)) = map.next_entry::<String, Json>()? {
            json.set(&key, value);
        }
        Ok(json)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn objects_keep_their_order_and_floats_lose_their_zero() {
        let json = Json::parse(br#"{"b":1.0,"a":[2.5,"x"],"b":3}"#).unwrap();
        assert_eq!(json.compact(), r#"{"b":3,"a":[2.5,"x"]}"#);
        assert_eq!(Json::Float(125.0).compact(), "125");
        assert_eq!(Json::parse(b"{bad"), None);
    }

    /// What PHP has one type for (§0.13).
    #[test]
    fn wire_0_13_an_array_with_the_keys_of_a_list_is_a_list() {
        let written = |text: &str| Json::parse(text.as_bytes()).unwrap().compact();
        assert_eq!(written("{}"), "[]");
        assert_eq!(written(r#"{"0":"a","1":{}}"#), r#"["a",[]]"#);
        for kept in [
            r#"{"1":"a","0":"b"}"#,
            r#"{"00":"a"}"#,
            r#"{"+0":"a"}"#,
            r#"{"1":1}"#,
        ] {
            assert_eq!(written(kept), kept);
        }
    }
}
