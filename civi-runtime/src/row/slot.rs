//! [`Slot`]: where the reader puts one column's value.

use std::any::Any;
use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::misfit::Misfit;
use super::value::Value;
use crate::value::{Id, OptionList};

/// Where the reader puts one column's value: one variant a wire kind, borrowing the field.
///
/// A `null` leaves every slot as it is. What each variant accepts besides its own wire form is
/// said at the variant; of anything else [`UnreadableValues`](super::UnreadableValues) says what
/// becomes.
///
/// `#[non_exhaustive]`: generated code makes slots through [`Value::slot`].
#[non_exhaustive]
pub enum Slot<'a> {
    /// The column is read past.
    Skip,
    /// `Boolean`; `0`, `1`, `"0"`, `"1"` are accepted, `""` is no value.
    Boolean(&'a mut Option<bool>),
    /// `Integer`; a numeric string, a boolean and a number without a fraction (`3.0`) are
    /// accepted, `""` is no value.
    Integer(&'a mut Option<i64>),
    /// `Float`; a numeric string is accepted, `""` is no value.
    Float(&'a mut Option<f64>),
    /// `String` or `Text`; a number, a boolean, a list and an object are accepted as their JSON text.
    Text(&'a mut Option<String>),
    /// `Money`, read from the number's text, or from the float that it stands for where it has more
    /// digits than that; a numeric string is accepted, `""` is no value.
    Decimal(&'a mut Option<Decimal>),
    /// `Date`: `2026-01-02`, also `20260102` and a timestamp at midnight; `""` and the zero date are no
    /// value. [`UnreadableDates`](super::UnreadableDates) says what becomes of `1980-00-00`.
    Date(&'a mut Option<Date>),
    /// `Timestamp`: `2026-01-02 03:04:05`, also `20260102030405` and a date alone; `""` is no
    /// value.
    Timestamp(&'a mut Option<DateTime>),
    /// `Time`: `03:04:05`, also `03:04` and `030405`; `""` is no value.
    Time(&'a mut Option<Time>),
    /// Any JSON.
    Json(&'a mut Option<serde_json::Value>),
    /// A primary or foreign key: as [`Integer`](Slot::Integer).
    Key(&'a mut (dyn Put<i64> + 'static)),
    /// An option of a list: as [`Text`](Slot::Text), and an unknown one is kept.
    ListOption(&'a mut (dyn PutText + 'static)),
    /// A list; an object's values, `""` and `[""]` (both empty: old sites take an empty list apart
    /// like that) and one value alone are accepted. Elements that are `null` are left out.
    List(&'a mut (dyn List + 'static)),
    /// An object; `[]` is an empty one, a list is keyed by its positions.
    Map(&'a mut (dyn Map + 'static)),
    /// Something that reads itself from its JSON text.
    Custom(&'a mut (dyn Decode + 'static)),
}

impl<'a> Slot<'a> {
    /// Forgets what was put into the place so far, where that is done bit by bit.
    pub(super) fn forget(self) {
        match self {
            Slot::List(list) => list.forget(),
            Slot::Map(map) => map.forget(),
            _ => {}
        }
    }

    /// The field itself, whatever its type; `None` for a column that has no field.
    #[must_use]
    pub fn into_place(self) -> Option<&'a mut dyn Any> {
        Some(match self {
            Slot::Skip => return None,
            Slot::Boolean(place) => place,
            Slot::Integer(place) => place,
            Slot::Float(place) => place,
            Slot::Text(place) => place,
            Slot::Decimal(place) => place,
            Slot::Date(place) => place,
            Slot::Timestamp(place) => place,
            Slot::Time(place) => place,
            Slot::Json(place) => place,
            Slot::Key(place) => place,
            Slot::ListOption(place) => place,
            Slot::List(place) => place,
            Slot::Map(place) => place,
            Slot::Custom(place) => place,
        })
    }
}

/// Takes a value that the reader found.
pub trait Put<T>: Any {
    /// Takes it.
    fn put(&mut self, value: T);

    /// What it has taken.
    #[cfg(feature = "testing")]
    fn taken(&self) -> Option<T>;
}

impl<E: 'static> Put<i64> for Option<Id<E>> {
    fn put(&mut self, value: i64) {
        *self = Some(Id::new(value));
    }

    #[cfg(feature = "testing")]
    fn taken(&self) -> Option<i64> {
        self.map(Id::get)
    }
}

/// Takes a text that the reader found.
pub trait PutText: Any {
    /// Takes it.
    fn put_text(&mut self, text: &str);

    /// The option that it has taken: its machine name, and what the site stores for it.
    #[cfg(feature = "testing")]
    fn taken_texts(&self) -> Option<[&str; 2]>;
}

impl<O: OptionList> PutText for Option<O> {
    fn put_text(&mut self, text: &str) {
        *self = Some(O::from_text(text));
    }

    #[cfg(feature = "testing")]
    fn taken_texts(&self) -> Option<[&str; 2]> {
        self.as_ref()
            .map(|option| [option.as_str(), option.stored()])
    }
}

/// Reads the value that is next on the wire into a slot.
pub type ReadInto<'r> = dyn FnMut(Slot<'_>) -> Result<(), Misfit> + 'r;

