//! An entity as generated code has it.

use civi_schema::rust_type::{KeyType, key, key_entity};
use civi_schema::standard::{self, is_standard};
use civi_schema::{Entity, names};

use super::action::{self, ActionModel};
use super::context::Context;
use super::doc;
use super::field::{self, FieldModel};
use super::pattern::fits_any;
use super::setting::{self, SettingModel};

/// An entity as generated code has it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityModel {
    /// Its name on the wire.
    pub wire: String,
    /// Its marker's Rust name.
    pub type_name: String,
    /// Its module.
    pub module: String,
    /// What its documentation says, a line each.
    pub docs: Vec<String>,
    /// Its key, where one field is the key.
    pub key: Option<KeyModel>,
    /// The names of its actions on the wire.
    pub action_names: Vec<String>,
    /// The runtime's traits for the standard actions that it has, without `CanGet`.
    pub capabilities: Vec<&'static str>,
    /// Whether it has `get`.
    pub gets: bool,
    /// Whether it has `create`.
    pub creates: bool,
    /// Whether it has an action that changes rows: `update`, `save` or `replace`.
    pub changes: bool,
    /// Its fields, by wire name.
    pub fields: Vec<FieldModel>,
    /// The actions that only it has.
    pub actions: Vec<ActionModel>,
    /// The actions that read and write settings: of `Setting` only.
    pub setting_actions: Vec<String>,
    /// The names of settings: of `Setting` only.
    pub settings: Vec<SettingModel>,
}

impl EntityModel {
    /// Whether it has values to write.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.creates || self.changes
    }
}

/// An entity's key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyModel {
    /// Its name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: KeyModelType,
}

/// The Rust type of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyModelType {
    /// `Id` of the entity with this Rust name.
    Id(String),
    /// `i64`.
    Integer,
    /// `String`.
    Text,
}

pub(super) fn build(entity: &Entity, context: &mut Context<'_>) -> EntityModel {
    let name = context.names.of(&entity.name);
    let left_out =
        |patterns: &[String], what: &str| fits_any(patterns, &format!("{}.{what}", entity.name));
    let options = context.options;
    // Its rows are settings by name, and its actions take other parameters (APIv4 wire contract,
    // §5).
    let is_setting = entity.name == "Setting";
    let has = |action: &str| {
        entity.actions.contains_key(action)
            && !left_out(&options.exclude_actions, action)
            && !is_setting
    };
    let capabilities = standard::capabilities(entity, has);
    let field_names = names::fields(entity.fields.keys().map(String::as_str));
    let mut fields = Vec::new();
    if !is_setting {
        for field in entity.fields.values() {
            if left_out(&options.exclude_fields, &field.name) {
                continue;
            }
            let Some(names) = field_names.get(field.name.as_str()) else {
                continue;
            };
            let mut names = names.clone();
            if let Some(own) = options
                .names
                .get(&format!("{}.{}", entity.name, field.name))
            {
                names.constant = own.to_uppercase();
                names.field.clone_from(own);
            }
            fields.push(field::build(entity, field, names, context));
        }
    }
    let key = key(entity)
        .filter(|(field, _)| fields.iter().any(|model| model.wire == field.name))
        .map(|(field, ty)| KeyModel {
            wire: field.name.clone(),
            ty: match ty {
                KeyType::Own => KeyModelType::Id(context.entity(key_entity(entity))),
                KeyType::Of(target) => KeyModelType::Id(context.entity(&target)),
                KeyType::Integer => KeyModelType::Integer,
                KeyType::Text => KeyModelType::Text,
            },
        });
    let own: Vec<&civi_schema::Action> = entity
        .actions
        .values()
        .filter(|action| {
            (!is_standard(&action.name) || setting::is_action(entity, &action.name))
                && !left_out(&options.exclude_actions, &action.name)
        })
        .collect();
    EntityModel {
        wire: entity.name.clone(),
        docs: doc::entity(entity),
        key,
        action_names: standard::ACTIONS
            .iter()
            .filter(|action| !action.is_metadata && has(action.name))
            .map(|action| action.name.to_owned())
            .chain(own.iter().map(|action| action.name.clone()))
            .collect(),
        gets: has("get"),
        creates: has("create"),
        changes: has("update") || has("save") || has("replace"),
        capabilities,
        fields,
        setting_actions: own
            .iter()
            .filter(|action| setting::is_action(entity, &action.name))
            .map(|action| action.name.clone())
            .collect(),
        actions: action::build(entity, &name.type_name, &own, context),
        settings: if is_setting {
            setting::build(entity, &field_names)
        } else {
            Vec::new()
        },
        type_name: name.type_name,
        module: name.module,
    }
}
