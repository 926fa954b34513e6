//! Options of fields: what an id is called, and which id a name stands for.

use std::collections::HashMap;

use civi_schema::{OptionItem, OptionKey};

use crate::json::Json;

/// One option.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldOption {
    pub(crate) id: Json,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) abbr: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) color: Option<String>,
    pub(crate) icon: Option<String>,
}

/// Where options live that can change while the sandbox runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum OptionSource {
    /// Rows of an entity: table, key, name and label columns.
    Table {
        entity: &'static str,
        name: &'static str,
        label: &'static str,
    },
    /// The values of an option group.
    Group(String),
}

/// The options of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldOptions {
    items: Vec<FieldOption>,
    by_id: HashMap<String, usize>,
}

impl FieldOption {
    /// An option of a snapshot.
    pub(crate) fn of(item: &OptionItem) -> Self {
        let id = match &item.id {
            OptionKey::Number(number) => Json::Int(*number),
            OptionKey::Text(text) => Json::Text(text.clone()),
        };
        let key = item.id.to_string();
        let label = item.label.clone().or_else(|| item.name.clone());
        FieldOption {
            icon: icon(&key),
            id,
            name: item.name.clone().unwrap_or_else(|| key.clone()),
            label: label.unwrap_or(key),
            abbr: item.abbr.clone(),
            description: item.description.clone(),
            color: None,
        }
    }

    /// What a suffix gives; `None` for a suffix that doesn't exist.
    pub(crate) fn suffix(&self, suffix: &str) -> Option<Json> {
        Some(match suffix {
            "name" => Json::Text(self.name.clone()),
            "label" => Json::Text(self.label.clone()),
            "abbr" => self.abbr.clone().into(),
            "description" => self.description.clone().into(),
            "color" => self.color.clone().into(),
            "icon" => self.icon.clone().into(),
            "grouping" | "url" => Json::Null,
            _ => return None,
        })
    }
}

/// The icons of the contact types.
pub(crate) fn icon(contact_type: &str) -> Option<String> {
    let icon = match contact_type {
        "Individual" => "fa-user",
        "Household" => "fa-home",
        "Organization" => "fa-building",
        _ => return None,
    };
    Some(icon.to_owned())
}

impl FieldOptions {
    /// Options in their order; of two with one id the first counts.
    pub(crate) fn new(items: impl IntoIterator<Item = FieldOption>) -> Self {
        let mut options = FieldOptions::default();
        for item in items {
            options.add(item);
        }
        options
    }

    /// Adds an option, unless its id is there.
    pub(crate) fn add(&mut self, item: FieldOption) {
        let key = item.id.to_text().unwrap_or_default();
        if !self.by_id.contains_key(&key) {
            self.by_id.insert(key, self.items.len());
            self.items.push(item);
        }
    }

    pub(crate) fn items(&self) -> &[FieldOption] {
        &self.items
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The option of an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&FieldOption> {
        self.by_id.get(id).and_then(|at| self.items.get(*at))
    }

    /// The ids whose suffix is this text, compared as MySQL does.
    pub(crate) fn ids_of(&self, suffix: &str, text: &str) -> Vec<Json> {
        let wanted = crate::store::fold(text);
        self.items
            .iter()
            .filter(|item| {
                let own = item.suffix(suffix).and_then(|value| value.to_text());
                own.is_some_and(|own| crate::store::fold(&own) == wanted)
            })
            .map(|item| item.id.clone())
            .collect()
    }
}
