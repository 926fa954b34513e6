//! `getFields` (§4).

use civi_schema::Options;

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::query::Scope;
use crate::schema::{EntityModel, FieldModel};

pub(super) fn run(
    context: &Context<'_>,
    entity: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let action = parameters
        .text("action")
        .unwrap_or_else(|| "get".to_owned());
    let load = parameters.get("loadOptions").cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for field in entity
        .fields
        .values()
        .filter(|field| context.may_use(entity, field))
    {
        if has_action(field, &action) && !field.is_hidden {
            rows.push(row(context, entity, field, field.name(), &action, &load)?);
        }
    }
    let request = parameters.request()?;
    for name in joined_names(&request.conditions) {
        let mut scope = Scope::new(context, entity);
        if entity.field(&name).is_none()
            && let Ok(target) = scope.find(&name)?
        {
            rows.push(row(
                context,
                target.entity,
                target.field,
                &name,
                &action,
                &load,
            )?);
        }
    }
    array::query(rows, &request)
}

/// The names with a dot that a caller asks for: fields behind joins.
fn joined_names(conditions: &Json) -> Vec<String> {
    let mut names = Vec::new();
    for clause in conditions.items() {
        let items = clause.items();
        let (Some(field), Some(value)) = (items.first(), items.get(2)) else {
            continue;
        };
        if field.as_str() == Some("name") {
            let values = if value.is_array() {
                value.items()
            } else {
                vec![*value]
            };
            names.extend(
                values
                    .into_iter()
                    .filter_map(Json::to_text)
                    .filter(|n| n.contains('.')),
            );
        }
    }
    names
}

/// Whether an action knows a field.
fn has_action(field: &FieldModel, action: &str) -> bool {
    match action {
        "create" | "save" | "replace" => field.field.create.is_some(),
        "update" => field.field.update.is_some(),
        _ => field.field.get.is_some(),
    }
}

fn row(
    context: &Context<'_>,
    entity: &EntityModel,
    model: &FieldModel,
    name: &str,
    action: &str,
    load: &Json,
) -> Outcome<Json> {
    let field = &model.field;
    let written = match action {
        "create" | "save" | "replace" => field.create.clone(),
        "update" => field.update.clone(),
        _ => None,
    };
    let own = field.create.clone().unwrap_or_default();
    let default = match (&written, &field.get) {
        (Some(shape), _) => shape.default.as_ref().map(Json::from),
        (None, Some(get)) => get.implicit_filter.as_ref().map(Json::from),
        _ => None,
    };
    let shape = written.clone().unwrap_or_default();
    let data_type = shape.data_type.as_ref().unwrap_or(&field.data_type);
    let pairs = |map: &std::collections::BTreeMap<String, String>| {
        if map.is_empty() {
            return Json::Null;
        }
        Json::Map(
            map.iter()
                .map(|(k, v)| (k.clone(), Json::text(v.as_str())))
                .collect(),
        )
    };
    let suffixes = field
        .suffixes
        .iter()
        .map(|suffix| Json::text(suffix.as_str()))
        .collect::<Vec<_>>();
    let permission = field
        .permission
        .iter()
        .map(|any| Json::from(any.clone()))
        .collect::<Vec<_>>();
    let mut attributes = Json::map();
    if let Some(length) = field.max_length {
        attributes.set("maxlength", Json::Int(i64::from(length)));
    }
    if let Some(control) = &field.control_field {
        attributes.set("control_field", control.as_str().into());
    }
    let attributes = if attributes.is_blank() {
        Json::List(Vec::new())
    } else {
        attributes
    };
    let or_null = |list: Vec<Json>| {
        if list.is_empty() {
            Json::Null
        } else {
            Json::List(list)
        }
    };
    // What core lets slip of its own inside (§4.2).
    let callback = match field.options {
        Options::None => Json::Null,
        _ => ["Civi\\Api4\\Service\\Spec\\SpecFormatter", "getOptions"]
            .map(Json::from)
            .to_vec()
            .into(),
    };
    let is_column = model.source == crate::schema::Source::Column;
    let mut row = Json::from([
        ("default_value", default.unwrap_or_default()),
        ("type", field.kind.as_str().into()),
        ("entity", entity.name().into()),
        (
            "required",
            (if written.is_some() {
                shape.required
            } else {
                own.required
            })
            .into(),
        ),
        ("nullable", field.nullable.into()),
        (
            "required_if",
            match written {
                Some(_) => shape.required_if.into(),
                None => own.required_if.into(),
            },
        ),
        ("permission", or_null(permission)),
        ("readonly", (field.readonly || shape.readonly).into()),
        ("deprecated", field.deprecated.into()),
        ("usage", Json::List(Vec::new())),
        ("name", name.into()),
        ("title", field.title.clone().into()),
        ("description", field.description.clone().into()),
        (
            "data_type",
            Some(data_type.as_str().to_owned())
                .filter(|kind| !kind.is_empty())
                .into(),
        ),
        ("serialize", field.serialize.map(|how| how.code()).into()),
        ("fk_entity", field.fk_entity.clone().into()),
        ("fk_column", key_column(field).into()),
        ("dfk_entities", pairs(&field.dfk_entities)),
        ("options", options(context, entity, model, load)?),
        ("suffixes", or_null(suffixes)),
        ("options_callback", callback),
        ("options_callback_params", Json::List(Vec::new())),
        (
            "label",
            field.label.clone().or_else(|| field.title.clone()).into(),
        ),
        ("input_type", field.input_type.clone().into()),
        ("localizable", field.localizable.into()),
        ("input_attrs", attributes),
        ("help_pre", Json::Null),
        ("help_post", Json::Null),
        (
            "table_name",
            entity.table.clone().filter(|_| is_column).into(),
        ),
        ("column_name", is_column.then(|| field.name.clone()).into()),
        (
            "operators",
            field.operators.clone().map(Json::from).unwrap_or_default(),
        ),
        ("custom_field_id", Json::Null),
    ]);
    if let Some(group) = &field.custom_group {
        row.set("custom_group", group.as_str().into());
    }
    if context.model.is_old() {
        row.set("custom_group_id", Json::Null);
    }
    for (key, (major, minor)) in SINCE {
        if !context.model.is_since(*major, *minor) {
            row.remove(key);
        }
    }
    Ok(row)
}

