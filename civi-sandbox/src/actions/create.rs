//! `create`.

use rusqlite::types::Value;

use super::call::Given;
use super::parameters::Parameters;
use super::record::{self, Record};
use super::{file, required, row_lookup, rules};
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
    let values = parameters.array("values");
    if values.get("id").is_some_and(|id| !id.is_blank()) {
        return Err(Failure::exception(
            "Cannot pass id to Create action. Use Update action instead.",
        ));
    }
    let (id, mut row) = one(context, entity, &values)?;
    if entity.is_contact() && context.model.is_old() {
        row.set(entity.key().unwrap_or("id"), id.to_text().into());
    }
    Ok(Given::rows(vec![row]))
}

/// Creates one record, whole or not at all; its key and what the site answers.
pub(super) fn one(
    context: &Context<'_>,
    entity: &EntityModel,
    values: &Json,
) -> Outcome<(Json, Json)> {
    // Files came to the API with 6.2 (§6.7).
    let is_file = entity.name() == "File" && entity.field("content").is_some();
    let completed;
    let values = if is_file {
        completed = file::completed(values);
        &completed
    } else {
        values
    };
    context.store.whole(|| {
        let mut made = record::record(context, entity, values)?;
        record::defaults(context, entity, &mut made);
        required::check(entity, values, &made)?;
        rules::complete(context, entity, &mut made)?;
        let named: Vec<String> = made.cells.iter().map(|(name, _)| name.clone()).collect();
        record::fill_holes(entity, &mut made);
        let id = record::insert(context, entity, &made)?;
        let id = match entity.key().and_then(|key| made.cell(key)) {
            Some(Value::Text(text)) => Json::Text(text.clone()),
            _ => Json::Int(id),
        };
        beside(context, entity, &made, &id)?;
        if is_file {
            file::keep(context, &id, values)?;
        }
        let row = answer(context, entity, &made, &named, &id)?;
        Ok((id, row))
    })
}

/// What is written beside the record's own row.
pub(super) fn beside(
    context: &Context<'_>,
    entity: &EntityModel,
    made: &Record,
    id: &Json,
) -> Outcome<()> {
    let own = id.to_int().unwrap_or_default();
    for (role, contacts) in &made.contacts {
        for contact in contacts {
            let cells = [
                ("activity_id", Value::Integer(own)),
                ("contact_id", Value::Integer(*contact)),
                ("record_type_id", Value::Integer(*role)),
            ];
            record::insert_row(context.store, "civicrm_activity_contact", cells.into_iter())?;
        }
    }
    for client in &made.clients {
        let cells = [
            ("case_id", Value::Integer(own)),
            ("contact_id", Value::Integer(*client)),
        ];
        record::insert_row(context.store, "civicrm_case_contact", cells.into_iter())?;
    }
    let mut kinds: Vec<&str> = made
        .joined
        .iter()
        .map(|(kind, _, _)| kind.as_str())
        .collect();
    kinds.dedup();
    for kind in kinds {
        joined(context, entity, made, kind, own)?;
    }
    Ok(())
}

/// A contact's primary or billing row, made or changed with the contact.
fn joined(
    context: &Context<'_>,
    entity: &EntityModel,
    made: &Record,
    kind: &str,
    contact: i64,
) -> Outcome<()> {
    let Some(target) = entity
        .field(kind)
        .and_then(|field| field.field.fk_entity.as_deref())
        .and_then(|target| context.model.entity(target))
    else {
        return Ok(());
    };
    let flag = if kind.ends_with("billing") {
        "is_billing"
    } else {
        "is_primary"
    };
    let mut values = Json::map();
    for (own, column, value) in &made.joined {
        if own == kind {
            values.set(column, value.clone());
        }
    }
    let conditions = Json::List(vec![
        row_lookup::clause("contact_id", "=", Json::Int(contact)),
        row_lookup::clause(flag, "=", Json::Bool(true)),
    ]);
    let request = query::Request {
        conditions,
        limit: 1,
        ..query::Request::default()
    };
    match row_lookup::ids(context, target, request)?
        .into_iter()
        .next()
    {
        Some(id) => super::update::one(context, target, &id, &values).map(|_| ()),
        None => {
            values.set("contact_id", Json::Int(contact));
            values.set(flag, Json::Bool(true));
            one(context, target, &values).map(|_| ())
        }
    }
}

