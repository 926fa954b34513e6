//! Option lists as types: one for each distinct list, under a name for every field that has it.

use std::collections::{BTreeMap, BTreeSet};

use civi_schema::rust_type::{is_typed, option_list, option_name};
use civi_schema::standard::is_standard;
use civi_schema::{Action, Entity, OptionItem, OptionKey, OptionList, Param, Schema, names};
use serde_json::Value;

use super::doc;
use super::pattern::fits_any;
use crate::GenerateOptions;

/// An option type.
#[derive(Debug, Clone, PartialEq)]
pub struct ListModel {
    /// Its Rust name.
    pub name: String,
    /// The names that other fields with the same list have for it.
    pub aliases: Vec<AliasModel>,
    /// What its documentation says.
    pub doc: String,
    /// Its variants, in the site's order.
    pub variants: Vec<VariantModel>,
}

impl ListModel {
    /// Its Rust name and those of its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        let aliases = self.aliases.iter().map(|alias| alias.name.as_str());
        std::iter::once(self.name.as_str()).chain(aliases)
    }
}

/// Another name of an option type.
#[derive(Debug, Clone, PartialEq)]
pub struct AliasModel {
    /// The Rust name.
    pub name: String,
    /// What its documentation says.
    pub doc: String,
}

/// One option.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantModel {
    /// The Rust name.
    pub ident: String,
    /// The stable name on the wire.
    pub name: String,
    /// The stored value, as text.
    pub value: String,
    /// The label, in the snapshot's language.
    pub label: String,
    /// What its documentation says.
    pub doc: String,
}

/// What has a list: an entity and its field, or an entity and its action's parameter, written
/// `mergeDuplicates(mode)`.
pub(super) type Owner = (String, String);

/// The option types of the chosen fields and parameters.
pub(super) struct Lists {
    /// Rust name by owner.
    names: BTreeMap<Owner, String>,
    /// The owners of each distinct list, the one that names the type first.
    owners: BTreeMap<OptionList, Vec<Owner>>,
}

/// Finds the option lists of all chosen fields and parameters that become types.
///
/// Every owner has its own name for its list, made of entity and field (or action and parameter)
/// alone: the list's type has the name that belongs to the first of its owners, and for the others
/// there is an alias. So what people write stays valid when another field with the same list comes
/// or goes.
pub(super) fn collect(schema: &Schema, chosen: &[&Entity], options: &GenerateOptions) -> Lists {
    let rules = options.type_rules();
    let mut owners: BTreeMap<OptionList, Vec<Owner>> = BTreeMap::new();
    let mut wires: BTreeMap<Owner, String> = BTreeMap::new();
    for entity in schema.entities.values() {
        let is_chosen = chosen.iter().any(|c| c.name == entity.name);
        for field in entity.fields.values() {
            let Some(list) = option_list(field, &schema.option_lists) else {
                continue;
            };
            if !is_typed(list, &rules) {
                continue;
            }
            let key = (entity.name.clone(), field.name.clone());
            wires.insert(key.clone(), short(&entity.name, &field.name));
            let left_out = fits_any(
                &options.exclude_fields,
                &format!("{}.{}", entity.name, field.name),
            );
            if is_chosen && !left_out && entity.name != "Setting" {
                owners.entry(list.clone()).or_default().push(key);
            }
        }
        for action in entity.actions.values() {
            let left_out = fits_any(
                &options.exclude_actions,
                &format!("{}.{}", entity.name, action.name),
            );
            for (wire, list) in param_lists(action) {
                if !is_typed(&list, &rules) {
                    continue;
                }
                let key = (entity.name.clone(), of_action(&action.name, wire));
                wires.insert(
                    key.clone(),
                    format!("{}.{}.{wire}", entity.name, action.name),
                );
                if is_chosen && !left_out {
                    owners.entry(list).or_default().push(key);
                }
            }
        }
    }
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for wire in wires.values() {
        *uses.entry(wire.clone()).or_default() += 1;
    }
    for ((entity, field), wire) in &mut wires {
        if uses.get(wire).is_some_and(|n| *n > 1) {
            *wire = format!(".{entity}.{field}");
        }
    }
    Lists {
        names: rust_names(&wires),
        owners,
    }
}

