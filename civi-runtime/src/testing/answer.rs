//! [`Answer`]: what the scripted site says to the calls of one entry of its script.

use std::collections::VecDeque;

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::failure::Failure;
use crate::http::transport::{HttpResponse, TransportError};

/// What is said to a call.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// Rows; of a call with a limit as many as it allows, and to the next page the rest.
    Rows(VecDeque<Map<String, Json>>),
    /// The keys of what was written, by the key's name.
    Keys(&'static str, VecDeque<Json>),
    /// How many rows match.
    Count(u64),
    /// `values` as they are.
    Values(Json),
    /// An error.
    Failure(Failure),
}

/// What a call was told.
pub(super) struct Said {
    pub(super) response: Response,
    /// Whether there is more for the next call.
    pub(super) more: bool,
    /// The last of its rows.
    pub(super) last: Option<Map<String, Json>>,
}

impl Said {
    fn whole(response: Response) -> Self {
        Said {
            response,
            more: false,
            last: None,
        }
    }
}

/// What a call is answered with.
pub(super) type Response = Result<HttpResponse, TransportError>;

impl Answer {
    /// The answer to a call; what is left of it stays.
    pub(super) fn say(&mut self, call: &Call) -> Said {
        match self {
            Answer::Failure(failure) => Said::whole(failure.respond()),
            Answer::Values(values) => Said::whole(said(call, values.clone(), None)),
            Answer::Count(count) => Said::whole(said(call, json!([]), Some(*count))),
            Answer::Rows(rows) => rows_for(call, rows),
            Answer::Keys(key, keys) => keys_for(call, key, keys),
        }
    }
}

/// The envelope around `values` (APIv4 wire contract §1.6).
pub(super) fn said(call: &Call, values: Json, matched: Option<u64>) -> Response {
    let count = values.as_array().map_or(1, Vec::len) as u64;
    let body = json!({
        "entity": call.entity,
        "action": call.action,
        "version": 4,
        "debug": null,
        "values": values,
        "count": matched.unwrap_or(count),
        "countFetched": count,
        "countMatched": matched.unwrap_or(count),
    });
    Ok(HttpResponse::new(200, body.to_string()))
}

fn rows_for(call: &Call, rows: &mut VecDeque<Map<String, Json>>) -> Said {
    let matched = rows.len() as u64;
    let selected = call.selected();
    if selected == ["row_count"] {
        return Said::whole(said(call, json!([]), Some(matched)));
    }
    let limit = call.params["limit"].as_u64().filter(|limit| *limit > 0);
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let page = limit.map_or(rows.len(), |limit| limit.min(rows.len()));
    let mut given: Vec<Map<String, Json>> = rows.drain(..page).collect();
    for row in &mut given {
        for column in columns(&selected) {
            row.entry(column).or_insert(Json::Null);
        }
    }
    // A full page may have another behind it, be it an empty one.
    Said {
        more: limit == Some(page),
        last: given.last().cloned(),
        response: said(
            call,
            given.into_iter().map(Json::from).collect(),
            Some(matched),
        ),
    }
}

/// The columns that a row of this selection has.
fn columns<'s>(selected: &[&'s str]) -> Vec<&'s str> {
    let name = |expression: &&'s str| {
        expression
            .rsplit_once(" AS ")
            .map_or(*expression, |(_, name)| name)
    };
    let whole = |expression: &&&str| !expression.contains('*') && **expression != "row_count";
    selected.iter().filter(whole).map(name).collect()
}

fn keys_for(call: &Call, key: &str, keys: &mut VecDeque<Json>) -> Said {
    let given: Vec<Json> = match call.keys(key) {
        Some(asked) => {
            let (given, left) = keys.drain(..).partition(|one| asked.contains(one));
            *keys = left;
            Vec::from(given)
        }
        None => keys.drain(..call.records().min(keys.len())).collect(),
    };
    let rows = given
        .into_iter()
        .map(|value| json!({ key: value }))
        .collect();
    Said {
        more: !keys.is_empty(),
        ..Said::whole(said(call, rows, call.changed(key)))
    }
}
