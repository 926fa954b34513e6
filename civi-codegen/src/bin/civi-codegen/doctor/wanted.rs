//! [`Wanted`]: what the bindings have of a snapshot. What they leave out need not be visible.

use std::collections::BTreeMap;

use civi_codegen::GenerateOptions;
use civi_codegen::model::{self, EntityModel};
use civi_codegen::schema::Schema;

use crate::settings::Settings;

/// What the bindings have; everything, where the settings don't fit the schema.
pub(super) struct Wanted {
    entities: Option<BTreeMap<String, EntityModel>>,
    is_chosen: bool,
}

impl Wanted {
    pub(super) fn new(schema: &Schema, settings: &Settings) -> Self {
        let mut options = GenerateOptions::default();
        if let Some(config) = &settings.config {
            config.generate.apply(&mut options);
        }
        let by_name = |entity: EntityModel| (entity.wire.clone(), entity);
        let model = model::build(schema, &options).ok();
        Self {
            entities: model.map(|model| model.entities.into_iter().map(by_name).collect()),
            is_chosen: !options.entities.is_empty(),
        }
    }

    /// Whether the settings choose entities, so that what they choose is needed. Without a choice
    /// the bindings have everything, and nobody may see all of a site.
    pub(super) fn is_chosen(&self) -> bool {
        self.is_chosen
    }

    pub(super) fn entity(&self, wire: &str) -> bool {
        self.entities
            .as_ref()
            .is_none_or(|entities| entities.contains_key(wire))
    }

    pub(super) fn field(&self, entity: &str, wire: &str) -> bool {
        self.of(entity, |entity| {
            entity.fields.iter().any(|field| field.wire == wire)
        })
    }

    pub(super) fn action(&self, entity: &str, wire: &str) -> bool {
        self.of(entity, |entity| match wire {
            // Asking for the schema, which every entity can.
            "getFields" | "getActions" => true,
            "get" => entity.gets,
            _ if entity.actions.iter().any(|action| action.wire == wire) => true,
            standard => entity.capabilities.iter().any(|capability| {
                capability
                    .strip_prefix("Can")
                    .is_some_and(|name| name.eq_ignore_ascii_case(standard))
            }),
        })
    }

    fn of(&self, entity: &str, has: impl Fn(&EntityModel) -> bool) -> bool {
        let entities = self.entities.as_ref();
        entities.is_none_or(|entities| entities.get(entity).is_some_and(has))
    }
}
