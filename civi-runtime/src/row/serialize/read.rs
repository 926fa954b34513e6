//! A row from a struct or a map with the columns' names on the wire, or from a sequence of columns.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use crate::row::{List, Map, Misfit, Record, Slot};

/// Reads a row; a column that is missing has no value, one that the row does not have is skipped.
///
/// # Errors
///
/// Where a value is not what its column holds.
pub fn read<'de, R: Record, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    deserializer.deserialize_struct("Row", R::COLUMNS, RowVisitor(PhantomData))
}

struct RowVisitor<R>(PhantomData<fn() -> R>);

impl<'de, R: Record> Visitor<'de> for RowVisitor<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<R, A::Error> {
        let mut row = R::default();
        while let Some(column) = map.next_key_seed(Column(R::COLUMNS))? {
            match column {
                Some(column) => map.next_value_seed(Place(row.slot(column)))?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(row)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut columns: A) -> Result<R, A::Error> {
        let mut row = R::default();
        for column in 0..R::COLUMNS.len() {
            columns
                .next_element_seed(Place(row.slot(column)))?
                .ok_or_else(|| A::Error::invalid_length(column, &self))?;
        }
        Ok(row)
    }
}

/// Reads which column a key names; `None` for one that the row does not have.
struct Column(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Column {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Column {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|column| *column == name))
    }

    fn visit_u64<E: Error>(self, index: u64) -> Result<Self::Value, E> {
        Ok(usize::try_from(index).ok().filter(|at| *at < self.0.len()))
    }
}

/// Reads a value into a slot; null leaves it as it is.
struct Place<'a>(Slot<'a>);

/// Reads a value of the slot's own type.
fn own<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    place: &mut Option<T>,
    deserializer: D,
) -> Result<(), D::Error> {
    *place = Deserialize::deserialize(deserializer)?;
    Ok(())
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            Slot::Skip => IgnoredAny::deserialize(from).map(|_| ()),
            Slot::Boolean(place) => own(place, from),
            Slot::Integer(place) => own(place, from),
            Slot::Float(place) => own(place, from),
            Slot::Text(place) => own(place, from),
            Slot::Decimal(place) => own(place, from),
            Slot::Date(place) => own(place, from),
            Slot::Timestamp(place) => own(place, from),
            Slot::Time(place) => own(place, from),
            Slot::Json(place) => own(place, from),
            Slot::Key(place) => {
                if let Some(number) = Option::deserialize(from)? {
                    place.put(number);
                }
                Ok(())
            }
            Slot::ListOption(place) => {
                if let Some(text) = Option::<String>::deserialize(from)? {
                    place.put_text(&text);
                }
                Ok(())
            }
            Slot::List(list) => from.deserialize_option(Elements(list)),
            Slot::Map(map) => from.deserialize_option(Entries(map)),
            Slot::Custom(place) => match Option::<Json>::deserialize(from)? {
                None => Ok(()),
                Some(json) => place
                    .decode(json.to_string().as_bytes())
                    .map_err(D::Error::custom),
            },
        }
    }
}

/// The outcome of reading one element of a list or a map: [`Misfit`] can't hold what serde says, so
/// that is kept beside it.
struct Kept<E> {
    error: Option<E>,
    ended: bool,
}

impl<E: Error> Kept<E> {
    fn new() -> Self {
        Kept {
            error: None,
            ended: false,
        }
    }

    fn take(&mut self, read: Result<bool, E>) -> Result<(), Misfit> {
        match read {
            Ok(found) => self.ended = !found,
            Err(error) => {
                self.error = Some(error);
                return Err(Misfit::new("a value", b""));
            }
        }
        Ok(())
    }

    fn or(self, outcome: Result<(), Misfit>) -> Result<bool, E> {
        match (self.error, outcome) {
            (Some(error), _) => Err(error),
            (None, Err(misfit)) => Err(E::custom(misfit)),
            (None, Ok(())) => Ok(!self.ended),
        }
    }
}

struct Elements<'a>(&'a mut (dyn List + 'static));

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.0.start();
        loop {
            let mut kept = Kept::new();
            let outcome = self.0.element(&mut |slot| {
                kept.take(
                    elements
                        .next_element_seed(Place(slot))
                        .map(|one| one.is_some()),
                )
            });
            if !kept.or(outcome)? {
                return Ok(());
            }
        }
    }
}

