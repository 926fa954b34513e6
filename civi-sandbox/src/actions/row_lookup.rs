//! Conditions as JSON, and the rows that they find.

use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::query::{self, Request};
use crate::schema::EntityModel;

/// A clause.
pub(super) fn clause(field: &str, operator: &str, value: Json) -> Json {
    Json::List(vec![field.into(), operator.into(), value])
}

/// Conditions with one more.
pub(super) fn and(conditions: Json, field: &str, value: Json) -> Json {
    let mut all: Vec<Json> = conditions.items().into_iter().cloned().collect();
    all.push(clause(field, "=", value));
    Json::List(all)
}

/// The row of a key, with some of its fields; `None` where there is none.
pub(super) fn row(
    context: &Context<'_>,
    entity: &EntityModel,
    id: &Json,
    select: &[&str],
) -> Outcome<Option<Json>> {
    let key = entity.key().unwrap_or("id");
    let request = Request {
        select: select.iter().map(|field| (*field).to_owned()).collect(),
        conditions: Json::List(vec![clause(key, "=", id.clone())]),
        limit: 1,
        ..Request::default()
    };
    Ok(query::run(context, entity, &request)?
        .rows
        .into_iter()
        .next())
}

/// The keys of the rows that a request means.
pub(super) fn ids(
    context: &Context<'_>,
    entity: &EntityModel,
    mut request: Request,
) -> Outcome<Vec<Json>> {
    let key = entity.key().unwrap_or("id").to_owned();
    request.select = vec![key.clone()];
    let found = query::run(context, entity, &request)?;
    Ok(found
        .rows
        .into_iter()
        .filter_map(|mut row| row.remove(&key))
        .collect())
}

/// The key that a single condition `key = value` names: no row is looked up for it then.
pub(super) fn named_id(entity: &EntityModel, conditions: &Json) -> Option<Json> {
    let clauses = conditions.items();
    let [only] = clauses.as_slice() else {
        return None;
    };
    let parts = only.items();
    let [field, operator, value] = parts.as_slice() else {
        return None;
    };
    let is_key = field.as_str() == entity.key() && operator.as_str() == Some("=");
    (is_key && !value.is_array() && !value.is_null()).then(|| (*value).clone())
}