/// The Rust names of types that are called after what has them.
pub(super) fn rust_names(wires: &BTreeMap<Owner, String>) -> BTreeMap<Owner, String> {
    let rust = names::lists(wires.values().map(String::as_str));
    wires
        .iter()
        .filter_map(|(owner, wire)| Some((owner.clone(), rust.get(wire.as_str())?.clone())))
        .collect()
}

/// The parameters of a site's own action that are one text out of a list.
fn param_lists(action: &Action) -> Vec<(&str, OptionList)> {
    if is_standard(&action.name) {
        return Vec::new();
    }
    action
        .params
        .iter()
        .filter_map(|(wire, param)| Some((wire.as_str(), param_list(param)?)))
        .collect()
}

fn param_list(param: &Param) -> Option<OptionList> {
    if param.types != ["string"] {
        return None;
    }
    let item = |option: &Value| {
        Some(OptionItem {
            id: OptionKey::Text(option.as_str()?.to_owned()),
            name: None,
            label: None,
            abbr: None,
            description: None,
        })
    };
    let items = param.options.iter().map(item).collect::<Option<Vec<_>>>()?;
    Some(OptionList { items })
}

fn of_action(action: &str, param: &str) -> String {
    format!("{action}({param})")
}

/// What a field's list is called: the entity and the field, without what is in both, and without
/// the `_id` that says how it is stored.
fn short(entity: &str, field: &str) -> String {
    let field = field
        .strip_suffix("_id")
        .filter(|f| !f.is_empty())
        .unwrap_or(field);
    let flat = |text: &str| text.replace('_', "").to_lowercase();
    if flat(field).starts_with(&flat(entity)) {
        field.to_owned()
    } else {
        format!("{entity}.{field}")
    }
}

impl Lists {
    /// The Rust name of a field's option type, where it has one.
    pub(super) fn name(&self, entity: &str, field: &str) -> Option<String> {
        self.names
            .get(&(entity.to_owned(), field.to_owned()))
            .cloned()
    }

    /// The Rust name of a parameter's option type, where it has one.
    pub(super) fn param(&self, entity: &str, action: &str, param: &str) -> Option<String> {
        self.name(entity, &of_action(action, param))
    }

    /// The option types, by Rust name.
    pub(super) fn finish(self, schema: &Schema) -> Vec<ListModel> {
        let mut lists: Vec<ListModel> = self
            .owners
            .iter()
            .filter_map(|(list, owners)| {
                let mut named = owners
                    .iter()
                    .filter_map(|owner| Some((self.names.get(owner)?, owner)));
                let (name, _) = named.next()?;
                let aliases: BTreeMap<&String, &Owner> =
                    named.filter(|(alias, _)| *alias != name).collect();
                Some(ListModel {
                    doc: doc::list(schema, owners),
                    variants: variants(list),
                    aliases: aliases
                        .into_iter()
                        .map(|(alias, owner)| AliasModel {
                            name: alias.clone(),
                            doc: doc::alias(owner, name),
                        })
                        .collect(),
                    name: name.clone(),
                })
            })
            .collect();
        lists.sort_by(|a, b| a.name.cmp(&b.name));
        lists
    }
}

/// The variants of a list. Of two options with one name the first counts: on the wire the name
/// stands for both.
fn variants(list: &OptionList) -> Vec<VariantModel> {
    let wires: Vec<String> = list.items.iter().map(option_name).collect();
    let idents = names::variants(wires.iter().map(String::as_str));
    let mut seen = BTreeSet::new();
    list.items
        .iter()
        .zip(&wires)
        .filter(|(_, wire)| seen.insert(wire.as_str()))
        .filter_map(|(item, wire)| {
            let label = item.label.clone().unwrap_or_else(|| wire.clone());
            Some(VariantModel {
                ident: idents.get(wire.as_str())?.clone(),
                doc: doc::option(item, wire),
                value: item.id.to_string(),
                name: wire.clone(),
                label,
            })
        })
        .collect()
}
