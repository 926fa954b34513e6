//! A field as generated code has it.

use civi_schema::names::FieldName;
use civi_schema::rust_type::written_type;
use civi_schema::{Entity, Field, Options, WriteField};

use super::context::Context;
use super::doc;
use super::rust_type::RustType;

/// A field as generated code has it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldModel {
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust names.
    pub names: FieldName,
    /// Its title, as documentation.
    pub title: String,
    /// What else the documentation of its constant says; empty where there is no more.
    pub facts: String,
    /// The entity whose marker its documentation links to.
    pub refers_to: Option<String>,
    /// Its type where it is read.
    pub rust: RustType,
    /// Whether `get` has it: it gets a constant.
    pub in_get: bool,
    /// Whether the row struct has it.
    pub in_row: bool,
    /// What `create` takes.
    pub create: Option<WriteModel>,
    /// What `update` takes.
    pub update: Option<WriteModel>,
    /// The longest text that fits, in characters.
    pub max_length: Option<u32>,
    /// The site marks it deprecated.
    pub deprecated: bool,
}

/// A field as an action of writing takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteModel {
    /// Its type.
    pub rust: RustType,
    /// `None` clears it.
    pub nullable: bool,
    /// The action can't do without it, and there is no default.
    pub mandatory: bool,
    /// What its setter's documentation says besides the title.
    pub doc: String,
}

pub(super) fn build(
    entity: &Entity,
    field: &Field,
    names: FieldName,
    context: &mut Context<'_>,
) -> FieldModel {
    let rust = context.rust_type(entity, field);
    let refers_to = field
        .fk_entity
        .as_ref()
        .map(|target| context.entity(target));
    let filter_only = rust.filter_only;
    let create = write_model(entity, field, field.create.as_ref(), true, &rust, context);
    let update = write_model(entity, field, field.update.as_ref(), false, &rust, context);
    FieldModel {
        wire: field.name.clone(),
        names,
        title: doc::title(field),
        facts: doc::facts(field),
        refers_to,
        in_get: field.get.is_some(),
        in_row: field.get.is_some()
            && !filter_only
            && matches!(field.kind.as_str(), "Field" | "Custom"),
        create,
        update,
        max_length: field.max_length,
        deprecated: field.deprecated,
        rust,
    }
}

fn write_model(
    entity: &Entity,
    field: &Field,
    shape: Option<&WriteField>,
    creates: bool,
    rust: &RustType,
    context: &mut Context<'_>,
) -> Option<WriteModel> {
    let shape = shape?;
    // Read-only is what forms don't change. A new row can still need it: whose it is
    // (`Custom_….entity_id`), or which of several kinds it is (`Contact.contact_type`).
    let is_choice = field.kind == "Field"
        && !matches!(field.options, Options::None | Options::Unlisted)
        && !entity.primary_key.contains(&field.name);
    let readonly =
        (shape.readonly || field.readonly) && !(creates && (shape.required || is_choice));
    if readonly || field.kind == "Filter" {
        return None;
    }
    let rust = match &shape.data_type {
        Some(other) if *other != field.data_type => {
            let facts = written_type(
                entity,
                field,
                other,
                &context.schema.option_lists,
                &context.options.type_rules(),
            );
            context.written_type(entity, field, facts)
        }
        _ => rust.clone(),
    };
    let mandatory = shape.required && shape.default.is_none();
    Some(WriteModel {
        nullable: field.nullable && !mandatory,
        mandatory,
        doc: doc::written(field, Some(shape)),
        rust,
    })
}
