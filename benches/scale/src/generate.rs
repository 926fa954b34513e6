//! A snapshot read and generated: entities of 50 fields each.

use std::fs;
use std::path::Path;

use civi_codegen::{GenerateOptions, generate};
use civi_schema::Schema;
use serde_json::{Map, json};

use crate::{Cost, process};

/// How many fields an entity has.
const FIELDS: usize = 50;

/// Writes a snapshot of so many fields, reads it and makes its bindings.
pub(crate) fn fields(count: usize) -> Result<Cost, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    write(folder.path(), count / FIELDS).map_err(|error| error.to_string())?;
    let before = process::peak();
    let start = process::busy();
    let schema = Schema::read(folder.path()).map_err(|error| error.to_string())?;
    let generated =
        generate(&schema, &GenerateOptions::default()).map_err(|error| error.to_string())?;
    let time = process::busy().saturating_sub(start);
    if generated.entities != count / FIELDS {
        return Err(format!("{} entities have bindings", generated.entities));
    }
    Ok(Cost {
        time,
        memory: process::peak() - before,
    })
}

fn write(folder: &Path, entities: usize) -> std::io::Result<()> {
    fs::create_dir_all(folder.join("entities"))?;
    let site = json!({"format": 1, "civicrm": "6.17.2", "cms": "Standalone"});
    fs::write(folder.join("site.json"), site.to_string())?;
    for number in 0..entities {
        let name = format!("Thing{number}");
        let mut fields = Map::new();
        let key =
            json!({"data_type": "Integer", "nullable": false, "readonly": true, "title": "Key"});
        fields.insert("id".to_owned(), key);
        for at in 1..FIELDS {
            let title = format!("Field {at} of {name}");
            let field = match at % 5 {
                0 => {
                    json!({"title": title, "data_type": "Integer", "fk_entity": format!("Thing{}", (number + at) % entities)})
                }
                1 => json!({"title": title, "data_type": "String", "input_type": "Text"}),
                2 => json!({"title": title, "data_type": "Timestamp"}),
                3 => json!({"title": title, "data_type": "Money"}),
                // Every tenth field has a list of its own.
                _ if at % 10 == 4 => json!({
                    "title": title, "data_type": "String", "suffixes": ["name", "label"],
                    "options": (0..6).map(|option| json!({
                        "id": format!("{number}_{at}_{option}"), "label": format!("Option {option}"),
                        "name": format!("option_{number}_{at}_{option}"),
                    })).collect::<Vec<_>>(),
                }),
                _ => json!({"title": title, "data_type": "Boolean", "nullable": false}),
            };
            fields.insert(format!("field_{at}"), field);
        }
        let actions: Map<String, serde_json::Value> = [
            "create",
            "delete",
            "get",
            "getActions",
            "getFields",
            "replace",
            "save",
            "update",
        ]
        .map(|action| (action.to_owned(), json!({})))
        .into_iter()
        .collect();
        let entity = json!({
            "name": name, "title": name, "kinds": ["DAOEntity"], "primary_key": ["id"],
            "fields": fields, "actions": actions,
        });
        let file = folder.join("entities").join(format!("{name}.json"));
        fs::write(file, entity.to_string())?;
    }
    Ok(())
}
