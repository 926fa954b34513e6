//! What `save` and `replace` have in common.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::call::action::Params;
use crate::call::known_fields::WrittenFields;
use crate::entity::{Entity, Keyed, Release};
use crate::error::{Error, Result};
use crate::query::field::{Field, Path};
use crate::query::filter::Filter;
use crate::query::gate::Gate;
use crate::query::values::{Changes, Unlisted, Values, base_of};
use crate::sealed::Seal;
use crate::write::filtered_keys::unverifiable;

/// Records, what they are matched by, and what they have in common.
pub(crate) struct RecordSet<E> {
    pub(crate) list: Vec<Values<E, Changes>>,
    /// One for each record, or none at all: what finds the row that the record is for.
    pub(crate) found_by: Vec<Filter<E>>,
    pub(crate) defaults: Option<Values<E, Changes>>,
    pub(crate) matching: Vec<String>,
}

impl<E> RecordSet<E> {
    pub(crate) fn new(list: Vec<Values<E, Changes>>) -> Self {
        RecordSet {
            list,
            found_by: Vec::new(),
            defaults: None,
            matching: Vec::new(),
        }
    }

    /// Records, each with the filter that finds its row.
    pub(crate) fn with_filters(
        records: impl IntoIterator<Item = (Filter<E>, Values<E, Changes>)>,
    ) -> Self {
        let (found_by, list) = records.into_iter().unzip();
        RecordSet {
            found_by,
            ..RecordSet::new(list)
        }
    }
}

