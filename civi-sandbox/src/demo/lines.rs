//! Rows as JSON lines.

use crate::actions::plant;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::identity::Caller;
use crate::json::Json;
use crate::schema::Model;
use crate::store::Store;

/// Adds a row for every line that isn't empty.
pub(crate) fn add_lines(model: &Model, store: &Store, lines: &str) -> Result<()> {
    let caller = super::begin::nobody_may_all();
    for (at, line) in lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let wrong = |why: &str| Error::new(format!("line {} of the rows: {why}", at + 1));
        add(model, store, &caller, line).map_err(|why| wrong(&why))?;
    }
    Ok(())
}

fn add(
    model: &Model,
    store: &Store,
    caller: &Caller,
    line: &str,
) -> std::result::Result<(), String> {
    let json = Json::parse(line.as_bytes()).ok_or("it is no JSON")?;
    let name = json
        .get("entity")
        .and_then(Json::as_str)
        .ok_or("it names no `entity`")?;
    let values = json
        .get("values")
        .filter(|v| v.is_array())
        .ok_or("it has no `values`")?;
    let entity = model
        .entity(name)
        .ok_or(format!("the snapshot has no entity `{name}`"))?;
    for (key, _) in values.pairs() {
        let field = crate::query::split_suffix(&key).0;
        if entity.field(field).is_none() && !field.contains('.') {
            return Err(format!("{name} has no field `{field}`"));
        }
    }
    let context = Context::new(model, store, caller);
    let made = plant(&context, entity, values, super::begin::BEGINNING);
    made.map(|_| ())
        .map_err(|failure| failure.message().to_owned())
}
