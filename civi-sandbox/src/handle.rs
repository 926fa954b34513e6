//! From a request to its reply.

use crate::actions::{Call, Index, Surroundings, call};
use crate::answer::{
    failed, failed_status, fatal, html, masked_error, not_found, plain_error, refused, reply,
    to_login,
};
use crate::failure::Failure;
use crate::identity::{Caller, Presented};
use crate::json::Json;
use crate::request::{Message, Reply, Route, route};
use crate::schema::{Cms, Model};
use crate::site::Site;
use crate::store::Store;

const NOT_AJAX: &str =
    "SECURITY ALERT: Ajax requests can only be issued by javascript clients, eg. CRM.api4().";
const NOT_POST: &str =
    "SECURITY: All requests that modify the database must be http POST, not GET.";

impl Site {
    /// Answers a request.
    pub(crate) fn answer(&self, message: &Message) -> Reply {
        let (route, has_extra) = route(self.model.cms, message);
        match route {
            Route::BackEnd => return to_login(),
            Route::NotFound => return not_found(&self.model),
            Route::Page => return html(200, "CiviCRM", "This page is for people."),
            _ => {}
        }
        let store = self.store();
        let presented = Presented::of(
            |name| message.header(name),
            message.is_get(),
            &message.query,
            &message.body,
        );
        let site_key = message.header("x-civi-key");
        let site_key = site_key
            .as_deref()
            .or_else(|| message.parameter("_authxSiteKey"));
        let caller =
            match self
                .authenticator
                .authenticate(&self.model, &store, presented.as_ref(), site_key)
            {
                Ok(caller) => caller,
                Err(why) => return refused(&why),
            };
        match route {
            Route::Identity => identity(&self.model, &caller),
            Route::Login => login(&self.model, &caller),
            Route::Logout => reply(&self.model, 200, &Json::List(Vec::new())),
            Route::Api3 => reply(
                &self.model,
                200,
                &Json::from([
                    ("is_error", Json::Int(1)),
                    (
                        "error_message",
                        "this is a limit of civi-sandbox: it has no APIv3".into(),
                    ),
                ]),
            ),
            _ => self.api(&store, &caller, message, &route, has_extra),
        }
    }

    fn api(
        &self,
        store: &Store,
        caller: &Caller,
        message: &Message,
        route: &Route,
        has_extra: bool,
    ) -> Reply {
        let model = &*self.model;
        // §1.3: the request has to look like a web service.
        let is_ajax = message.header("x-requested-with").as_deref() == Some("XMLHttpRequest");
        let exempts = model.is_since(5, 47);
        let is_exempt = exempts && caller.flow.is_some_and(|(flow, _)| flow != "header");
        if !is_ajax && !is_exempt && message.method != "OPTIONS" {
            return match exempts {
                true => plain_error(model, 400, NOT_AJAX),
                false => masked_error(model, 401, NOT_AJAX),
            };
        }
        if message.is_get() {
            let reads = matches!(route, Route::Single { action, .. } if {
                let action = action.to_ascii_lowercase();
                action == "autocomplete" || action.starts_with("get")
            });
            if !reads && model.is_since(5, 47) {
                return plain_error(model, 405, NOT_POST);
            }
            if !reads {
                return masked_error(model, 400, NOT_POST);
            }
        }
        // The page itself asked for a permission before 5.64 (§1.1).
        if !model.is_since(5, 64) && model.cms != Cms::WordPress && !caller.has("access CiviCRM") {
            return html(
                403,
                "Access denied",
                "You are not authorized to access this page.",
            );
        }
        let around = Surroundings {
            model,
            store,
            caller,
            authenticator: &self.authenticator,
            depth: 0,
        };
        match route {
            Route::Single { entity, action } => single(around, message, entity, action, has_extra),
            _ => batch(around, message),
        }
    }
}

fn single(
    around: Surroundings<'_>,
    message: &Message,
    entity: &str,
    action: &str,
    has_extra: bool,
) -> Reply {
    let model = around.model;
    // PHP makes an array of `params[x]`, which is no JSON text.
    let fields = || message.query.fields().iter().chain(message.body.fields());
    if fields().any(|(name, _)| name.starts_with("params[")) {
        return fatal(model);
    }
    let mut params = match message.parameter("params") {
        None | Some("") => Json::map(),
        Some(text) => match Json::parse(text.as_bytes()) {
            Some(json) if json.is_array() => json,
            // Old sites run the call without parameters (§12.21).
            None if model.is_old() => Json::map(),
            _ => return fatal(model),
        },
    };
    let takes_query = model.is_since(6, 10);
    // From 6.10 the action's parameters are asked for outside of what catches errors (§12.9).
    let asks_first = takes_query && (has_extra || model.cms == Cms::WordPress);
    let found = model.entity(entity).and_then(|entity| {
        entity
            .entity
            .actions
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(action))
    });
    if asks_first && found.is_none() {
        return fatal(model);
    }
    if takes_query && let Some((_, known)) = found {
        for (name, value) in message.query.fields() {
            let base = name.strip_suffix("[]").unwrap_or(name);
            if known.params.contains_key(base) && params.get(base).is_none() {
                add(&mut params, name, value);
            }
        }
    }
    let mut fields: Vec<(String, String)> = message.query.fields().to_vec();
    fields.extend(message.body.fields().iter().cloned());
    let made = Call {
        entity: entity.to_owned(),
        action: action.to_owned(),
        params: if params.is_blank() {
            Json::map()
        } else {
            params
        },
        index: Index::of_fields(&fields),
    };
    match call(around, &made) {
        Ok(envelope) => reply(model, 200, &envelope.json(model)),
        Err(Failure::Page(_)) => fatal(model),
        Err(failure) => {
            let status = failed_status(model, failure.status());
            reply(model, status, &failed(model, around.caller, &failure))
        }
    }
}

