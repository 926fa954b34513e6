//! [`Id`]: the number of one row of one entity.

use std::cmp::Ordering;

use crate::sealed::Seal;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::ParseIntError;
use std::str::FromStr;

use serde_json::Value as Json;

/// The primary key of a row of entity `E`. An `Id<Contact>` is not an `Id<Activity>`.
pub struct Id<E>(i64, PhantomData<fn() -> E>);

impl<E> Id<E> {
    /// An id from its number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Id(number, PhantomData)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Id<E> {}

impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<E> Eq for Id<E> {}

impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<E> Hash for Id<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.0)
    }
}

impl<E> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! from_numbers {
    ($($number:ty),+) => {$(
        impl<E> From<$number> for Id<E> {
            fn from(number: $number) -> Self {
                Id::new(i64::from(number))
            }
        }
    )+};
}
from_numbers!(i64, i32, u32);

impl<E> From<Id<E>> for i64 {
    fn from(id: Id<E>) -> Self {
        id.0
    }
}

/// Reads an id from its digits, as it stands in an address or a file.
///
/// ```
/// # use civi_runtime::Id;
/// # enum Contact {}
/// let id: Id<Contact> = "7".parse()?;
/// assert_eq!(id, Id::new(7));
/// assert!("seven".parse::<Id<Contact>>().is_err());
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
impl<E> FromStr for Id<E> {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Id::new)
    }
}

/// One key.
#[derive(Debug)]
pub enum One {}

/// Several keys.
#[derive(Debug)]
pub enum Several {}

/// One key of type `K`, or several in anything that can be iterated; the compiler finds out `B`,
/// which of the two it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a key `{K}` nor several of them",
    label = "neither a key nor a list of keys",
    note = "the key of one row, `Contact::delete(id)`, or those of several, `Contact::delete([one, two])`"
)]
pub trait IntoKeys<K, B> {
    /// The keys.
    fn into_keys(self) -> Vec<K>;
}

#[diagnostic::do_not_recommend]
impl<K, V: Into<K>> IntoKeys<K, One> for V {
    fn into_keys(self) -> Vec<K> {
        vec![self.into()]
    }
}

#[diagnostic::do_not_recommend]
impl<K, I: IntoIterator<Item: Into<K>>> IntoKeys<K, Several> for I {
    fn into_keys(self) -> Vec<K> {
        self.into_iter().map(Into::into).collect()
    }
}

/// A type that a primary key can have.
///
/// Sealed: civi implements it for all types that have it.
pub trait KeyValue: Clone + fmt::Debug + Eq + Hash + Send + Sync + 'static {
    /// What other crates can't write.
    #[doc(hidden)]
    const SEAL: Seal;

    /// Whether the keys are numbers, which the site is sure to order and compare alike.
    const NUMBER: bool;

    /// The key as the site receives it.
    fn to_json(&self) -> Json;

    /// The key from an answer to a write, where numbers may come as text (APIv4 wire contract §7).
    fn from_json(json: &Json) -> Option<Self>;
}

impl<E: 'static> KeyValue for Id<E> {
    const SEAL: Seal = Seal;
    const NUMBER: bool = true;

    fn to_json(&self) -> Json {
        Json::from(self.0)
    }

    fn from_json(json: &Json) -> Option<Self> {
        i64::from_json(json).map(Id::new)
    }
}

impl KeyValue for String {
    const SEAL: Seal = Seal;
    const NUMBER: bool = false;

    fn to_json(&self) -> Json {
        Json::from(self.as_str())
    }

    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

impl KeyValue for i64 {
    const SEAL: Seal = Seal;
    const NUMBER: bool = true;

    fn to_json(&self) -> Json {
        Json::from(*self)
    }

    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Number(number) => number.as_i64(),
            Json::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}
