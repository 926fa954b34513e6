//! From a filter to primary keys, with proof that the site applied the whole filter.
//!
//! A clause on a field that the contact may not see is dropped by the site without a word, for
//! `update` and `delete` too: the row set grows (APIv4 wire contract §0 hazard 7). The same field is
//! then missing from the rows of a `get`. So the rows are first read together with every field of
//! the filter, and one that is missing stops the call before anything is written.
//!
//! That no row is found proves nothing about the filter, and need not: nothing is written then.

use serde_json::{Map, Value as Json, json};

use crate::action::{Call, Exchange};
use crate::entity::Keyed;
use crate::error::{Error, Found, Result};
use crate::filter::Filter;
use crate::value::KeyValue;

/// How many rows one read asks for.
const PAGE: usize = 1000;

/// The read that resolves a filter: keys and the filter's own fields, after `last`.
fn reading<E: Keyed>(filter: &Filter<E>, last: Option<&Json>, limit: usize) -> Result<Call> {
    let mut select = vec![E::KEY];
    select.extend(filter.paths().into_iter().filter(|path| *path != E::KEY));
    let mut clauses = serde_json::to_value(filter.to_wire())
        .map_err(|e| Error::refused(format!("the filter can't be written as JSON: {e}")))?;
    if let (Some(last), Some(list)) = (last, clauses.as_array_mut()) {
        list.push(json!([E::KEY, ">", last]));
    }
    let mut call = Call::reading(E::NAME, "get");
    call.params.set("select", &select)?;
    call.params.set("where", &clauses)?;
    call.params.set("orderBy", &json!({ E::KEY: "ASC" }))?;
    call.params.set("limit", &limit)?;
    Ok(call)
}

/// Refuses a filter that can't be verified at all; whether there is anything to ask.
pub(crate) fn verifiable<E: Keyed>(filter: &Filter<E>, action: &'static str) -> Result<()> {
    if filter.is_everything() {
        return Err(Error::refused(format!(
            "{}.{action} was not sent: the filter has no clause, so it means every row; when that is \
             meant, say so with a clause that every row passes, such as `ID.is_not_null()`",
            E::NAME
        ))
        .at(E::NAME, Some(action)));
    }
    let hidden = filter.unverifiable_paths();
    if !hidden.is_empty() {
        return Err(Error::refused(format!(
            "{}.{action} was not sent: `{}` can be filtered by but not read, so nobody can see \
             whether the site applies the filter; read the ids with `get` and choose the rows by id",
            E::NAME,
            hidden.join("`, `")
        ))
        .at(E::NAME, Some(action)));
    }
    Ok(())
}

/// One row is enough: what the site drops for want of a permission, it drops for all rows.
pub(crate) fn proof<E: Keyed>(filter: &Filter<E>) -> Result<Call> {
    reading(filter, None, 1)
}

/// The keys in an answer to [`reading`], when every field of the filter is there.
pub(crate) fn proven<E: Keyed>(
    filter: &Filter<E>,
    values: &str,
    action: &'static str,
) -> Result<Vec<E::Key>> {
    let mut unproven = filter.paths();
    let keys = page::<E>(values, &mut unproven)?;
    conclude::<E>(&keys, unproven, action)?;
    Ok(keys)
}

/// Stops where rows were found, and a field of the filter in none of them.
///
/// One row that has the field is proof enough, since a permission counts for the whole field; rows
/// may lack it for another reason, such as an organisation's `first_name` (§7, absent keys).
fn conclude<E: Keyed>(keys: &[E::Key], unproven: Vec<&str>, action: &'static str) -> Result<()> {
    if keys.is_empty() || unproven.is_empty() {
        return Ok(());
    }
    let dropped = unproven.into_iter().map(str::to_owned).collect();
    Err(Error::filter_dropped(E::NAME, action, dropped))
}

/// The keys in an answer to [`reading`]; takes from `unproven` the fields that a row has.
fn page<E: Keyed>(values: &str, unproven: &mut Vec<&str>) -> Result<Vec<E::Key>> {
    let rows: Vec<Map<String, Json>> = serde_json::from_str(values).map_err(|_| {
        Error::decode(
            E::NAME,
            &Found {
                wanted: "a list of rows",
                json: values,
                ..Found::default()
            },
        )
    })?;
    unproven.retain(|path| !rows.iter().any(|row| row.contains_key(*path)));
    rows.iter()
        .enumerate()
        .map(|(i, row)| {
            row.get(E::KEY).and_then(E::Key::from_json).ok_or_else(|| {
                let found = Found {
                    row: Some(i),
                    field: Some(E::KEY),
                    wanted: "a key",
                    json: "nothing",
                };
                Error::decode(E::NAME, &found)
            })
        })
        .collect()
}

/// The keys of all rows that pass the filter, in order.
pub(crate) async fn keys_of<E: Keyed>(
    exchange: &dyn Exchange,
    filter: &Filter<E>,
    action: &'static str,
) -> Result<Vec<E::Key>> {
    if filter.is_nothing() {
        return Ok(Vec::new());
    }
    verifiable(filter, action)?;
    let mut found: Vec<E::Key> = Vec::new();
    let mut unproven = filter.paths();
    loop {
        let last = found.last().map(KeyValue::to_json);
        // Names come in one answer (0 is no limit): they may be ordered otherwise than compared.
        let limit = if E::Key::NUMBER { PAGE } else { 0 };
        let answer = exchange
            .execute(reading(filter, last.as_ref(), limit)?)
            .await?;
        let mut page = page::<E>(answer.values(), &mut unproven)?;
        let full = limit > 0 && page.len() >= limit;
        found.append(&mut page);
        if !full {
            conclude::<E>(&found, unproven, action)?;
            return Ok(found);
        }
    }
}
