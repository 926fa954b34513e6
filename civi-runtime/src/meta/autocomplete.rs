//! `autocomplete`: rows to choose from, by a few letters.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::{Keyed, Release};
use crate::error::{Error, Found, Result};
use crate::query::values::{Changes, Values};
use crate::value::KeyValue;

/// Finds rows by the beginning of what they are called, as a form's field does; made by
/// [`Actions::autocomplete`](crate::Actions::autocomplete). The site decides how many come.
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Autocomplete<E: Keyed> {
    input: String,
    ids: Vec<E::Key>,
    search_field: Option<String>,
    saved_search: Option<String>,
    form_name: Option<String>,
    field_name: Option<String>,
    values: Option<Values<E, Changes>>,
}

cloned!(Autocomplete<E: Keyed> { input, ids, search_field, saved_search, form_name, field_name, values });

/// One row to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggestion<K> {
    /// Its key.
    pub id: K,
    /// What it is called.
    pub label: String,
    /// The icon's class.
    pub icon: Option<String>,
    /// Lines that tell it apart from others of the same label.
    pub description: Vec<String>,
}

#[derive(Deserialize)]
struct Wire {
    id: Json,
    #[serde(default)]
    label: Json,
    #[serde(default)]
    icon: Option<String>,
    #[serde(default)]
    description: Json,
}

impl<E: Keyed> Autocomplete<E> {
    pub(crate) fn new(input: String) -> Self {
        Autocomplete {
            input,
            ids: Vec::new(),
            search_field: None,
            saved_search: None,
            form_name: None,
            field_name: None,
            values: None,
        }
    }

    /// Looks these rows up instead of searching.
    pub fn ids(mut self, ids: impl IntoIterator<Item = impl Into<E::Key>>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    /// Searches in this field instead of the entity's label.
    pub fn search_field(mut self, field: impl Into<String>) -> Self {
        self.search_field = Some(field.into());
        self
    }

    /// Searches among the rows of this saved search.
    pub fn saved_search(mut self, name: impl Into<String>) -> Self {
        self.saved_search = Some(name.into());
        self
    }

    /// The form and the field that ask, by which extensions may narrow the search.
    pub fn asked_by(mut self, form: impl Into<String>, field: impl Into<String>) -> Self {
        self.form_name = Some(form.into());
        self.field_name = Some(field.into());
        self
    }

    /// What the form's other fields hold.
    pub fn values<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.values = Some(values.into().retyped());
        self
    }
}

impl<E: Keyed> Action for Autocomplete<E> {
    type Output = Vec<Suggestion<E::Key>>;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading(E::NAME, "autocomplete");
        let params = &mut call.params;
        params.set("input", &self.input)?;
        if !self.ids.is_empty() {
            let ids: Vec<Json> = self.ids.iter().map(KeyValue::to_json).collect();
            params.set("ids", &ids)?;
        }
        if self.search_field.is_some() {
            let since = Release::new(6, 6);
            let what = format_args!("`search_field` of `autocomplete`");
            let checked = E::RELEASE.demand(since, what);
            checked.map_err(|e| e.at(E::NAME, Some("autocomplete")))?;
        }
        for (name, value) in [
            ("searchField", &self.search_field),
            ("savedSearch", &self.saved_search),
            ("formName", &self.form_name),
            ("fieldName", &self.field_name),
        ] {
            if let Some(value) = value {
                params.set(name, value)?;
            }
        }
        if let Some(values) = &self.values {
            params.set("values", &values.checked("autocomplete")?)?;
        }
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        let rows: Vec<Wire> = answer.decode()?;
        rows.into_iter()
            .enumerate()
            .map(|(i, row)| {
                let id = E::Key::from_json(&row.id).ok_or_else(|| {
                    let json = row.id.to_string();
                    let found = Found {
                        row: Some(i),
                        field: Some("id"),
                        wanted: "a key",
                        json: &json,
                    };
                    Error::decode(E::NAME, &found)
                })?;
                let description = match row.description {
                    Json::Array(lines) => lines.into_iter().filter_map(text).collect(),
                    line => text(line).into_iter().collect(),
                };
                let label = text(row.label).unwrap_or_default();
                Ok(Suggestion {
                    id,
                    label,
                    icon: row.icon,
                    description,
                })
            })
            .collect()
    }
}

fn text(json: Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
