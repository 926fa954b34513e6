//! One record's values as cells of its row (§6.7).

use rusqlite::types::Value;

use super::row_lookup;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::query::{self, split_suffix, wanted_ids};
use crate::schema::{Calculated, EntityModel, FieldModel, Source};
use crate::store::{Sql, cell_of};

/// A record that is ready to be written.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The cells of the row, by column.
    pub(super) cells: Vec<(String, Value)>,
    /// The keys that the caller gave, as the answer has them: without suffixes.
    pub(super) keys: Vec<String>,
    /// Values of rows that belong to a contact: `email_primary.email`.
    pub(super) joined: Vec<(String, String, Json)>,
    /// The contacts of an activity, by their role.
    pub(super) contacts: Vec<(i64, Vec<i64>)>,
    /// The clients of a case.
    pub(super) clients: Vec<i64>,
}

impl Record {
    pub(super) fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|(name, _)| name == column)
    }

    pub(super) fn cell(&self, column: &str) -> Option<&Value> {
        self.cells
            .iter()
            .find(|(name, _)| name == column)
            .map(|(_, value)| value)
    }

    /// The text of a cell that is neither null nor empty.
    pub(super) fn text(&self, column: &str) -> Option<String> {
        self.cell(column)
            .and_then(crate::store::stored_text)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn set(&mut self, column: &str, value: Value) {
        match self.cells.iter_mut().find(|(name, _)| name == column) {
            Some((_, old)) => *old = value,
            None => self.cells.push((column.to_owned(), value)),
        }
    }

    /// Sets a cell that has no value yet.
    pub(super) fn fill(&mut self, entity: &EntityModel, column: &str, value: Value) {
        let is_empty = self.cell(column).is_none_or(|cell| *cell == Value::Null);
        if is_empty && entity.has_column(column) {
            self.set(column, value);
        }
    }
}

/// The values of a record, coerced and looked up. Unknown and unpermitted ones are dropped in
/// silence.
pub(super) fn record(
    context: &Context<'_>,
    entity: &EntityModel,
    values: &Json,
) -> Outcome<Record> {
    let mut record = Record::default();
    for (key, value) in values.pairs() {
        let (name, suffix) = match entity.field(&key) {
            Some(_) => (key.as_str(), None),
            None => split_suffix(&key),
        };
        let Some(field) = entity.field(name) else {
            unknown(context, entity, &mut record, name, suffix, value)?;
            continue;
        };
        if !context.may_use(entity, field) {
            continue;
        }
        record.keys.push(name.to_owned());
        let value = match suffix {
            Some(suffix) => looked_up(context, entity, field, suffix, value)?,
            None => value.clone(),
        };
        put(context, entity, &mut record, field, &value);
    }
    Ok(record)
}

fn put(
    context: &Context<'_>,
    entity: &EntityModel,
    record: &mut Record,
    field: &FieldModel,
    value: &Json,
) {
    // Only a key or a domain can be that of the caller; in a name the words are words.
    let takes_symbols = field.field.fk_entity.is_some() || field.name() == "domain_id";
    let value = &match takes_symbols {
        true => query::symbolic(context, value),
        false => value.clone(),
    };
    let ids = || -> Vec<i64> {
        let items = if value.is_array() {
            value.items()
        } else {
            vec![value]
        };
        items.into_iter().filter_map(Json::to_int).collect()
    };
    match field.source {
        Source::Column if Some(field.name()) == entity.key() => {}
        // An old site makes nothing of a false in a custom field (§12.21).
        Source::Column
            if *value == Json::Bool(false)
                && field.is_custom()
                && context.model.is_old()
                && field.field.data_type == civi_schema::DataType::Boolean =>
        {
            record.set(field.name(), Value::Null);
        }
        Source::Column => {
            let cell = shortened(entity, field, cell_of(field, value));
            record.set(field.name(), cell);
        }
        Source::Calculated(Calculated::ActivityContacts(Some(role))) => {
            record.contacts.push((role, ids()));
        }
        Source::Nothing if entity.name() == "Case" && field.name() == "contact_id" => {
            record.clients = ids();
        }
        _ => {}
    }
}

