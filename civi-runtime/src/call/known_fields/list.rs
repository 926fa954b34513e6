//! [`List`]: one question for an entity's fields, and [`Names`]: its answer.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use civi_schema::nearest::nearest;
use serde::Deserialize;
use serde_json::json;

use crate::call::action::Call;
use crate::call::answer::Answer;
use crate::error::{Error, Result};

/// What is done with the fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    Get,
    /// `get`, and the site is asked for these paths, which may lead through joins (APIv4 wire
    /// contract §4.1).
    Paths(Vec<String>),
    /// `create`; the site answers `save` and `replace` alike (APIv4 wire contract §4.1).
    Create,
    Update,
}

/// The fields of one entity for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct List {
    pub(crate) entity: Cow<'static, str>,
    pub(crate) purpose: Purpose,
}

impl List {
    pub(super) fn question(&self) -> Result<Call> {
        let action = match self.purpose {
            Purpose::Get | Purpose::Paths(_) => "get",
            Purpose::Create => "create",
            Purpose::Update => "update",
        };
        let mut call = question(self.entity.clone(), action)?;
        if let Purpose::Paths(paths) = &self.purpose {
            call.params.set("where", &json!([["name", "IN", paths]]))?;
        }
        Ok(call)
    }
}

/// The call that asks which fields an action has: names only, a few kilobytes.
pub(crate) fn question(entity: impl Into<Cow<'static, str>>, action: &str) -> Result<Call> {
    let mut call = Call::reading(entity, "getFields");
    call.params.set("action", action)?;
    call.params.set("select", &["name"])?;
    Ok(call)
}

/// The names in an answer that has rows with names.
pub(crate) fn names_of(answer: &Answer) -> Result<HashSet<String>> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let rows: Vec<Named> = answer.decode().map_err(|error| {
        Error::protocol("a list was asked for in which every row has a name")
            .at(answer.entity(), Some(answer.action()))
            .with_source(error)
    })?;
    Ok(rows.into_iter().map(|it| it.name).collect())
}

/// A name without its suffix.
pub(crate) fn base_of(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

/// What a list of fields says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The field is listed.
    Known,
    /// A field is listed that joins a row to which the name may lead.
    Behind,
    Unknown,
}

/// The names of the fields in one answer.
#[derive(Debug)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    pub(super) fn read(answer: &Answer) -> Result<Arc<Names>> {
        names_of(answer).map(Names).map(Arc::new)
    }

    /// What the site says of a field by this name, which may have a suffix: `gender_id:name` stands on
    /// `gender_id`.
    ///
    /// A column behind a join (`email_primary.email`, `employer_id.external_identifier`) is not
    /// listed itself, but the field that joins. A custom field is listed by its whole name
    /// (`Group.field`), in which the part before the dot is no field.
    ///
    /// A site that lists no field at all (`Order`, APIv4 wire contract §4.5) says nothing about any.
    pub(crate) fn standing(&self, name: &str) -> Standing {
        let base = base_of(name);
        if self.0.is_empty() || self.0.contains(base) {
            return Standing::Known;
        }
        let mut before = base.match_indices('.').map(|(dot, _)| &base[..dot]);
        match before.any(|joining| self.0.contains(joining)) {
            true => Standing::Behind,
            false => Standing::Unknown,
        }
    }

    /// Whether the site lists exactly this name.
    pub(crate) fn lists(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name that was probably meant.
    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        let mut names: Vec<&str> = self.0.iter().map(String::as_str).collect();
        names.sort_unstable();
        nearest(name, names)
    }
}
