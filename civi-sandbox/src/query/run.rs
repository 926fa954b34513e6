//! Runs a query: SQL is put together, and rows become JSON.

use rusqlite::types::Value;

use super::condition::{self, Place};
use super::scope::Scope;
use super::select::{self, Selected};
use super::{format, join, order};
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::identity::Rows;
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::Sql;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) select: Vec<String>,
    pub(crate) joins: Json,
    pub(crate) conditions: Json,
    pub(crate) having: Json,
    pub(crate) order_by: Json,
    pub(crate) group_by: Vec<String>,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Json>,
    /// How many rows there are without the limit, if that was asked for.
    pub(crate) matched: Option<i64>,
    /// The statements, for `debug`.
    pub(crate) statements: Vec<String>,
}

/// Runs a query against an entity's table.
pub(crate) fn run<'a>(
    context: &'a Context<'a>,
    entity: &'a EntityModel,
    request: &Request,
) -> Outcome<Found> {
    let Some(table) = entity.table.as_deref() else {
        return Err(Failure::limit(format!(
            "{} has no rows here",
            entity.name()
        )));
    };
    if request.limit < 0 || request.offset < 0 {
        return Err(Failure::exception("DB Error: syntax error"));
    }
    let mut scope = Scope::new(context, entity);
    let mut wheres = Vec::new();
    for each in request.joins.items() {
        wheres.extend(join::join(&mut scope, each)?);
    }
    let is_grouped = !request.group_by.is_empty();
    let (mut selected, counts) = select::selected(&mut scope, &request.select, &request.group_by)?;
    wheres.extend(condition::all(
        &mut scope,
        &request.conditions,
        Place::Where,
    )?);
    wheres.extend(implicit(&scope, &request.conditions));
    if context.caller.rows_of(entity.name()) == Rows::None {
        wheres.push(own_rows(context, entity));
    }
    let having = condition::all(&mut scope, &request.having, Place::Having(&selected))?;
    let groups = order::groups(&mut scope, &request.group_by)?;
    let mut keys = order::order(&mut scope, &request.order_by, &selected)?;
    let sums_up = is_grouped || selected.iter().any(|one| one.expression.is_aggregate());
    if sums_up {
        keys.iter_mut().for_each(order::Key::of_first_row);
        for one in selected
            .iter_mut()
            .filter(|one| !one.expression.is_aggregate())
        {
            one.rendered.sql = one.rendered.sql.clone().of_first_row();
        }
    }
    let keys: Vec<Sql> = keys.into_iter().map(order::Key::sql).collect();
    let mut tail = Sql::new(" FROM ").then(Sql::table(table, 0));
    tail = scope.joins.drain(..).fold(tail, Sql::then);
    if let Some(having) = having.clone().filter(|_| !sums_up) {
        wheres.push(having);
    }
    if !wheres.is_empty() {
        tail = tail.word(" WHERE ").then(Sql::joined(wheres, " AND "));
    }
    if !groups.is_empty() {
        tail = tail.word(" GROUP BY ").then(Sql::joined(groups, ", "));
    }
    if let Some(having) = having.filter(|_| sums_up) {
        tail = tail.word(" HAVING ").then(having);
    }
    let mut found = Found::default();
    let only_counts = counts && request.select.len() == 1;
    if !only_counts {
        let sql = statement(&selected, &tail, &keys, request);
        found.statements.push(sql.text().to_owned());
        for cells in context.store.rows(&sql)? {
            found
                .rows
                .push(row(context, &selected, &cells, entity.is_table_on_a_site()));
        }
        // A page that isn't full tells the count without counting.
        let fetched = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
        if counts && (request.limit == 0 || fetched < request.limit) {
            found.matched = Some(fetched.saturating_add(request.offset));
        }
    }
    if counts && found.matched.is_none() {
        let sql = Sql::new("SELECT count(*) FROM (SELECT 1")
            .then(tail)
            .word(")");
        found.statements.push(sql.text().to_owned());
        found.matched = match context.store.cell(&sql)? {
            Some(Value::Integer(count)) => Some(count),
            _ => Some(0),
        };
    }
    Ok(found)
}

fn statement(selected: &[Selected<'_>], tail: &Sql, keys: &[Sql], request: &Request) -> Sql {
    let columns = selected.iter().map(|one| one.rendered.sql.clone());
    let columns = Sql::joined(columns, ", ");
    let columns = if columns.is_empty() {
        Sql::new("1")
    } else {
        columns
    };
    let mut sql = Sql::new("SELECT ").then(columns).then(tail.clone());
    if !keys.is_empty() {
        sql = sql
            .word(" ORDER BY ")
            .then(Sql::joined(keys.iter().cloned(), ", "));
    }
    if request.limit > 0 || request.offset > 0 {
        let limit = if request.limit > 0 { request.limit } else { -1 };
        sql = sql.word(" LIMIT ").then(Sql::value(limit));
        sql = sql.word(" OFFSET ").then(Sql::value(request.offset));
    }
    sql
}

fn row(context: &Context<'_>, selected: &[Selected<'_>], cells: &[Value], is_table: bool) -> Json {
    let mut row = format::row(selected, cells);
    format::absent(context.model, selected, &mut row);
    if !is_table {
        format::without_empty_suffixes(selected, &mut row);
    }
    row
}

/// The filters that the site adds by itself, and the ones that an entity is made of (§6.6).
fn implicit(scope: &Scope<'_>, conditions: &Json) -> Vec<Sql> {
    let entity = scope.base();
    let mut all: Vec<Sql> = Vec::new();
    for (field, value) in &entity.forced {
        all.push(
            Sql::column(0, field)
                .word(" = ")
                .then(Sql::value(value.clone())),
        );
    }
    let by_key = conditions.items().iter().any(|clause| {
        let items = clause.items();
        let name = items.first().and_then(|first| first.as_str());
        let operator = items.get(1).and_then(|operator| operator.as_str());
        name.is_some() && name == entity.key() && matches!(operator, Some("=" | "IN"))
    });
    // What is no table on a site tells defaults of new rows there, which filter nothing.
    if by_key || !entity.is_table_on_a_site() {
        return all;
    }
    let filtered = condition::filtered(conditions);
    for field in entity
        .columns()
        .filter(|field| !filtered.iter().any(|name| name == field.name()))
    {
        let filter = field
            .field
            .get
            .as_ref()
            .and_then(|get| get.implicit_filter.as_ref());
        // The moment of writing is told as a default, and is no filter.
        let Some(value) = filter.filter(|value| **value != "now").map(Json::from) else {
            continue;
        };
        let value = super::symbolic(scope.context, &value);
        let value = crate::store::cell_of(field, &value);
        all.push(
            Sql::column(0, field.name())
                .word(" = ")
                .then(Sql::value(value)),
        );
    }
    all
}

/// The rows that a caller without any permission on contacts sees: the own contact.
fn own_rows(context: &Context<'_>, entity: &EntityModel) -> Sql {
    match context.caller.contact_id {
        Some(id) if entity.is_contact() => Sql::new("t0.id = ").then(Sql::value(id)),
        _ => Sql::new("0"),
    }
}