struct Entries<'a>(&'a mut (dyn Map + 'static));

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.start();
        while let Some(key) = entries.next_key::<String>()? {
            let mut kept = Kept::new();
            let outcome = self.0.entry(&key, &mut |slot| {
                kept.take(entries.next_value_seed(Place(slot)).map(|()| true))
            });
            kept.or(outcome)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rust_decimal::Decimal;
    use serde_json::Value as Json;

    use crate::Record;
    use crate::Slot;
    use crate::row::Value;
    use crate::value::{Date, DateTime, Id, Time};

    crate::option_list! {
        enum Gender, Unlisted {
            Female = 0, "Female", "1", "Woman";
        }
    }

    #[derive(Default)]
    struct Row {
        id: Option<Id<Row>>,
        text: Option<String>,
        on: Option<bool>,
        number: Option<i64>,
        float: Option<f64>,
        amount: Option<Decimal>,
        date: Option<Date>,
        at: Option<DateTime>,
        time: Option<Time>,
        gender: Option<Gender>,
        keys: Option<Vec<Id<Row>>>,
        amounts: Option<Vec<Decimal>>,
        map: Option<BTreeMap<String, i64>>,
        json: Option<Json>,
    }

    impl Record for Row {
        const COLUMNS: &'static [&'static str] = &[
            "id",
            "my_group.text",
            "on",
            "number",
            "float",
            "amount",
            "date",
            "at",
            "time",
            "gender:name",
            "keys",
            "amounts",
            "map",
            "json",
        ];

        fn slot(&mut self, column: usize) -> Slot<'_> {
            match column {
                0 => Value::slot(&mut self.id),
                1 => Value::slot(&mut self.text),
                2 => Value::slot(&mut self.on),
                3 => Value::slot(&mut self.number),
                4 => Value::slot(&mut self.float),
                5 => Value::slot(&mut self.amount),
                6 => Value::slot(&mut self.date),
                7 => Value::slot(&mut self.at),
                8 => Value::slot(&mut self.time),
                9 => Value::slot(&mut self.gender),
                10 => Value::slot(&mut self.keys),
                11 => Value::slot(&mut self.amounts),
                12 => Value::slot(&mut self.map),
                13 => Value::slot(&mut self.json),
                _ => Slot::Skip,
            }
        }
    }

    crate::serialize_row! {
        Row;
        0 => id;
        1 => text;
        2 => on;
        3 => number;
        4 => float;
        5 => amount;
        6 => date;
        7 => at;
        8 => time;
        9 => gender;
        10 => keys;
        11 => amounts;
        12 => map;
        13 => json;
    }
    crate::deserialize_row!(Row);

    const FULL: &str = r#"{"id":7,"my_group.text":"x","on":true,"number":3,"float":1.5,"amount":"250.00","date":"2026-01-02","at":"2026-01-02T03:04:05","time":"03:04:05","gender:name":"Female","keys":[1,2],"amounts":["1.0","2"],"map":{"a":1},"json":{"b":[null]}}"#;

    #[test]
    fn a_row_is_written_by_its_names_on_the_wire_and_read_again() {
        let row: Row = serde_json::from_str(FULL).unwrap();
        assert_eq!(row.amount, Some(Decimal::new(25000, 2)));
        assert_eq!(row.gender, Some(Gender::Female));
        assert_eq!(serde_json::to_string(&row).unwrap(), FULL);
        let columns = Json::Array(
            Row::COLUMNS
                .iter()
                .map(|name| serde_json::from_str::<Json>(FULL).unwrap()[name].clone())
                .collect(),
        );
        let from_columns: Row = serde_json::from_value(columns).unwrap();
        assert_eq!(serde_json::to_string(&from_columns).unwrap(), FULL);
    }

    #[test]
    fn what_has_no_value_is_null_and_may_be_missing() {
        let row: Row = serde_json::from_str(r#"{"keys":null,"map":null,"more":[{}]}"#).unwrap();
        let json: Json = serde_json::to_value(&row).unwrap();
        assert!(json.as_object().unwrap().values().all(Json::is_null));
        assert_eq!(json.as_object().unwrap().len(), Row::COLUMNS.len());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for wrong in [
            r#"{"id":"x"}"#,
            r#"{"keys":[1,"x"]}"#,
            r#"{"map":{"a":"x"}}"#,
            r#"{"date":"1970"}"#,
            "[1]",
            "7",
        ] {
            assert!(serde_json::from_str::<Row>(wrong).is_err(), "{wrong}");
        }
    }
}
