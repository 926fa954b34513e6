//! The actions that every site has for many entities, and the runtime's traits that say so.

use crate::Entity;
use crate::rust_type::key_entity;

/// The standard actions, each with the runtime's trait for an entity that has it.
const ACTIONS: [(&str, Option<&str>); 13] = [
    ("get", None),
    ("create", Some("CanCreate")),
    ("update", Some("CanUpdate")),
    ("save", Some("CanSave")),
    ("replace", Some("CanReplace")),
    ("delete", Some("CanDelete")),
    ("autocomplete", Some("CanAutocomplete")),
    ("checkAccess", Some("CanCheckAccess")),
    ("export", Some("CanExport")),
    ("revert", Some("CanRevert")),
    ("getLinks", Some("CanGetLinks")),
    ("getFields", None),
    ("getActions", None),
];

/// The names of the standard actions.
///
/// ```
/// assert!(civi_schema::standard::names().any(|name| name == "getFields"));
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().map(|(name, _)| *name)
}

/// Whether an action is one of those that the runtime has for every entity.
///
/// ```
/// use civi_schema::standard::is_standard;
///
/// assert!(is_standard("replace"));
/// assert!(!is_standard("getChecksum"));
/// ```
#[must_use]
pub fn is_standard(action: &str) -> bool {
    names().any(|name| name == action)
}

/// The runtime's traits for what can be done with an entity, without `CanGet`: an action counts
/// where the entity has it and `is_chosen`.
///
/// ```
/// use civi_schema::standard::capabilities;
/// use civi_schema::{Action, Entity, Param};
///
/// let mut contact = Entity { name: "Contact".into(), ..Entity::default() };
/// let params = [("where".into(), Param::default())].into();
/// contact.actions.insert("delete".into(), Action { params, ..Action::default() });
/// // A contact that the site can't put into the trash is erased, which has another name.
/// assert_eq!(capabilities(&contact, |_| true), ["CanErase"]);
/// assert_eq!(capabilities(&contact, |_| false), [""; 0]);
/// ```
#[must_use]
pub fn capabilities(entity: &Entity, is_chosen: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let has = |action: &str| entity.actions.contains_key(action) && is_chosen(action);
    let mut capabilities: Vec<&'static str> = ACTIONS
        .iter()
        .filter(|(action, _)| has(action))
        .filter_map(|(_, capability)| *capability)
        .collect();
    if has("delete") && takes(entity, "delete", "useTrash", None) {
        capabilities.push("CanTrash");
    } else if has("delete") && erases(entity) {
        capabilities.retain(|capability| *capability != "CanDelete");
        capabilities.push("CanErase");
    }
    let reloads = ["save", "update"]
        .iter()
        .any(|action| has(action) && takes(entity, action, "reload", Some("array")));
    if reloads && has("get") {
        capabilities.push("CanReloadAs");
    }
    capabilities
}

/// Whether `delete` erases rows for good that people expect in the trash: contacts and cases of a
/// site whose `delete` knows no trash (before CiviCRM 5.45).
#[must_use]
pub fn erases(entity: &Entity) -> bool {
    let goes_to_trash = key_entity(entity) == "Contact" || entity.name == "Case";
    // Of an action without any parameter it is not known which it takes.
    goes_to_trash
        && takes(entity, "delete", "where", None)
        && !takes(entity, "delete", "useTrash", None)
}

/// Whether an action takes a parameter, and of this type where one is given.
fn takes(entity: &Entity, action: &str, parameter: &str, of: Option<&str>) -> bool {
    entity
        .actions
        .get(action)
        .and_then(|action| action.params.get(parameter))
        .is_some_and(|param| of.is_none_or(|of| param.types.iter().any(|ty| ty == of)))
}