/// What the site answers of a record that it has written: the cells that were set, dates as the
/// database takes them, and every key of the caller (§0.10, §7).
pub(super) fn answer(
    context: &Context<'_>,
    entity: &EntityModel,
    made: &Record,
    named: &[String],
    id: &Json,
) -> Outcome<Json> {
    let key = entity.key().unwrap_or("id");
    let row = row_lookup::row(context, entity, id, &["*"])?.unwrap_or_else(Json::map);
    if entity.is_custom() {
        let mut row = row;
        row.set(key, id.clone());
        return Ok(row);
    }
    let is_canonical = entity.is_contact() || entity.name() == "Contribution";
    let mut answer = Json::from([(key, id.clone())]);
    for (name, value) in row.pairs() {
        let is_set = is_canonical || named.contains(&name);
        if is_set && !value.is_null() && name != key {
            let compact = !is_canonical && is_moment(entity, &name);
            answer.set(
                &name,
                if compact {
                    compacted(value)
                } else {
                    value.clone()
                },
            );
        }
    }
    if entity.is_contact() {
        query::remove_foreign_fields(context.model, &mut answer);
    }
    if context.model.is_old() {
        return Ok(answer);
    }
    for name in &made.keys {
        if answer.get(name).is_none() {
            answer.set(name, Json::Null);
        }
    }
    answer.set("custom", Json::Null);
    answer.set("check_permissions", Json::Null);
    Ok(answer)
}

fn is_moment(entity: &EntityModel, name: &str) -> bool {
    use civi_schema::DataType;
    entity
        .field(name)
        .is_some_and(|field| matches!(field.field.data_type, DataType::Date | DataType::Timestamp))
}

/// `20260102030405`.
fn compacted(value: &Json) -> Json {
    match value.as_str() {
        Some(text) => Json::Text(text.chars().filter(char::is_ascii_digit).collect()),
        None => value.clone(),
    }
}

/// The rows of what was written, where the caller wants them read again.
pub(super) fn reloaded(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
    rows: Vec<Json>,
) -> Outcome<Vec<Json>> {
    let select: Vec<String> = match parameters.get("reload") {
        None => return Ok(rows),
        Some(reload) if reload.is_array() && !reload.is_blank() => reload
            .items()
            .into_iter()
            .filter_map(Json::to_text)
            .collect(),
        Some(reload) if reload.is_truthy() => vec!["*".to_owned()],
        Some(_) => return Ok(rows),
    };
    let key = entity.key().unwrap_or("id");
    let select: Vec<&str> = select.iter().map(String::as_str).collect();
    let again = rows.into_iter().map(|row| {
        let id = row.get(key).cloned().unwrap_or_default();
        Ok(row_lookup::row(context, entity, &id, &select)?.unwrap_or(row))
    });
    again.collect()
}

/// Puts a row in place that nobody calls for: with its own id, where it has one, and as if made on
/// a day that is given, so that the same rows are the same bytes.
pub(crate) fn plant(
    context: &Context<'_>,
    entity: &EntityModel,
    values: &Json,
    day: &str,
) -> Outcome<i64> {
    context.store.whole(|| {
        let mut made = record::record(context, entity, values)?;
        for field in entity.columns() {
            let default = field
                .field
                .create
                .as_ref()
                .and_then(|create| create.default.as_ref());
            let is_now = default.is_some_and(|default| default == "now")
                || field.name().ends_with("created_date")
                || field.name() == "modified_date";
            if is_now && !made.has(field.name()) {
                made.set(field.name(), crate::store::cell_of(field, &day.into()));
            }
        }
        record::defaults(context, entity, &mut made);
        rules::complete(context, entity, &mut made)?;
        if let Some(key) = entity.key()
            && let Some(id) = values.get(key)
            && let Some(field) = entity.field(key)
        {
            made.set(key, crate::store::cell_of(field, id));
        }
        record::fill_holes(entity, &mut made);
        let id = record::insert(context, entity, &made)?;
        beside(context, entity, &made, &Json::Int(id))?;
        Ok(id)
    })
}
