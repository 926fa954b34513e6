//! [`Values`]: what a write gives a row's fields.
//!
//! Generated bindings wrap it, one setter a writable field, so everything that a setter does lives
//! here once. A field that no setter was called for is left alone; `None` (or [`Null`]) clears it.
//!
//! A setter checks its value, because the site stores what it can't read as 1970, as 0 or as
//! nothing (APIv4 wire contract §0 hazard 9, §6.7). It reports nothing itself: the action does, all
//! problems at once, before anything is sent.

mod relative;
mod through;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde_json::Value as Json;

pub use through::{Through, through};

pub(crate) use crate::value::wire::{Chosen, IntoWire, Wire};

use crate::entity::{Entity, Keyed};
use crate::error::Result;
use crate::query::chain::{self, ParentField};
use crate::query::gate::{self, Checked};
use crate::value::KeyValue;
use crate::value::wire::TakesValues;

/// The mode of values that have everything which the site demands of a new row: what `create`
/// takes. Generated code makes them by `Contact::values(…)`.
#[derive(Debug, Clone, Copy)]
pub enum Complete {}

/// The mode of values that may leave anything out: what `update` takes, and `save` for rows that
/// are there already. Generated code makes them by `Contact::changes()`.
#[derive(Debug, Clone, Copy)]
pub enum Changes {}

/// The values that one write gives the fields of one row of entity `E`.
///
/// ```
/// # use civi_runtime::{Actions, Entity, Values, Changes, Id};
/// # enum Tag {}
/// # impl Entity for Tag { const NAME: &'static str = "Tag"; }
/// let values = Values::<Tag, Changes>::new()
///     .set_max::<Option<String>>("label", 64, "Donors")
///     .set::<Option<String>>("description", None);
/// assert_eq!(values.to_json()?, r#"{"label":"Donors","description":null}"#);
/// # Ok::<(), civi_runtime::Error>(())
/// ```
pub struct Values<E, M = Complete> {
    fields: Vec<Given>,
    marker: PhantomData<fn() -> (E, M)>,
}

/// The value that one field is given, with all that is to be said of it: what replaces the value
/// replaces that too.
#[derive(Debug, Clone, PartialEq)]
struct Given {
    /// The name as it is sent, with the suffix.
    name: Cow<'static, str>,
    /// The field that it is for, where the name is more than the field and a suffix.
    field: Option<&'static str>,
    value: Json,
    /// The fields of a parent's row that are in the value, in a chained call.
    parents: Vec<ParentField>,
    problems: Vec<String>,
    unlisted: Vec<Unlisted>,
}

impl Given {
    /// The value as it is sent. A custom field that is true or false is sent 1 or 0, which every
    /// release stores; 5.39 stores the JSON `false` as null (APIv4 wire contract §12.21).
    fn stored(&self, entity: &str) -> Cow<'_, Json> {
        // A custom field is `Group.field`, or stands in an entity that is a custom group.
        let is_custom = self.name.contains('.') || entity.starts_with("Custom_");
        match self.value {
            Json::Bool(flag) if is_custom => Cow::Owned(Json::from(u8::from(flag))),
            _ => Cow::Borrowed(&self.value),
        }
    }

    /// The field's name without suffix.
    fn base(&self) -> &str {
        self.field.unwrap_or_else(|| base_of(&self.name))
    }

    /// A value that nothing is known about.
    const fn new(name: Cow<'static, str>, value: Json) -> Self {
        Given {
            name,
            field: None,
            value,
            parents: Vec::new(),
            problems: Vec::new(),
            unlisted: Vec::new(),
        }
    }
}

impl<E, M> Values<E, M> {
    /// No values yet. Generated code calls this.
    #[must_use]
    pub const fn new() -> Self {
        Values {
            fields: Vec::new(),
            marker: PhantomData,
        }
    }

    /// Gives field `field`, whose type is `T` (`Option<T>` where it can be null), a value. What
    /// generated setters call; by hand it asserts that the site has such a field of this type.
    #[must_use]
    pub fn set<T>(mut self, field: &'static str, value: impl IntoWire<T>) -> Self {
        self.put(field, value.into_wire(), None);
        self
    }

    /// As [`set`](Values::set), for a text of at most `max` characters: the site cuts off what is
    /// longer, or refuses it, depending on the entity.
    #[must_use]
    pub fn set_max<T>(mut self, field: &'static str, max: u32, value: impl IntoWire<T>) -> Self {
        self.put(field, value.into_wire(), Some(max));
        self
    }

