//! Every column of every entity.

use civi_schema::{DataType, Serialization};

use super::{every_entity_has_a_row, json, reply, sandbox};
use crate::json::Json;

/// What is written into a column of any type is read in the type that the snapshot names (§7).
#[test]
fn wire_7_every_column_of_every_entity_is_read_in_its_type() {
    for snapshot in ["standalone-6.17", "wordpress-5.77"] {
        let sandbox = sandbox(snapshot);
        let refused = every_entity_has_a_row(&sandbox);
        assert!(refused.is_empty(), "{refused:?}");
        let mut seen = 0;
        let model = std::sync::Arc::clone(&sandbox.site.model);
        for entity in model
            .entities
            .values()
            .filter(|entity| entity.table.is_some())
        {
            let key = entity.key().unwrap_or("id");
            let params =
                format!(r#"{{"select":["*","custom.*"],"orderBy":{{"{key}":"DESC"}},"limit":1}}"#);
            let params = if entity.has_column(key) {
                params
            } else {
                r#"{"limit":1}"#.to_owned()
            };
            let body = json(&reply(&sandbox, &format!("{}/get", entity.name()), &params));
            let row = body
                .get("values")
                .and_then(|rows| rows.items().first().copied().cloned());
            let row = row.unwrap_or_else(|| panic!("{}: {}", entity.name(), body.compact()));
            for field in entity.columns() {
                let Some(value) = row.get(field.name()).filter(|value| !value.is_null()) else {
                    continue;
                };
                seen += 1;
                let is_right = match (&field.field.serialize, &field.field.data_type) {
                    (
                        Some(Serialization::Json | Serialization::Php | Serialization::KeyValue),
                        _,
                    ) => true,
                    (Some(_), _) => matches!(value, Json::List(_)),
                    (None, DataType::Integer) => matches!(value, Json::Int(_)),
                    (None, DataType::Boolean) => matches!(value, Json::Bool(_)),
                    (None, DataType::Money | DataType::Float) => {
                        matches!(value, Json::Int(_) | Json::Float(_))
                    }
                    (None, DataType::Date) => value.as_str().is_some_and(|text| text.len() == 10),
                    (None, DataType::Timestamp) => {
                        value.as_str().is_some_and(|text| text.len() == 19)
                    }
                    (None, DataType::Array) => true,
                    _ => matches!(value, Json::Text(_)),
                };
                assert!(
                    is_right,
                    "{}.{}: {}",
                    entity.name(),
                    field.name(),
                    value.compact()
                );
            }
        }
        assert!(seen > 1000, "{snapshot}: {seen}");
        println!("{snapshot}: {seen} values");
    }
}
