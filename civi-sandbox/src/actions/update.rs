//! `update`.

use rusqlite::types::Value;

use super::call::Given;
use super::create::{answer, beside, reloaded};
use super::parameters::Parameters;
use super::record::{self, Record};
use super::{row_lookup, rules};
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::Sql;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let key = entity.key().unwrap_or("id").to_owned();
    let mut values = parameters.array("values");
    let mut request = parameters.request()?;
    let given = values.remove(&key).filter(|id| !id.is_blank());
    if let Some(id) = &given {
        request.conditions = row_lookup::and(request.conditions, &key, id.clone());
    } else if request.conditions.is_blank() {
        return Err(Failure::exception("Parameter \"where\" is required."));
    }
    let named = row_lookup::named_id(entity, &request.conditions);
    // A single id is not looked up first, so that one that isn't there seems to succeed (§0.11).
    let ids = match named {
        Some(id) if !is_checked(entity) => vec![id],
        _ => row_lookup::ids(context, entity, request)?,
    };
    if ids.is_empty() && is_checked(entity) {
        return Err(Failure::exception(format!(
            "Expected one {} but found 0",
            entity.name()
        )));
    }
    let mut rows = Vec::new();
    for id in ids {
        rows.push(one(context, entity, &id, &values)?);
    }
    Ok(Given::rows(reloaded(context, entity, parameters, rows)?))
}

/// Entities whose rows are looked up before they are changed.
pub(super) fn is_checked(entity: &EntityModel) -> bool {
    entity.is_contact()
}

/// Changes one record, whole or not at all.
pub(super) fn one(
    context: &Context<'_>,
    entity: &EntityModel,
    id: &Json,
    values: &Json,
) -> Outcome<Json> {
    context.store.whole(|| {
        let mut made = record::record(context, entity, values)?;
        let named: Vec<String> = made.cells.iter().map(|(name, _)| name.clone()).collect();
        complete(context, entity, id, &mut made)?;
        let was_there = record::change(context, entity, id, &made)?;
        if !was_there {
            return Ok(echo(context, entity, id, values));
        }
        if !made.contacts.is_empty() {
            forget_contacts(context, &made, id)?;
        }
        beside(context, entity, &made, id)?;
        if entity.name() == "File" {
            super::file::keep(context, id, values)?;
        }
        let id = match id.to_int() {
            Some(number) => Json::Int(number),
            None => id.clone(),
        };
        answer(context, entity, &made, &named, &id)
    })
}

/// What the site answers of a row that isn't there: the caller's own values.
fn echo(context: &Context<'_>, entity: &EntityModel, id: &Json, values: &Json) -> Json {
    let id = id.to_int().map_or_else(|| id.clone(), Json::Int);
    let mut answer = Json::from([(entity.key().unwrap_or("id"), id)]);
    for (name, value) in values.pairs() {
        let is_known = entity.field(&name).is_some();
        if context.model.is_old() && !is_known {
            continue;
        }
        answer.set(&name, if is_known { value.clone() } else { Json::Null });
    }
    if !context.model.is_old() {
        answer.set("custom", Json::Null);
        answer.set("check_permissions", Json::Null);
    }
    answer
}

fn complete(
    context: &Context<'_>,
    entity: &EntityModel,
    id: &Json,
    made: &mut Record,
) -> Outcome<()> {
    if made.cells.is_empty() {
        return Ok(());
    }
    if entity.has_column("modified_date") && !made.has("modified_date") {
        let now = crate::store::now()
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string();
        made.set("modified_date", Value::Text(now));
    }
    if entity.is_contact() && rules::NAMING.iter().any(|column| made.has(column)) {
        let before = row_lookup::row(context, entity, id, rules::NAMING)?;
        rules::contact_names(made, Some(&before.unwrap_or_else(Json::map)));
    }
    let becomes_primary = made.cell("is_primary") == Some(&Value::Integer(1));
    if becomes_primary && entity.has_column("contact_id") {
        let before = row_lookup::row(context, entity, id, &["contact_id"])?;
        if let Some(contact) = before.and_then(|row| row.get("contact_id").and_then(Json::to_int)) {
            rules::unset_primary(context, record::table(entity)?, contact)?;
        }
    }
    Ok(())
}

/// The contacts in the roles that are written again.
fn forget_contacts(context: &Context<'_>, made: &Record, id: &Json) -> Outcome<()> {
    for (role, _) in &made.contacts {
        let sql = Sql::new("DELETE FROM civicrm_activity_contact WHERE activity_id = ")
            .then(Sql::value(id.to_int().unwrap_or_default()))
            .word(" AND record_type_id = ")
            .then(Sql::number(*role));
        context.store.run(&sql)?;
    }
    Ok(())
}