/// A parameter out of the query, `limit=2` or `select[]=id`.
fn add(params: &mut Json, name: &str, value: &str) {
    match name.strip_suffix("[]") {
        None => params.set(name, Json::text(value)),
        Some(name) => {
            let mut list = match params.get(name) {
                Some(Json::List(list)) => list.clone(),
                _ => Vec::new(),
            };
            list.push(Json::text(value));
            params.set(name, Json::List(list));
        }
    }
}

/// Several calls (§1.7).
fn batch(around: Surroundings<'_>, message: &Message) -> Reply {
    let model = around.model;
    let calls = message
        .body
        .get("calls")
        .and_then(|calls| Json::parse(calls.as_bytes()));
    let Some(calls) = calls.filter(Json::is_array) else {
        return fatal(model);
    };
    if calls.is_blank() {
        // Older releases answer an empty batch (§1.7); newer ones fail.
        return match model.is_since(6, 0) {
            true => fatal(model),
            false => reply(model, 200, &Json::List(Vec::new())),
        };
    }
    let mut answers = Vec::new();
    let mut first_error = None;
    let mut any = false;
    for (key, wanted) in calls.pairs() {
        match one(around, wanted) {
            Ok(json) => {
                any = true;
                answers.push((key, json));
            }
            Err(Failure::Page(_)) => return fatal(model),
            Err(failure) => {
                let json = failed(model, around.caller, &failure);
                let status = failed_status(model, failure.status());
                first_error = first_error.or(Some(status));
                // Before 5.64 one failure was the whole answer (§1.7).
                if !model.is_since(5, 64) {
                    return reply(model, status, &json);
                }
                answers.push((key, json));
            }
        }
    }
    let is_list = matches!(calls, Json::List(_))
        || answers
            .iter()
            .enumerate()
            .all(|(at, (key, _))| *key == at.to_string());
    let json = match is_list {
        true => Json::List(answers.into_iter().map(|(_, json)| json).collect()),
        false => Json::Map(answers),
    };
    let status = if any { 200 } else { first_error.unwrap_or(200) };
    reply(model, status, &json)
}

fn one(around: Surroundings<'_>, wanted: &Json) -> Result<Json, Failure> {
    let page = |why: &str| Failure::Page(why.to_owned());
    let part = |at: usize, name: &str| match wanted {
        Json::Map(_) => wanted.get(name),
        _ => wanted.items().get(at).copied(),
    };
    if !wanted.is_array() {
        return Err(page("a call of a batch is no array"));
    }
    let text = |at: usize, name: &str| part(at, name).and_then(Json::as_str).map(ToOwned::to_owned);
    let entity = text(0, "entity").ok_or_else(|| page("a call without an entity"))?;
    let action = text(1, "action").ok_or_else(|| page("a call without an action"))?;
    let params = match part(2, "params") {
        None => Json::map(),
        Some(params) if params.is_array() => params.clone(),
        Some(Json::Null) if around.model.is_old() => Json::map(),
        Some(_) => return Err(page("the parameters of a call are no array")),
    };
    let index = Index::of(part(3, "index"));
    let envelope = call(
        around,
        &Call {
            entity,
            action,
            params,
            index,
        },
    )?;
    Ok(envelope.json(around.model))
}

/// `civicrm/authx/id` (§2.3).
fn identity(model: &Model, caller: &Caller) -> Reply {
    let user = match (caller.user_id, model.cms.user_id_is_text()) {
        (Some(id), true) => Json::Text(id.to_string()),
        (id, _) => id.into(),
    };
    let json = Json::from([
        ("contact_id", caller.contact_id.into()),
        ("user_id", user),
        ("flow", caller.flow.map(|(flow, _)| flow.to_owned()).into()),
        ("cred", caller.flow.map(|(_, kind)| kind.to_owned()).into()),
    ]);
    reply(model, 200, &json)
}

/// `civicrm/authx/login`: by default only a token makes a session.
fn login(model: &Model, caller: &Caller) -> Reply {
    match caller.flow {
        Some((_, "jwt")) => identity(model, caller),
        _ => refused(&crate::identity::Refused {
            flow: "login",
            why: "Invalid credential".to_owned(),
        }),
    }
}
