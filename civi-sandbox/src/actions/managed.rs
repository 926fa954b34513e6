//! `export` and `revert` of rows that an extension could manage.

use super::call::Given;
use super::parameters::Parameters;
use super::row_lookup;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::schema::EntityModel;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    action: &str,
    parameters: &Parameters,
) -> Outcome<Given> {
    if action == "revert" {
        // Nothing here comes from an extension, so there is nothing to go back to.
        let ids = row_lookup::ids(context, entity, parameters.request()?)?;
        return match ids.is_empty() {
            true => Ok(Given::default()),
            false => Err(Failure::exception(
                "Cannot revert a record that is not managed",
            )),
        };
    }
    let id = parameters.get("id").cloned().unwrap_or_default();
    let Some(mut row) = row_lookup::row(context, entity, &id, &["*"])? else {
        return Ok(Given::default());
    };
    row.remove(entity.key().unwrap_or("id"));
    for own in ["created_id", "created_date", "modified_id", "modified_date"] {
        row.remove(own);
    }
    let name = row.get("name").and_then(Json::to_text).unwrap_or_default();
    Ok(Given::rows(vec![Json::from([
        ("name", format!("{}_{name}", entity.name()).into()),
        ("entity", entity.name().into()),
        ("cleanup", "unused".into()),
        ("update", "unmodified".into()),
        (
            "params",
            Json::from([
                ("version", Json::Int(4)),
                ("values", row),
                ("match", Json::from(entity.entity.match_fields.clone())),
            ]),
        ),
    ])]))
}
