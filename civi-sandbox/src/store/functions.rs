//! The SQL functions that MySQL has and SQLite hasn't, and those that queries need.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use regex::Regex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Result};

use super::fold::{compare, fold, is_like};
use super::{Registry, stored_text};
use crate::json::Json;

/// What every function is that gives the same for the same.
pub(super) const PURE: FunctionFlags = FunctionFlags::SQLITE_UTF8
    .union(FunctionFlags::SQLITE_DETERMINISTIC)
    .union(FunctionFlags::SQLITE_INNOCUOUS);

/// Makes all of them known to a connection.
pub(super) fn register(connection: &Connection, registry: &Registry) -> Result<()> {
    connection.create_collation("civi", compare)?;
    matching(connection)?;
    text(connection)?;
    lists(connection, registry)
}

/// An argument as text; `None` for null.
pub(super) fn argument(context: &Context<'_>, at: usize) -> Option<String> {
    let value: Value = context.get(at).ok()?;
    stored_text(&value)
}

fn matching(connection: &Connection) -> Result<()> {
    connection.create_scalar_function("civi_like", 2, PURE, |context| {
        let (text, pattern) = (argument(context, 0), argument(context, 1));
        Ok(text
            .zip(pattern)
            .map(|(text, pattern)| is_like(&text, &pattern)))
    })?;
    connection.create_scalar_function("civi_contains", 2, PURE, |context| {
        let (text, part) = (argument(context, 0), argument(context, 1));
        Ok(text
            .zip(part)
            .map(|(text, part)| is_like(&text, &format!("%{part}%"))))
    })?;
    // Patterns are compiled once; a pattern that is none is an error of the database.
    let ready: Mutex<HashMap<(String, bool), Regex>> = Mutex::default();
    connection.create_scalar_function("civi_regexp", 3, PURE, move |context| {
        let (Some(text), Some(pattern)) = (argument(context, 0), argument(context, 1)) else {
            return Ok(None);
        };
        let binary: bool = context.get(2)?;
        let mut ready = ready.lock().unwrap_or_else(PoisonError::into_inner);
        if ready.len() > 100 {
            ready.clear();
        }
        let key = (pattern, binary);
        if let Some(regex) = ready.get(&key) {
            return Ok(Some(regex.is_match(&text)));
        }
        let regex = super::pattern::regex(&key.0, binary);
        let regex = regex.map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
        let found = regex.is_match(&text);
        ready.insert(key, regex);
        Ok(Some(found))
    })
}

fn text(connection: &Connection) -> Result<()> {
    // A decimal as MySQL writes it, with all digits of its column.
    connection.create_scalar_function("civi_decimal", 2, PURE, |context| {
        let value = argument(context, 0).and_then(|text| text.parse::<f64>().ok());
        let digits = usize::try_from(number(context, 1)).unwrap_or(0);
        Ok(value.map(|value| format!("{value:.digits$}")))
    })?;
    connection.create_scalar_function("civi_concat", -1, PURE, |context| {
        let parts: Option<Vec<String>> =
            (0..context.len()).map(|at| argument(context, at)).collect();
        Ok(parts.map(|parts| parts.concat()))
    })?;
    connection.create_scalar_function("civi_concat_ws", -1, PURE, |context| {
        let Some(between) = argument(context, 0) else {
            return Ok(None);
        };
        let parts: Vec<String> = (1..context.len())
            .filter_map(|at| argument(context, at))
            .collect();
        Ok(Some(parts.join(&between)))
    })?;
    connection.create_scalar_function("civi_substring", -1, PURE, |context| {
        let Some(text) = argument(context, 0) else {
            return Ok(None);
        };
        let count = if context.len() > 2 {
            Some(number(context, 2))
        } else {
            None
        };
        Ok(Some(substring(&text, number(context, 1), count)))
    })?;
    connection.create_scalar_function("civi_left", 2, PURE, |context| {
        let count = usize::try_from(number(context, 1)).unwrap_or(0);
        Ok(argument(context, 0).map(|text| text.chars().take(count).collect::<String>()))
    })?;
    connection.create_scalar_function("civi_right", 2, PURE, |context| {
        let count = usize::try_from(number(context, 1)).unwrap_or(0);
        Ok(argument(context, 0).map(|text| {
            let skip = text.chars().count().saturating_sub(count);
            text.chars().skip(skip).collect::<String>()
        }))
    })?;
    connection.create_scalar_function("civi_lower", 1, PURE, |context| {
        Ok(argument(context, 0).map(|text| text.to_lowercase()))
    })?;
    connection.create_scalar_function("civi_upper", 1, PURE, |context| {
        Ok(argument(context, 0).map(|text| text.to_uppercase()))
    })?;
    let free = FunctionFlags::SQLITE_UTF8;
    connection.create_scalar_function("civi_rand", 0, free, |_| {
        let mut bytes = [0_u8; 4];
        let random = ring::rand::SystemRandom::new();
        let _ = ring::rand::SecureRandom::fill(&random, &mut bytes);
        Ok(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX))
    })
}

