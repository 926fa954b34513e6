//! What a query's rows have to look like: worked out from the query's text and the snapshot alone,
//! by other means than the sandbox uses (§6.2, §7).

use std::cell::Cell;
use std::collections::BTreeMap;

use civi_schema::{DataType, Field};

use crate::json::Json;
use crate::schema::Model;

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Integer,
    Number,
    Boolean,
    Text,
    Date,
    Timestamp,
    Time,
    List(Box<Kind>),
    /// JSON of any form.
    Any,
}

/// The form of a query's rows.
pub(super) struct ExpectedRows<'a> {
    model: &'a Model,
    entity: &'a str,
    /// The entities of explicit joins, and of their bridges.
    joins: BTreeMap<String, Vec<String>>,
    aliases: BTreeMap<String, String>,
    seen: Cell<usize>,
}

const INTEGERS: &[&str] = &[
    "COUNT",
    "YEAR",
    "MONTH",
    "QUARTER",
    "DAYOFWEEK",
    "DATEDIFF",
    "EXTRACT",
    "TIMESTAMPDIFF",
    "DAYSTOANNIV",
];
const NUMBERS: &[&str] = &["AVG", "ROUND", "RAND"];
const TEXTS: &[&str] = &[
    "CONCAT",
    "CONCAT_WS",
    "LEFT",
    "RIGHT",
    "LOWER",
    "UPPER",
    "REPLACE",
    "SUBSTRING",
    "JSON_EXTRACT",
];
const BOOLEANS: &[&str] = &["ISNULL", "ISNOTNULL"];
const DATES: &[&str] = &["CURDATE", "DATE", "NEXTANNIV"];

impl<'a> ExpectedRows<'a> {
    pub(super) fn new(model: &'a Model, entity: &'a str, params: &Json) -> Self {
        let mut joins = BTreeMap::new();
        for join in params.get("join").map(Json::items).unwrap_or_default() {
            let items = join.items();
            let Some(what) = items.first().and_then(|item| item.as_str()) else {
                continue;
            };
            let (name, alias) = match what.split_once(" AS ") {
                Some((name, alias)) => (name.trim(), alias.trim().to_owned()),
                None => (what, what.to_lowercase()),
            };
            let bridge = items.get(2).and_then(|item| item.as_str());
            joins.insert(
                alias,
                [Some(name), bridge]
                    .into_iter()
                    .flatten()
                    .map(ToOwned::to_owned)
                    .collect(),
            );
        }
        let select = params.get("select").map(Json::items).unwrap_or_default();
        let aliases = select
            .into_iter()
            .filter_map(Json::to_text)
            .filter_map(|text| {
                let (expression, alias) = text.rsplit_once(" AS ")?;
                Some((alias.replace('.', "_"), expression.to_owned()))
            });
        ExpectedRows {
            model,
            entity,
            joins,
            aliases: aliases.collect(),
            seen: Cell::new(0),
        }
    }

    /// How many values of a known type were looked at.
    pub(super) fn seen(&self) -> usize {
        self.seen.get()
    }

    /// Whether rows have the keys that a site's first row had, and values of their types.
    pub(super) fn check(&self, rows: &Json, theirs: Option<&Json>) -> Result<(), String> {
        for row in rows.items() {
            for (key, value) in row.pairs() {
                let Some(kind) = self.kind_of_key(&key) else {
                    continue;
                };
                if !value.is_null() && kind != Kind::Any {
                    self.seen.set(self.seen.get() + 1);
                }
                if !fits(&kind, value) {
                    return Err(format!("{key}: {} is no {kind:?}", value.compact()));
                }
            }
        }
        let (Some(row), Some(theirs)) = (rows.items().first().copied().cloned(), theirs) else {
            return Ok(());
        };
        let theirs: Vec<String> = theirs
            .items()
            .into_iter()
            .filter_map(Json::to_text)
            .collect();
        let ours: Vec<String> = row.pairs().into_iter().map(|(key, _)| key).collect();
        let differs = |a: &[String], b: &[String]| -> Vec<String> {
            a.iter()
                .filter(|key| {
                    !b.contains(key) && !self.depends_on_type(key) && !self.depends_on_site(key)
                })
                .cloned()
                .collect()
        };
        let (missing, more) = (differs(&theirs, &ours), differs(&ours, &theirs));
        if missing.is_empty() && more.is_empty() {
            return Ok(());
        }
        Err(format!("without {missing:?}, with {more:?}"))
    }

