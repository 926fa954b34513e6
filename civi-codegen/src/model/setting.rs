//! `Setting`: its fields are names of settings, not columns of rows (APIv4 wire contract, §5).

use std::collections::BTreeMap;

use civi_schema::Entity;
use civi_schema::names::FieldName;

use super::doc;

/// The name of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingModel {
    /// Its name on the wire.
    pub wire: String,
    /// Its constant.
    pub constant: String,
    /// What its documentation says.
    pub doc: String,
}

/// The actions that read and write settings, whose builders the runtime has.
const ACTIONS: &[&str] = &["get", "set", "revert"];

/// Whether an action is one of those.
pub(super) fn is_action(entity: &Entity, action: &str) -> bool {
    entity.name == "Setting" && ACTIONS.contains(&action)
}

pub(super) fn build(entity: &Entity, names: &BTreeMap<&str, FieldName>) -> Vec<SettingModel> {
    entity
        .fields
        .values()
        .filter_map(|field| {
            Some(SettingModel {
                wire: field.name.clone(),
                constant: names.get(field.name.as_str())?.constant.clone(),
                doc: doc::setting(field),
            })
        })
        .collect()
}
