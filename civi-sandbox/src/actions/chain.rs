//! Calls that are chained to every row (§6.5).

use super::call::{Call, Surroundings, call};
use super::index::Index;
use crate::failure::{Failure, Outcome};
use crate::json::Json;

/// Makes the chained calls for every row, and puts what they give into it.
pub(super) fn run(around: Surroundings<'_>, chained: &Json, rows: &mut [Json]) -> Outcome<()> {
    let around = Surroundings {
        depth: around.depth + 1,
        ..around
    };
    for row in rows {
        for (name, wanted) in chained.pairs() {
            let items = wanted.items();
            let text = |at: usize| -> Outcome<String> {
                let text = items
                    .get(at)
                    .map(|item| replaced(item, row))
                    .and_then(|item| item.to_text());
                text.filter(|text| !text.is_empty()).ok_or_else(|| {
                    Failure::Page("a chained call has no entity or action".to_owned())
                })
            };
            let params = items
                .get(2)
                .map_or_else(Json::map, |params| replaced(params, row));
            if !params.is_array() {
                return Err(Failure::Page(
                    "the parameters of a chained call are no array".to_owned(),
                ));
            }
            let index = Index::of(items.get(3).copied());
            let made = Call {
                entity: text(0)?,
                action: text(1)?,
                params,
                index: index.clone(),
            };
            let given = call(around, &made)?;
            if let Index::At(at) = index
                && given.values.is_null()
            {
                return Err(Failure::exception(format!(
                    "Index {at} not found in api results"
                )));
            }
            row.set(&name, given.values);
        }
    }
    Ok(())
}

/// A value with `"$field"` replaced by the row's own; what names no key stays as it is.
fn replaced(json: &Json, row: &Json) -> Json {
    match json {
        Json::Text(text) => text
            .strip_prefix('$')
            .and_then(|path| at_path(row, path))
            .cloned()
            .unwrap_or_else(|| json.clone()),
        Json::List(items) => Json::List(items.iter().map(|item| replaced(item, row)).collect()),
        Json::Map(pairs) => Json::Map(
            pairs
                .iter()
                .map(|(key, v)| (key.clone(), replaced(v, row)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The value at a path: a whole key first, then step by step.
fn at_path<'j>(row: &'j Json, path: &str) -> Option<&'j Json> {
    if let Some(found) = row.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    let inner = match row {
        Json::List(items) => items.get(first.parse::<usize>().ok()?)?,
        other => other.get(first)?,
    };
    at_path(inner, rest)
}