    /// Whether only some contact types have what a key is of (§7, "Absent keys").
    fn depends_on_type(&self, key: &str) -> bool {
        let name = key
            .rsplit('.')
            .next()
            .unwrap_or(key)
            .split(':')
            .next()
            .unwrap_or(key);
        let types = ["Individual", "Household", "Organization"];
        let of = types
            .iter()
            .filter_map(|kind| self.model.entity(kind))
            .filter(|entity| {
                entity
                    .field(name)
                    .is_some_and(|field| field.field.get.is_some() && !field.is_hidden)
            });
        let count = of.count();
        count > 0 && count < types.len()
    }

    /// Whether a key depends on the rows or the custom fields that a site has.
    fn depends_on_site(&self, key: &str) -> bool {
        // The mark of a list without elements.
        let listed = key.strip_prefix('_').and_then(|key| self.aliases.get(key));
        if listed.is_some_and(|text| text.contains("UNIQUE ")) {
            return true;
        }
        // PHP adds the label of a value only where there is one.
        let is_table = self
            .model
            .entity(self.entity)
            .is_some_and(|e| e.is_table_on_a_site());
        if !is_table && key.contains(':') {
            return true;
        }
        key.contains('.') && self.field(key).is_none_or(|field| field.kind == "Custom")
    }

    fn kind_of_key(&self, key: &str) -> Option<Kind> {
        let text = self.aliases.get(key).map_or(key, String::as_str);
        self.kind(text)
    }

