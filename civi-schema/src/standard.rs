//! The actions that every site has for many entities, and the runtime's traits that say so.

use crate::Entity;
use crate::rust_type::key_entity;

/// A standard action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardAction {
    /// Its name on the wire.
    pub name: &'static str,
    /// The runtime's trait for an entity that has it, where that is a trait without members.
    pub capability: Option<&'static str>,
    /// Whether the runtime's trait `Standard` stands for it, together with the others.
    pub in_standard: bool,
    /// Whether the site says by it what it has: every entity has such an action.
    pub is_metadata: bool,
}

/// The standard actions. The runtime has each of them for every entity.
///
/// ```
/// use civi_schema::standard::ACTIONS;
///
/// assert!(ACTIONS.iter().any(|action| action.name == "getFields" && action.is_metadata));
/// ```
pub const ACTIONS: &[StandardAction] = &[
    // `CanGet` names the row's type.
    action("get", None),
    standard("create", "CanCreate"),
    standard("update", "CanUpdate"),
    standard("save", "CanSave"),
    standard("replace", "CanReplace"),
    standard("delete", "CanDelete"),
    standard("autocomplete", "CanAutocomplete"),
    standard("checkAccess", "CanCheckAccess"),
    action("export", Some("CanExport")),
    action("revert", Some("CanRevert")),
    standard("getLinks", "CanGetLinks"),
    metadata("getFields"),
    metadata("getActions"),
];

const fn action(name: &'static str, capability: Option<&'static str>) -> StandardAction {
    StandardAction {
        name,
        capability,
        in_standard: false,
        is_metadata: false,
    }
}

const fn standard(name: &'static str, capability: &'static str) -> StandardAction {
    StandardAction {
        in_standard: true,
        ..action(name, Some(capability))
    }
}

const fn metadata(name: &'static str) -> StandardAction {
    StandardAction {
        is_metadata: true,
        ..action(name, None)
    }
}

/// The names of the standard actions.
///
/// ```
/// assert!(civi_schema::standard::names().any(|name| name == "getFields"));
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().map(|action| action.name)
}

/// Whether the runtime's trait `Standard` stands for this trait.
fn is_in_standard(capability: &str) -> bool {
    let mut standard = ACTIONS.iter().filter(|action| action.in_standard);
    standard.any(|action| action.capability == Some(capability))
}

/// Fewer traits that say the same: `Standard` in place of those that it stands for, where all of
/// them are there. It is one impl for the compiler instead of eight.
///
/// ```
/// use civi_schema::standard::{ACTIONS, summed_up};
///
/// let all: Vec<&str> = ACTIONS.iter().filter_map(|action| action.capability).collect();
/// assert_eq!(summed_up(&all), ["Standard", "CanExport", "CanRevert"]);
/// assert_eq!(summed_up(&["CanSave"]), ["CanSave"]);
/// ```
#[must_use]
pub fn summed_up(capabilities: &[&'static str]) -> Vec<&'static str> {
    let mut standard = ACTIONS.iter().filter(|action| action.in_standard);
    if !standard.all(|action| {
        action
            .capability
            .is_some_and(|one| capabilities.contains(&one))
    }) {
        return capabilities.to_vec();
    }
    let beyond = capabilities.iter().filter(|one| !is_in_standard(one));
    std::iter::once(&"Standard")
        .chain(beyond)
        .copied()
        .collect()
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
        .filter(|action| has(action.name))
        .filter_map(|action| action.capability)
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
