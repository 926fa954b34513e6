//! [`Operand`]: the value that a clause compares with, and which Rust values become one.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use crate::query::expression::{Place, quoted};
use crate::query::suffix::{HasName, HasOptions};
use crate::value::{Id, OptionList};

mod relative;

pub use relative::Relative;

/// A value as a filter clause holds it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Operand {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// An amount. It is sent as text, because a JSON number would pass through PHP's floats.
    Decimal(Decimal),
    /// Text, a date.
    Text(String),
    /// A whole day, beside a field that has a time.
    Day(Date),
    /// An option, before it is known which of its two texts the field compares with.
    ListOption {
        /// Its machine name, for a field with the suffix `:name`.
        name: String,
        /// What the site stores, for the field itself.
        stored: String,
    },
    /// Several values, for `IN`, `BETWEEN` and the like.
    List(Vec<Operand>),
    /// A field of the row that a chained call runs for.
    Parent {
        /// The entity of that row.
        entity: &'static str,
        /// The field's path.
        path: String,
    },
    /// JSON that is sent as it is, for the few filter fields that take a structure.
    Json(serde_json::Value),
}

impl Operand {
    /// What is wrong with the value, if it can't be sent.
    pub(crate) fn flaw(&self) -> Option<&'static str> {
        match self {
            Operand::Float(number) if !number.is_finite() => {
                Some("a number that is infinite or not a number has no JSON form")
            }
            Operand::List(list) => list.iter().find_map(Operand::flaw),
            _ => None,
        }
    }

    /// A list of one is that one beside `=`, where the site takes no list.
    pub(crate) fn alone(self) -> Operand {
        match self {
            Operand::List(mut list) if list.len() == 1 => {
                list.pop().unwrap_or(Operand::List(Vec::new()))
            }
            other => other,
        }
    }

    /// The value as the field at `path` compares with it.
    pub(crate) fn beside(self, path: &str) -> Operand {
        match self {
            Operand::ListOption { name, .. } if path.ends_with(":name") => Operand::Text(name),
            Operand::ListOption { stored, .. } => Operand::Text(stored),
            Operand::List(list) => {
                Operand::List(list.into_iter().map(|value| value.beside(path)).collect())
            }
            other => other,
        }
    }

    /// The text of a value that is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Operand::Text(text) | Operand::ListOption { stored: text, .. } => Some(text),
            Operand::Json(serde_json::Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// What is wrong with the value where values are expressions, as in the conditions of a join.
    pub(crate) fn literal_flaw(&self) -> Option<&'static str> {
        let own = self
            .text()
            .and_then(|text| quoted(text, Place::Alone).err());
        own.or_else(|| self.flaw())
    }

    /// The value as an argument of an SQL expression: text quoted, numbers bare (APIv4 wire contract
    /// §6.4).
    ///
    /// # Errors
    ///
    /// Why it can't be one.
    pub(crate) fn argument(&self) -> Result<String, &'static str> {
        if let Some(flaw) = self.flaw() {
            return Err(flaw);
        }
        match self {
            Operand::Boolean(true) => Ok("1".to_owned()),
            Operand::Boolean(false) => Ok("0".to_owned()),
            Operand::Integer(number) => Ok(number.to_string()),
            Operand::Float(number) => Ok(number.to_string()),
            Operand::Decimal(number) => Ok(number.to_string()),
            Operand::Day(day) => quoted(&day.to_string(), Place::Argument),
            Operand::Text(text) | Operand::ListOption { stored: text, .. } => {
                quoted(text, Place::Argument)
            }
            Operand::Json(serde_json::Value::String(text)) => quoted(text, Place::Argument),
            Operand::List(_) | Operand::Parent { .. } | Operand::Json(_) => {
                Err("only a text, a number, a boolean or a date can stand there")
            }
        }
    }
}

/// A Rust value that a field of type `T` can be compared with.
///
/// Text compares with `&str` and `String`, a date with [`Date`], a key with an [`Id`] of the
/// same entity, an option with the generated option type, an amount with [`Decimal`] or a whole
/// number. `null` is none of them: a comparison with it never matches, so there are
/// [`is_null`](crate::Field::is_null) and [`is_not_null`](crate::Field::is_not_null).
#[diagnostic::on_unimplemented(
    message = "a field of `{T}` can't be compared with `{Self}`",
    label = "not a value of `{T}`",
    note = "text compares with `&str`, dates with `civi_runtime::Date` and `DateTime`, keys with `Id<…>`, amounts with `Decimal`, options with their enum; for null there are `is_null()` and `is_not_null()`"
)]
pub trait IntoOperand<T> {
    /// The value as a clause holds it.
    fn into_operand(self) -> Operand;
}

