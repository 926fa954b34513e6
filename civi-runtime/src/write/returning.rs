//! Reading what a write answers.
//!
//! Without `reload` that is no row to rely on: dates come compact, custom fields come null, keys
//! come as text or bare, and there are keys that are no fields (APIv4 wire contract §0 hazards 10
//! and 12, §7). So only the primary key is read of it; who wants rows asks for `.reload()`.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::call::answer::Answer;
use crate::entity::{CanGet, Keyed};
use crate::error::{Error, Found, Result};
use crate::query::gate;
use crate::query::select::{Selection, Wanted, read_rows};
use crate::row::{Record, read_records};
use crate::sealed::Seal;
use crate::value::KeyValue;

/// What a write gives back for each row.
///
/// Sealed: [`Keys`], [`Rows`] and [`Reloaded`] have it.
pub trait Returning<E>: Clone + Send + Sync + 'static {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// What comes back for one row.
    type Row: Send + 'static;

    /// The value of the parameter `reload`, when it is sent.
    ///
    /// # Errors
    ///
    /// When a selection can't be read again by the site.
    fn reload(&self) -> Result<Option<Json>>;

    /// Reads the rows, in the answer's order.
    ///
    /// # Errors
    ///
    /// When a row does not fit.
    fn read(&self, answer: &Answer) -> Result<Vec<Self::Row>>;

    /// The fields that the site reads again by name.
    #[doc(hidden)]
    fn columns(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A write gives back the primary keys.
#[derive(Debug, Clone, Copy)]
pub struct Keys;

impl<E: Keyed> Returning<E> for Keys {
    const SEAL: Seal = Seal;
    type Row = E::Key;

    fn reload(&self) -> Result<Option<Json>> {
        Ok(None)
    }

    fn read(&self, answer: &Answer) -> Result<Vec<E::Key>> {
        keys::<E>(answer.values(), answer.action())
    }
}

/// A write gives back whole rows, which the site reads again after writing.
pub struct Rows<E>(PhantomData<fn() -> E>);

impl<E> Rows<E> {
    pub(crate) const fn new() -> Self {
        Rows(PhantomData)
    }
}

impl<E> Clone for Rows<E> {
    fn clone(&self) -> Self {
        Rows(PhantomData)
    }
}

impl<E> fmt::Debug for Rows<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

impl<E: CanGet> Returning<E> for Rows<E> {
    const SEAL: Seal = Seal;
    type Row = E::Row;

    fn reload(&self) -> Result<Option<Json>> {
        Ok(Some(Json::Bool(true)))
    }

    fn read(&self, answer: &Answer) -> Result<Vec<E::Row>> {
        read_records(answer.values().as_bytes())
            .map_err(|misfit| misfit.into_error(E::NAME, answer.action()))
    }
}

/// A write gives back a selection of each row, which the site reads again after writing.
pub struct Reloaded<E, S>(Arc<S>, PhantomData<fn() -> E>);

impl<E, S> Reloaded<E, S> {
    pub(crate) fn new(selection: S) -> Self {
        Reloaded(Arc::new(selection), PhantomData)
    }
}

impl<E, S> Clone for Reloaded<E, S> {
    fn clone(&self) -> Self {
        Reloaded(Arc::clone(&self.0), PhantomData)
    }
}

impl<E, S> fmt::Debug for Reloaded<E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reloaded")
    }
}

impl<E: CanGet, S: Selection<E>> Returning<E> for Reloaded<E, S> {
    const SEAL: Seal = Seal;
    type Row = S::Row;

    fn reload(&self) -> Result<Option<Json>> {
        let mut wanted = Wanted::default();
        self.0.want(&mut wanted);
        gate::reload(&wanted, E::Row::COLUMNS, E::RELEASE)
            .map(Some)
            .map_err(|e| e.at(E::NAME, None))
    }

    fn columns(&self) -> Vec<String> {
        let mut wanted = Wanted::default();
        self.0.want(&mut wanted);
        wanted.own_fields()
    }

    fn read(&self, answer: &Answer) -> Result<Vec<S::Row>> {
        read_rows(&*self.0, answer.values().as_bytes())
            .map_err(|misfit| misfit.into_error(E::NAME, answer.action()))
    }
}

/// The primary keys in a write's `values`: `[{"id":207}]`, `[{"id":"21"}]` and `[2]` all occur.
pub(crate) fn keys<E: Keyed>(values: &str, action: &str) -> Result<Vec<E::Key>> {
    let misfit = |row: Option<usize>, json: &str| {
        let found = Found {
            row,
            field: Some(E::KEY),
            wanted: "the key of a written row",
            json,
        };
        let mut error = Error::decode(E::NAME, &found).at(E::NAME, Some(action));
        if let Some(row) = row {
            error = error.with_row(row);
        }
        error
    };
    let rows: Vec<Json> = serde_json::from_str(values).map_err(|_| misfit(None, values))?;
    rows.iter()
        .enumerate()
        .map(|(i, row)| {
            let key = if row.is_object() { &row[E::KEY] } else { row };
            E::Key::from_json(key).ok_or_else(|| misfit(Some(i), &row.to_string()))
        })
        .collect()
}
