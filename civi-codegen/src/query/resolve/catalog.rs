//! The bindings that a query is written against, by their names on the wire and in Rust.

use std::collections::BTreeMap;

use civi_schema::nearest::nearest;
use civi_schema::{Operator, Suffix};

use crate::model::{EntityModel, FieldModel, ListModel, Model, RustType, Scalar};

/// The entities and option lists of a model, found by name.
#[derive(Clone)]
pub(in crate::query) struct Catalog<'m> {
    pub(in crate::query) model: &'m Model,
    by_wire: BTreeMap<&'m str, &'m EntityModel>,
    by_type: BTreeMap<&'m str, &'m EntityModel>,
    lists: BTreeMap<&'m str, &'m ListModel>,
}

impl<'m> Catalog<'m> {
    pub(in crate::query) fn new(model: &'m Model) -> Self {
        let entities = || model.entities.iter();
        let named = |list: &'m ListModel| list.names().map(move |name| (name, list));
        Catalog {
            model,
            by_wire: entities().map(|it| (it.wire.as_str(), it)).collect(),
            by_type: entities().map(|it| (it.type_name.as_str(), it)).collect(),
            lists: model.lists.iter().flat_map(named).collect(),
        }
    }

    /// The entity of this name, in whatever case.
    pub(in crate::query) fn entity(&self, wire: &str) -> Result<&'m EntityModel, String> {
        let folded = || {
            let mut known = self.by_wire.iter();
            known.find(|(name, _)| name.eq_ignore_ascii_case(wire))
        };
        if let Some(entity) = self.by_wire.get(wire).or(folded().map(|(_, it)| it)) {
            return Ok(entity);
        }
        let mut text = format!("the bindings have no entity `{wire}`");
        if let Some(near) = nearest(wire, self.by_wire.keys().copied()) {
            text.push_str(&format!("; did you mean `{near}`?"));
        }
        Err(text)
    }

    pub(in crate::query) fn of_type(&self, name: &str) -> Option<&'m EntityModel> {
        self.by_type.get(name).copied()
    }

    /// The Rust names of all entities.
    pub(in crate::query) fn types(&self) -> impl Iterator<Item = &'m str> {
        self.by_type.keys().copied()
    }

    pub(in crate::query) fn list(&self, name: &str) -> Option<&'m ListModel> {
        self.lists.get(name).copied()
    }

    /// The entity that a key points to.
    pub(in crate::query) fn target(&self, field: &FieldModel) -> Option<&'m EntityModel> {
        if field.rust.list {
            return None;
        }
        let name = match (&field.rust.value, &field.rust.reference) {
            (_, Some(target)) => target,
            // A primary key refers to nothing.
            (Scalar::Id(target), None) if field.refers_to.is_some() => target,
            _ => return None,
        };
        self.of_type(name)
    }

    /// Whether a field's options can be told by this suffix.
    pub(in crate::query) fn takes_suffix(&self, rust: &RustType, suffix: &str) -> bool {
        let Some(listed) = &rust.listed else {
            return false;
        };
        let set = self.model.suffix_sets.get(&listed.suffixes);
        set.is_some_and(|set| set.contains(&Suffix::from_wire(suffix)))
    }

    /// Whether a field may be filtered by this operator.
    pub(in crate::query) fn takes_operator(&self, rust: &RustType, operator: &str) -> bool {
        let Some(set) = &rust.operators else {
            return true;
        };
        let set = self.model.operator_sets.get(set);
        let operator = Operator::from_wire(operator);
        operator
            .zip(set)
            .is_some_and(|(operator, set)| set.contains(&operator))
    }
}

/// A field by its name on the wire, among those that `get` has.
pub(in crate::query) fn field<'m>(entity: &'m EntityModel, wire: &str) -> Option<&'m FieldModel> {
    let found = entity.fields.iter().find(|field| field.wire == wire);
    found.filter(|field| field.in_get)
}

/// The path whose first part is misspelled, said with the nearest name.
pub(in crate::query) fn unknown(entity: &EntityModel, path: &str) -> String {
    let mut text = format!("{} has no field `{path}`", entity.wire);
    let names = || entity.fields.iter().map(|field| field.wire.as_str());
    let near = nearest(path, names()).or_else(|| nearest(path.split('.').next()?, names()));
    if let Some(near) = near {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    text
}
