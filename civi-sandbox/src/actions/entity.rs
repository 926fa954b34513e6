//! `Entity.get`: what the site has (§3).

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;

pub(super) fn get(context: &Context<'_>, parameters: &Parameters) -> Outcome<Given> {
    let rows = context
        .model
        .entities
        .values()
        .map(|entity| row(context, entity))
        .collect();
    array::query(rows, &parameters.request()?)
}

fn row(context: &Context<'_>, model: &EntityModel) -> Json {
    let entity = &model.entity;
    let texts = |texts: &[String]| Json::from(texts.to_vec());
    let optional = |texts: &[String]| {
        if texts.is_empty() {
            Json::Null
        } else {
            Json::from(texts.to_vec())
        }
    };
    let forced = entity
        .forced
        .iter()
        .map(|(key, value)| (key.clone(), Json::text(value.as_str())));
    let bridge = entity
        .bridge
        .iter()
        .map(|(column, to)| (column.clone(), Json::from([("to", to.as_str().into())])));
    let or_null = |pairs: Vec<(String, Json)>| {
        if pairs.is_empty() {
            Json::Null
        } else {
            Json::Map(pairs)
        }
    };
    if context.model.is_old() {
        return old(model);
    }
    let mut row = Json::from([
        ("name", entity.name.as_str().into()),
        ("title", entity.title.clone().into()),
        ("title_plural", entity.title_plural.clone().into()),
        ("type", texts(&entity.kinds)),
        ("paths", Json::List(Vec::new())),
        ("class", format!("Civi\\Api4\\{}", entity.name).into()),
        ("class_args", Json::Null),
        ("primary_key", texts(&entity.primary_key)),
        ("searchable", "secondary".into()),
        ("label_field", entity.label_field.clone().into()),
        (
            "search_fields",
            Json::List(
                entity
                    .label_field
                    .iter()
                    .map(|f| Json::text(f.as_str()))
                    .collect(),
            ),
        ),
        ("order_by", Json::Null),
        ("icon", Json::Null),
        ("icon_field", Json::Null),
        ("dao", Json::Null),
        ("table_name", model.table.clone().into()),
        ("description", entity.description.clone().into()),
        ("comment", Json::Null),
        ("see", Json::Null),
        ("since", entity.since.clone().into()),
        ("where", or_null(forced.collect())),
        ("bridge", or_null(bridge.collect())),
        ("ui_join_filters", Json::Null),
        ("match_fields", optional(&entity.match_fields)),
        ("group_weights_by", Json::Null),
    ]);
    for (key, (major, minor)) in [("parent_field", (5, 79)), ("database_name", (6, 2))] {
        if context.model.is_since(major, minor) {
            row.set(key, Json::Null);
        }
    }
    row
}

/// A row of an old site (§12.21): keys that it doesn't have are left out, and a bridge says only
/// its columns.
fn old(model: &EntityModel) -> Json {
    let entity = &model.entity;
    let texts = |texts: &[String]| Json::from(texts.to_vec());
    let mut row = Json::from([
        ("name", entity.name.as_str().into()),
        ("title", entity.title.clone().into()),
        ("title_plural", entity.title_plural.clone().into()),
        ("type", texts(&entity.kinds)),
        ("paths", Json::List(Vec::new())),
        ("class", format!("Civi\\Api4\\{}", entity.name).into()),
        ("id_field", model.key().unwrap_or("id").into()),
        ("icon", Json::Null),
        ("label_field", entity.label_field.clone().into()),
        ("searchable", "secondary".into()),
        ("description", entity.description.clone().into()),
        ("comment", Json::Null),
        ("see", Json::List(Vec::new())),
    ]);
    if !entity.bridge.is_empty() {
        let bridge = entity.bridge.iter();
        let bridge =
            bridge.map(|(column, to)| (column.clone(), Json::from([("to", to.as_str().into())])));
        row.set("bridge", Json::Map(bridge.collect()));
    }
    row
}