    /// Gives a field any JSON: `field:label`, `email_primary.email`, a symbolic value such as
    /// `user_contact_id`, or whatever the bindings do not know. The value goes as it is. The name
    /// is compared with the site's own fields before anything is written, as that of every other
    /// field ([`SchemaCheck`](crate::SchemaCheck)).
    #[must_use]
    pub fn raw(mut self, field: impl Into<Cow<'static, str>>, value: impl Into<Json>) -> Self {
        self.place(Given::new(field.into(), value.into()));
        self
    }

    fn put(&mut self, field: &'static str, wire: Wire, max: Option<u32>) {
        let name = match (wire.suffix, &wire.column) {
            (_, Some(column)) => Cow::Owned(format!("{field}.{column}")),
            (Some(suffix), None) => Cow::Owned(format!("{field}:{suffix}")),
            (None, None) => Cow::Borrowed(field),
        };
        let mut given = Given::new(name, wire.value);
        given.parents = wire.parents;
        given.field = wire.column.is_some().then_some(field);
        if let (Json::String(text), Some(max), []) = (&given.value, max, &given.parents[..]) {
            let length = text.chars().count();
            if length > max as usize {
                given.problems.push(format!(
                    "`{field}` takes {max} characters, this text has {length}: the site would cut it off"
                ));
            }
        }
        if let Some(problem) = wire.problem {
            given.problems.push(format!("`{field}` {problem}"));
        }
        let suffix = wire.suffix.unwrap_or("id");
        let unlisted = wire.unlisted.into_iter();
        given.unlisted.extend(unlisted.map(|text| Unlisted {
            field,
            suffix,
            text,
        }));
        self.place(given);
    }

    /// The last value of a field counts, whichever of `gender_id` and `gender_id:name` it was given by.
    fn place(&mut self, given: Given) {
        let base = given.base();
        match self.fields.iter_mut().find(|g| g.base() == base) {
            Some(place) => *place = given,
            None => self.fields.push(given),
        }
    }

    /// Whether no field is given a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What is wrong with the values, in their order; empty when they can be sent. A value that is
    /// given anew is judged anew.
    #[must_use]
    pub fn problems(&self) -> Vec<&str> {
        let all = self.fields.iter().flat_map(|given| &given.problems);
        all.map(String::as_str).collect()
    }

    /// The value that a field is given, by its name on the wire.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields
            .iter()
            .find(|given| given.name == name)
            .map(|given| &given.value)
    }

    /// The values as the site receives them.
    ///
    /// # Errors
    ///
    /// When a value was found to be one that the site would not store as it is.
    pub fn to_json(&self) -> Result<String>
    where
        E: Entity,
    {
        Ok(self.checked("values")?.to_json())
    }

    /// The names of the fields that are given values, without the key.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Cow<'static, str>>
    where
        E: Keyed,
    {
        let names = self.fields.iter().map(|given| &given.name);
        names.filter(|name| **name != E::KEY)
    }

    /// The values, by the names that they are sent under.
    pub(crate) fn entries(&self) -> Vec<(Cow<'static, str>, Json)> {
        let all = self.fields.iter();
        all.map(|given| (given.name.clone(), given.value.clone()))
            .collect()
    }

    /// The options that the bindings do not know.
    pub(crate) fn unlisted(&self) -> Vec<Unlisted> {
        let all = self.fields.iter().flat_map(|given| &given.unlisted);
        all.cloned().collect()
    }

    /// The values as they are sent, when nothing is wrong with them.
    pub(crate) fn checked(&self, action: &str) -> Result<Checked>
    where
        E: Entity,
    {
        for given in &self.fields {
            let place = format_args!("{}.{action}: the value of `{}`", E::NAME, given.name);
            chain::check(place, &given.parents, &given.value)?;
        }
        let fields = self.fields.iter();
        gate::values(
            format_args!("{}.{action}", E::NAME),
            &self.problems(),
            fields.map(|given| (given.name.as_ref(), given.stored(E::NAME))),
        )
    }

    /// The name on the wire and the value that a field is given, by its name without a suffix.
    pub(crate) fn given(&self, field: &str) -> Option<(&str, &Json)> {
        let given = self.fields.iter().find(|g| base_of(&g.name) == field)?;
        Some((given.name.as_ref(), &given.value))
    }

    /// Whether a field, by its name without a suffix, is given a value other than null.
    pub(crate) fn gives(&self, field: &str) -> bool {
        self.fields
            .iter()
            .any(|given| given.base() == field && !given.value.is_null())
    }

    pub(crate) fn retyped<N>(self) -> Values<E, N> {
        Values {
            fields: self.fields,
            marker: PhantomData,
        }
    }
}

