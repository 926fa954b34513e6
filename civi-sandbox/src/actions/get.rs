//! `get`.

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::Outcome;
use crate::query;
use crate::schema::EntityModel;

/// Rows of an entity. One without a table has none here, unless the snapshot says them.
pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let mut request = parameters.request()?;
    if entity.table.is_none() {
        return array::query(Vec::new(), &request);
    }
    if parameters.flag("current", false) && entity.field("is_current").is_some() {
        request.conditions = super::row_lookup::and(request.conditions, "is_current", true.into());
    }
    let found = query::run(context, entity, &request)?;
    let fetched = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
    let is_page_full = request.limit > 0 && fetched >= request.limit;
    Ok(Given {
        count: (!is_page_full).then(|| fetched.saturating_add(request.offset)),
        matched: found.matched,
        rows: found.rows,
        statements: found.statements,
        extra: Vec::new(),
    })
}
