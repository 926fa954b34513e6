//! `getLinks`.

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;

/// What can be done with a row, as pages of the site.
const LINKS: &[(&str, &str, &str, &str, &str, i64)] = &[
    ("view", "get", "View", "fa-external-link", "", -20),
    ("update", "update", "Update", "fa-pencil", "", -10),
    ("delete", "delete", "Delete", "fa-trash", "crm-popup", 100),
];

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let values = parameters.array("values");
    let id = entity
        .key()
        .and_then(|key| values.get(key))
        .and_then(Json::to_text);
    let title = entity.entity.title.as_deref().unwrap_or(entity.name());
    let mut rows = Vec::new();
    for (name, action, word, icon, target, weight) in LINKS {
        let exists = entity.entity.actions.contains_key(*action);
        if !exists || !context.caller.may(entity.name(), action) {
            continue;
        }
        let path = match (name, entity.is_contact()) {
            (&"view", true) => "civicrm/contact/view?reset=1&cid=".to_owned(),
            (&"update", true) => "civicrm/contact/add?reset=1&action=update&cid=".to_owned(),
            (_, true) => "civicrm/contact/view/delete?reset=1&delete=1&cid=".to_owned(),
            _ => format!(
                "civicrm/{}/{name}?reset=1&id=",
                entity.name().to_lowercase()
            ),
        };
        rows.push(Json::from([
            ("ui_action", (*name).into()),
            ("api_action", (*action).into()),
            ("api_values", Json::Null),
            ("entity", entity.name().into()),
            (
                "path",
                format!("{path}{}", id.as_deref().unwrap_or("[id]")).into(),
            ),
            ("text", format!("{word} {title}").into()),
            ("icon", (*icon).into()),
            ("weight", Json::Int(*weight)),
            ("target", (*target).into()),
            ("conditions", Json::List(Vec::new())),
        ]));
    }
    array::query(rows, &parameters.request()?)
}
