//! The actions that only one entity has.

use civi_schema::{Action, Entity, Param, names};

use super::context::Context;
use super::{doc, setting};

/// An action that only one entity has.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionModel {
    /// Its name on the wire.
    pub wire: String,
    /// The function that starts it.
    pub function: String,
    /// Its builder's type.
    pub type_name: String,
    /// What its documentation says, a line each.
    pub docs: Vec<String>,
    /// It only reads: its name begins with `get`.
    pub reads: bool,
    /// The site marks it deprecated.
    pub deprecated: bool,
    /// Its own parameters, by wire name.
    pub params: Vec<ParamModel>,
}

/// A parameter of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct ParamModel {
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub ident: String,
    /// Its type.
    pub ty: ParamType,
    /// The API refuses the call without it.
    pub required: bool,
    /// What its documentation says.
    pub doc: String,
    /// The site marks it deprecated.
    pub deprecated: bool,
}

/// The Rust type of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // each is the type of the same name
pub enum ParamType {
    Boolean,
    Integer,
    Float,
    Text,
    Json,
    /// `Id` of the entity with this Rust name.
    Id(String),
    /// The option type of this Rust name.
    Options(String),
}

pub(super) fn build(
    entity: &Entity,
    type_name: &str,
    own: &[&Action],
    context: &mut Context<'_>,
) -> Vec<ActionModel> {
    let names = names::actions(type_name, own.iter().map(|action| action.name.as_str()));
    own.iter()
        .filter(|action| !setting::is_action(entity, &action.name))
        .filter_map(|action| {
            let name = names.get(action.name.as_str())?;
            let idents = names::params(action.params.keys().map(String::as_str));
            Some(ActionModel {
                wire: action.name.clone(),
                function: name.function.clone(),
                type_name: name.type_name.clone(),
                docs: doc::action(entity, action),
                // What the API itself takes for reading (APIv4 wire contract, §1.3).
                reads: action.name.to_lowercase().starts_with("get"),
                deprecated: action.deprecated,
                params: action
                    .params
                    .iter()
                    .filter_map(|(wire, param)| {
                        Some(ParamModel {
                            wire: wire.clone(),
                            ident: idents.get(wire.as_str())?.clone(),
                            ty: match context.lists.param(&entity.name, &action.name, wire) {
                                Some(list) => ParamType::Options(list),
                                None => param_type(wire, param, context),
                            },
                            required: param.required,
                            doc: doc::param(wire, param),
                            deprecated: param.deprecated.is_some(),
                        })
                    })
                    .collect(),
            })
        })
        .collect()
}

fn param_type(wire: &str, param: &Param, context: &mut Context<'_>) -> ParamType {
    match param.types.as_slice() {
        [one] => match one.as_str() {
            "bool" | "boolean" => ParamType::Boolean,
            "int" | "integer" => match key_of(wire, context) {
                Some(entity) => ParamType::Id(context.entity(&entity)),
                None => ParamType::Integer,
            },
            "float" => ParamType::Float,
            "string" => ParamType::Text,
            _ => ParamType::Json,
        },
        _ => ParamType::Json,
    }
}

/// The entity whose key a parameter is by its name: `contactId`, `domainId`.
fn key_of(wire: &str, context: &Context<'_>) -> Option<String> {
    let mut chars = wire.strip_suffix("Id")?.chars();
    let name: String = chars.next()?.to_uppercase().chain(chars).collect();
    let entity = context.schema.entities.get(&name)?;
    (entity.primary_key == ["id"]).then_some(name)
}
