//! `getActions` (§5).

use civi_schema::{Action, Param};

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let mut request = parameters.request()?;
    if request.order_by.is_blank() {
        request.order_by = Json::from([("name", "ASC".into())]);
    }
    let allowed = entity
        .entity
        .actions
        .values()
        .filter(|action| context.caller.may(entity.name(), &action.name));
    array::query(allowed.map(row).collect(), &request)
}

fn row(action: &Action) -> Json {
    let common = [
        ("checkPermissions", "bool", Json::Bool(true)),
        ("debug", "bool", Json::Bool(false)),
        ("chain", "array", Json::List(Vec::new())),
        ("language", "string", Json::Null),
    ];
    let common = common.into_iter().map(|(name, kind, default)| {
        let info = Json::from([
            ("type", Json::List(vec![kind.into()])),
            ("default", default),
        ]);
        (name.to_owned(), info)
    });
    let own = action
        .params
        .iter()
        .map(|(name, param)| (name.clone(), info(param)));
    Json::from([
        ("name", action.name.as_str().into()),
        ("description", action.description.clone().into()),
        ("comment", Json::Null),
        (
            "deprecated",
            if action.deprecated {
                Json::Bool(true)
            } else {
                Json::Null
            },
        ),
        ("see", Json::Null),
        ("params", Json::Map(own.chain(common).collect())),
    ])
}

fn info(param: &Param) -> Json {
    let mut info = Json::from([
        ("type", Json::from(param.types.clone())),
        (
            "default",
            param.default.as_ref().map(Json::from).unwrap_or_default(),
        ),
    ]);
    if let Some(description) = &param.description {
        info.set("description", description.as_str().into());
    }
    if param.required {
        info.set("required", Json::Bool(true));
    }
    if !param.options.is_empty() {
        info.set(
            "options",
            Json::List(param.options.iter().map(Json::from).collect()),
        );
    }
    if let Some(why) = &param.deprecated {
        info.set(
            "deprecated",
            if why.is_empty() {
                Json::Bool(true)
            } else {
                why.as_str().into()
            },
        );
    }
    info
}
