//! From the next JSON value into a slot: every leniency of reading is here and nowhere else.

use rust_decimal::Decimal;

use super::date::{self, Dated};
use super::misfit::Misfit;
use super::number;
use super::slot::{List, Map, Slot};
use super::unreadable;
use crate::json::{Json, JsonType, key_text};

/// Reads the next value into a slot; whether it was `null`.
pub(super) fn fill(json: &mut Json<'_>, slot: Slot<'_>) -> Result<bool, Misfit> {
    if let Slot::Skip = slot {
        json.skip()?;
        return Ok(false);
    }
    let slot = match at_once(json, slot) {
        Some(slot) => slot,
        None => return Ok(false),
    };
    let json_type = json.json_type()?;
    if json_type == JsonType::Null {
        json.null()?;
        return Ok(true);
    }
    match slot {
        Slot::Skip => {}
        Slot::Boolean(place) => boolean(json, json_type, place)?,
        Slot::Integer(place) => {
            if let Some(value) = integer(json, json_type)? {
                *place = Some(value);
            }
        }
        Slot::Key(place) => {
            if let Some(value) = integer(json, json_type)? {
                place.put(value);
            }
        }
        Slot::Float(place) => {
            numeric(json, json_type, "a number", number::float, place)?;
        }
        Slot::Decimal(place) => {
            amount(json, json_type, place)?;
        }
        Slot::Text(place) if json_type == JsonType::Text => *place = Some(json.text()?.to_owned()),
        Slot::Text(place) => {
            text(json, json_type, &mut |value| {
                *place = Some(value.to_owned())
            })?;
        }
        Slot::ListOption(place) => text(json, json_type, &mut |value| place.put_text(value))?,
        Slot::Date(place) => dated(json, json_type, "a date (YYYY-MM-DD)", date::date, place)?,
        Slot::Timestamp(place) => dated(
            json,
            json_type,
            "a timestamp (YYYY-MM-DD HH:MM:SS)",
            date::timestamp,
            place,
        )?,
        Slot::Time(place) => dated(json, json_type, "a time (HH:MM:SS)", date::time, place)?,
        Slot::Json(place) => {
            let raw = json.skip()?;
            *place = Some(
                serde_json::from_str(raw)
                    .map_err(|e| Misfit::said("JSON", format!("JSON that can't be kept ({e})")))?,
            );
        }
        Slot::List(list) => fill_list(json, json_type, list)?,
        Slot::Map(map) => fill_map(json, json_type, map)?,
        Slot::Custom(decode) => decode.decode(json.skip()?.as_bytes())?,
    }
    Ok(false)
}

/// What rows are mostly made of, in the form that sites mostly write, without a look at what else it
/// could be: gives the slot back where it is anything else.
#[inline]
fn at_once<'s>(json: &mut Json<'_>, slot: Slot<'s>) -> Option<Slot<'s>> {
    match slot {
        Slot::Text(place) => match json.take_text() {
            Some(text) => *place = Some(text.to_owned()),
            None => return Some(Slot::Text(place)),
        },
        Slot::Boolean(place) => match json.take_bool() {
            Some(value) => *place = Some(value),
            None => return Some(Slot::Boolean(place)),
        },
        Slot::Integer(place) => match json.take_integer() {
            Some(value) => *place = Some(value),
            None => return Some(Slot::Integer(place)),
        },
        Slot::Key(place) => match json.take_integer() {
            Some(value) => place.put(value),
            None => return Some(Slot::Key(place)),
        },
        Slot::ListOption(place) => match json.take_text() {
            Some(text) => place.put_text(text),
            None => return Some(Slot::ListOption(place)),
        },
        Slot::Date(place) => match json.take_text_if(date::plain) {
            Some(value) => *place = Some(value),
            None => return Some(Slot::Date(place)),
        },
        Slot::Timestamp(place) => match json.take_text_if(date::plain_timestamp) {
            Some(value) => *place = Some(value),
            None => return Some(Slot::Timestamp(place)),
        },
        other => return Some(other),
    }
    None
}

fn boolean(
    json: &mut Json<'_>,
    json_type: JsonType,
    place: &mut Option<bool>,
) -> Result<(), Misfit> {
    const EXPECTED: &str = "true or false";
    match json_type {
        JsonType::Bool => *place = Some(json.bool()?),
        JsonType::Number => {
            let text = json.number()?;
            *place = Some(match text {
                "0" => false,
                "1" => true,
                _ => return Err(Misfit::new(EXPECTED, text.as_bytes())),
            });
        }
        JsonType::Text => match json.text()?.trim() {
            "" => {}
            "0" => *place = Some(false),
            "1" => *place = Some(true),
            other => return Err(Misfit::text(EXPECTED, other)),
        },
        _ => return Err(wrong(json, EXPECTED)),
    }
    Ok(())
}

fn integer(json: &mut Json<'_>, json_type: JsonType) -> Result<Option<i64>, Misfit> {
    const EXPECTED: &str = "a whole number";
    match json_type {
        JsonType::Number => match json.integer()? {
            Ok(value) => Ok(Some(value)),
            Err(text) => match number::integer(text) {
                Some(value) => Ok(Some(value)),
                None => Err(Misfit::new(EXPECTED, text.as_bytes())),
            },
        },
        JsonType::Text => match json.text()?.trim() {
            "" => Ok(None),
            text => match number::integer(text) {
                Some(value) => Ok(Some(value)),
                None => Err(Misfit::text(EXPECTED, text)),
            },
        },
        JsonType::Bool => Ok(Some(i64::from(json.bool()?))),
        _ => Err(wrong(json, EXPECTED)),
    }
}

