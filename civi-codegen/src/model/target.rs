//! A field's type as generated code writes it, and what names it refers to.

use std::collections::BTreeMap;

use civi_schema::rust_type::{self, FieldType, Presence, TypeRules, ValueType};
use civi_schema::{Entity, Field, Schema, Suffix, names};

use super::list::Lists;
use crate::GenerateOptions;

/// The Rust type of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct RustType {
    /// One value.
    pub value: Scalar,
    /// Whether the field holds a list of them.
    pub list: bool,
    /// The innermost kind.
    pub base: Base,
    /// The option list, where the field has options: its type, where it is one, and the Rust name
    /// of the suffix set.
    pub listed: Option<(ListRef, String)>,
    /// The Rust name of the entity that it refers to by another field than `id`.
    pub reference: Option<String>,
    /// Only in filters.
    pub filter_only: bool,
    /// The Rust name of the operator set, where the site restricts the operators.
    pub operators: Option<String>,
    /// Guarded by a permission of its own.
    pub restricted: bool,
}

/// The Rust type of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // each is the type of the same name
pub enum Scalar {
    Integer,
    Float,
    Boolean,
    Text,
    Money,
    Date,
    Timestamp,
    Time,
    Json,
    /// `Id` of the entity with this Rust name.
    Id(String),
    /// The option type of this Rust name.
    Options(String),
    /// A type of the caller's own.
    Custom(String),
}

/// The innermost kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // each is the runtime's kind of the same name
pub enum Base {
    Nullable,
    NotNull,
    PrimaryKey,
}

/// What the names of a field's options are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListRef {
    /// The option type of this Rust name.
    Typed(String),
    /// Text.
    Unlisted,
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
    pub(super) suffix_sets: BTreeMap<String, Vec<&'static str>>,
    pub(super) operator_sets: BTreeMap<String, Vec<&'static str>>,
    pub(super) warnings: Vec<String>,
    pub(super) problems: Vec<String>,
}

impl Context<'_> {
    pub(super) fn rules(&self) -> TypeRules {
        rules(self.options)
    }

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
        let facts = rust_type::field_type(entity, field, &self.schema.option_lists, &self.rules());
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
            ValueType::Integer => Scalar::Integer,
            ValueType::Float => Scalar::Float,
            ValueType::Boolean => Scalar::Boolean,
            ValueType::Text => Scalar::Text,
            ValueType::Money => Scalar::Money,
            ValueType::Date => Scalar::Date,
            ValueType::Timestamp => Scalar::Timestamp,
            ValueType::Time => Scalar::Time,
            ValueType::Id(ref target) => Scalar::Id(self.entity(target)),
            ValueType::Options => list_name.clone().map_or(Scalar::Text, Scalar::Options),
            // A kind of value that a later civi-schema knows.
            _ => Scalar::Json,
        };
        let listed = facts.listed.map(|listed| {
            let list = match list_name.filter(|_| listed.typed) {
                Some(name) => ListRef::Typed(name),
                None => ListRef::Unlisted,
            };
            (list, self.suffix_set(&listed.suffixes))
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
            filter_only: facts.filter_only,
            operators: facts
                .operators
                .map(|wires| self.operator_set(entity, field, &wires)),
            restricted: facts.restricted,
            value,
        }
    }

    fn suffix_set(&mut self, suffixes: &[Suffix]) -> String {
        let known: Vec<(&str, &'static str)> = suffixes.iter().filter_map(suffix).collect();
        let name: String = known.iter().map(|(word, _)| *word).collect();
        let name = if name.is_empty() {
            "Bare".to_owned()
        } else {
            name
        };
        self.suffix_sets
            .entry(name.clone())
            .or_insert_with(|| known.iter().map(|(_, of)| *of).collect());
        name
    }

    fn operator_set(&mut self, entity: &Entity, field: &Field, wires: &[String]) -> String {
        let mut known = Vec::new();
        for wire in wires {
            match operator(wire) {
                Some(marker) => known.push(marker),
                None => self.warnings.push(format!(
                    "{}.{} takes the operator `{wire}`, which civi doesn't know: it is left out",
                    entity.name, field.name
                )),
            }
        }
        known.sort_unstable();
        known.dedup();
        let name = if known.is_empty() {
            "Nothing".to_owned()
        } else {
            known.concat()
        };
        self.operator_sets.entry(name.clone()).or_insert(known);
        name
    }
}

pub(super) fn rules(options: &GenerateOptions) -> TypeRules {
    TypeRules {
        option_limit: options.option_limit,
    }
}

/// A suffix's part of a set's name, and the runtime's trait for it.
fn suffix(suffix: &Suffix) -> Option<(&'static str, &'static str)> {
    Some(match suffix {
        Suffix::Name => ("Name", "HasName"),
        Suffix::Label => ("Label", "HasLabel"),
        Suffix::Description => ("Description", "HasDescription"),
        Suffix::Abbr => ("Abbr", "HasAbbr"),
        Suffix::Icon => ("Icon", "HasIcon"),
        Suffix::Color => ("Color", "HasColor"),
        Suffix::Grouping => ("Grouping", "HasGrouping"),
        Suffix::Url => ("Url", "HasUrl"),
        _ => return None,
    })
}

/// The runtime's marker for an operator (APIv4 wire contract, §6.1).
fn operator(wire: &str) -> Option<&'static str> {
    Some(match wire {
        "=" => "Eq",
        "!=" | "<>" => "Ne",
        ">" => "Gt",
        ">=" => "Ge",
        "<" => "Lt",
        "<=" => "Le",
        "LIKE" => "Like",
        "NOT LIKE" => "NotLike",
        "IN" => "In",
        "NOT IN" => "NotIn",
        "BETWEEN" => "Between",
        "NOT BETWEEN" => "NotBetween",
        "IS NULL" => "IsNull",
        "IS NOT NULL" => "IsNotNull",
        "IS EMPTY" => "IsEmpty",
        "IS NOT EMPTY" => "IsNotEmpty",
        "CONTAINS" => "Contains",
        "NOT CONTAINS" => "NotContains",
        "CONTAINS ONE OF" => "ContainsOneOf",
        "NOT CONTAINS ONE OF" => "NotContainsOneOf",
        "REGEXP" => "Regexp",
        "NOT REGEXP" => "NotRegexp",
        "REGEXP BINARY" => "RegexpBinary",
        "NOT REGEXP BINARY" => "NotRegexpBinary",
        _ => return None,
    })
}
