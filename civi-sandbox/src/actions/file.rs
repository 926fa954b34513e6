//! Files: their content is kept beside their row.

use rusqlite::types::Value;

use super::call::Given;
use super::parameters::Parameters;
use super::{create, save, update};
use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::schema::EntityModel;
use crate::store::Sql;

pub(super) fn write(
    context: &Context<'_>,
    action: &str,
    parameters: &Parameters,
) -> Outcome<Given> {
    let files = context.entity("File")?;
    match action {
        "create" => one(context, files, &parameters.array("values")),
        "update" => update::run(context, files, parameters),
        _ => save::run(context, files, parameters),
    }
}

fn one(context: &Context<'_>, files: &EntityModel, values: &Json) -> Outcome<Given> {
    let mut values = values.clone();
    let name = values.get("file_name").and_then(Json::to_text);
    if let Some(name) = name.as_ref().filter(|_| values.get("uri").is_none()) {
        let (stem, kind) = name.rsplit_once('.').unwrap_or((name.as_str(), "txt"));
        values.set(
            "uri",
            format!("{stem}_{}.{kind}", super::rules::random_hex()).into(),
        );
    }
    if values.get("upload_date").is_none() {
        values.set("upload_date", "now".into());
    }
    context.store.whole(|| {
        let (id, row) = create::one(context, files, &values)?;
        let content = values.get("content").and_then(Json::to_text);
        let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
        let cells = [
            id.to_int().map_or(Value::Null, Value::Integer),
            text(name.clone()),
            text(content),
        ];
        let sql = Sql::new("INSERT INTO sandbox_file (id, name, content) VALUES ")
            .then(Sql::joined(cells.into_iter().map(Sql::value), ", ").in_parentheses());
        context.store.run(&sql)?;
        Ok(Given::rows(vec![row]))
    })
}
