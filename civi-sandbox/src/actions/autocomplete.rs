//! `autocomplete`.

use super::call::Given;
use super::parameters::Parameters;
use super::row_lookup::clause;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::query;
use crate::schema::EntityModel;

/// How many options a page has.
const PAGE: i64 = 15;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    if parameters.get("savedSearch").is_some() || parameters.get("display").is_some() {
        return Err(Failure::limit(
            "autocomplete by a saved search or a display",
        ));
    }
    if entity.table.is_none() {
        return Ok(Given::default());
    }
    let key = entity.key().unwrap_or("id");
    let contact_label = ["sort_name", "display_name"]
        .into_iter()
        .filter(|_| entity.is_contact());
    let names = ["title", "label", "name", "subject", "email"].into_iter();
    let own = entity.entity.label_field.as_deref();
    let mut labels = contact_label.chain(own).chain(names);
    let label = labels
        .find(|name| entity.has_column(name))
        .unwrap_or(key)
        .to_owned();
    let input = parameters.text("input").unwrap_or_default();
    let ids = parameters.get("ids").filter(|ids| !ids.is_blank()).cloned();
    let searched = parameters
        .text("searchField")
        .filter(|f| entity.has_column(f));
    let searched = searched.unwrap_or_else(|| label.clone());
    let mut conditions = Vec::new();
    match &ids {
        Some(ids) => conditions.push(clause(
            key,
            "IN",
            Json::List(ids.items().into_iter().cloned().collect()),
        )),
        None if !input.is_empty() => conditions.push(clause(&searched, "CONTAINS", input.into())),
        None => {}
    }
    if entity.is_contact() {
        conditions.push(clause("is_deleted", "=", false.into()));
    }
    // Releases before 6 count pages; newer ones have no such parameter.
    let page = parameters.number("page").max(1);
    let counts = context.model.is_since(6, 6);
    let mut select = vec![key.to_owned(), label.clone()];
    if entity.is_contact() {
        select.push("contact_type".to_owned());
    }
    if counts {
        select.push("row_count".to_owned());
    }
    let request = query::Request {
        select,
        conditions: Json::List(conditions),
        order_by: Json::from([(label.as_str(), "ASC".into())]),
        limit: PAGE,
        offset: page.saturating_sub(1).saturating_mul(PAGE),
        ..query::Request::default()
    };
    let found = query::run(context, entity, &request)?;
    let rows = found.rows.iter().map(|row| {
        let id = row.get(key).cloned().unwrap_or_default();
        let kind = row.get("contact_type").and_then(Json::as_str);
        let number = id.to_text().unwrap_or_default();
        let description = kind.map(|kind| format!("#{number} {kind}"));
        Json::from([
            ("id", id),
            (
                "label",
                row.get(&label)
                    .and_then(Json::to_text)
                    .unwrap_or_default()
                    .into(),
            ),
            ("icon", kind.and_then(crate::schema::icon).into()),
            (
                "description",
                Json::from(description.into_iter().collect::<Vec<_>>()),
            ),
        ])
    });
    let extra = match counts {
        true => vec![
            (
                "searchFields",
                Json::from(vec![key.to_owned(), label.clone()]),
            ),
            ("searchField", searched.as_str().into()),
        ],
        false => Vec::new(),
    };
    Ok(Given {
        rows: rows.collect(),
        matched: found.matched,
        extra,
        ..Given::default()
    })
}
