//! [`Rust`]: what the generator makes of the schema, so that people find it in their code.

use civi_codegen::GenerateOptions;
use civi_codegen::model::{
    ActionModel, Base, EntityModel, FieldModel, ListModel, ListRef, Model, RustType, Scalar,
};
use civi_codegen::schema::Schema;

use crate::settings::Settings;

/// What the generator makes of the schema.
pub(super) struct Rust {
    model: Option<Model>,
}

impl Rust {
    /// The model of the whole schema, with the names and types of one's own from `civi.toml`.
    pub(super) fn new(schema: &Schema, settings: &Settings) -> Self {
        let mut options = GenerateOptions::default();
        if let Some(config) = &settings.config {
            config.generate.apply(&mut options);
        }
        // What is left out of the bindings can be described all the same. Settings that don't fit
        // are told by `generate`; a description can do without.
        Self {
            model: civi_codegen::model::whole(schema, &options).ok(),
        }
    }

    pub(super) fn entity(&self, wire: &str) -> Option<&EntityModel> {
        self.model
            .as_ref()?
            .entities
            .iter()
            .find(|entity| entity.wire == wire)
    }

    pub(super) fn field(&self, entity: &str, wire: &str) -> Option<&FieldModel> {
        self.entity(entity)?
            .fields
            .iter()
            .find(|field| field.wire == wire)
    }

    pub(super) fn action(&self, entity: &str, wire: &str) -> Option<&ActionModel> {
        self.entity(entity)?
            .actions
            .iter()
            .find(|action| action.wire == wire)
    }

    /// The type of a field's options, where they have one.
    pub(super) fn options<'f>(&self, field: &'f FieldModel) -> Option<&'f str> {
        let list = field.rust.listed.as_ref().map(|listed| &listed.list);
        match (&field.rust.value, list) {
            (Scalar::Options(name), _) | (_, Some(ListRef::Typed(name))) => Some(name),
            _ => None,
        }
    }

    /// The option type of this name, or that has the name besides.
    pub(super) fn list(&self, name: &str) -> Option<&ListModel> {
        let mut lists = self.model.as_ref()?.lists.iter();
        lists.find(|list| list.names().any(|own| own == name))
    }
}

/// A field's type in a row of its own entity.
pub(super) fn row_type(rust: &RustType) -> String {
    let one = match &rust.value {
        Scalar::Id(entity) => format!("Id<{entity}>"),
        Scalar::Options(name) | Scalar::Custom(name) => name.clone(),
        plain => plain
            .plain()
            .map_or_else(String::new, |plain| plain.rust_name().to_owned()),
    };
    let value = if rust.list {
        format!("Vec<{one}>")
    } else {
        one
    };
    match rust.base {
        Base::Nullable => format!("Option<{value}>"),
        Base::NotNull | Base::PrimaryKey => value,
    }
}