impl<E: Keyed> RecordSet<E> {
    /// Everything that is wrong with the records, before any is sent.
    pub(crate) fn check(&self, action: &'static str) -> Result<()> {
        if !self.matching.is_empty() {
            let since = match action {
                "replace" => Release::new(5, 61),
                _ => Release::new(5, 44),
            };
            let what = format_args!("`matching` of `{action}`");
            let checked = E::RELEASE.demand(since, what);
            checked.map_err(|e| e.at(E::NAME, Some(action)))?;
        }
        let mut problems: Vec<String> = Vec::new();
        for (i, record) in self.list.iter().enumerate() {
            problems.extend(record.problems().iter().map(|p| format!("record {i}: {p}")));
            if record.is_empty() {
                problems.push(format!("record {i} gives no field a value"));
            }
            problems.extend(self.unmatched(i, record));
            problems.extend(self.unfindable(i, record));
        }
        if let Some(defaults) = &self.defaults {
            problems.extend(defaults.problems().iter().map(|p| format!("defaults: {p}")));
            if defaults.get(E::KEY).is_some() {
                problems.push(format!("defaults: the key `{}` can't be a default", E::KEY));
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        let shown = problems
            .iter()
            .take(20)
            .cloned()
            .collect::<Vec<_>>()
            .join("; ");
        let more = match problems.len() {
            0..=20 => String::new(),
            n => format!("; and {} more problems", n - 20),
        };
        Err(Error::refused(format!(
            "{}.{action} was not sent: {shown}{more}",
            E::NAME
        )))
    }

    /// The site matches a record only by fields that all have a value; without one of them it would
    /// create a new row each time (APIv4 wire contract §6.7).
    fn unmatched(&self, index: usize, record: &Values<E, Changes>) -> Vec<String> {
        if record.get(E::KEY).is_some() {
            return Vec::new();
        }
        self.matching
            .iter()
            .filter(|field| {
                !record.gives(field) && !self.defaults.as_ref().is_some_and(|d| d.gives(field))
            })
            .map(|field| {
                format!(
                    "record {index} has no value for `{field}`, which it is matched by: the site \
                     would create a new row"
                )
            })
            .collect()
    }

    /// What is wrong with the filter that finds the record's row.
    fn unfindable(&self, index: usize, record: &Values<E, Changes>) -> Option<String> {
        let filter = self.found_by.get(index)?;
        if record.get(E::KEY).is_some() {
            return Some(format!(
                "record {index} names its row by its key, and by a filter too"
            ));
        }
        if !self.matching.is_empty() {
            return Some(format!(
                "record {index} finds its row by a filter, and by `matching` too"
            ));
        }
        if filter.is_nothing() {
            return None;
        }
        let refused = Gate::plain(E::RELEASE).filter(filter.node()).err();
        let why = refused
            .map(|error| error.to_string())
            .or_else(|| unverifiable(filter))?;
        Some(format!("what finds the row of record {index}: {why}"))
    }

    /// The fields that any of the records gives a value, each once.
    pub(crate) fn written(&self, action: &'static str) -> WrittenFields {
        let mut names: Vec<Cow<'static, str>> = Vec::new();
        let mut seen = HashSet::new();
        for values in self.list.iter().chain(&self.defaults) {
            names.extend(values.names().filter(|name| seen.insert(*name)).cloned());
        }
        WrittenFields::new(E::NAME, action, names)
    }

    /// The options that the bindings do not know, each once.
    pub(crate) fn unlisted(&self) -> Vec<Unlisted> {
        let mut all: Vec<Unlisted> = Vec::new();
        for values in self.list.iter().chain(&self.defaults) {
            for option in values.unlisted() {
                if !all.contains(&option) {
                    all.push(option);
                }
            }
        }
        all
    }

    /// Whether these of the records can be sent again without doing anything twice.
    pub(crate) fn are_idempotent(&self, list: &[Values<E, Changes>]) -> bool {
        !self.matching.is_empty() || list.iter().all(|record| record.get(E::KEY).is_some())
    }

    /// The parameters for some of the records.
    pub(crate) fn put(
        &self,
        action: &str,
        params: &mut Params,
        list: &[Values<E, Changes>],
    ) -> Result<()> {
        let records = list.iter().map(|record| record.checked(action));
        params.set("records", &records.collect::<Result<Vec<_>>>()?)?;
        if let Some(defaults) = self
            .defaults
            .as_ref()
            .filter(|defaults| !defaults.is_empty())
        {
            params.set("defaults", &defaults.checked(action)?)?;
        }
        if !self.matching.is_empty() {
            params.set("match", &self.matching)?;
        }
        Ok(())
    }
}

impl<E> Clone for RecordSet<E> {
    fn clone(&self) -> Self {
        RecordSet {
            list: self.list.clone(),
            found_by: self.found_by.clone(),
            defaults: self.defaults.clone(),
            matching: self.matching.clone(),
        }
    }
}

impl<E> std::fmt::Debug for RecordSet<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordSet")
            .field("list", &self.list)
            .field("found_by", &self.found_by)
            .field("defaults", &self.defaults)
            .field("matching", &self.matching)
            .finish()
    }
}

/// Fields of entity `E` by which records are matched: one, or a tuple of several.
///
/// Sealed: fields and tuples of them have it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no fields of `{E}` to match records by",
    note = "give a field, or a tuple of fields: `.matching((Email::CONTACT_ID, Email::EMAIL))`"
)]
pub trait Columns<E> {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// Their names on the wire.
    fn columns(self) -> Vec<String>;
}

impl<E: Entity, T, K, P: Path> Columns<E> for Field<E, T, K, P> {
    const SEAL: Seal = Seal;
    fn columns(self) -> Vec<String> {
        // The site compares after it has turned `field:name` into `field`.
        vec![base_of(self.path()).to_owned()]
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<E, $($name: Columns<E>),+> Columns<E> for ($($name,)+) {
    const SEAL: Seal = Seal;
            fn columns(self) -> Vec<String> {
                #[allow(non_snake_case, reason = "the names of the type parameters")]
                let ($($name,)+) = self;
                let mut all = Vec::new();
                $(all.extend($name.columns());)+
                all
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D F) (A B C D F G) (A B C D F G H) (A B C D F G H I)
}
