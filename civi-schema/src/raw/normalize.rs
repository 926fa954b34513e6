//! [`Answers::normalize`]: raw answers to a schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::action::action;
use super::answers::{Answers, Part, Parts};
use super::entity::{bridge, entity, key};
use super::field::{FieldByAction, field};
use super::reader::{Reader, plain_text};
use super::share::share;
use super::warning::{Warning, Warnings};
use crate::snapshot::FORMAT;
use crate::snapshot::fits;
use crate::{Entity, Options, Schema, Site};

/// What a snapshot should hold, and what the answers themselves don't say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnapshotSettings {
    /// Keep descriptions, comments and help texts.
    pub docs: bool,
    /// Keep `Import_*` entities, which appear and vanish with their import jobs.
    pub imports: bool,
    /// CiviCRM's version, where it is known.
    pub civicrm: Option<String>,
    /// The CMS, where it is known.
    pub cms: Option<String>,
    /// The locale of titles and labels, where it is known.
    pub locale: Option<String>,
    /// The day it was taken, `2026-11-23`.
    pub taken: Option<String>,
    /// As whom, in words without names.
    pub taken_as: Option<String>,
}

/// A schema made from raw answers, and what was not understood on the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Normalized {
    /// The schema.
    pub schema: Schema,
    /// What was not understood, in the order it was met.
    pub warnings: Vec<Warning>,
    /// The entities that `Entity.get` lists and that the site could not describe, by name. Those
    /// of them that the last snapshot had are as it had them.
    pub failed: Vec<String>,
}

impl Answers {
    /// Makes a schema of the answers. The same answers give the same schema.
    ///
    /// An entity for which one of its four answers is missing or an error goes into
    /// [`Site::left_out`]; everything else that is not understood is a warning.
    ///
    /// ```no_run
    /// use civi_schema::raw::{Answers, SnapshotSettings};
    ///
    /// let settings = SnapshotSettings { civicrm: Some("6.17.2".to_owned()), ..SnapshotSettings::default() };
    /// let normalized = Answers::read("captures/mysite")?.normalize(&settings);
    /// for warning in &normalized.warnings {
    ///     eprintln!("warning: {warning}");
    /// }
    /// normalized.schema.write("schemas/mysite")?;
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn normalize(&self, settings: &SnapshotSettings) -> Normalized {
        self.normalize_after(None, settings)
    }

    /// As [`normalize`](Self::normalize), where there is a snapshot from before: an entity that the
    /// site lists and could not describe this time stays as it was there. It is in
    /// [`Normalized::failed`], and the reason is in [`Site::left_out`].
    ///
    /// ```
    /// use civi_schema::raw::{Answers, SnapshotSettings, Question};
    /// use serde_json::json;
    ///
    /// let mut answers = Answers::new(&json!([{"name": "Tag"}]))?;
    /// for question in Question::ALL {
    ///     answers.put(question, "Tag", Ok(vec![json!({"name": "id"})]));
    /// }
    /// let last = answers.normalize(&SnapshotSettings::default()).schema;
    /// answers.put(Question::GetFields, "Tag", Err("unknown type".to_owned()));
    /// let now = answers.normalize_after(Some(&last), &SnapshotSettings::default());
    /// assert_eq!(now.failed, ["Tag"]);
    /// assert_eq!(now.schema.entities, last.entities);
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn normalize_after(
        &self,
        last: Option<&Schema>,
        settings: &SnapshotSettings,
    ) -> Normalized {
        let mut failed = Vec::new();
        let mut warnings = Warnings::default();
        let mut schema = Schema {
            site: Site {
                format: FORMAT,
                civicrm: settings.civicrm.clone(),
                cms: settings.cms.clone(),
                locale: settings.locale.clone(),
                taken: settings.taken.clone(),
                taken_as: settings.taken_as.clone(),
                docs: settings.docs,
                left_out: BTreeMap::new(),
            },
            ..Schema::default()
        };
        for row in &self.entities {
            let Some((name, map)) = named(row) else {
                warnings.add("Entity.get", None, "a row without a name; left out");
                continue;
            };
            if schema.entities.contains_key(&name) || schema.site.left_out.contains_key(&name) {
                warnings.add(&name, None, "listed twice by the site; the first counts");
                continue;
            }
            match self.one(&name, map, settings, &mut warnings) {
                Ok(entity) => {
                    schema.entities.insert(name, entity);
                }
                Err(LeftOut::Chosen(why)) => {
                    schema.site.left_out.insert(name, why);
                }
                Err(LeftOut::Failed(why)) => {
                    if let Some(entity) = last.and_then(|last| with_own_lists(last, &name)) {
                        schema.entities.insert(name.clone(), entity);
                    }
                    failed.push(name.clone());
                    schema.site.left_out.insert(name, why);
                }
            }
        }
        for name in self.get.keys().chain(self.actions.keys()) {
            if !schema.entities.contains_key(name) && !schema.site.left_out.contains_key(name) {
                let what = "described, but not listed by Entity.get";
                warnings.add(name, None, what);
                schema.site.left_out.insert(name.clone(), what.to_owned());
            }
        }
        share(&mut schema);
        Normalized {
            schema,
            warnings: warnings.finish(),
            failed,
        }
    }

