//! What building the model goes along with: names, option types, and what has been found so far.

use std::collections::BTreeMap;

use civi_schema::rust_type::{self, FieldType, Presence, ValueType};
use civi_schema::{Entity, Field, Operator, Schema, Suffix, names};

use super::list::{Lists, Owner, rust_names};
use super::rust_type::{Base, ListRef, ListedModel, RustType, Scalar, TargetSet};
use crate::GenerateOptions;

/// The Rust names of the target sets of all dynamic keys, by entity and field.
pub(super) fn target_names(schema: &Schema) -> BTreeMap<Owner, String> {
    let wires: BTreeMap<Owner, String> = schema
        .entities
        .values()
        .flat_map(|entity| entity.fields.values().map(move |field| (entity, field)))
        .filter(|(_, field)| !field.dfk_entities.is_empty())
        .map(|(entity, field)| {
            let key = (entity.name.clone(), field.name.clone());
            (key, format!("{}.{}", entity.name, field.name))
        })
        .collect();
    rust_names(&wires)
}

/// The Rust names of all entities.
pub(super) struct Names {
    types: BTreeMap<String, names::EntityName>,
}

impl Names {
    /// Every entity of the schema has a name, and every one that a field refers to, whether it is
    /// chosen or not: what is chosen never changes a name.
    pub(super) fn new(schema: &Schema, chosen: &[&Entity], options: &GenerateOptions) -> Self {
        let targets = chosen
            .iter()
            .flat_map(|entity| entity.fields.values())
            .flat_map(|field| field.fk_entity.iter().chain(field.dfk_entities.values()));
        let wires = schema.entities.keys().chain(targets).map(String::as_str);
        let types = names::entities(wires)
            .into_iter()
            .map(|(wire, mut name)| {
                if let Some(own) = options.names.get(wire) {
                    name.type_name.clone_from(own);
                }
                (wire.to_owned(), name)
            })
            .collect();
        Names { types }
    }

    pub(super) fn of(&self, wire: &str) -> names::EntityName {
        self.types
            .get(wire)
            .cloned()
            .unwrap_or_else(|| names::EntityName {
                type_name: "Unknown".to_owned(),
                module: "unknown".to_owned(),
            })
    }
}

/// Everything that building the model goes along with.
pub(super) struct Context<'a> {
    pub(super) schema: &'a Schema,
    pub(super) options: &'a GenerateOptions,
    pub(super) names: Names,
    pub(super) lists: Lists,
    pub(super) bare: BTreeMap<String, String>,
    pub(super) suffix_sets: BTreeMap<String, Vec<Suffix>>,
    pub(super) operator_sets: BTreeMap<String, Vec<Operator>>,
    pub(super) target_names: BTreeMap<Owner, String>,
    pub(super) target_sets: BTreeMap<String, TargetSet>,
    pub(super) warnings: Vec<String>,
    pub(super) problems: Vec<String>,
}

impl Context<'_> {
    /// The Rust name of an entity that a field refers to; a marker is made for it where it is not
    /// chosen.
    pub(super) fn entity(&mut self, wire: &str) -> String {
        let name = self.names.of(wire).type_name;
        self.bare
            .entry(wire.to_owned())
            .or_insert_with(|| name.clone());
        name
    }

    /// The Rust type of a field, as it is read.
    pub(super) fn rust_type(&mut self, entity: &Entity, field: &Field) -> RustType {
        let facts = rust_type::field_type(
            entity,
            field,
            &self.schema.option_lists,
            &self.options.type_rules(),
        );
        if let civi_schema::DataType::Other(word) = &field.data_type {
            self.warnings.push(format!(
                "{}.{} has the data type `{word}`, which civi doesn't know: it is read as JSON",
                entity.name, field.name
            ));
        }
        self.written_type(entity, field, facts)
    }

    /// The Rust type from a field's facts.
    pub(super) fn written_type(
        &mut self,
        entity: &Entity,
        field: &Field,
        facts: FieldType,
    ) -> RustType {
        let list_name = self.lists.name(&entity.name, &field.name);
        let custom = self
            .options
            .types
            .get(&format!("{}.{}", entity.name, field.name));
        let value = match facts.value {
            _ if custom.is_some() => Scalar::Custom(custom.cloned().unwrap_or_default()),
            ValueType::Plain(plain) => Scalar::from(plain),
            ValueType::Id(ref target) => Scalar::Id(self.entity(target)),
            ValueType::Options => list_name.clone().map_or(Scalar::Text, Scalar::Options),
        };
        let listed = facts.listed.as_ref().map(|listed| {
            let list = match list_name.filter(|_| listed.typed) {
                Some(name) => ListRef::Typed(name),
                None => ListRef::AnyName,
            };
            ListedModel {
                list,
                suffixes: self.suffix_set(&listed.suffixes),
                written_by_suffix: listed.suffixes.iter().any(Suffix::is_written),
            }
        });
        RustType {
            list: facts.list && custom.is_none(),
            base: match facts.presence {
                Presence::Nullable => Base::Nullable,
                Presence::NotNull => Base::NotNull,
                Presence::PrimaryKey => Base::PrimaryKey,
            },
            listed: listed.filter(|_| custom.is_none()),
            reference: facts.reference.map(|target| self.entity(&target)),
            // A number that nothing else is said of.
            targets: if value == Scalar::Integer && facts.listed.is_none() && !facts.list {
                self.targets(entity, field)
            } else {
                None
            },
            filter_only: facts.filter_only,
            operators: facts
                .operators
                .map(|wires| self.operator_set(entity, field, &wires)),
            restricted: facts.restricted,
            value,
        }
    }

    /// The set of entities that a dynamic key may point to. A key without a control field, or one
    /// that is told apart by its place in a custom group, stays a number.
    fn targets(&mut self, entity: &Entity, field: &Field) -> Option<String> {
        let control = field.control_field.as_ref()?;
        if field.dfk_entities.is_empty() || field.name.contains('.') {
            return None;
        }
        let name = self
            .target_names
            .get(&(entity.name.clone(), field.name.clone()))?
            .clone();
        if !self.target_sets.contains_key(&name) {
            let mut targets: Vec<(String, String)> = Vec::new();
            for (value, target) in &field.dfk_entities {
                let target = self.entity(target);
                // Two values for one entity: the first stands for it.
                if targets.iter().all(|(_, known)| *known != target) {
                    targets.push((value.clone(), target));
                }
            }
            let set = TargetSet {
                control: control.clone(),
                targets,
            };
            self.target_sets.insert(name.clone(), set);
        }
        Some(name)
    }

    /// The set of these suffixes, without those that the runtime does not have.
    fn suffix_set(&mut self, suffixes: &[Suffix]) -> String {
        let known = suffixes.iter().filter(|one| one.capability().is_some());
        let known: Vec<Suffix> = known.cloned().collect();
        let name = names::suffix_set(&known);
        self.suffix_sets.entry(name.clone()).or_insert(known);
        name
    }

    /// The set of these operators, without those that the runtime does not have.
    fn operator_set(&mut self, entity: &Entity, field: &Field, wires: &[String]) -> String {
        let mut known = Vec::new();
        for wire in wires {
            match Operator::from_wire(wire) {
                Some(operator) => known.push(operator),
                None => self.warnings.push(format!(
                    "{}.{} takes the operator `{wire}`, which civi doesn't know: it is left out",
                    entity.name, field.name
                )),
            }
        }
        known.sort_unstable_by_key(|operator| operator.marker());
        known.dedup();
        let name = names::operator_set(&known);
        self.operator_sets.entry(name.clone()).or_insert(known);
        name
    }
}