/// A whole number among the arguments.
pub(super) fn number(context: &Context<'_>, at: usize) -> i64 {
    match context.get_raw(at) {
        ValueRef::Integer(number) => number,
        #[allow(clippy::cast_possible_truncation, reason = "it saturates")]
        ValueRef::Real(number) => number.round() as i64,
        _ => argument(context, at)
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(0),
    }
}

/// MySQL's `SUBSTRING`: it counts from 1, or from the end.
fn substring(text: &str, start: i64, count: Option<i64>) -> String {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let from = match start {
        0 => return String::new(),
        start if start > 0 => start - 1,
        start if start.saturating_neg() > length => return String::new(),
        start => length + start,
    };
    let skip = usize::try_from(from).unwrap_or(usize::MAX);
    let take = count.map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(0));
    text.chars().skip(skip).take(take).collect()
}

fn lists(connection: &Connection, registry: &Registry) -> Result<()> {
    // Whether a list in a cell has an element.
    connection.create_scalar_function("civi_has", 2, PURE, |context| {
        let (Some(list), Some(wanted)) = (argument(context, 0), argument(context, 1)) else {
            return Ok(None);
        };
        let wanted = fold(&wanted);
        let list = Json::parse(list.as_bytes()).unwrap_or_default();
        let is_it = |item: &&Json| item.to_text().is_some_and(|text| fold(&text) == wanted);
        Ok(Some(list.items().iter().any(is_it)))
    })?;
    // The elements of a list as one text, and one element counted from 1 or from the end.
    connection.create_scalar_function("civi_join", 2, PURE, |context| {
        let (Some(list), Some(between)) = (argument(context, 0), argument(context, 1)) else {
            return Ok(None);
        };
        let list = Json::parse(list.as_bytes()).unwrap_or_default();
        let texts: Vec<String> = list
            .items()
            .iter()
            .filter_map(|item| item.to_text())
            .collect();
        Ok((!texts.is_empty()).then(|| texts.join(&between)))
    })?;
    connection.create_scalar_function("civi_nth", 2, PURE, |context| {
        let Some(list) = argument(context, 0) else {
            return Ok(Value::Null);
        };
        let list = Json::parse(list.as_bytes()).unwrap_or_default();
        let items = list.items();
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let nth = number(context, 1);
        let at = if nth < 0 {
            length.saturating_add(nth)
        } else {
            nth - 1
        };
        let item = usize::try_from(at)
            .ok()
            .and_then(|at| items.get(at).copied());
        Ok(match item {
            Some(Json::Int(number)) => Value::Integer(*number),
            Some(Json::Float(number)) => Value::Real(*number),
            Some(other) => other.to_text().map_or(Value::Null, Value::Text),
            None => Value::Null,
        })
    })?;
    let lists = registry.clone();
    let volatile = FunctionFlags::SQLITE_UTF8;
    connection.create_scalar_function("civi_option", 3, volatile, move |context| {
        let lists = lists.lock().unwrap_or_else(PoisonError::into_inner);
        let at = usize::try_from(number(context, 0)).unwrap_or(usize::MAX);
        let (Some(id), Some(suffix)) = (argument(context, 1), argument(context, 2)) else {
            return Ok(None);
        };
        let option = lists.get(at).and_then(|options| options.by_id(&id));
        Ok(option
            .and_then(|option| option.suffix(&suffix))
            .and_then(|text| text.as_str().map(ToOwned::to_owned)))
    })
}

#[cfg(test)]
mod tests {
    use super::substring;

    #[test]
    fn substrings_count_from_one_or_from_the_end() {
        assert_eq!(substring("Lovelace", 2, Some(3)), "ove");
        assert_eq!(substring("Lovelace", -3, Some(2)), "ac");
        assert_eq!(substring("Lovelace", 0, None), "");
        assert_eq!(substring("ä", i64::MIN, Some(-1)), "");
    }
}
