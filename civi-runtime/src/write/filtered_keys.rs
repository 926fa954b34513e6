//! From a filter to primary keys, with proof that the site applied the whole filter.
//!
//! A clause on a field that the contact may not see is dropped by the site without a word, for
//! `update` and `delete` too: the row set grows (APIv4 wire contract §0 hazard 7). The same field is
//! then missing from the rows of a `get`. So the rows are first read together with every field of
//! the filter, and one that is missing stops the call before anything is written.
//!
//! That no row is found proves nothing about the filter, and need not: nothing is written then.
//!
//! The write itself names the rows *and* has the filter again. What is proven holds for it too,
//! since the same contact sends both; so a row that somebody changes in between is left alone.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use crate::call::action::{Call, Exchange};
use crate::entity::Keyed;
use crate::error::{Error, Found, Result};
use crate::query::filter::Filter;
use crate::query::gate::{Checked, Gate};
use crate::query::select::Wanted;
use crate::read::get::{Pager, Query};
use crate::value::KeyValue;
use crate::write::rows_by_key::among;

/// How many rows one read asks for.
const PAGE: u64 = 1000;

/// Refuses a filter that a `get` refuses, one that is none, and one that can't be verified at all.
pub(crate) fn verifiable<E: Keyed>(filter: &Filter<E>, action: &'static str) -> Result<()> {
    checked(filter, action)?;
    match unverifiable(filter) {
        None => Ok(()),
        Some(text) => {
            Err(Error::refused(format!("it was not sent: {text}")).at(E::NAME, Some(action)))
        }
    }
}

/// Why nobody could see whether the site applies the filter.
pub(crate) fn unverifiable<E>(filter: &Filter<E>) -> Option<String> {
    if filter.is_everything() {
        return Some(
            "the filter has no clause, so it means every row; when that is meant, say so with a \
             clause that every row passes, such as `ID.is_not_null()`"
                .to_owned(),
        );
    }
    let hidden = filter.unverifiable_paths();
    (!hidden.is_empty()).then(|| {
        format!(
            "`{}` can be filtered by but not read, so nobody can see whether the site applies the \
             filter; read the ids with `get` and choose the rows by id",
            hidden.join("`, `")
        )
    })
}

/// The filter as a write sends it.
pub(crate) fn checked<E: Keyed>(filter: &Filter<E>, action: &'static str) -> Result<Checked> {
    Gate::plain(E::RELEASE)
        .filter(filter.node())
        .map_err(|e| e.at(E::NAME, Some(action)))
}

/// The parameter `where` of a write that names the rows *and* has the filter, which they have just
/// been found to pass.
///
/// The keys stand in a group of their own behind it. As a clause by themselves they would switch off
/// what the site adds to a filter (APIv4 wire contract §6.6), and a row that somebody puts into the
/// trash in between would be written.
pub(crate) fn named_where<E: Keyed>(
    filter: &Filter<E>,
    keys: &[E::Key],
    action: &'static str,
) -> Result<Checked> {
    checked(&filter.clone().and_group(among::<E>(keys)), action)
}

/// The read that resolves a filter: keys and the filter's own fields.
struct Resolving<'f, E: Keyed> {
    action: &'static str,
    pager: Pager,
    /// The fields of the filter that no row had so far.
    unproven: Vec<&'f str>,
    found: Vec<E::Key>,
    known: HashSet<E::Key>,
}

impl<'f, E: Keyed> Resolving<'f, E> {
    fn new(filter: &'f Filter<E>, action: &'static str, most: Option<u64>) -> Self {
        let mut wanted = Wanted::default();
        let unproven = filter.paths();
        for path in std::iter::once(E::KEY).chain(unproven.iter().copied()) {
            wanted.column(path.to_owned(), path.to_owned());
        }
        // Names come in one answer: they may be ordered otherwise than they are compared.
        let paged = E::Key::NUMBER.then_some(E::KEY);
        let mut query = Query::of(E::NAME, paged, filter.clone()).paged(PAGE);
        if let Some(most) = most {
            query = query.limited(most);
        }
        Resolving {
            action,
            pager: Pager::rows(query, wanted),
            unproven,
            found: Vec::new(),
            known: HashSet::new(),
        }
    }

    fn next_call(&self) -> Result<Option<Call>> {
        let call = self.pager.next_call();
        call.map_err(|e| e.at(E::NAME, Some(self.action)))
    }

    /// Takes a page: its keys, and the fields of the filter that its rows have.
    fn take(&mut self, values: &str) -> Result<()> {
        let keys = page::<E>(values, &mut self.unproven)?;
        let numbers: Vec<Option<i64>> = keys.iter().map(|key| key.to_json().as_i64()).collect();
        let good = self.pager.took(keys.len(), &numbers, values)?;
        for key in keys.into_iter().take(good) {
            if self.known.insert(key.clone()) {
                self.found.push(key);
            }
        }
        Ok(())
    }

    /// Stops where rows were found, and a field of the filter in none of them.
    ///
    /// One row that has the field is proof enough, since a permission counts for the whole field;
    /// rows may lack it for another reason, such as an organisation's `first_name` (§7, absent keys).
    fn conclude(self) -> Result<Vec<E::Key>> {
        if self.found.is_empty() || self.unproven.is_empty() {
            return Ok(self.found);
        }
        let dropped = self.unproven.into_iter().map(str::to_owned).collect();
        Err(Error::filter_dropped(E::NAME, self.action, dropped))
    }
}

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
    let mut resolving = Resolving::new(filter, action, None);
    while let Some(call) = resolving.next_call()? {
        let answer = exchange.execute(call).await?;
        resolving.take(answer.values())?;
    }
    resolving.conclude()
}

/// The read that finds the row of one record: two rows are enough to know that there are several.
pub(crate) fn candidates<E: Keyed>(
    filter: &Filter<E>,
    action: &'static str,
) -> Result<Option<Call>> {
    if filter.is_nothing() {
        return Ok(None);
    }
    Resolving::new(filter, action, Some(2)).next_call()
}

/// The keys in the answer to [`candidates`], two at most.
pub(crate) fn found<E: Keyed>(
    filter: &Filter<E>,
    values: &str,
    action: &'static str,
) -> Result<Vec<E::Key>> {
    let mut resolving = Resolving::new(filter, action, Some(2));
    resolving.take(values)?;
    resolving.conclude()
}

/// The read that resolves a filter for an action of a batch, which has one call for it.
pub(crate) fn proof<E: Keyed>(filter: &Filter<E>, action: &'static str) -> Result<Option<Call>> {
    if filter.is_nothing() {
        return Ok(None);
    }
    Resolving::new(filter, action, Some(PAGE)).next_call()
}

/// The keys in the answer to [`proof`].
pub(crate) fn proven<E: Keyed>(
    filter: &Filter<E>,
    values: &str,
    action: &'static str,
) -> Result<Vec<E::Key>> {
    let mut resolving = Resolving::new(filter, action, Some(PAGE));
    resolving.take(values)?;
    let keys = resolving.conclude()?;
    if u64::try_from(keys.len()).is_ok_and(|found| found < PAGE) {
        return Ok(keys);
    }
    Err(Error::refused(format!(
        "it was not sent: {PAGE} rows or more pass the filter, too many for a batch; send it by itself"
    ))
    .at(E::NAME, Some(action)))
}
