//! What sums up the rows of a group, and SQLite hasn't.

use std::collections::HashSet;

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::Value;
use rusqlite::{Connection, Result};

use super::fold::fold;
use super::functions::number;
use super::stored_text;
use crate::json::Json;

/// Which values of a group are left out, besides nulls.
pub(crate) mod repeats {
    /// None.
    pub(crate) const KEPT: i64 = 0;
    /// Those that are equal to one before.
    pub(crate) const OF_VALUE: i64 = 1;
    /// Those of a row that a join has doubled.
    pub(crate) const OF_ROW: i64 = 2;
}

/// Makes all of them known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        .union(FunctionFlags::SQLITE_DETERMINISTIC)
        .union(FunctionFlags::SQLITE_INNOCUOUS);
    connection.create_aggregate_function("civi_first", 1, flags, First)?;
    connection.create_aggregate_function("civi_gather", 3, flags, Gather)
}

/// The value of a group's first row, null or not: what MySQL takes for a column that rows are not
/// grouped by.
struct First;

impl Aggregate<Option<Value>, Value> for First {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<Value>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, first: &mut Option<Value>) -> Result<()> {
        if first.is_none() {
            *first = Some(context.get(0)?);
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, first: Option<Option<Value>>) -> Result<Value> {
        Ok(first.flatten().unwrap_or(Value::Null))
    }
}

/// All values of a group that are not null, as JSON: `civi_gather(value, key of the row, repeats)`.
struct Gather;

/// What was gathered so far.
#[derive(Default)]
struct Gathered {
    values: Vec<Json>,
    seen: HashSet<String>,
}

impl Aggregate<Gathered, Option<String>> for Gather {
    fn init(&self, _: &mut Context<'_>) -> Result<Gathered> {
        Ok(Gathered::default())
    }

    fn step(&self, context: &mut Context<'_>, gathered: &mut Gathered) -> Result<()> {
        let value: Value = context.get(0)?;
        let Some(text) = stored_text(&value) else {
            return Ok(());
        };
        let mark = match number(context, 2) {
            repeats::OF_VALUE => Some(fold(&text)),
            repeats::OF_ROW => {
                let key: Value = context.get(1)?;
                stored_text(&key)
            }
            _ => None,
        };
        if mark.is_some_and(|mark| !gathered.seen.insert(mark)) {
            return Ok(());
        }
        gathered.values.push(match value {
            Value::Integer(number) => Json::Int(number),
            Value::Real(number) => Json::Float(number),
            _ => Json::Text(text),
        });
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, gathered: Option<Gathered>) -> Result<Option<String>> {
        let values = gathered.unwrap_or_default().values;
        Ok((!values.is_empty()).then(|| Json::List(values).compact()))
    }
}
