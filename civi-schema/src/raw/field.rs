//! What `getFields` says of one field, for three actions, as one [`Field`] (APIv4 wire contract
//! §4.2–4.5; `Setting`'s own shape §5).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::options::{of_options, options};
use super::random;
use super::reader::{Reader, plain_text};
use super::warning::Warnings;
use crate::json;
use crate::{DataType, Field, GetField, OptionList, Options, Serialization, Suffix, WriteField};

const KEYS: [&str; 41] = [
    "name",
    "title",
    "label",
    "description",
    "type",
    "entity",
    "data_type",
    "input_type",
    "input_attrs",
    "options",
    "suffixes",
    "required",
    "required_if",
    "nullable",
    "default_value",
    "readonly",
    "serialize",
    "fk_entity",
    "fk_column",
    "dfk_entities",
    "operators",
    "permission",
    "localizable",
    "deprecated",
    "usage",
    "table_name",
    "column_name",
    "custom_field_id",
    "custom_group",
    // Until 5.39.
    "custom_group_id",
    "help_pre",
    "help_post",
    // Leaks of the site's inside.
    "options_callback",
    "options_callback_params",
    "sql_renderer",
    // Setting's own.
    "html_type",
    "default",
    "add",
    "help_text",
    "is_domain",
    "is_contact",
];

/// A field as the three actions have it.
#[derive(Default)]
pub(super) struct FieldByAction<'a> {
    pub(super) get: Option<&'a Map<String, Value>>,
    pub(super) create: Option<&'a Map<String, Value>>,
    pub(super) update: Option<&'a Map<String, Value>>,
}

impl<'a> FieldByAction<'a> {
    /// Those that there are; the first counts where they differ.
    fn each(&self) -> impl Iterator<Item = &'a Map<String, Value>> {
        [self.get, self.create, self.update].into_iter().flatten()
    }
}

/// The field, of what the three actions say of it.
pub(super) fn field(
    by_action: &FieldByAction<'_>,
    entity: &str,
    name: &str,
    docs: bool,
    warnings: &mut Warnings,
) -> Field {
    let mut field = Field::default();
    let mut lists = Vec::new();
    for (index, map) in by_action.each().enumerate() {
        let mut reader = Reader {
            map,
            entity,
            field: Some(name),
            warnings,
        };
        reader.expect_keys(&KEYS);
        let read = common(&mut reader, docs);
        if let Options::Own(list) = &read.options {
            lists.push(list.clone());
        }
        field = if index == 0 {
            read
        } else {
            merged(field, read)
        };
    }
    field.name = name.to_owned();
    without_random(&mut field.options, entity, name, &lists, warnings);
    let data_type = field.data_type.clone();
    let mut write = |map: &Map<String, Value>| {
        let mut reader = Reader {
            map,
            entity,
            field: Some(name),
            warnings,
        };
        write_shape(&mut reader, &data_type, field.readonly)
    };
    field.create = by_action.create.map(&mut write);
    field.update = by_action.update.map(&mut write);
    field.get = by_action.get.map(|map| GetField {
        implicit_filter: json::get(map, "default_value").cloned(),
    });
    if let DataType::Other(word) = &field.data_type {
        let what = format!("unknown data type `{word}`; kept, its values are any JSON");
        warnings.add(entity, Some(name), what);
    }
    field
}

/// Leaves out options that are made anew for every answer; `lists` are those of all answers.
fn without_random(
    options: &mut Options,
    entity: &str,
    field: &str,
    lists: &[OptionList],
    warnings: &mut Warnings,
) {
    let Options::Own(list) = options else {
        return;
    };
    for label in random::remove(entity, field, list, lists) {
        let what = format!("the option {label:?} has another id in every answer; left out");
        warnings.add(entity, Some(field), what);
    }
    if list.items.is_empty() {
        *options = Options::Unlisted;
    }
}

/// What one action says, without what is that action's own.
fn common(field: &mut Reader<'_>, docs: bool) -> Field {
    let title = field.text("title");
    let label = field
        .text("label")
        .filter(|label| Some(label) != title.as_ref());
    let mut suffixes: Vec<_> = field
        .texts("suffixes")
        .iter()
        .map(|s| Suffix::from_wire(s))
        .collect();
    let options = options(field, !suffixes.is_empty(), docs);
    // Before 5.42 the site takes suffixes without listing them. `Setting` lists none in any
    // version, since its values are read in another way.
    if !field.map.contains_key("suffixes") && field.entity != "Setting" {
        suffixes = of_options(field.map, &options);
    }
    let (max_length, control_field) = input_attrs(field);
    Field {
        name: String::new(),
        title,
        label,
        description: docs
            .then(|| field.prose(&["description", "help_text", "help_pre", "help_post"]))
            .flatten(),
        kind: field.text("type").unwrap_or_else(|| "Field".to_owned()),
        data_type: data_type(field),
        serialize: field
            .integer("serialize")
            .and_then(Serialization::from_wire),
        input_type: field.text("input_type").or_else(|| field.text("html_type")),
        max_length,
        control_field,
        fk_entity: field.text("fk_entity"),
        fk_column: field.text("fk_column").filter(|column| column != "id"),
        dfk_entities: dfk_entities(field),
        options,
        suffixes,
        operators: Some(field.texts("operators")).filter(|operators| !operators.is_empty()),
        permission: permission(field),
        nullable: field.flag("nullable", true),
        readonly: field.flag("readonly", false),
        deprecated: field.flag("deprecated", false),
        localizable: field.flag("localizable", false),
        custom_group: field.text("custom_group"),
        get: None,
        create: None,
        update: None,
    }
}

