//! Suffixes: the other things that the site knows of an option besides its stored value
//! (`gender_id:label`), as methods that a field has only where the schema lists them (APIv4 wire
//! contract §6.3).

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use crate::query::field::{Composed, Field, Path};
use crate::query::kind::{
    AnyName, Calculated, Dynamic, FilterOnly, JoinedKey, Kind, Limited, Listed, NotNull, Nullable,
    PrimaryKey, Reference, Restricted, Yearly,
};
use crate::value::{Id, OptionList};

/// What suffixes a kind of field has. Those without options have [`NoSuffixes`].
#[diagnostic::on_unimplemented(
    message = "a value of this kind has no suffixes",
    label = "no field with options",
    note = "a suffix stands behind the field itself, before what is done with it: `max(Contact::GENDER_ID.label())`, `count(Contact::GENDER_ID.name()).alias(\"n\")`"
)]
pub trait HasOptions: Kind {
    /// The option type that names are read as.
    type List: Named;
    /// The suffixes that the schema lists.
    type Suffixes;
    /// The kind of the field with a suffix: always nullable, since a stored value may belong to an
    /// option that is gone.
    type Suffixed: Kind;
}

/// The suffixes of a field without options: none.
#[derive(Debug)]
pub enum NoSuffixes {}

macro_rules! plain {
    ($($kind:ty),+) => {$(
        impl HasOptions for $kind {
            type List = AnyName;
            type Suffixes = NoSuffixes;
            type Suffixed = Nullable;
        }
    )+};
}
plain!(Nullable, NotNull, PrimaryKey, JoinedKey, Yearly);

impl<O: Named + 'static, S: 'static, K: Kind> HasOptions for Listed<O, S, K> {
    type List = O;
    type Suffixes = S;
    type Suffixed = Nullable;
}
impl<X: 'static, K: HasOptions> HasOptions for Reference<X, K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = K::Suffixed;
}

impl<S: 'static, K: HasOptions> HasOptions for Dynamic<S, K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = K::Suffixed;
}
impl<Ops: 'static, K: HasOptions> HasOptions for Limited<Ops, K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = Limited<Ops, K::Suffixed>;
}
impl<K: HasOptions> HasOptions for FilterOnly<K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = FilterOnly<K::Suffixed>;
}
impl<K: HasOptions> HasOptions for Calculated<K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = Calculated<K::Suffixed>;
}
impl<K: HasOptions> HasOptions for Restricted<K> {
    type List = K::List;
    type Suffixes = K::Suffixes;
    type Suffixed = Restricted<K::Suffixed>;
}

/// What the names of an option list are read as.
pub trait Named {
    /// The generated option type, or `String` where the schema holds no options.
    type Name;
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> Named for O {
    type Name = O;
}
impl Named for AnyName {
    type Name = String;
}

/// How a field holds its values: one, or a list.
pub trait OneOrList {
    /// The same with other values: what a field of this type is read as with a suffix.
    type Of<U>;
}

macro_rules! one {
    ($($type:ty),+) => {$(
        impl OneOrList for $type {
            type Of<U> = U;
        }
    )+};
}
one!(
    i64,
    f64,
    bool,
    String,
    Decimal,
    Date,
    DateTime,
    Time,
    serde_json::Value
);
impl<X> OneOrList for Id<X> {
    type Of<U> = U;
}
#[diagnostic::do_not_recommend]
impl<O: OptionList> OneOrList for O {
    type Of<U> = U;
}
impl<T> OneOrList for Vec<T> {
    type Of<U> = Vec<U>;
}

/// The type that field type `T` of kind `K` has with the suffix `:name`.
pub type NameOf<T, K> = <T as OneOrList>::Of<<<K as HasOptions>::List as Named>::Name>;

/// A set of suffixes that has `:name`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `name`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`",
    note = "what is calculated has names only after `month` and `dayofweek`; elsewhere the suffix stands inside, as in `max(Contact::GENDER_ID.label())`"
)]
pub trait HasName {}

/// A set of suffixes that has `:label`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `label`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`",
    note = "what is calculated has names only after `month` and `dayofweek`; elsewhere the suffix stands inside, as in `max(Contact::GENDER_ID.label())`"
)]
pub trait HasLabel {}

/// A set of suffixes that has `:description`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `description`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasDescription {}

/// A set of suffixes that has `:abbr`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `abbr`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasAbbr {}

/// A set of suffixes that has `:icon`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `icon`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasIcon {}

/// A set of suffixes that has `:color`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `color`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasColor {}

/// A set of suffixes that has `:grouping`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `grouping`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasGrouping {}

/// A set of suffixes that has `:url`.
#[diagnostic::on_unimplemented(
    message = "this field has no suffix `url`",
    label = "not a suffix of this field",
    note = "the schema lists only these suffixes for the field: `{Self}`"
)]
pub trait HasUrl {}

impl<E, T, K, P: Path> Field<E, T, K, P> {
    /// The option's machine name, the same in every language: the field with the suffix `:name`.
    #[must_use]
    pub fn name(&self) -> Field<E, NameOf<T, K>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasName>,
    {
        self.extend(":name")
    }

    /// The option's label, in the user's language: the field with the suffix `:label`.
    #[must_use]
    pub fn label(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasLabel>,
    {
        self.extend(":label")
    }

    /// The option's description: the field with the suffix `:description`.
    #[must_use]
    pub fn description(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasDescription>,
    {
        self.extend(":description")
    }

    /// The option's abbreviation: the field with the suffix `:abbr`.
    #[must_use]
    pub fn abbr(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasAbbr>,
    {
        self.extend(":abbr")
    }

    /// The option's icon's CSS class: the field with the suffix `:icon`.
    #[must_use]
    pub fn icon(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasIcon>,
    {
        self.extend(":icon")
    }

    /// The option's colour: the field with the suffix `:color`.
    #[must_use]
    pub fn color(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasColor>,
    {
        self.extend(":color")
    }

    /// The option's grouping: the field with the suffix `:grouping`.
    #[must_use]
    pub fn grouping(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasGrouping>,
    {
        self.extend(":grouping")
    }

    /// The option's URL: the field with the suffix `:url`.
    #[must_use]
    pub fn url(&self) -> Field<E, T::Of<String>, K::Suffixed, Composed>
    where
        T: OneOrList,
        K: HasOptions<Suffixes: HasUrl>,
    {
        self.extend(":url")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Contact {}
    enum NameLabel {}
    impl HasName for NameLabel {}
    impl HasLabel for NameLabel {}

    #[test]
    fn a_suffix_follows_the_path_and_keeps_a_list_a_list() {
        const MEANS: Field<Contact, Vec<i64>, Listed<AnyName, NameLabel>> =
            Field::new("preferred_communication_method");
        let names: Field<Contact, Vec<String>, Nullable, Composed> = MEANS.name();
        assert_eq!(names.path(), "preferred_communication_method:name");
    }

    #[test]
    fn a_guard_stays_around_a_suffixed_field() {
        const STATUS: Field<Contact, i64, Restricted<Listed<AnyName, NameLabel>>> =
            Field::new("status_id");
        let label: Field<Contact, String, Restricted, Composed> = STATUS.label();
        assert_eq!(label.path(), "status_id:label");
    }
}
