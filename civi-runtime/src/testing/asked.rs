//! [`Asked`]: a call to the scripted site, read back.

use std::fmt;
use std::marker::PhantomData;

use serde_json::{Map, Value as Json};

use super::call::Call;
use super::row::column_value;
use crate::entity::Keyed;
use crate::error::{Error, Result};
use crate::query::field::{Field, Path};
use crate::query::filter::Filter;
use crate::query::gate::shown;
use crate::query::values::IntoWire;
use crate::row::Value;
use crate::row::{Places, Presence, RowReader, Slot};
use crate::value::KeyValue;

/// A filter as it stands on the wire.
pub(super) fn clauses<E>(filter: &Filter<E>) -> Json {
    serde_json::from_str(&shown(filter.node())).unwrap_or_default()
}

/// A call that a scripted site was asked, in the terms of entity `E`.
pub struct Asked<E> {
    call: Call,
    entity: PhantomData<fn() -> E>,
}

impl<E> Asked<E> {
    pub(super) fn new(call: Call) -> Self {
        Asked {
            call,
            entity: PhantomData,
        }
    }

    /// The action's name on the wire.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.call.action
    }

    /// All parameters, as the site received them.
    #[must_use]
    pub fn params(&self) -> &Json {
        &self.call.params
    }

    /// The filter, to be compared with one.
    #[must_use]
    pub fn filter(&self) -> AskedFilter<E> {
        AskedFilter {
            clauses: Json::from(self.call.clauses()),
            entity: PhantomData,
        }
    }

    /// The selected columns, as they stand on the wire; none where all were asked for.
    #[must_use]
    pub fn selected(&self) -> Vec<&str> {
        self.call.selected()
    }

    /// The greatest number of rows that was asked for.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        self.call.params["limit"].as_u64()
    }

    /// The keys of the rows that an `update` or a `delete` is about.
    #[must_use]
    pub fn keys(&self) -> Vec<E::Key>
    where
        E: Keyed,
    {
        let keys = self.call.keys(E::KEY).unwrap_or_default();
        keys.iter().filter_map(E::Key::from_json).collect()
    }

    /// What a write gives the rows: one record of `create` and `update`, all of `save` and
    /// `replace`.
    #[must_use]
    pub fn records(&self) -> Vec<AskedRecord<E>> {
        let params = &self.call.params;
        let several = params["records"].as_array();
        several
            .map_or_else(|| vec![&params["values"]], |list| list.iter().collect())
            .into_iter()
            .filter_map(Json::as_object)
            .map(|values| AskedRecord {
                values: values.clone(),
                entity: PhantomData,
            })
            .collect()
    }

    /// What the first record gives a field: see [`AskedRecord::value`].
    ///
    /// # Errors
    ///
    /// As [`AskedRecord::value`].
    pub fn value<T: Value, K, P: Path>(&self, field: Field<E, T, K, P>) -> Result<Presence<T>> {
        match self.records().first() {
            Some(record) => record.value(field),
            None => Ok(Presence::Absent),
        }
    }

    /// Whether a record gives a field this value: see [`AskedRecord::gives`].
    #[must_use]
    pub fn gives<T, K, P: Path>(
        &self,
        field: Field<E, T, K, P>,
        value: impl IntoWire<Option<T>>,
    ) -> bool {
        let expected = column_value(field.path(), value.into_wire());
        self.records()
            .iter()
            .any(|record| record.values.get(field.path()) == Some(&expected))
    }
}

/// As text, `Contact.get {"select":["id"]}`.
impl<E> fmt::Display for Asked<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.call, f)
    }
}

impl<E> fmt::Debug for Asked<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.call, f)
    }
}

/// The filter of a call, which compares with a [`Filter`]: `assert_eq!(asked.filter(), filter)`.
pub struct AskedFilter<E> {
    clauses: Json,
    entity: PhantomData<fn() -> E>,
}

impl<E> PartialEq<Filter<E>> for AskedFilter<E> {
    fn eq(&self, filter: &Filter<E>) -> bool {
        self.clauses == clauses(filter)
    }
}

/// The clauses as they stand on the wire.
impl<E> fmt::Debug for AskedFilter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.clauses)
    }
}

/// The values that a write gives one row.
pub struct AskedRecord<E> {
    values: Map<String, Json>,
    entity: PhantomData<fn() -> E>,
}

impl<E> AskedRecord<E> {
    /// What the record gives a field: nothing, null, or a value. An option that was given by its
    /// name is read by the field's suffix: `Contact::GENDER_ID.name()`.
    ///
    /// # Errors
    ///
    /// When the value is not of the field's type, as after `.raw(…)`.
    pub fn value<T: Value, K, P: Path>(&self, field: Field<E, T, K, P>) -> Result<Presence<T>> {
        match self.values.get(field.path()) {
            None => Ok(Presence::Absent),
            Some(Json::Null) => Ok(Presence::Null),
            Some(json) => read(field.path(), json),
        }
    }

    /// Whether the record gives a field this value.
    #[must_use]
    pub fn gives<T, K, P: Path>(
        &self,
        field: Field<E, T, K, P>,
        value: impl IntoWire<Option<T>>,
    ) -> bool {
        self.values.get(field.path()) == Some(&column_value(field.path(), value.into_wire()))
    }

    /// All values, by the fields' names on the wire.
    #[must_use]
    pub fn values(&self) -> &Map<String, Json> {
        &self.values
    }
}

impl<E> fmt::Debug for AskedRecord<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Json::from(self.values.clone()))
    }
}

/// Reads a value as the row reader does.
fn read<T: Value>(name: &str, json: &Json) -> Result<Presence<T>> {
    struct One<T>(Option<T>);
    impl<T: Value> Places for One<T> {
        fn slot(&mut self, _: usize) -> Slot<'_> {
            T::slot(&mut self.0)
        }
    }
    let row = serde_json::json!([{ name: json }]).to_string();
    let mut reader = RowReader::new(row.as_bytes(), vec![name.to_owned().into()]);
    let mut one = One(None);
    let misfit = |misfit: crate::row::Misfit| {
        Error::refused(format!(
            "what the call gives `{name}` is of another type: {misfit}"
        ))
    };
    if reader.next_row().map_err(misfit)? {
        reader.read(&mut one).map_err(misfit)?;
    }
    Ok(one.0.map_or(Presence::Null, Presence::Value))
}
