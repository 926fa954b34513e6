//! How each part of a schema is written as JSON and read back.
//!
//! Facts that have their usual value are left out: a field is nullable, writable and known to all
//! of `get`, `create` and `update` unless its entry says otherwise.

mod action;
mod entity;
mod field;
mod option;
mod site;

pub(super) use entity::{entity_doc, read_entity};
pub(super) use option::{list_doc, read_list};
pub(super) use site::{read_site, site_doc};

use std::collections::BTreeMap;

use serde_json::Value;

use super::text::{Doc, Facts};
use crate::error::Mismatch;
use crate::json;

/// A map of strings, one a line.
fn put_pairs(facts: &mut Facts, key: &str, pairs: &BTreeMap<String, String>) {
    facts.map(
        key,
        pairs
            .iter()
            .map(|(from, to)| (from.clone(), Doc::Line(Value::from(to.clone())))),
    );
}

/// A map of strings; empty where there is none.
fn read_pairs(
    map: &serde_json::Map<String, Value>,
    key: &str,
) -> Result<BTreeMap<String, String>, Mismatch> {
    named(map, key, |_, value| json::text(value).map(str::to_owned))
}

/// Reads each value of the object under `key`; empty where there is none.
fn named<T>(
    map: &serde_json::Map<String, Value>,
    key: &str,
    read: impl Fn(&str, &Value) -> Result<T, Mismatch>,
) -> Result<BTreeMap<String, T>, Mismatch> {
    let Some(value) = json::get(map, key) else {
        return Ok(BTreeMap::new());
    };
    json::object(value)
        .and_then(|entries| {
            entries
                .iter()
                .map(|(name, value)| {
                    let read = read(name, value).map_err(|e| e.within(name.as_str()))?;
                    Ok((name.clone(), read))
                })
                .collect()
        })
        .map_err(|e| e.within(key))
}