/// Core text that is too long is shortened in silence (§12.5).
fn shortened(entity: &EntityModel, field: &FieldModel, cell: Value) -> Value {
    let longest = match field.field.max_length {
        Some(length) => length as usize,
        None if entity.is_contact()
            && matches!(field.name(), "first_name" | "middle_name" | "last_name") =>
        {
            64
        }
        None => return cell,
    };
    match cell {
        Value::Text(text) if text.chars().count() > longest => {
            let kept: String = text.chars().take(longest.saturating_sub(3)).collect();
            Value::Text(format!("{kept}..."))
        }
        other => other,
    }
}

/// The ids that a name, label or abbreviation stands for; null where it stands for none (§6.3).
fn looked_up(
    context: &Context<'_>,
    entity: &EntityModel,
    field: &FieldModel,
    suffix: &str,
    value: &Json,
) -> Outcome<Json> {
    if value.is_blank() {
        return Ok(value.clone());
    }
    let target = query::Target {
        entity,
        field,
        alias: 0,
    };
    let values = if value.is_array() {
        value.items()
    } else {
        vec![value]
    };
    let ids = wanted_ids(context, target, suffix, &values)?;
    Ok(if value.is_array() {
        Json::List(ids)
    } else {
        ids.into_iter().next().unwrap_or_default()
    })
}

/// A key that is no field: a lookup through a key, a value of a joined row, or nothing.
fn unknown(
    context: &Context<'_>,
    entity: &EntityModel,
    record: &mut Record,
    name: &str,
    suffix: Option<&str>,
    value: &Json,
) -> Outcome<()> {
    let split = name.match_indices('.').find_map(|(dot, _)| {
        let key = entity.field(name.get(..dot)?)?;
        key.field.fk_entity.as_ref()?;
        Some((key, name.get(dot + 1..)?))
    });
    let Some((key, column)) = split else {
        record.keys.push(name.to_owned());
        return Ok(());
    };
    if let Source::Calculated(Calculated::OneOf { .. }) = key.source {
        if context.model.is_since(6, 6) {
            let column = suffix.map_or(column.to_owned(), |suffix| format!("{column}:{suffix}"));
            record
                .joined
                .push((key.name().to_owned(), column, value.clone()));
        }
        record.keys.push(name.to_owned());
        return Ok(());
    }
    let parent = key
        .field
        .fk_entity
        .as_deref()
        .and_then(|parent| context.model.entity(parent));
    let Some(parent) = parent.filter(|parent| parent.table.is_some()) else {
        record.keys.push(name.to_owned());
        return Ok(());
    };
    let path = suffix.map_or(column.to_owned(), |suffix| format!("{column}:{suffix}"));
    let request = query::Request {
        conditions: Json::List(vec![row_lookup::clause(&path, "=", value.clone())]),
        limit: 2,
        ..query::Request::default()
    };
    let mut ids = row_lookup::ids(context, parent, request)?;
    let (Some(id), true) = (ids.pop(), ids.is_empty()) else {
        let found = if ids.is_empty() { "zero" } else { "more" };
        return Err(Failure::exception(format!(
            "Expected to find one {} record, found {found}.",
            parent.name()
        )));
    };
    record.keys.push(key.name().to_owned());
    record.set(key.name(), cell_of(key, &id));
    Ok(())
}

/// Fills what a new record lacks from the snapshot's defaults, and what MySQL puts where no null
/// may be.
pub(super) fn defaults(context: &Context<'_>, entity: &EntityModel, record: &mut Record) {
    for field in entity
        .columns()
        .filter(|field| Some(field.name()) != entity.key())
    {
        let default = field
            .field
            .create
            .as_ref()
            .and_then(|shape| shape.default.as_ref());
        let is_open = record.cell(field.name()).is_none_or(|cell| {
            *cell == Value::Null
                && (!field.field.nullable || !record.keys.iter().any(|key| key == field.name()))
        });
        if !is_open {
            continue;
        }
        // An old site writes `NULL` for none.
        let default = default.filter(|default| **default != "NULL");
        let value = match default.map(Json::from) {
            Some(value) => cell_of(field, &query::symbolic(context, &value)),
            None if field.field.name.ends_with("created_date")
                || field.field.name == "modified_date" =>
            {
                cell_of(field, &"now".into())
            }
            None if field.name() == "domain_id" => Value::Integer(1),
            None => continue,
        };
        record.set(field.name(), value);
    }
    for (field, value) in &entity.forced {
        record.set(field, Value::Text(value.clone()));
    }
}