/// What newer releases tell of a field besides (§4.2).
const SINCE: &[(&str, (u32, u32))] = &[
    ("suffixes", (5, 42)),
    ("nullable", (5, 47)),
    ("deprecated", (5, 57)),
    ("options_callback", (5, 57)),
    ("options_callback_params", (5, 57)),
    ("localizable", (5, 62)),
    ("dfk_entities", (5, 67)),
    ("fk_column", (5, 70)),
    ("usage", (5, 73)),
];

fn key_column(field: &civi_schema::Field) -> Option<String> {
    field.fk_entity.as_ref()?;
    Some(field.fk_column.clone().unwrap_or_else(|| "id".to_owned()))
}

/// A field's options in the form that is asked for (§4.4).
pub(super) fn options(
    context: &Context<'_>,
    entity: &EntityModel,
    field: &FieldModel,
    load: &Json,
) -> Outcome<Json> {
    let is_listed = matches!(field.field.options, Options::Own(_) | Options::Shared(_));
    if !load.is_truthy() {
        return Ok(Json::Bool(!matches!(field.field.options, Options::None)));
    }
    if !is_listed {
        let has_any = matches!(field.field.options, Options::Unlisted);
        return Ok(if has_any {
            Json::List(Vec::new())
        } else {
            Json::Bool(false)
        });
    }
    let options = context.options(entity.name(), field)?.unwrap_or_default();
    if !load.is_array() {
        let mut map = Json::map();
        for option in options.items() {
            map.set(
                &option.id.to_text().unwrap_or_default(),
                option.label.as_str().into(),
            );
        }
        return Ok(map);
    }
    let keys: Vec<String> = load.items().into_iter().filter_map(Json::to_text).collect();
    let one = |option: &crate::schema::FieldOption| {
        let mut item = Json::map();
        for key in &keys {
            if key == "id" {
                item.set("id", option.id.clone());
            } else if let Some(value) = option.suffix(key) {
                item.set(key, value);
            }
        }
        item
    };
    Ok(Json::List(options.items().iter().map(one).collect()))
}
