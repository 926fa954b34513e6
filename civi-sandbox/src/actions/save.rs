//! `save` and `replace`.

use super::call::Given;
use super::create::{self, reloaded};
use super::parameters::Parameters;
use super::{delete, row_lookup, update};
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::query;
use crate::schema::EntityModel;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let records = records(parameters)?;
    let (rows, changed) = all(context, entity, parameters, records)?;
    Ok(Given {
        rows: reloaded(context, entity, parameters, rows)?,
        matched: context.model.is_since(6, 0).then_some(changed),
        ..Given::default()
    })
}

/// The records, with the defaults of all of them.
fn records(parameters: &Parameters) -> Outcome<Vec<Json>> {
    let defaults = parameters.array("defaults");
    let mut all = Vec::new();
    for record in parameters.array("records").items() {
        if !record.is_array() {
            return Err(Failure::Page("a record is no array".to_owned()));
        }
        let mut whole = Json::map();
        for (name, value) in defaults.pairs().into_iter().chain(record.pairs()) {
            whole.set(&name, value.clone());
        }
        all.push(whole);
    }
    Ok(all)
}

/// Saves records one after the other. Nothing is taken back when one of them fails (§0.15).
fn all(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
    records: Vec<Json>,
) -> Outcome<(Vec<Json>, i64)> {
    let key = entity.key().unwrap_or("id").to_owned();
    let matched_by = parameters.texts("match")?;
    let mut rows = Vec::new();
    let mut changed = 0;
    for mut record in records {
        let given = record.remove(&key).filter(|id| !id.is_blank());
        let id = match given {
            Some(id) => Some(id),
            None => matching(context, entity, &record, &matched_by)?,
        };
        rows.push(match id {
            Some(id) => {
                changed += 1;
                if update::is_checked(entity)
                    && row_lookup::row(context, entity, &id, &[&key])?.is_none()
                {
                    return Err(Failure::exception(format!(
                        "Expected one {} but found 0",
                        entity.name()
                    )));
                }
                update::one(context, entity, &id, &record)?
            }
            None => create::one(context, entity, &record)?.1,
        });
    }
    Ok((rows, changed))
}

/// The row that a record means, where exactly one has the same values (§6.7, §12.4).
fn matching(
    context: &Context<'_>,
    entity: &EntityModel,
    record: &Json,
    by: &[String],
) -> Outcome<Option<Json>> {
    let mut conditions = Vec::new();
    for field in by {
        let given = record
            .pairs()
            .into_iter()
            .find(|(name, _)| name == field || query::split_suffix(name).0 == field);
        let Some((name, value)) = given.map(|(name, value)| (name, value.clone())) else {
            return Ok(None);
        };
        conditions.push(if value.is_null() {
            row_lookup::clause(&name, "IS NULL", Json::Null)
        } else {
            row_lookup::clause(&name, if value.is_array() { "IN" } else { "=" }, value)
        });
    }
    if conditions.is_empty() {
        return Ok(None);
    }
    let request = query::Request {
        conditions: Json::List(conditions),
        limit: 2,
        ..query::Request::default()
    };
    let mut ids = row_lookup::ids(context, entity, request)?;
    Ok(if ids.len() == 1 { ids.pop() } else { None })
}

pub(super) fn replace(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let request = parameters.request()?;
    let key = entity.key().unwrap_or("id").to_owned();
    // What the filter says of every row, every new record has, too.
    let mut fixed = Json::map();
    for clause in request.conditions.items() {
        if let [field, operator, value] = clause.items().as_slice()
            && operator.as_str() == Some("=")
            && let Some(field) = field.as_str().filter(|field| entity.field(field).is_some())
        {
            fixed.set(field, (*value).clone());
        }
    }
    let before = row_lookup::ids(context, entity, request)?;
    let mut records = records(parameters)?;
    for record in &mut records {
        for (name, value) in fixed.pairs() {
            if record.get(&name).is_none() {
                record.set(&name, value.clone());
            }
        }
    }
    let (rows, changed) = all(context, entity, parameters, records)?;
    let kept: Vec<String> = rows
        .iter()
        .filter_map(|row| row.get(&key))
        .filter_map(Json::to_text)
        .collect();
    let gone: Vec<Json> = before
        .into_iter()
        .filter(|id| id.to_text().is_some_and(|id| !kept.contains(&id)))
        .collect();
    let deleted = delete::all(context, entity, gone, true)?;
    Ok(Given {
        rows: reloaded(context, entity, parameters, rows)?,
        matched: context.model.is_since(6, 0).then_some(changed),
        extra: vec![("deleted", Json::List(deleted))],
        ..Given::default()
    })
}
