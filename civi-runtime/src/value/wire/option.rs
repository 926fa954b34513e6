//! Fields with options: written from the stored value, or from the option.

use std::marker::PhantomData;

use super::list::list;
use super::{IntoWire, Wire};
use crate::value::{Id, OptionList};

/// The type of a setter for a field that stores a `T` (a site's own number, mostly) and has the
/// option list `O`: `Chosen<i64, Gender>` is written from `1` (sent as `gender_id`) and from
/// `Gender::Female` (sent as `gender_id:name`). It only names the pair; there are no values of it.
#[derive(Debug)]
pub struct Chosen<T, O>(PhantomData<fn() -> (T, O)>);

/// An option by its name, for a list that the bindings do not know: `ByName("Home")`.
///
/// The site stores nothing for a name that it does not know and says that all is well, so such names
/// are looked up first: one more read for each write, or for all records of a `save`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByName<S>(pub S);

/// An option by its label in the site's language: `ByLabel("Privat")`. Names are the safer choice:
/// they do not change with the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByLabel<S>(pub S);

/// An option by its abbreviation: `ByAbbr("NL")`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByAbbr<S>(pub S);

// A list whose options are the field's own type: stored by a stable string.

#[diagnostic::do_not_recommend]
impl<O: OptionList> IntoWire<O> for O {
    fn into_wire(self) -> Wire {
        stored_option(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> IntoWire<Option<O>> for O {
    fn into_wire(self) -> Wire {
        stored_option(&self)
    }
}

fn stored_option<O: OptionList>(option: &O) -> Wire {
    Wire {
        option_name: Some(option.as_str().to_owned()),
        ..Wire::stored(option.stored())
    }
}

// Stored by a number: the option travels as `field:name`.

fn named<O: OptionList>(option: &O) -> Wire {
    let name = option.as_str();
    if option.is_known() {
        Wire::suffixed("name", name)
    } else {
        Wire::unlisted("name", name.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList> IntoWire<Chosen<T, O>> for O {
    fn into_wire(self) -> Wire {
        named(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList> IntoWire<Option<Chosen<T, O>>> for O {
    fn into_wire(self) -> Wire {
        named(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList> IntoWire<Chosen<Vec<T>, O>> for Vec<O> {
    fn into_wire(self) -> Wire {
        list(self.iter().map(named))
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList> IntoWire<Option<Chosen<Vec<T>, O>>> for Vec<O> {
    fn into_wire(self) -> Wire {
        list(self.iter().map(named))
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList, const N: usize> IntoWire<Chosen<Vec<T>, O>> for [O; N] {
    fn into_wire(self) -> Wire {
        list(self.iter().map(named))
    }
}

#[diagnostic::do_not_recommend]
impl<T, O: OptionList, const N: usize> IntoWire<Option<Chosen<Vec<T>, O>>> for [O; N] {
    fn into_wire(self) -> Wire {
        list(self.iter().map(named))
    }
}

macro_rules! by_suffix {
    ($($by:ident $suffix:literal)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, O, S: Into<String>> IntoWire<Chosen<T, O>> for $by<S> {
            fn into_wire(self) -> Wire {
                Wire::unlisted($suffix, self.0.into())
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T, O, S: Into<String>> IntoWire<Option<Chosen<T, O>>> for $by<S> {
            fn into_wire(self) -> Wire {
                Wire::unlisted($suffix, self.0.into())
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T, O, S: Into<String>> IntoWire<Chosen<Vec<T>, O>> for Vec<$by<S>> {
            fn into_wire(self) -> Wire {
                list(self.into_iter().map(|by| Wire::unlisted($suffix, by.0.into())))
            }
        }
        #[diagnostic::do_not_recommend]
        impl<T, O, S: Into<String>> IntoWire<Option<Chosen<Vec<T>, O>>> for Vec<$by<S>> {
            fn into_wire(self) -> Wire {
                list(self.into_iter().map(|by| Wire::unlisted($suffix, by.0.into())))
            }
        }
    )+};
}
by_suffix! { ByName "name" ByLabel "label" ByAbbr "abbr" }

/// The stored value itself, of the types that fields with options have.
macro_rules! stored {
    ($({$($generic:tt)*} $from:ty => $to:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<O, $($generic)*> IntoWire<Chosen<$to, O>> for $from {
            fn into_wire(self) -> Wire {
                IntoWire::<$to>::into_wire(self)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<O, $($generic)*> IntoWire<Option<Chosen<$to, O>>> for $from {
            fn into_wire(self) -> Wire {
                IntoWire::<$to>::into_wire(self)
            }
        }
    )+};
}

stored! {
    {} i64 => i64;
    {} i32 => i64;
    {} u32 => i64;
    {} bool => bool;
    {} String => String;
    {} &str => String;
    {X} Id<X> => Id<X>;
    {} Vec<i64> => Vec<i64>;
    {} Vec<String> => Vec<String>;
    {} Vec<&str> => Vec<String>;
    {X} Vec<Id<X>> => Vec<Id<X>>;
    {const N: usize} [i64; N] => Vec<i64>;
    {const N: usize} [i32; N] => Vec<i64>;
    {const N: usize} [&str; N] => Vec<String>;
    {X, const N: usize} [Id<X>; N] => Vec<Id<X>>;
}

#[diagnostic::do_not_recommend]
impl<T: IntoWire<T>, O> IntoWire<Option<Chosen<T, O>>> for Option<T> {
    fn into_wire(self) -> Wire {
        IntoWire::<Option<T>>::into_wire(self)
    }
}
