//! `delete`.

use super::call::Given;
use super::parameters::Parameters;
use super::record::table;
use super::row_lookup;
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
    let ids = row_lookup::ids(context, entity, parameters.request()?)?;
    let rows = all(context, entity, ids, parameters.flag("useTrash", true))?;
    Ok(Given::rows(rows))
}

/// Deletes rows; what the site answers for each: a text, a number or a bare number (§0.12).
pub(super) fn all(
    context: &Context<'_>,
    entity: &EntityModel,
    ids: Vec<Json>,
    to_trash: bool,
) -> Outcome<Vec<Json>> {
    let key = entity.key().unwrap_or("id");
    let mut rows = Vec::new();
    for id in ids {
        let to_trash = to_trash && has_trash(entity);
        context.store.whole(|| match to_trash {
            true => trash(context, entity, &id),
            false => one(context, entity, &id),
        })?;
        rows.push(if entity.is_custom() {
            id
        } else if has_trash(entity) || context.model.is_old() {
            Json::from([(key, id)])
        } else {
            Json::from([(key, id.to_text().into())])
        });
    }
    Ok(rows)
}

/// Whether rows go to the trash first.
fn has_trash(entity: &EntityModel) -> bool {
    let delete = entity.entity.actions.get("delete");
    entity.has_column("is_deleted")
        && delete.is_some_and(|delete| delete.params.contains_key("useTrash"))
}

fn trash(context: &Context<'_>, entity: &EntityModel, id: &Json) -> Outcome<()> {
    let sql = Sql::new("UPDATE ")
        .then(Sql::name(table(entity)?))
        .word(" SET is_deleted = 1 WHERE id = ")
        .then(Sql::value(id.to_int().unwrap_or_default()));
    context.store.run(&sql).map(|_| ())
}

fn one(context: &Context<'_>, entity: &EntityModel, id: &Json) -> Outcome<()> {
    let own = id.to_int().unwrap_or_default();
    if entity.is_contact() && context.model.entity("Contribution").is_some() {
        // A contact that gave money stays.
        let sql = Sql::new("SELECT 1 FROM civicrm_contribution WHERE contact_id = ")
            .then(Sql::value(own));
        if context.store.cell(&sql)?.is_some() {
            return Err(Failure::exception(format!(
                "Could not delete Contact id {own}"
            )));
        }
    }
    if entity.name() == "File" {
        let sql = Sql::new("DELETE FROM sandbox_file WHERE id = ").then(Sql::value(own));
        context.store.run(&sql)?;
    }
    let key = entity.key().unwrap_or("id");
    let value = entity
        .field(key)
        .map(|field| crate::store::cell_of(field, id));
    let sql = Sql::new("DELETE FROM ")
        .then(Sql::name(table(entity)?))
        .word(" WHERE ")
        .then(Sql::name(key))
        .word(" = ")
        .then(Sql::value(value.unwrap_or(rusqlite::types::Value::Null)));
    context.store.run(&sql)?;
    next_primary(context, entity)
}

/// Where a primary row is gone, the oldest one that is left becomes it.
fn next_primary(context: &Context<'_>, entity: &EntityModel) -> Outcome<()> {
    if !(entity.has_column("is_primary") && entity.has_column("contact_id")) {
        return Ok(());
    }
    let table = || Sql::name(entity.table.as_deref().unwrap_or_default());
    let sql = Sql::new("UPDATE ")
        .then(table())
        .word(" SET is_primary = 1 WHERE id IN (SELECT min(id) FROM ")
        .then(table())
        .word(" WHERE contact_id IS NOT NULL GROUP BY contact_id HAVING max(is_primary) = 0)");
    context.store.run(&sql).map(|_| ())
}
