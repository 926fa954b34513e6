//! The site's saved searches, as the snapshot keeps them.

use std::collections::BTreeMap;

use crate::query::call::Call;
use crate::query::literal::{Literal, Value};
use crate::query::parse;

/// What an answer of `SavedSearch.get` holds.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Stored {
    /// The text of each search's file, by name. The same search gives the same text.
    pub(crate) texts: BTreeMap<String, String>,
    /// The searches that are no query, and why.
    pub(crate) refused: BTreeMap<String, String>,
}

/// The saved searches in an answer of `SavedSearch.get`.
pub(crate) fn saved_searches(values: &str) -> Stored {
    let rows = parse::value(values).unwrap_or_else(|_| Literal::new(Value::Null));
    let mut stored = Stored::default();
    for row in rows.as_list().unwrap_or_default() {
        let entries = row.as_map().unwrap_or_default();
        let get = |key: &str| {
            let found = entries.iter().find(|(name, _)| name == key);
            found.map(|(_, value)| value)
        };
        let text = |key: &str| {
            let text = get(key).and_then(Literal::as_text);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let Some(name) = text("name") else {
            continue;
        };
        match file(text("api_entity"), text("label"), get("api_params")) {
            Ok(text) => {
                stored.texts.insert(name, text);
            }
            Err(why) => {
                stored.refused.insert(name, why);
            }
        }
    }
    stored
}

/// The text of a search's file.
fn file(
    entity: Option<String>,
    label: Option<String>,
    params: Option<&Literal>,
) -> Result<String, String> {
    let entity = entity.ok_or("it searches no entity of APIv4")?;
    let mut call = Call::new(entity, "get", 0);
    call.name = label;
    match params {
        Some(params) if params.value != Value::Null => {
            let given = params.as_map();
            call.params = given.ok_or("its parameters are no object")?.to_vec();
        }
        // A search of the times before APIv4 has none.
        _ => return Err("it has no parameters of APIv4".to_owned()),
    }
    // What can't be read stays as it is: the bindings tell then what is wrong with it.
    if let Ok(canonical) = call.canonical() {
        call.params = canonical.params();
    }
    let text = serde_json::to_string_pretty(&call)
        .map_err(|error| format!("it can't be written as JSON: {error}"))?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::saved_searches;

    #[test]
    fn a_saved_search_is_stored_with_its_keys_in_their_order() {
        let values = r#"[{"id": 3, "name": "Lapsed", "label": "Lapsed donors", "api_entity": "Contact",
            "api_params": {"version": 4, "select": ["id"], "orderBy": {"b": "DESC", "a": "ASC"},
                           "where": [], "join": [], "having": []}}]"#;
        let stored = saved_searches(values);
        let text = &stored.texts["Lapsed"];
        assert!(text.contains("\"entity\": \"Contact\""), "{text}");
        assert!(text.find("\"b\"") < text.find("\"a\""), "{text}");
        assert!(
            !text.contains("having") && !text.contains("version"),
            "{text}"
        );
        assert!(stored.refused.is_empty());
        assert!(saved_searches("[]").texts.is_empty());
        assert!(saved_searches("nonsense").texts.is_empty());
    }

    #[test]
    fn what_is_no_query_is_named_with_the_reason() {
        let values = r#"[{"name": "Old", "api_entity": null, "api_params": null},
            {"name": "Odd", "api_entity": "Contact", "api_params": "a:1"},
            {"name": "Empty", "api_entity": "Contact", "api_params": null},
            {"name": "", "api_entity": "Contact", "api_params": {}}, {"label": "nameless"}, 5]"#;
        let stored = saved_searches(values);
        assert!(stored.texts.is_empty());
        let names: Vec<&String> = stored.refused.keys().collect();
        assert_eq!(names, ["Empty", "Odd", "Old"]);
        assert!(stored.refused["Old"].contains("no entity"));
    }
}
