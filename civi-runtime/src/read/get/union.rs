//! The queries that an `EntitySet` is made of.

use std::borrow::Cow;

use serde::Serialize;

use super::query::Query;
use crate::call::action::Params;
use crate::error::{Error, Result};
use crate::query::chain;
use crate::query::select::Wanted;

/// How the rows of a query come to those before.
#[derive(Debug, Clone, Copy)]
pub(super) enum Union {
    All,
    Distinct,
}

/// One of the queries.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) union: Union,
    pub(super) query: Query,
    pub(super) wanted: Wanted,
}

/// The entity whose rows are those of other queries.
const ENTITY: &str = "EntitySet";

/// The parameter `sets`; none where there are no queries.
pub(super) fn sets(entity: &str, sets: &[Set]) -> Result<Option<Vec<impl Serialize + use<>>>> {
    let Some(first) = sets.first() else {
        return Ok(None);
    };
    if entity != ENTITY {
        return Err(Error::refused(format!(
            "rows of several queries are those of `{ENTITY}`, not of {entity}: \
             `{ENTITY}::get().union_all(…)`"
        )));
    }
    let width = first.wanted.expressions().len();
    let mut sent: Vec<(&'static str, &'static str, &'static str, Params)> = Vec::new();
    for set in sets {
        let columns = set.wanted.expressions();
        if columns.len() != width || columns.iter().any(|text| text.contains('*')) {
            let texts: Vec<&str> = columns.iter().map(Cow::as_ref).collect();
            return Err(Error::refused(format!(
                "the queries of an `{ENTITY}` select the same number of columns, each by its name: \
                 the first one of {} selects {width}, that of {} selects `{}`",
                first.query.entity,
                set.query.entity,
                texts.join("`, `")
            )));
        }
        let union = match set.union {
            Union::All => "UNION ALL",
            Union::Distinct => "UNION DISTINCT",
        };
        let params = set
            .query
            .params(&set.wanted, &set.query.window(), chain::parent())?;
        sent.push((union, set.query.entity, "get", params));
    }
    Ok(Some(sent))
}