/// MySQL's own values of columns that can't be null.
pub(super) fn fill_holes(entity: &EntityModel, record: &mut Record) {
    use civi_schema::DataType;
    for field in entity.columns() {
        let is_key = Some(field.name()) == entity.key() || field.field.fk_entity.is_some();
        if field.field.nullable
            || is_key
            || record.cell(field.name()).is_some_and(|c| *c != Value::Null)
        {
            continue;
        }
        let value = match field.field.data_type {
            _ if field.field.serialize.is_some() => continue,
            DataType::Integer | DataType::Boolean => Value::Integer(0),
            DataType::Money | DataType::Float => Value::Real(0.0),
            DataType::Timestamp | DataType::Date => continue,
            _ => Value::Text(String::new()),
        };
        record.set(field.name(), value);
    }
}

/// Inserts a row; its key.
pub(super) fn insert(context: &Context<'_>, entity: &EntityModel, record: &Record) -> Outcome<i64> {
    let table = table(entity)?;
    let cells = record
        .cells
        .iter()
        .filter(|(name, value)| *value != Value::Null && is_kept(context, entity, name));
    insert_row(
        context.store,
        table,
        cells.map(|(name, value)| (name.as_str(), value.clone())),
    )
}

/// Whether the site has a column at all: a contact's names make one another, and an old or a small
/// snapshot lacks some of them.
fn is_kept(context: &Context<'_>, entity: &EntityModel, column: &str) -> bool {
    let contact = context
        .model
        .entity("Contact")
        .filter(|_| entity.is_contact());
    contact.is_none_or(|contact| contact.has_column(column) || entity.has_column(column))
}

/// Inserts cells into a table; the row's key.
pub(super) fn insert_row<'c>(
    store: &crate::store::Store,
    table: &str,
    cells: impl Iterator<Item = (&'c str, Value)>,
) -> Outcome<i64> {
    let (names, values): (Vec<Sql>, Vec<Sql>) = cells
        .map(|(name, value)| (Sql::name(name), Sql::value(value)))
        .unzip();
    let sql = Sql::new("INSERT INTO ").then(Sql::name(table));
    let sql = if names.is_empty() {
        sql.word(" DEFAULT VALUES")
    } else {
        sql.word(" ")
            .then(Sql::joined(names, ", ").in_parentheses())
            .word(" VALUES ")
            .then(Sql::joined(values, ", ").in_parentheses())
    };
    store.run(&sql)?;
    Ok(store.last_id())
}

/// Changes a row; whether it was there.
pub(super) fn change(
    context: &Context<'_>,
    entity: &EntityModel,
    id: &Json,
    record: &Record,
) -> Outcome<bool> {
    let key = entity.key().unwrap_or("id");
    let kept = record.cells.iter();
    let cells = kept
        .filter(|(name, _)| is_kept(context, entity, name))
        .map(|(name, value)| Sql::name(name).word(" = ").then(Sql::value(value.clone())));
    let cells = Sql::joined(cells, ", ");
    let id = match entity.field(key) {
        Some(field) => cell_of(field, id),
        None => Value::Null,
    };
    if cells.is_empty() {
        let sql = Sql::new("SELECT 1 FROM ").then(Sql::name(table(entity)?));
        let sql = sql
            .word(" WHERE ")
            .then(Sql::name(key))
            .word(" = ")
            .then(Sql::value(id));
        return Ok(context.store.cell(&sql)?.is_some());
    }
    let sql = Sql::new("UPDATE ")
        .then(Sql::name(table(entity)?))
        .word(" SET ")
        .then(cells)
        .word(" WHERE ")
        .then(Sql::name(key))
        .word(" = ")
        .then(Sql::value(id));
    Ok(context.store.run(&sql)? > 0)
}

/// The table that an entity's rows are written to.
pub(super) fn table(entity: &EntityModel) -> Outcome<&str> {
    entity.table.as_deref().ok_or_else(|| {
        Failure::limit(format!(
            "{} is not stored in a table, so it can't be written",
            entity.name()
        ))
    })
}