impl<E> Values<E, Changes> {
    /// The values for a new row: you know that the site takes them, although its schema demands more,
    /// since it has a default that it does not tell of, or fills the rest in.
    ///
    /// ```
    /// # use civi_runtime::{Changes, Values};
    /// # enum CustomGroup {}
    /// let values = Values::<CustomGroup, Changes>::new().set::<String>("title", "Donors");
    /// let new: Values<CustomGroup> = values.assume_complete();
    /// # drop(new);
    /// ```
    #[must_use]
    pub fn assume_complete(self) -> Values<E, Complete> {
        self.retyped()
    }
}

impl<E, M> TakesValues for Values<E, M> {
    fn take(&mut self, field: &'static str, wire: Wire, max: Option<u32>) {
        self.put(field, wire, max);
    }
}

impl<E: Keyed, M> Values<E, M> {
    /// Says which row these values are for: in `save`, a record with a key changes that row, and
    /// the key is verified before anything is written.
    #[must_use]
    pub fn id(mut self, key: impl Into<E::Key>) -> Self {
        self.place(Given::new(Cow::Borrowed(E::KEY), key.into().to_json()));
        self
    }

    /// The values, with the key apart.
    pub(crate) fn without_key(mut self) -> (Option<E::Key>, Self) {
        let key = self.key();
        self.fields.retain(|given| given.name != E::KEY);
        (key, self)
    }

    /// The key of the row that the values are for, when there is one.
    #[must_use]
    pub fn key(&self) -> Option<E::Key> {
        E::Key::from_json(self.get(E::KEY)?)
    }
}

pub(crate) fn base_of(name: &str) -> &str {
    name.split_once(':').map_or(name, |(base, _)| base)
}

/// An option that is named in values and that the bindings do not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unlisted {
    pub(crate) field: &'static str,
    pub(crate) suffix: &'static str,
    pub(crate) text: String,
}

/// Values for rows of entity `E`: those of bindings, or a struct with `#[derive(CiviEntity)]` that
/// writes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no values for a row of `{E}`",
    label = "not what changes a row of `{E}`",
    note = "`{E}::changes()` and `{E}::values(…)` do; a struct with `#[derive(CiviEntity)]` does with `write`: `#[civi_entity(…, read, write)]`"
)]
pub trait IntoValues<E, M> {
    /// The values.
    fn into_values(self) -> Values<E, M>;
}

#[diagnostic::do_not_recommend]
impl<E, M, V: Into<Values<E, M>>> IntoValues<E, M> for V {
    fn into_values(self) -> Values<E, M> {
        self.into()
    }
}

/// Values that are enough for a new row of entity `E`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no values for a new row of `{E}`",
    label = "not what makes a new `{E}`",
    note = "`{E}::values(…)` takes what the site demands of a new row; `{E}::changes()` is for rows that are there",
    note = "a struct with `#[derive(CiviEntity)]` makes new rows with `write(create)`: `#[civi_entity(…, read, write(create))]`"
)]
pub trait NewRow<E> {
    /// The values.
    fn into_values(self) -> Values<E, Complete>;
}

#[diagnostic::do_not_recommend]
impl<E, V: Into<Values<E, Complete>>> NewRow<E> for V {
    fn into_values(self) -> Values<E, Complete> {
        self.into()
    }
}

impl<E, M> Default for Values<E, M> {
    fn default() -> Self {
        Values::new()
    }
}

impl<E, M> Clone for Values<E, M> {
    fn clone(&self) -> Self {
        Values {
            fields: self.fields.clone(),
            marker: PhantomData,
        }
    }
}

impl<E, M> PartialEq for Values<E, M> {
    fn eq(&self, other: &Self) -> bool {
        self.fields == other.fields
    }
}

/// Names only: the values can be personal data.
impl<E, M> fmt::Debug for Values<E, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values")?;
        f.debug_set()
            .entries(self.fields.iter().map(|given| &given.name))
            .finish()
    }
}

#[cfg(test)]
mod tests;
