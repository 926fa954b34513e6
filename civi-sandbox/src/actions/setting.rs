//! Settings: `get`, `set`, `revert` and their own `getFields` (§5).

use rusqlite::types::Value;

use super::array;
use super::call::Given;
use super::parameters::Parameters;
use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::json::Json;
use crate::schema::{EntityModel, FieldModel};
use crate::store::{Sql, stored_text};

pub(super) fn run(context: &Context<'_>, action: &str, parameters: &Parameters) -> Outcome<Given> {
    let settings = context.entity("Setting")?;
    match action {
        "get" => get(context, settings, parameters),
        "set" => set(context, settings, parameters),
        "revert" => revert(context, settings, parameters),
        _ => fields(context, settings, parameters),
    }
}

fn known<'a>(settings: &'a EntityModel, names: &[String]) -> Outcome<Vec<&'a FieldModel>> {
    let unknown: Vec<&str> = names
        .iter()
        .filter(|name| settings.field(name).is_none())
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::exception(format!(
            "Unknown settings for domain 1: {}",
            unknown.join(", ")
        )));
    }
    Ok(names
        .iter()
        .filter_map(|name| settings.field(name))
        .collect())
}

fn get(context: &Context<'_>, settings: &EntityModel, parameters: &Parameters) -> Outcome<Given> {
    let names = parameters.texts("select")?;
    let wanted = match names.is_empty() || names.iter().any(|name| name == "*") {
        true => settings.fields.values().collect(),
        false => known(settings, &names)?,
    };
    let mut rows = Vec::new();
    for setting in wanted {
        rows.push(row(setting.name(), value(context, setting)?));
    }
    Ok(Given::rows(rows))
}

fn row(name: &str, value: Json) -> Json {
    Json::from([
        ("name", name.into()),
        ("value", value),
        ("domain_id", Json::Int(1)),
    ])
}

/// A setting's value, or its default.
fn value(context: &Context<'_>, setting: &FieldModel) -> Outcome<Json> {
    let sql = Sql::new("SELECT value FROM sandbox_setting WHERE name = ")
        .then(Sql::value(setting.name().to_owned()));
    let stored = context.store.cell(&sql)?.as_ref().and_then(stored_text);
    Ok(match stored.and_then(|text| Json::parse(text.as_bytes())) {
        Some(value) => value,
        None => default(setting),
    })
}

/// What the sandbox has for settings that clients ask for; else the snapshot's own default.
fn default(setting: &FieldModel) -> Json {
    match setting.name() {
        "lcMessages" => "en_US".into(),
        "defaultCurrency" => "USD".into(),
        "weekBegins" => Json::Int(0),
        "contact_view_options" => ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "13"]
            .map(Json::from)
            .to_vec()
            .into(),
        "mailing_backend" => Json::from([("outBound_option", "3".into())]),
        _ => {
            let shape = setting
                .field
                .create
                .as_ref()
                .and_then(|create| create.default.as_ref());
            shape.map(Json::from).unwrap_or_default()
        }
    }
}

fn set(context: &Context<'_>, settings: &EntityModel, parameters: &Parameters) -> Outcome<Given> {
    let values = parameters.array("values");
    let names: Vec<String> = values.pairs().into_iter().map(|(name, _)| name).collect();
    known(settings, &names)?;
    let mut rows = Vec::new();
    for (name, value) in values.pairs() {
        let sql = Sql::new("INSERT INTO sandbox_setting (name, value) VALUES (")
            .then(Sql::value(name.clone()))
            .word(", ")
            .then(Sql::value(Value::Text(value.compact())))
            .word(") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        context.store.run(&sql)?;
        rows.push(row(&name, value.clone()));
    }
    Ok(Given::rows(rows))
}

fn revert(
    context: &Context<'_>,
    settings: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let names = parameters.texts("select")?;
    let mut rows = Vec::new();
    for setting in known(settings, &names)? {
        let sql = Sql::new("DELETE FROM sandbox_setting WHERE name = ")
            .then(Sql::value(setting.name().to_owned()));
        context.store.run(&sql)?;
        rows.push(row(setting.name(), default(setting)));
    }
    Ok(Given::rows(rows))
}

/// Settings have fields of another shape.
fn fields(
    context: &Context<'_>,
    settings: &EntityModel,
    parameters: &Parameters,
) -> Outcome<Given> {
    let load = parameters.get("loadOptions").cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for setting in settings.fields.values() {
        let field = &setting.field;
        rows.push(Json::from([
            ("name", setting.name().into()),
            ("html_type", field.input_type.clone().into()),
            ("default", default(setting)),
            ("add", Json::Null),
            ("title", field.title.clone().into()),
            ("help_text", Json::Null),
            ("serialize", field.serialize.map(|how| how.code()).into()),
            (
                "options",
                super::get_fields::options(context, settings, setting, &load)?,
            ),
            ("readonly", field.readonly.into()),
            ("description", field.description.clone().into()),
            ("data_type", Json::Null),
        ]));
    }
    array::query(rows, &parameters.request()?)
}