/// A list that takes its elements one by one.
pub trait List: Any {
    /// Makes the list empty, but there.
    fn start(&mut self);

    /// Reads one more element with `read`; one that turns out to be `null` is left out.
    ///
    /// # Errors
    ///
    /// What `read` fails with.
    fn element(&mut self, read: &mut ReadInto<'_>) -> Result<(), Misfit>;

    /// Forgets the list: there is none.
    fn forget(&mut self);

    /// Takes the elements out again, each as a filled slot; whether the list was there.
    #[cfg(feature = "testing")]
    fn take_elements(&mut self, each: &mut dyn FnMut(Slot<'_>)) -> bool;
}

impl<T: Value> List for Option<Vec<T>> {
    fn start(&mut self) {
        *self = Some(Vec::new());
    }

    fn element(&mut self, read: &mut ReadInto<'_>) -> Result<(), Misfit> {
        let mut place = None;
        read(T::slot(&mut place))?;
        if let Some(value) = place {
            self.get_or_insert_with(Vec::new).push(value);
        }
        Ok(())
    }

    fn forget(&mut self) {
        *self = None;
    }

    #[cfg(feature = "testing")]
    fn take_elements(&mut self, each: &mut dyn FnMut(Slot<'_>)) -> bool {
        let list = self.take();
        let there = list.is_some();
        for value in list.into_iter().flatten() {
            each(T::slot(&mut Some(value)));
        }
        there
    }
}

/// A map that takes its entries one by one.
pub trait Map: Any {
    /// Makes the map empty, but there.
    fn start(&mut self);

    /// Reads one more entry with `read`; a value that turns out to be `null` is left out.
    ///
    /// # Errors
    ///
    /// What `read` fails with.
    fn entry(&mut self, key: &str, read: &mut ReadInto<'_>) -> Result<(), Misfit>;

    /// Forgets the map: there is none.
    fn forget(&mut self);

    /// Takes the entries out again, each with its value as a filled slot; whether the map was there.
    #[cfg(feature = "testing")]
    fn take_entries(&mut self, each: &mut dyn FnMut(&str, Slot<'_>)) -> bool;
}

impl<T: Value> Map for Option<BTreeMap<String, T>> {
    fn start(&mut self) {
        *self = Some(BTreeMap::new());
    }

    fn entry(&mut self, key: &str, read: &mut ReadInto<'_>) -> Result<(), Misfit> {
        let mut place = None;
        read(T::slot(&mut place))?;
        if let Some(value) = place {
            self.get_or_insert_with(BTreeMap::new)
                .insert(key.to_owned(), value);
        }
        Ok(())
    }

    fn forget(&mut self) {
        *self = None;
    }

    #[cfg(feature = "testing")]
    fn take_entries(&mut self, each: &mut dyn FnMut(&str, Slot<'_>)) -> bool {
        let map = self.take();
        let there = map.is_some();
        for (key, value) in map.into_iter().flatten() {
            each(&key, T::slot(&mut Some(value)));
        }
        there
    }
}

/// Reads itself from a column's JSON text: chained rows, and types of the caller's own.
pub trait Decode: Any {
    /// Reads the JSON text of one value that is not `null`.
    ///
    /// # Errors
    ///
    /// When the value is not what this reads; [`Misfit::new`] says what was expected.
    fn decode(&mut self, json: &[u8]) -> Result<(), Misfit>;
}

/// A type of your own that a field is read as, from the column's JSON text: what
/// `[generate.types]` of `civi.toml` names.
///
/// ```
/// use civi_runtime::row::{FromColumn, Misfit};
/// use civi_runtime::{Slot, Value};
///
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Postcode(String);
///
/// impl FromColumn for Postcode {
///     fn from_column(json: &[u8]) -> Result<Self, Misfit> {
///         serde_json::from_slice(json)
///             .map(Postcode)
///             .map_err(|_| Misfit::new("a postcode", json))
///     }
/// }
///
/// impl Value for Postcode {
///     fn slot(place: &mut Option<Self>) -> Slot<'_> {
///         Slot::Custom(place)
///     }
/// }
///
/// let mut place = None;
/// if let Slot::Custom(slot) = Postcode::slot(&mut place) {
///     slot.decode(br#""1010 AB""#)?;
/// }
/// assert_eq!(place, Some(Postcode("1010 AB".to_owned())));
/// # Ok::<(), Misfit>(())
/// ```
pub trait FromColumn: Sized + 'static {
    /// Reads the JSON text of one value that is not `null`.
    ///
    /// # Errors
    ///
    /// When the value is not what this reads; [`Misfit::new`] says what was expected.
    fn from_column(json: &[u8]) -> Result<Self, Misfit>;
}

impl<T: FromColumn> Decode for Option<T> {
    fn decode(&mut self, json: &[u8]) -> Result<(), Misfit> {
        *self = Some(T::from_column(json)?);
        Ok(())
    }
}