/// An amount: digit by digit where it is text, and where it is a number as what PHP's float meant.
fn amount(
    json: &mut Json<'_>,
    json_type: JsonType,
    place: &mut Option<Decimal>,
) -> Result<(), Misfit> {
    let parse = match json_type {
        JsonType::Number => number::of_float,
        _ => number::decimal,
    };
    numeric(json, json_type, "an amount", parse, place)
}

fn numeric<T>(
    json: &mut Json<'_>,
    json_type: JsonType,
    expected: &str,
    parse: fn(&str) -> Option<T>,
    place: &mut Option<T>,
) -> Result<(), Misfit> {
    let value = match json_type {
        JsonType::Number => {
            let text = json.number()?;
            parse(text).ok_or_else(|| Misfit::new(expected, text.as_bytes()))?
        }
        JsonType::Text => match json.text()?.trim() {
            "" => return Ok(()),
            text => parse(text).ok_or_else(|| Misfit::text(expected, text))?,
        },
        _ => return Err(wrong(json, expected)),
    };
    *place = Some(value);
    Ok(())
}

fn text(json: &mut Json<'_>, json_type: JsonType, put: &mut dyn FnMut(&str)) -> Result<(), Misfit> {
    match json_type {
        JsonType::Text => put(json.text()?),
        JsonType::Number => put(json.number()?),
        JsonType::Bool => put(if json.bool()? { "true" } else { "false" }),
        // A site declares some columns as text that hold a list or an object (APIv4 wire contract
        // §12.2): what it wrote is kept.
        JsonType::List | JsonType::Map => put(json.skip()?),
        JsonType::Null => return Err(wrong(json, "a text")),
    }
    Ok(())
}

const NO_CALENDAR_HAS_IT: &str = "; no calendar has this date: correct it on the site, read the \
    field as text, or let the client read such dates as no value (`unreadable_dates`)";

fn dated<T>(
    json: &mut Json<'_>,
    json_type: JsonType,
    expected: &str,
    parse: fn(&str) -> Dated<T>,
    place: &mut Option<T>,
) -> Result<(), Misfit> {
    let text = match json_type {
        JsonType::Text => json.text()?,
        // Compact dates of write results can lose their quotes.
        JsonType::Number => json.number()?,
        _ => return Err(wrong(json, expected)),
    };
    match parse(text) {
        Dated::Value(value) => *place = Some(value),
        Dated::Nothing => {}
        Dated::Wrong => {
            let text = text.to_owned();
            if !date::is_calendar_form(&text) {
                return Err(Misfit::text(expected, &text));
            }
            if !unreadable::leave_out_date() {
                let refused = Misfit::text(expected, &text).with_hint(NO_CALENDAR_HAS_IT);
                return Err(refused.never_kept());
            }
        }
    }
    Ok(())
}

/// What PHP writes for a list: a JSON list, an object when its keys have gaps, `""` when it is
/// empty, and before it is unserialised the separated text or the value alone. CiviCRM 5.39
/// writes `[""]` for an empty one.
fn fill_list(json: &mut Json<'_>, json_type: JsonType, list: &mut dyn List) -> Result<(), Misfit> {
    list.start();
    match json_type {
        JsonType::List if json.take_list_of_nothing() => {}
        JsonType::List => {
            let mut number = 0;
            let mut more = json.list()?;
            while more {
                number += 1;
                element(json, list).map_err(|e| e.in_element(number))?;
                more = json.more()?;
            }
        }
        JsonType::Map => {
            let mut number = 0;
            let mut more = json.map()?.is_some();
            while more {
                number += 1;
                element(json, list).map_err(|e| e.in_element(number))?;
                more = json.key()?.is_some();
            }
        }
        JsonType::Text => {
            let text = json.text()?.to_owned();
            if text.is_empty() {
                return Ok(());
            }
            let separated = text.trim_matches(SEPARATOR);
            for (at, part) in separated.split(SEPARATOR).enumerate() {
                let quoted = serde_json::to_vec(part)
                    .map_err(|e| Misfit::said("a list", format!("text ({e})")))?;
                element(&mut Json::new(&quoted), list).map_err(|e| e.in_element(at + 1))?;
            }
        }
        _ => element(json, list)?,
    }
    Ok(())
}

/// What stands between the values of a list in the database.
const SEPARATOR: char = '\u{1}';

fn element(json: &mut Json<'_>, list: &mut dyn List) -> Result<(), Misfit> {
    list.element(&mut |slot| fill(json, slot).map(drop))
}

fn fill_map(json: &mut Json<'_>, json_type: JsonType, map: &mut dyn Map) -> Result<(), Misfit> {
    map.start();
    match json_type {
        JsonType::Map => {
            let mut next = json.map()?.map(key_text);
            while let Some(key) = next {
                map.entry(&key, &mut |slot| fill(json, slot).map(drop))
                    .map_err(|e| e.in_field(key.as_str()))?;
                next = json.key()?.map(key_text);
            }
        }
        JsonType::List => {
            let mut position = 0_usize;
            let mut more = json.list()?;
            while more {
                let key = position.to_string();
                map.entry(&key, &mut |slot| fill(json, slot).map(drop))
                    .map_err(|e| e.in_element(position + 1))?;
                position += 1;
                more = json.more()?;
            }
        }
        JsonType::Text => {
            let text = json.text()?;
            if !text.is_empty() {
                return Err(Misfit::text("an object", text));
            }
        }
        _ => return Err(wrong(json, "an object")),
    }
    Ok(())
}

/// The next value is not what was expected.
fn wrong(json: &mut Json<'_>, expected: &str) -> Misfit {
    match json.skip() {
        Ok(raw) => Misfit::new(expected, raw.as_bytes()),
        Err(broken) => broken.into(),
    }
}