    /// One entity, or why it is left out.
    fn one(
        &self,
        name: &str,
        map: &Map<String, Value>,
        settings: &SnapshotSettings,
        warnings: &mut Warnings,
    ) -> Result<Entity, LeftOut> {
        if !fits(name) {
            let why = "no file can be called by its name: empty or too long";
            return Err(LeftOut::Chosen(why.to_owned()));
        }
        let mut row = Reader {
            map,
            entity: name,
            field: None,
            warnings,
        };
        let mut entity = entity(&mut row, settings.docs);
        let key = key(&mut row);
        let is_import = entity.kinds.iter().any(|kind| kind == "Import");
        if !settings.imports && (is_import || name.starts_with("Import_")) {
            let why = "of an import job, so not there for long";
            return Err(LeftOut::Chosen(why.to_owned()));
        }
        let mut by_action: BTreeMap<String, FieldByAction<'_>> = BTreeMap::new();
        for (action, parts) in [
            ("get", &self.get),
            ("create", &self.create),
            ("update", &self.update),
        ] {
            let rows = rows(parts, name, &format!("getFields for {action}"))?;
            for (field_name, map) in once(rows, name, warnings) {
                let shape = by_action.entry(field_name).or_default();
                match action {
                    "get" => shape.get = Some(map),
                    "create" => shape.create = Some(map),
                    _ => shape.update = Some(map),
                }
            }
        }
        for (field_name, shape) in &by_action {
            let field = field(shape, name, field_name, settings.docs, warnings);
            entity.fields.insert(field_name.clone(), field);
        }
        key.put(&mut entity);
        let mut row = Reader {
            map,
            entity: name,
            field: None,
            warnings,
        };
        bridge(&mut row, &mut entity);
        for (action_name, map) in once(rows(&self.actions, name, "getActions")?, name, warnings) {
            let mut row = Reader {
                map,
                entity: name,
                field: Some(&action_name),
                warnings,
            };
            let action = action(&mut row, &action_name, settings.docs);
            entity.actions.insert(action_name, action);
        }
        Ok(entity)
    }
}

/// Why an entity has no description.
enum LeftOut {
    /// It is not wanted in a snapshot.
    Chosen(String),
    /// The site could not describe it.
    Failed(String),
}

/// An entity of the last snapshot, its lists with it: they may be shared by others now.
fn with_own_lists(last: &Schema, name: &str) -> Option<Entity> {
    let mut entity = last.entities.get(name)?.clone();
    for field in entity.fields.values_mut() {
        if let Options::Shared(list) = &field.options
            && let Some(list) = last.option_lists.get(list)
        {
            field.options = Options::Own(list.clone());
        }
    }
    Some(entity)
}

/// The rows of this entity's part of a batch.
fn rows<'a>(parts: &'a Parts, name: &str, what: &str) -> Result<&'a [Value], LeftOut> {
    match parts.get(name) {
        Some(Part::Ok(rows)) => Ok(rows),
        Some(Part::Err(why)) => Err(LeftOut::Failed(format!("{what}: {why}"))),
        None => Err(LeftOut::Failed(format!("{what}: the site gave no answer"))),
    }
}

/// The rows with their names, each name once.
fn once<'a>(
    rows: &'a [Value],
    entity: &str,
    warnings: &mut Warnings,
) -> BTreeMap<String, &'a Map<String, Value>> {
    let mut named_rows = BTreeMap::new();
    for row in rows {
        match named(row) {
            None => warnings.add(entity, None, "a field or action without a name; left out"),
            Some((name, _)) if named_rows.contains_key(&name) => {
                warnings.add(entity, Some(&name), "named twice; the first counts");
            }
            Some((name, map)) => {
                named_rows.insert(name, map);
            }
        }
    }
    named_rows
}

fn named(row: &Value) -> Option<(String, &Map<String, Value>)> {
    let map = row.as_object()?;
    let name = plain_text(map.get("name")?).filter(|name| !name.is_empty())?;
    Some((name, map))
}
