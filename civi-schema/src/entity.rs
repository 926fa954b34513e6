//! [`Entity`]: one APIv4 entity of a site.

use std::collections::BTreeMap;

use crate::{Action, Field};

/// One APIv4 entity: what `Entity.get`, `getFields` and `getActions` say of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entity {
    /// Its name on the wire.
    pub name: String,
    /// Its title, in the site's language.
    pub title: Option<String>,
    /// Its title in the plural.
    pub title_plural: Option<String>,
    /// Base class, then traits: `["DAOEntity", "ManagedEntity"]`. An open set.
    pub kinds: Vec<String>,
    /// The fields of the primary key; empty where there is none.
    pub primary_key: Vec<String>,
    /// The site names no key at all (CiviCRM 5.36 to 5.38 name none), and its whole number `id` is
    /// taken for it.
    pub key_guessed: bool,
    /// The field that names a row to people.
    pub label_field: Option<String>,
    /// Values forced on every row: `{"contact_type": "Household"}` on the contact-type facades.
    pub forced: BTreeMap<String, String>,
    /// What it bridges, by column, where it is an `EntityBridge`.
    pub bridge: BTreeMap<String, String>,
    /// Fields that `save` may match on, where the site says.
    pub match_fields: Vec<String>,
    /// Since which CiviCRM version it exists.
    pub since: Option<String>,
    /// The site's description, in snapshots made with `--docs`.
    pub description: Option<String>,
    /// Every field of every action, by name.
    pub fields: BTreeMap<String, Field>,
    /// Every action by name.
    pub actions: BTreeMap<String, Action>,
}
