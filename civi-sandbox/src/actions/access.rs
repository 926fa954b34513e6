//! `checkAccess`.

use super::call::Given;
use super::parameters::Parameters;
use super::row_lookup;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let action = parameters.text("action").unwrap_or_default();
    let values = parameters.array("values");
    let id = entity
        .key()
        .and_then(|key| values.get(key))
        .filter(|id| !id.is_blank())
        .cloned();
    let known = entity
        .entity
        .actions
        .keys()
        .any(|own| own.eq_ignore_ascii_case(&action));
    let mut access = known && context.caller.may(entity.name(), &action);
    if access
        && let Some(id) = id
            .as_ref()
            .filter(|_| entity.is_contact() && entity.table.is_some())
    {
        access = row_lookup::row(context, entity, id, &["id"])?.is_some();
    }
    let mut row = Json::from([("access", access.into())]);
    if context.model.is_since(6, 0) {
        row.set("id", id.unwrap_or_default());
    }
    Ok(Given::rows(vec![row]))
}
