//! `getLinks`: the site's own pages for a row.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::Result;
use crate::query::values::{Changes, Values};

/// Asks for the site's pages that view, change or delete a row; made by
/// [`Actions::get_links`](crate::Actions::get_links).
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct GetLinks<E> {
    values: Values<E, Changes>,
    expand_multiple: Option<bool>,
    entity_title: Option<bool>,
}

cloned!(GetLinks<E> { values, expand_multiple, entity_title });

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// What it does, as the interface calls it: `view`, `update`, `delete`, …
    #[serde(default)]
    pub ui_action: Option<String>,
    /// The action that it amounts to.
    #[serde(default)]
    pub api_action: Option<String>,
    /// The values that the action would be given.
    #[serde(default)]
    pub api_values: Json,
    /// The entity.
    #[serde(default)]
    pub entity: Option<String>,
    /// The page's path in the site: `civicrm/contact/view?…`.
    #[serde(default)]
    pub path: Option<String>,
    /// The link's text.
    #[serde(default)]
    pub text: Option<String>,
    /// The icon's class.
    #[serde(default)]
    pub icon: Option<String>,
    /// Its place among the others, the smallest first.
    #[serde(default)]
    pub weight: Option<i64>,
    /// Where the page opens: empty, or `crm-popup`.
    #[serde(default)]
    pub target: Option<String>,
    /// When it is shown, as the site writes conditions.
    #[serde(default)]
    pub conditions: Json,
}

impl<E: Keyed> GetLinks<E> {
    pub(crate) fn new() -> Self {
        GetLinks {
            values: Values::new(),
            expand_multiple: None,
            entity_title: None,
        }
    }

    /// The links of the row with this key.
    pub fn id(mut self, key: impl Into<E::Key>) -> Self {
        self.values = self.values.id(key);
        self
    }

    /// The links of a row with these values.
    pub fn values<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.values = values.into().retyped();
        self
    }

    /// Whether a link that comes in several kinds (a new individual, a new organization) is listed
    /// once for each.
    pub fn expand_multiple(mut self, expand: bool) -> Self {
        self.expand_multiple = Some(expand);
        self
    }

    /// Whether the texts name the entity: `View Contact` instead of `View`.
    pub fn entity_title(mut self, title: bool) -> Self {
        self.entity_title = Some(title);
        self
    }
}

impl<E: Keyed> Action for GetLinks<E> {
    type Output = Vec<Link>;

    fn call(&self) -> Result<Call> {
        let values = self.values.checked("getLinks")?;
        let mut call = Call::reading(E::NAME, "getLinks");
        if !self.values.is_empty() {
            call.params.set("values", &values)?;
        }
        if let Some(expand) = self.expand_multiple {
            call.params.set("expandMultiple", &expand)?;
        }
        if let Some(title) = self.entity_title {
            call.params.set("entityTitle", &title)?;
        }
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        answer.decode()
    }
}
