//! [`Action`]: one action of an entity and its parameters.

use std::collections::BTreeMap;

use serde_json::Value;

/// One action of an entity, from `getActions`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Action {
    /// Its name on the wire.
    pub name: String,
    /// The site's description, in snapshots made with `--docs`.
    pub description: Option<String>,
    /// Whether the site marks it deprecated.
    pub deprecated: bool,
    /// Its own parameters by name, without those that every action has (`checkPermissions`,
    /// `debug`, `chain`, `language`).
    pub params: BTreeMap<String, Param>,
}

/// One parameter of an action.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Param {
    /// The types that it takes, without `null`: `["bool", "array"]`. Empty where the site says none.
    pub types: Vec<String>,
    /// The default, where there is one.
    pub default: Option<Value>,
    /// Whether the API refuses the call without it.
    pub required: bool,
    /// The values that it takes, where the site lists them.
    pub options: Vec<Value>,
    /// The site's description, in snapshots made with `--docs`.
    pub description: Option<String>,
    /// Whether the site marks it deprecated, and what it says to that.
    pub deprecated: Option<String>,
}