macro_rules! operands {
    ($($target:ty: $($value:ty),+ => |$v:ident| $operand:expr;)+) => {$($(
        impl IntoOperand<$target> for $value {
            fn into_operand(self) -> Operand {
                let $v = self;
                $operand
            }
        }
    )+)+};
}
operands! {
    bool: bool => |v| Operand::Boolean(v);
    i64: i64 => |v| Operand::Integer(v);
    i64: i8, i16, i32, u8, u16, u32 => |v| Operand::Integer(i64::from(v));
    f64: f64 => |v| Operand::Float(v);
    f64: f32, i8, i16, i32, u8, u16, u32 => |v| Operand::Float(f64::from(v));
    Decimal: Decimal => |v| Operand::Decimal(v);
    Decimal: i8, i16, i32, i64, u8, u16, u32 => |v| Operand::Decimal(Decimal::from(v));
    String: String => |v| Operand::Text(v);
    String: &str, &String, Cow<'_, str> => |v| Operand::Text(v.into());
    Date: Date => |v| Operand::Text(v.to_string());
    DateTime: DateTime => |v| Operand::Text(timestamp(v));
    Time: Time => |v| Operand::Text(clock(v));
    serde_json::Value: serde_json::Value => |v| Operand::Json(v);
    serde_json::Value: String => |v| Operand::Text(v);
    serde_json::Value: &str => |v| Operand::Text(v.into());
    serde_json::Value: i64 => |v| Operand::Integer(v);
    serde_json::Value: i32 => |v| Operand::Integer(i64::from(v));
    serde_json::Value: f64 => |v| Operand::Float(v);
    serde_json::Value: bool => |v| Operand::Boolean(v);
}

/// A key by its number.
macro_rules! numbers {
    ($($number:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E> IntoOperand<Id<E>> for $number {
            fn into_operand(self) -> Operand {
                Operand::Integer(i64::from(self))
            }
        }
    )+};
}
numbers!(i64, i32, u32);

impl<E> IntoOperand<Id<E>> for Id<E> {
    fn into_operand(self) -> Operand {
        Operand::Integer(self.get())
    }
}

impl<E> IntoOperand<Id<E>> for &Id<E> {
    fn into_operand(self) -> Operand {
        Operand::Integer(self.get())
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> IntoOperand<O> for O {
    fn into_operand(self) -> Operand {
        (&self).into_operand()
    }
}

#[diagnostic::do_not_recommend]
impl<O: OptionList> IntoOperand<O> for &O {
    fn into_operand(self) -> Operand {
        Operand::ListOption {
            name: self.as_str().to_owned(),
            stored: self.stored().to_owned(),
        }
    }
}

/// `2026-01-02 03:04:05`: the form that the site itself uses, without a zone.
fn timestamp(value: DateTime) -> String {
    format!("{} {}", value.date(), clock(value.time()))
}

/// `03:04:05`.
fn clock(value: Time) -> String {
    let mut text = String::with_capacity(8);
    // Writing to a `String` can't fail.
    let _ = write!(
        text,
        "{:02}:{:02}:{:02}",
        value.hour(),
        value.minute(),
        value.second()
    );
    text
}

/// A value stands beside the field itself.
#[derive(Debug)]
pub enum ByValue {}

/// An element of a list stands beside the field that holds the list.
#[derive(Debug)]
pub enum ByElement {}

/// A whole list stands beside the field that holds one.
#[derive(Debug)]
pub enum ByList {}

/// A day stands beside a field that has a time.
#[derive(Debug)]
pub enum ByDay {}

/// An option stands beside the field's name suffix: `gender_id:name`.
#[derive(Debug)]
pub enum ByOption {}

/// A date relative to today stands beside the field itself.
#[derive(Debug)]
pub enum ByRelative {}

/// What a field of type `T` and kind `K` can be compared with by `IN`: a value, or, where the field
/// stores a number for each option of a list, an option. The compiler finds out `B`, which of the
/// two it is.
#[diagnostic::on_unimplemented(
    message = "a field of `{T}` can't be compared with `{Self}`",
    label = "not a value of `{T}`",
    note = "text compares with `&str`, keys with `Id<…>` or their number, amounts with `Decimal`, dates with `civi_runtime::Date` (`.date()` of a `DateTime`), moments with `DateTime`",
    note = "an option is one of the enum of the field's own list, and one that is not in that list is `TheEnum::from_text(\"…\")`",
    note = "another field is compared by `eq_field`, a key that may be of several entities by `.is(id)`, and null by `is_null()`"
)]
pub trait Member<T, K, B = ByValue> {
    /// What is added to the field's path.
    #[doc(hidden)]
    const SUFFIX: &'static str = "";

