//! One call: found, checked, allowed, done, chained and indexed.

use super::parameters::Parameters;
use super::{Index, chain, index};
use crate::answer::Envelope;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::identity::{Authenticator, Caller};
use crate::json::Json;
use crate::schema::{EntityModel, Model};
use crate::store::Store;

/// One call as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) entity: String,
    pub(crate) action: String,
    pub(crate) params: Json,
    pub(crate) index: Index,
}

/// What all calls of a request share.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) model: &'a Model,
    pub(crate) store: &'a Store,
    pub(crate) caller: &'a Caller,
    pub(crate) authenticator: &'a Authenticator,
    /// How many calls this one is chained under.
    pub(crate) depth: u8,
}

/// What an action gives before chains and indexes.
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) rows: Vec<Json>,
    /// The legacy count, where it isn't the number of rows.
    pub(crate) count: Option<i64>,
    pub(crate) matched: Option<i64>,
    pub(crate) extra: Vec<(&'static str, Json)>,
    pub(crate) statements: Vec<String>,
}

impl Given {
    pub(crate) fn rows(rows: Vec<Json>) -> Self {
        Given {
            rows,
            ..Given::default()
        }
    }
}

/// Chains in chains in chains.
const DEEPEST: u8 = 10;

/// Makes a call.
pub(crate) fn call(around: Surroundings<'_>, call: &Call) -> Outcome<Envelope> {
    if around.depth > DEEPEST {
        return Err(Failure::limit(format!(
            "chains of more than {DEEPEST} calls"
        )));
    }
    let (entity, action) = found(around.model, call)?;
    let mut wanted = call.params.clone();
    // An index by a field needs the field in every row.
    let added = index::select(&call.index, &mut wanted);
    let parameters = Parameters::of(around.model, entity, &action, wanted)?;
    if !around.caller.may(entity.name(), &action) {
        return Err(Failure::forbidden(entity.name(), &action));
    }
    parameters.check()?;
    let context = Context::new(around.model, around.store, around.caller);
    let mut given = run(&context, around, entity, &action, &parameters)?;
    if let Some(chained) = parameters
        .get("chain")
        .filter(|chained| !chained.is_blank())
    {
        chain::run(around, chained, &mut given.rows)?;
    }
    let fetched = i64::try_from(given.rows.len()).unwrap_or(i64::MAX);
    let count = given
        .matched
        .filter(|_| action == "get")
        .or(given.count)
        .unwrap_or(fetched);
    let debug = debug(&context, &parameters, &action, &given.statements);
    // What core's own class answers in another entity's name (§12.1).
    let name = if entity.name() == "Payment" && action == "get" {
        "FinancialTrxn"
    } else {
        entity.name()
    };
    Ok(Envelope {
        values: index::apply(&call.index, given.rows, added.as_deref())?,
        entity: name.to_owned(),
        action,
        debug,
        count,
        fetched,
        matched: given.matched,
        extra: given.extra,
    })
}

/// The entity and the action's name in its own case (§1.1).
fn found<'m>(model: &'m Model, call: &Call) -> Outcome<(&'m EntityModel, String)> {
    let Some(entity) = model.entity(&call.entity) else {
        let advice = match model.is_old() {
            true => "join the API team and implement it!",
            false => "or the extension it belongs to is not enabled",
        };
        let end = if model.is_old() { "" } else { "." };
        return Err(Failure::exception(format!(
            "API ({}, {}) does not exist ({advice}){end}",
            call.entity, call.action
        )));
    };
    let actions = entity.entity.actions.keys();
    let action = actions
        .into_iter()
        .find(|action| action.eq_ignore_ascii_case(&call.action));
    let Some(action) = action else {
        return Err(Failure::exception(format!(
            "Api {} {} version 4 does not exist.",
            call.entity, call.action
        )));
    };
    Ok((entity, action.clone()))
}

fn run(
    context: &Context<'_>,
    around: Surroundings<'_>,
    entity: &EntityModel,
    action: &str,
    parameters: &Parameters,
) -> Outcome<Given> {
    match (entity.name(), action) {
        ("Setting", "get" | "set" | "revert" | "getFields") => {
            super::setting::run(context, action, parameters)
        }
        ("Entity", "get") => super::entity::get(context, parameters),
        // A union of nothing is no query.
        ("EntitySet", "get") if parameters.array("sets").is_blank() => {
            Err(Failure::Page("EntitySet has no sets".to_owned()))
        }
        (_, "get") => super::get::run(context, entity, parameters),
        ("AuthxCredential" | "GroupSubscription" | "Order" | "Payment", _) if !is_meta(action) => {
            super::special::run(context, around.authenticator, entity, action, parameters)
        }
        (_, "create") => super::create::run(context, entity, parameters),
        (_, "update") => super::update::run(context, entity, parameters),
        (_, "save") => super::save::run(context, entity, parameters),
        (_, "replace") => super::save::replace(context, entity, parameters),
        (_, "delete") => super::delete::run(context, entity, parameters),
        (_, "getFields") => super::get_fields::run(context, entity, parameters),
        (_, "getActions") => super::get_actions::run(context, entity, parameters),
        (_, "getLinks") => super::links::run(context, entity, parameters),
        (_, "checkAccess") => super::access::run(context, entity, parameters),
        (_, "autocomplete") => super::autocomplete::run(context, entity, parameters),
        (_, "export" | "revert") => super::managed::run(context, entity, action, parameters),
        _ => super::special::run(context, around.authenticator, entity, action, parameters),
    }
}

fn is_meta(action: &str) -> bool {
    matches!(
        action,
        "getFields" | "getActions" | "getLinks" | "checkAccess"
    )
}

/// What `debug: true` shows to who may see it.
fn debug(context: &Context<'_>, parameters: &Parameters, action: &str, sql: &[String]) -> Json {
    let wants = parameters.get("debug").is_some_and(Json::is_truthy);
    if !wants || !context.caller.has("view debug output") {
        return Json::Null;
    }
    let class = format!(
        "Civi\\Api4\\Generic\\DAO{}{}Action",
        action.get(..1).unwrap_or_default().to_uppercase(),
        action.get(1..).unwrap_or_default()
    );
    let mut json = Json::from([
        ("actionClass", class.into()),
        ("sql", Json::from(sql.to_vec())),
    ]);
    let dropped = context.dropped.borrow();
    for (name, fields) in [
        ("undefined_fields", &dropped.undefined),
        ("unauthorized_fields", &dropped.unauthorized),
    ] {
        if !fields.is_empty() {
            json.set(name, Json::from(fields.clone()));
        }
    }
    json
}
