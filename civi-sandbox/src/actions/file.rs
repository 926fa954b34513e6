//! Files: their content is kept beside their row.

use rusqlite::types::Value;

use crate::context::Context;
use crate::failure::Outcome;
use crate::json::Json;
use crate::store::Sql;

/// The values of a new file, with the address that a site makes of the name.
pub(super) fn completed(values: &Json) -> Json {
    let mut values = values.clone();
    let name = values.get("file_name").and_then(Json::to_text);
    if let Some(name) = name.filter(|_| values.get("uri").is_none()) {
        let (stem, kind) = name.rsplit_once('.').unwrap_or((name.as_str(), "txt"));
        values.set(
            "uri",
            format!("{stem}_{}.{kind}", super::rules::random_hex()).into(),
        );
    }
    if values.get("upload_date").is_none() {
        values.set("upload_date", "now".into());
    }
    values
}

/// Keeps the name and the content that a record has of its file, whatever the action is.
pub(super) fn keep(context: &Context<'_>, id: &Json, values: &Json) -> Outcome<()> {
    let id = Value::Integer(id.to_int().unwrap_or_default());
    for (key, change) in [
        (
            "file_name",
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        ),
        (
            "content",
            " ON CONFLICT (id) DO UPDATE SET content = excluded.content",
        ),
    ] {
        let Some(value) = values.get(key) else {
            continue;
        };
        let text = || Sql::value(value.to_text().map_or(Value::Null, Value::Text));
        // Both columns are given, and only the one is changed where the row is there.
        let (name, content) = match key {
            "content" => (Sql::null(), text()),
            _ => (text(), Sql::null()),
        };
        let cells = Sql::joined([Sql::value(id.clone()), name, content], ", ");
        let sql = Sql::new("INSERT INTO sandbox_file (id, name, content) VALUES ")
            .then(cells.in_parentheses())
            .word(change);
        context.store.run(&sql)?;
    }
    Ok(())
}
