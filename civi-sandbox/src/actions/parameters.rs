//! [`Parameters`]: a call's parameters, checked against what the action takes (§1.4).

use civi_schema::Action;

use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::query::Request;
use crate::schema::{EntityModel, Model};

/// The parameters of one call.
#[derive(Debug)]
pub(crate) struct Parameters {
    given: Json,
    action: Option<Action>,
}

/// What every action takes.
const COMMON: &[&str] = &["chain", "debug", "version"];

/// What `autocomplete` takes without saying so (§5).
const UNLISTED: &[&str] = &["exclude", "filters", "quickEdit"];

impl Parameters {
    /// The parameters of a call; unknown ones are refused.
    pub(crate) fn of(
        model: &Model,
        entity: &EntityModel,
        action: &str,
        given: Json,
    ) -> Outcome<Self> {
        let known = entity.entity.actions.get(action);
        let takes = |name: &str| {
            let listed = known.is_some_and(|action| action.params.contains_key(name));
            listed
                || COMMON.contains(&name)
                // An old site takes it only where its action says so (§12.21).
                || (name == "language" && !model.is_old())
                || (action == "autocomplete" && UNLISTED.contains(&name))
        };
        let mut kept = Json::map();
        for (name, value) in given.pairs() {
            // It is overwritten in silence, whatever it says.
            if name.eq_ignore_ascii_case("checkPermissions") {
                continue;
            }
            if !takes(&name) {
                return Err(Failure::exception(format!(
                    "Unknown api parameter: {}",
                    if model.is_since(6, 0) {
                        name
                    } else {
                        setter(&name)
                    }
                )));
            }
            if name == "join" && !value.is_array() {
                return Err(Failure::Page("join is no array".to_owned()));
            }
            kept.set(&name, value.clone());
        }
        Ok(Parameters {
            given: kept,
            action: known.cloned(),
        })
    }

    /// Refuses what has a wrong type or is missing.
    pub(crate) fn check(&self) -> Outcome<()> {
        let Some(action) = &self.action else {
            return Ok(());
        };
        for (name, param) in &action.params {
            let value = self.given.get(name);
            if let Some(value) = value.filter(|value| !value.is_null()) {
                let fits =
                    param.types.is_empty() || param.types.iter().any(|kind| is_of(kind, value));
                if !fits {
                    return Err(Failure::exception(format!(
                        "Parameter \"{name}\" is not of the correct type. Expecting {}.",
                        param.types.join(" or ")
                    )));
                }
            }
            let is_missing =
                value.is_none_or(|value| value.is_blank() || *value == Json::Bool(false));
            let has_default = param
                .default
                .as_ref()
                .is_some_and(|d| !Json::from(d).is_blank());
            if param.required && is_missing && !has_default {
                return Err(Failure::exception(format!(
                    "Parameter \"{name}\" is required."
                )));
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.given.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(Json::to_text)
    }

    /// A number; 0 where it isn't given.
    pub(crate) fn number(&self, name: &str) -> i64 {
        self.get(name).and_then(Json::to_int).unwrap_or(0)
    }

    /// A flag with a default.
    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, Json::is_truthy)
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, name: &str) -> Outcome<Vec<String>> {
        let items = self.get(name).map(Json::items).unwrap_or_default();
        let text = |item: &Json| {
            item.to_text()
                .ok_or_else(|| Failure::Page(format!("{name} has a list in it")))
        };
        items.into_iter().map(text).collect()
    }

    /// An array; empty where it isn't given.
    pub(crate) fn array(&self, name: &str) -> Json {
        self.get(name)
            .filter(|value| value.is_array())
            .cloned()
            .unwrap_or_else(Json::map)
    }

    /// The rows that are asked for or meant.
    pub(crate) fn request(&self) -> Outcome<Request> {
        Ok(Request {
            select: self.texts("select")?,
            joins: self.array("join"),
            conditions: self.array("where"),
            having: self.array("having"),
            order_by: self.array("orderBy"),
            group_by: self.texts("groupBy")?,
            limit: self.number("limit"),
            offset: self.number("offset"),
        })
    }
}

/// How older releases call a parameter in an error.
fn setter(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|c| c.to_ascii_uppercase())
        .unwrap_or_default();
    format!("set{first}{}", letters.as_str())
}

/// Whether a value is of a type of a docblock.
fn is_of(kind: &str, value: &Json) -> bool {
    match kind {
        "array" => value.is_array(),
        "bool" | "boolean" => match value {
            Json::Bool(_) => true,
            Json::Int(number) => matches!(number, 0 | 1),
            Json::Text(text) => matches!(text.as_str(), "0" | "1"),
            _ => false,
        },
        "int" | "integer" => match value {
            Json::Int(_) => true,
            Json::Text(text) => text.trim().parse::<i64>().is_ok(),
            _ => false,
        },
        "float" => match value {
            Json::Int(_) | Json::Float(_) => true,
            Json::Text(text) => text.trim().parse::<f64>().is_ok(),
            _ => false,
        },
        "string" => matches!(value, Json::Text(_) | Json::Int(_) | Json::Float(_)),
        _ => true,
    }
}
