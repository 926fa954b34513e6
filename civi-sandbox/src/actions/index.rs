//! [`Index`]: what becomes of the values (§1.5).

use crate::failure::{Failure, Outcome};
use crate::json::Json;

/// How the values are indexed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Index {
    #[default]
    None,
    /// One row, counted from the beginning or the end.
    At(i64),
    /// A map by a field.
    By(String),
    /// The values of one field.
    Only(String),
    /// A map from one field to another.
    Map(String, String),
}

impl Index {
    /// An index as a batch or a chain has it.
    pub(crate) fn of(json: Option<&Json>) -> Self {
        match json {
            None | Some(Json::Null) => Index::None,
            Some(Json::Int(at)) => Index::At(*at),
            Some(Json::Text(text)) if text.is_empty() => Index::None,
            Some(Json::Text(text)) => match text.parse() {
                Ok(at) => Index::At(at),
                Err(_) => Index::By(text.clone()),
            },
            Some(Json::List(items)) => match items.first().and_then(Json::as_str) {
                Some(field) => Index::Only(field.to_owned()),
                None => Index::None,
            },
            Some(Json::Map(pairs)) => match pairs.first() {
                Some((key, value)) => Index::Map(key.clone(), value.to_text().unwrap_or_default()),
                None => Index::None,
            },
            Some(_) => Index::None,
        }
    }

    /// An index of a single call, which is not JSON.
    pub(crate) fn of_fields(fields: &[(String, String)]) -> Self {
        fields.iter().fold(Index::None, |found, (name, value)| {
            let inner = name
                .strip_prefix("index[")
                .and_then(|rest| rest.strip_suffix(']'));
            match (name.as_str(), inner) {
                ("index", _) => Index::of(Some(&Json::text(value.as_str()))),
                (_, Some("" | "0")) => Index::Only(value.clone()),
                (_, Some(key)) => Index::Map(key.to_owned(), value.clone()),
                _ => found,
            }
        })
    }

    fn fields(&self) -> Vec<&str> {
        match self {
            Index::None | Index::At(_) => Vec::new(),
            Index::By(field) | Index::Only(field) => vec![field],
            Index::Map(key, value) => vec![key, value],
        }
    }
}

/// Adds the fields of an index to what is selected; gives those that the caller did not select.
pub(super) fn select(index: &Index, params: &mut Json) -> Option<Vec<String>> {
    let fields = index.fields();
    let Some(Json::List(select)) = params.get("select").cloned() else {
        return None;
    };
    if fields.is_empty() || select.is_empty() {
        return None;
    }
    let has = |field: &str| select.iter().any(|one| one.as_str() == Some(field));
    let added: Vec<String> = fields
        .into_iter()
        .filter(|field| !has(field))
        .map(ToOwned::to_owned)
        .collect();
    let mut select = select.clone();
    select.extend(added.iter().map(|field| Json::text(field.as_str())));
    params.set("select", Json::List(select));
    Some(added)
}

/// The values in the form that the index asks for.
pub(super) fn apply(index: &Index, mut rows: Vec<Json>, added: Option<&[String]>) -> Outcome<Json> {
    let wanted = |name: &str| Failure::exception(format!("Key {name} not found in api results"));
    match index {
        Index::None => return Ok(Json::List(rows)),
        Index::At(at) => {
            let length = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            let place = if *at < 0 {
                length.saturating_add(*at)
            } else {
                *at
            };
            let place = usize::try_from(place)
                .ok()
                .filter(|place| *place < rows.len());
            return Ok(place.map_or(Json::Null, |place| rows.swap_remove(place)));
        }
        _ => {}
    }
    if rows.is_empty() {
        return Ok(Json::List(rows));
    }
    for field in index.fields() {
        if !rows.iter().any(|row| row.get(field).is_some()) {
            return Err(wanted(field));
        }
    }
    let mut map = Json::map();
    let mut list = Vec::new();
    for mut row in rows {
        match index {
            Index::Only(field) => list.extend(row.get(field).cloned()),
            Index::Map(key, value) => {
                if let (Some(key), Some(value)) =
                    (row.get(key).and_then(Json::to_text), row.get(value))
                {
                    map.set(&key, value.clone());
                }
            }
            Index::By(field) => {
                if let Some(key) = row.get(field).and_then(Json::to_text) {
                    for name in added.unwrap_or_default() {
                        row.remove(name);
                    }
                    map.set(&key, row);
                }
            }
            Index::None | Index::At(_) => {}
        }
    }
    Ok(if matches!(index, Index::Only(_)) {
        Json::List(list)
    } else {
        as_php(map)
    })
}

/// PHP writes a map whose keys are 0, 1, 2 … as a list.
fn as_php(map: Json) -> Json {
    match map {
        Json::Map(pairs)
            if pairs
                .iter()
                .enumerate()
                .all(|(at, (key, _))| *key == at.to_string()) =>
        {
            Json::List(pairs.into_iter().map(|(_, value)| value).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Json> {
        vec![
            Json::from([("id", Json::Int(7)), ("name", "a".into())]),
            Json::from([("id", Json::Int(8)), ("name", "b".into())]),
        ]
    }

    /// The four ways to index, and what they make of nothing (§1.5).
    #[test]
    fn wire_1_5_values_are_indexed() {
        let index = |json: &str| Index::of(Json::parse(json.as_bytes()).as_ref());
        let applied = |json: &str| apply(&index(json), rows(), None).map(|json| json.compact());
        assert_eq!(applied("-1").unwrap(), r#"{"id":8,"name":"b"}"#);
        assert_eq!(applied("5").unwrap(), "null");
        assert_eq!(
            applied("\"id\"").unwrap(),
            r#"{"7":{"id":7,"name":"a"},"8":{"id":8,"name":"b"}}"#
        );
        assert_eq!(applied("[\"name\"]").unwrap(), r#"["a","b"]"#);
        assert_eq!(applied("{\"name\":\"id\"}").unwrap(), r#"{"a":7,"b":8}"#);
        assert_eq!(
            applied("\"x\"").unwrap_err().message(),
            "Key x not found in api results"
        );
        assert_eq!(
            apply(&index("\"x\""), Vec::new(), None).unwrap().compact(),
            "[]"
        );
    }
}