    /// The value as a clause holds it.
    fn into_member(self) -> Operand;
}

#[diagnostic::do_not_recommend]
impl<T, K, V: IntoOperand<T>> Member<T, K, ByValue> for V {
    fn into_member(self) -> Operand {
        self.into_operand()
    }
}

/// Stored by a number: the number is the site's own, the name stands for it on every site.
macro_rules! options_by_name {
    ($({$($generic:ident)?} $stored:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<O, K, $($generic)?> Member<$stored, K, ByOption> for O
        where
            O: OptionList,
            K: HasOptions<List = O>,
            K::Suffixes: HasName,
        {
            const SUFFIX: &'static str = ":name";

            fn into_member(self) -> Operand {
                Operand::Text(self.as_str().to_owned())
            }
        }
    )+};
}
options_by_name! {
    {} i64;
    {X} Id<X>;
    {} Vec<i64>;
    {} Vec<String>;
    {X} Vec<Id<X>>;
}

/// One element, of a field that holds a list.
#[diagnostic::do_not_recommend]
impl<T, K, V: IntoOperand<T>> Member<Vec<T>, K, ByElement> for V {
    fn into_member(self) -> Operand {
        self.into_operand()
    }
}

/// What a field of type `T` and kind `K` can be compared with by `=`, `!=`, `<`, `>` and `BETWEEN`:
/// what it can be compared with by `IN`, or, for dates and calculated years, a [`Relative`] date, for
/// moments a whole [`Date`], for fields that hold a list, a list.
#[diagnostic::on_unimplemented(
    message = "a field of `{T}` can't be compared with `{Self}`",
    label = "not a value of `{T}`",
    note = "text compares with `&str`, keys with `Id<…>` or their number, amounts with `Decimal`, dates with `civi_runtime::Date` (`.date()` of a `DateTime`), moments with `DateTime`",
    note = "an option is one of the enum of the field's own list, and one that is not in that list is `TheEnum::from_text(\"…\")`",
    note = "another field is compared by `eq_field`, `lt_field`, `le_field` and the like, a key that may be of several entities by `.is(id)`, and null by `is_null()`"
)]
pub trait Comparand<T, K, B = ByValue> {
    /// What is added to the field's path.
    #[doc(hidden)]
    const SUFFIX: &'static str = "";

    /// The value as a clause holds it.
    fn into_comparand(self) -> Operand;
}

macro_rules! members_compare {
    ($($by:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, K, V: Member<T, K, $by>> Comparand<T, K, $by> for V {
            const SUFFIX: &'static str = V::SUFFIX;

            fn into_comparand(self) -> Operand {
                self.into_member()
            }
        }
    )+};
}
members_compare!(ByValue ByOption ByElement);

// The list of a field that holds one.

macro_rules! lists_compare {
    ($({$($generic:tt)*} $list:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, K, V: IntoOperand<T>, $($generic)*> Comparand<Vec<T>, K, ByList> for $list {
            fn into_comparand(self) -> Operand {
                Operand::List(self.into_iter().map(IntoOperand::into_operand).collect())
            }
        }
    )+};
}
lists_compare! {
    {} Vec<V>;
    {const N: usize} [V; N];
}

#[diagnostic::do_not_recommend]
impl<K> Comparand<DateTime, K, ByDay> for Date {
    fn into_comparand(self) -> Operand {
        Operand::Day(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_take_the_sites_own_form() {
        let moment = jiff::civil::datetime(2026, 1, 2, 3, 4, 5, 0);
        assert_eq!(
            IntoOperand::<DateTime>::into_operand(moment),
            Operand::Text("2026-01-02 03:04:05".to_owned())
        );
        assert_eq!(
            IntoOperand::<Date>::into_operand(moment.date()),
            Operand::Text("2026-01-02".to_owned())
        );
    }
}