/// What the first action left unsaid, from the next.
fn merged(first: Field, next: Field) -> Field {
    let is_listed = |options: &Options| matches!(options, Options::Own(_));
    let take_options = first.options == Options::None || !is_listed(&first.options);
    Field {
        title: first.title.or(next.title),
        description: first.description.or(next.description),
        data_type: if first.data_type == DataType::Missing {
            next.data_type
        } else {
            first.data_type
        },
        serialize: first.serialize.or(next.serialize),
        input_type: first.input_type.or(next.input_type),
        max_length: first.max_length.or(next.max_length),
        control_field: first.control_field.or(next.control_field),
        fk_column: if first.fk_entity.is_some() {
            first.fk_column
        } else {
            next.fk_column
        },
        fk_entity: first.fk_entity.or(next.fk_entity),
        dfk_entities: if first.dfk_entities.is_empty() {
            next.dfk_entities
        } else {
            first.dfk_entities
        },
        options: if take_options && next.options != Options::None {
            next.options
        } else {
            first.options
        },
        suffixes: if first.suffixes.is_empty() {
            next.suffixes
        } else {
            first.suffixes
        },
        permission: if first.permission.is_empty() {
            next.permission
        } else {
            first.permission
        },
        readonly: first.readonly && next.readonly,
        deprecated: first.deprecated || next.deprecated,
        custom_group: first.custom_group.or(next.custom_group),
        ..first
    }
}

/// The action's own part. `readonly` is said here only where the field as a whole isn't.
fn write_shape(field: &mut Reader<'_>, data_type_of_all: &DataType, readonly: bool) -> WriteField {
    let default = ["default_value", "default"]
        .iter()
        .find_map(|key| json::get(field.map, key));
    let own_type = data_type(field);
    WriteField {
        required: field.flag("required", false),
        required_if: field.text("required_if"),
        default: default.cloned(),
        readonly: field.flag("readonly", false) && !readonly,
        data_type: (own_type != DataType::Missing && own_type != *data_type_of_all)
            .then_some(own_type),
    }
}

fn data_type(field: &mut Reader<'_>) -> DataType {
    field
        .text("data_type")
        .map_or(DataType::Missing, |word| DataType::from_wire(&word))
}

/// The longest text and the field that this one depends on.
fn input_attrs(field: &mut Reader<'_>) -> (Option<u32>, Option<String>) {
    let (entity, name) = (field.entity, field.field);
    let Some(map) = field.object("input_attrs").cloned() else {
        return (None, None);
    };
    let mut attrs = Reader {
        map: &map,
        entity,
        field: name,
        warnings: field.warnings,
    };
    let longest = attrs
        .integer("maxlength")
        .and_then(|length| u32::try_from(length).ok());
    (
        longest.filter(|length| *length > 0),
        attrs.text("control_field"),
    )
}

fn dfk_entities(field: &mut Reader<'_>) -> BTreeMap<String, String> {
    let Some(map) = field.object("dfk_entities") else {
        return BTreeMap::new();
    };
    let entity = |value| plain_text(value).filter(|name| !name.is_empty());
    map.iter()
        .filter_map(|(table, value)| Some((table.clone(), entity(value)?)))
        .collect()
}

/// The permissions: strings must all be met; a list among them by one of its members.
fn permission(field: &mut Reader<'_>) -> Vec<Vec<String>> {
    let Some(value) = json::get(field.map, "permission") else {
        return Vec::new();
    };
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        other => vec![other],
    };
    let mut groups = Vec::new();
    for item in items {
        let group: Vec<String> = match item {
            Value::Array(members) => members.iter().filter_map(plain_text).collect(),
            Value::Object(members) => members.values().filter_map(plain_text).collect(),
            one => plain_text(one).into_iter().collect(),
        };
        let group: Vec<_> = group.into_iter().filter(|name| !name.is_empty()).collect();
        if group.is_empty() {
            field.warn("a permission that is no string; left out");
        } else {
            groups.push(group);
        }
    }
    groups
}