    /// The type of an expression; `None` where the contract says none.
    fn kind(&self, text: &str) -> Option<Kind> {
        let text = text.trim();
        if text.starts_with('(') {
            let compares = [" = ", " < ", " > ", " <= ", " >= ", " != ", " <> "]
                .iter()
                .any(|sign| text.contains(sign));
            return Some(if compares {
                Kind::Boolean
            } else {
                Kind::Number
            });
        }
        let Some((function, rest)) = text
            .split_once('(')
            .filter(|(name, _)| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        else {
            return self.kind_of_path(text);
        };
        if text.ends_with(":label") || text.ends_with(":name") {
            return Some(Kind::Text);
        }
        let is_in = |list: &[&str]| list.contains(&function);
        match function {
            _ if is_in(INTEGERS) => Some(Kind::Integer),
            _ if is_in(NUMBERS) => Some(Kind::Number),
            _ if is_in(TEXTS) => Some(Kind::Text),
            _ if is_in(BOOLEANS) => Some(Kind::Boolean),
            _ if is_in(DATES) => Some(Kind::Date),
            "NOW" => Some(Kind::Timestamp),
            "TIME" => Some(Kind::Time),
            "GROUP_CONCAT" if rest.contains(" SEPARATOR ") => Some(Kind::Text),
            "GROUP_CONCAT" => {
                let element = self.kind(inner(rest)).unwrap_or(Kind::Any);
                Some(Kind::List(Box::new(element)))
            }
            "MAX" | "MIN" | "SUM" | "GROUP_FIRST" => match self.kind(inner(rest))? {
                Kind::List(_) => Some(Kind::Any),
                kind => Some(kind),
            },
            _ => None,
        }
    }

    fn kind_of_path(&self, text: &str) -> Option<Kind> {
        let (path, suffix) = match text.rsplit_once(':') {
            Some((path, suffix)) => (path, Some(suffix)),
            None => (text, None),
        };
        let field = self.field(path)?;
        let is_list = field.serialize.is_some();
        if suffix.is_some() {
            let is_list = is_list || self.is_list_of_contacts(field);
            return Some(if is_list {
                Kind::List(Box::new(Kind::Text))
            } else {
                Kind::Text
            });
        }
        if is_list || field.data_type == DataType::Array {
            return Some(Kind::Any);
        }
        Some(match field.data_type {
            DataType::Integer if self.is_list_of_contacts(field) => {
                Kind::List(Box::new(Kind::Integer))
            }
            DataType::Integer => Kind::Integer,
            DataType::Boolean => Kind::Boolean,
            DataType::Money | DataType::Float => Kind::Number,
            DataType::Date => Kind::Date,
            DataType::Timestamp => Kind::Timestamp,
            DataType::Time => Kind::Time,
            DataType::String | DataType::Text => Kind::Text,
            _ => Kind::Any,
        })
    }

    fn is_list_of_contacts(&self, field: &Field) -> bool {
        field.kind != "Field"
            && matches!(
                field.name.as_str(),
                "target_contact_id" | "assignee_contact_id" | "all_contact_id"
            )
    }

    /// The field at the end of a path.
    fn field(&self, path: &str) -> Option<&Field> {
        let joined = self.joins.iter().find_map(|(alias, entities)| {
            Some((
                entities,
                path.strip_prefix(alias.as_str())?.strip_prefix('.')?,
            ))
        });
        match joined {
            Some((entities, rest)) => entities
                .iter()
                .find_map(|entity| self.field_of(entity, rest)),
            None => self.field_of(self.entity, path),
        }
    }

    fn field_of(&self, entity: &str, path: &str) -> Option<&Field> {
        let entity = self.model.entity(entity)?;
        if let Some(field) = entity.field(path) {
            return Some(&field.field);
        }
        path.match_indices('.').find_map(|(dot, _)| {
            let key = &entity.field(&path[..dot])?.field;
            self.field_of(key.fk_entity.as_deref()?, &path[dot + 1..])
        })
    }
}

/// The first argument of a call, without what stands before and after it.
fn inner(rest: &str) -> &str {
    let mut text = rest.trim_end_matches(')');
    for word in ["DISTINCT ", "UNIQUE "] {
        text = text.strip_prefix(word).unwrap_or(text);
    }
    text.split(" ORDER BY ").next().unwrap_or(text)
}

fn fits(kind: &Kind, value: &Json) -> bool {
    let is_like = |form: &str| {
        value.as_str().is_some_and(|text| {
            text.len() == form.len()
                && text.bytes().zip(form.bytes()).all(|(own, form)| {
                    if form == b'0' {
                        own.is_ascii_digit()
                    } else {
                        own == form
                    }
                })
        })
    };
    match (kind, value) {
        (_, Json::Null) | (Kind::Any, _) => true,
        (Kind::Integer, Json::Int(_))
        | (Kind::Boolean, Json::Bool(_))
        | (Kind::Text, Json::Text(_)) => true,
        (Kind::Number, Json::Int(_) | Json::Float(_)) => true,
        (Kind::Date, _) => is_like("0000-00-00"),
        (Kind::Timestamp, _) => is_like("0000-00-00 00:00:00"),
        (Kind::Time, _) => is_like("00:00:00"),
        (Kind::List(element), Json::List(items)) => items.iter().all(|item| fits(element, item)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, fits};
    use crate::json::Json;

    #[test]
    fn a_value_of_another_type_is_found() {
        assert!(fits(&Kind::Integer, &Json::Int(1)) && !fits(&Kind::Integer, &"1".into()));
        assert!(fits(&Kind::Number, &Json::Float(1.5)) && !fits(&Kind::Number, &"1.5".into()));
        assert!(fits(&Kind::Date, &"2026-01-02".into()) && !fits(&Kind::Date, &"20260102".into()));
        let list = Kind::List(Box::new(Kind::Text));
        assert!(fits(&list, &Json::List(vec!["a".into()])) && !fits(&list, &"a".into()));
        assert!(!fits(&Kind::Boolean, &Json::Int(1)) && fits(&Kind::Boolean, &Json::Null));
    }
}
