//! A row struct of bindings as the JSON that it would have been read from.

use jiff::civil::{DateTime, Time};
use serde_json::{Map, Number, Value as Json};

use crate::query::values::IntoWire;
use crate::row::{Record, Slot};

/// The columns that have a value.
pub(super) fn columns<R: Record>(mut row: R) -> Map<String, Json> {
    let mut columns = Map::new();
    for (column, name) in R::COLUMNS.iter().enumerate() {
        if let Some(value) = json(row.slot(column), name) {
            columns.insert((*name).to_owned(), value);
        }
    }
    columns
}

/// What a slot holds, as the site sends it in the column at `path`.
fn json(slot: Slot<'_>, path: &str) -> Option<Json> {
    match slot {
        Slot::Skip | Slot::Custom(_) => None,
        Slot::Boolean(place) => place.map(Json::from),
        Slot::Integer(place) => place.map(Json::from),
        Slot::Float(place) => place.and_then(Number::from_f64).map(Json::from),
        Slot::Text(place) => place.take().map(Json::from),
        Slot::Decimal(place) => place.map(|amount| Json::from(amount.to_string())),
        Slot::Date(place) => place.map(|date| Json::from(date.to_string())),
        Slot::Timestamp(place) => place.map(|moment| IntoWire::<DateTime>::into_wire(moment).value),
        Slot::Time(place) => place.map(|time| IntoWire::<Time>::into_wire(time).value),
        Slot::Json(place) => place.take(),
        Slot::Key(place) => place.taken().map(Json::from),
        Slot::ListOption(place) => place.taken_texts().map(|[name, stored]| {
            Json::from(if path.ends_with(":name") {
                name
            } else {
                stored
            })
        }),
        Slot::List(list) => {
            let mut elements = Vec::new();
            list.take_elements(&mut |slot| elements.extend(json(slot, path)))
                .then_some(Json::Array(elements))
        }
        Slot::Map(map) => {
            let mut entries = Map::new();
            map.take_entries(&mut |key, slot| {
                if let Some(value) = json(slot, path) {
                    entries.insert(key.to_owned(), value);
                }
            })
            .then_some(Json::Object(entries))
        }
    }
}
