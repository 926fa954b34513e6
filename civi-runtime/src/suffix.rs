//! Suffixes: the other things that the site knows of an option besides its stored value
//! (`gender_id:label`), as methods that a field has only where the schema lists them (APIv4 wire
//! contract §6.3).

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use crate::field::Field;
use crate::kind::{FilterOnly, Kind, Limited, Listed, Nullable, Reference, Restricted, Unlisted};
use crate::value::{Id, OptionList};

/// A kind of field that has options, and therefore suffixes.
#[diagnostic::on_unimplemented(
    message = "this field has no options, so it has no suffixes",
    label = "the schema lists no suffixes for this field",
    note = "`.name()`, `.label()` and the like are there for fields with an option list, such as `Contact::GENDER_ID`"
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

impl<O: OptionList> Named for O {
    type Name = O;
}
impl Named for Unlisted {
    type Name = String;
}

/// How a field holds its values: one, or a list.
pub trait Shape {
    /// The same with other values: what a field of this type is read as with a suffix.
    type Of<U>;
}

macro_rules! one {
    ($($type:ty),+) => {$(
        impl Shape for $type {
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
impl<X> Shape for Id<X> {
    type Of<U> = U;
}
impl<O: OptionList> Shape for O {
    type Of<U> = U;
}
impl<T> Shape for Vec<T> {
    type Of<U> = Vec<U>;
}

/// The type that field type `T` of kind `K` has with the suffix `:name`.
pub type NameOf<T, K> = <T as Shape>::Of<<<K as HasOptions>::List as Named>::Name>;

macro_rules! suffixes {
    ($($set:ident, $message:literal, $method:ident, $wire:literal, $type:ty, $what:literal;)+) => {
        $(
            #[doc = concat!("A set of suffixes that has `", $wire, "`.")]
            #[diagnostic::on_unimplemented(
                message = $message,
                label = "not a suffix of this field",
                note = "the schema lists only these suffixes for the field: `{Self}`"
            )]
            pub trait $set {}
        )+

        impl<E, T, K: HasOptions> Field<E, T, K> {
            $(
                #[doc = concat!("The option's ", $what, ": the field with the suffix `", $wire, "`.")]
                #[must_use]
                pub fn $method(&self) -> Field<E, $type, K::Suffixed>
                where
                    T: Shape,
                    K::Suffixes: $set,
                {
                    self.extend($wire)
                }
            )+
        }
    };
}
suffixes! {
    HasName, "this field has no suffix `name`", name, ":name", NameOf<T, K>,
        "machine name, the same in every language";
    HasLabel, "this field has no suffix `label`", label, ":label", T::Of<String>,
        "label, in the user's language";
    HasDescription, "this field has no suffix `description`", description, ":description", T::Of<String>,
        "description";
    HasAbbr, "this field has no suffix `abbr`", abbr, ":abbr", T::Of<String>,
        "abbreviation";
    HasIcon, "this field has no suffix `icon`", icon, ":icon", T::Of<String>,
        "icon's CSS class";
    HasColor, "this field has no suffix `color`", color, ":color", T::Of<String>,
        "colour";
    HasGrouping, "this field has no suffix `grouping`", grouping, ":grouping", T::Of<String>,
        "grouping";
    HasUrl, "this field has no suffix `url`", url, ":url", T::Of<String>,
        "URL";
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
        const MEANS: Field<Contact, Vec<i64>, Listed<Unlisted, NameLabel>> =
            Field::new("preferred_communication_method");
        let names: Field<Contact, Vec<String>> = MEANS.name();
        assert_eq!(names.path(), "preferred_communication_method:name");
    }

    #[test]
    fn a_guard_stays_around_a_suffixed_field() {
        const STATUS: Field<Contact, i64, Restricted<Listed<Unlisted, NameLabel>>> =
            Field::new("status_id");
        let label: Field<Contact, String, Restricted> = STATUS.label();
        assert_eq!(label.path(), "status_id:label");
    }
}
