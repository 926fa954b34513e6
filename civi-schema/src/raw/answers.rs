//! [`Answers`]: what a site said of itself, as it came.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::error::{Error, Mismatch, Result};
use crate::json::{self, describe};

/// What a site said of itself: five answers as they came.
///
/// ```
/// use civi_schema::raw::{Answers, SnapshotSettings};
/// use serde_json::json;
///
/// let mut answers = Answers::new(&json!({"values": [{"name": "Tag", "type": ["DAOEntity"]}]}))?;
/// let fields = json!({"Tag": {"values": [{"name": "id", "data_type": "Integer"}]}});
/// answers.get_fields(&fields)?;
/// answers.create_fields(&fields)?;
/// answers.update_fields(&fields)?;
/// answers.actions(&json!({"Tag": {"values": [{"name": "get", "params": []}]}}))?;
/// let schema = answers.normalize(&SnapshotSettings::default()).schema;
/// assert!(schema.entities["Tag"].fields.contains_key("id"));
/// # Ok::<(), civi_schema::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Answers {
    pub(super) entities: Vec<Value>,
    pub(super) get: Parts,
    pub(super) create: Parts,
    pub(super) update: Parts,
    pub(super) actions: Parts,
}

/// What a site is asked about each entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// `getFields` for `get`.
    GetFields,
    /// `getFields` for `create`.
    CreateFields,
    /// `getFields` for `update`.
    UpdateFields,
    /// `getActions`.
    Actions,
}

impl Question {
    /// All of them, in the order that they are asked.
    pub const ALL: [Question; 4] = [
        Question::GetFields,
        Question::CreateFields,
        Question::UpdateFields,
        Question::Actions,
    ];

    /// The API's action that answers it.
    pub fn action(self) -> &'static str {
        if self == Question::Actions {
            "getActions"
        } else {
            "getFields"
        }
    }

    /// The action whose fields are asked for, where it is about fields.
    pub fn fields_of(self) -> Option<&'static str> {
        match self {
            Question::GetFields => Some("get"),
            Question::CreateFields => Some("create"),
            Question::UpdateFields => Some("update"),
            Question::Actions => None,
        }
    }

    /// Its name among captures: `getFields.get`, `getActions`.
    pub fn name(self) -> &'static str {
        match self {
            Question::GetFields => "getFields.get",
            Question::CreateFields => "getFields.create",
            Question::UpdateFields => "getFields.update",
            Question::Actions => "getActions",
        }
    }
}

/// What one batch said of each entity.
pub(super) type Parts = BTreeMap<String, Part>;

/// What one call said: its rows, or why there are none.
pub(super) type Part = std::result::Result<Vec<Value>, String>;

impl Answers {
    /// Answers that so far hold an `Entity.get` answer: its envelope, or its rows alone.
    ///
    /// # Errors
    ///
    /// It is an error envelope or neither of these.
    pub fn new(entity_get: &Value) -> Result<Self> {
        let name = "Entity.get";
        match part(entity_get) {
            Ok(entities) => Ok(Answers {
                entities,
                ..Answers::default()
            }),
            Err(why) => Err(Error::other(Path::new(name), why)),
        }
    }

    /// Reads a folder of captures: `Entity.get.json`, `batch.getFields.get.json`,
    /// `batch.getFields.create.json`, `batch.getFields.update.json` and `batch.getActions.json`,
    /// each as the site sent it.
    ///
    /// # Errors
    ///
    /// A file is missing, is cut off or isn't such an answer. The error names the file and the
    /// place in it.
    pub fn read(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let entities = folder.join("Entity.get.json");
        let entities = part(&load(&entities)?).map_err(|why| Error::other(&entities, why))?;
        let batch = |what: &str| {
            let path = folder.join(format!("batch.{what}.json"));
            parts(&load(&path)?, path)
        };
        Ok(Answers {
            entities,
            get: batch("getFields.get")?,
            create: batch("getFields.create")?,
            update: batch("getFields.update")?,
            actions: batch("getActions")?,
        })
    }

    /// Adds a batch answer of `getFields` for `get`, keyed by entity. What was there of the same
    /// entity is replaced; so may a site be asked in several batches.
    ///
    /// # Errors
    ///
    /// It isn't a batch answer.
    pub fn get_fields(&mut self, batch: &Value) -> Result<()> {
        self.get.extend(parts(batch, "getFields for get".into())?);
        Ok(())
    }

    /// Adds a batch answer of `getFields` for `create`.
    ///
    /// # Errors
    ///
    /// It isn't a batch answer.
    pub fn create_fields(&mut self, batch: &Value) -> Result<()> {
        self.create
            .extend(parts(batch, "getFields for create".into())?);
        Ok(())
    }

    /// Adds a batch answer of `getFields` for `update`.
    ///
    /// # Errors
    ///
    /// It isn't a batch answer.
    pub fn update_fields(&mut self, batch: &Value) -> Result<()> {
        self.update
            .extend(parts(batch, "getFields for update".into())?);
        Ok(())
    }

    /// Adds a batch answer of `getActions`.
    ///
    /// # Errors
    ///
    /// It isn't a batch answer.
    pub fn actions(&mut self, batch: &Value) -> Result<()> {
        self.actions.extend(parts(batch, "getActions".into())?);
        Ok(())
    }

    /// Adds what one call said of one entity: its rows, or why there are none.
    ///
    /// ```
    /// use civi_schema::raw::{Answers, SnapshotSettings, Question};
    /// use serde_json::json;
    ///
    /// let mut answers = Answers::new(&json!([{"name": "Tag"}]))?;
    /// for question in Question::ALL {
    ///     answers.put(question, "Tag", Ok(vec![json!({"name": "id"})]));
    /// }
    /// assert_eq!(answers.normalize(&SnapshotSettings::default()).schema.entities.len(), 1);
    /// # Ok::<(), civi_schema::Error>(())
    /// ```
    pub fn put(
        &mut self,
        question: Question,
        entity: &str,
        said: std::result::Result<Vec<Value>, String>,
    ) {
        let parts = match question {
            Question::GetFields => &mut self.get,
            Question::CreateFields => &mut self.create,
            Question::UpdateFields => &mut self.update,
            Question::Actions => &mut self.actions,
        };
        parts.insert(entity.to_owned(), said);
    }

    /// What the answers hold of one entity to one question.
    pub fn said(&self, question: Question, entity: &str) -> Option<&[Value]> {
        let parts = match question {
            Question::GetFields => &self.get,
            Question::CreateFields => &self.create,
            Question::UpdateFields => &self.update,
            Question::Actions => &self.actions,
        };
        parts.get(entity)?.as_ref().ok().map(Vec::as_slice)
    }

    /// The names of the entities that `Entity.get` lists, in its order.
    pub fn entity_names(&self) -> impl Iterator<Item = &str> {
        self.entities
            .iter()
            .filter_map(|entity| entity.get("name")?.as_str())
    }
}

fn load(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).map_err(|error| Error::io("read", path, error))?;
    json::parse(&bytes).map_err(|error| Error::json(path, error))
}

/// A batch answer: an object keyed by entity. A list names the entity in each envelope; `[]` is
/// what PHP writes for an empty object.
fn parts(batch: &Value, path: PathBuf) -> Result<Parts> {
    match batch {
        Value::Object(map) if is_error(map) => Err(Error::other(&path, reason(map))),
        Value::Object(map) => {
            for (name, envelope) in map {
                if !envelope.is_object() {
                    let found = Mismatch::new("an answer's envelope", describe(envelope));
                    return Err(Error::shape(&path, found.within(name)));
                }
            }
            Ok(map
                .iter()
                .map(|(name, envelope)| (name.clone(), part(envelope)))
                .collect())
        }
        Value::Array(items) => {
            let mut parts = Parts::new();
            for (index, item) in items.iter().enumerate() {
                let name = item.get("entity").and_then(Value::as_str).ok_or_else(|| {
                    let found = Mismatch::new("an envelope that names its entity", describe(item));
                    Error::shape(&path, found.within(format!("[{index}]")))
                })?;
                parts.insert(name.to_owned(), part(item));
            }
            Ok(parts)
        }
        other => Err(Error::shape(
            &path,
            Mismatch::new("a batch answer", describe(other)),
        )),
    }
}

/// The rows of one answer, or why there are none.
fn part(envelope: &Value) -> Part {
    let rows = match envelope {
        Value::Array(_) => Some(envelope),
        Value::Object(map) => map.get("values"),
        other => {
            return Err(format!(
                "expected an answer's envelope, found {}",
                describe(other)
            ));
        }
    };
    match (rows, envelope) {
        (Some(Value::Array(rows)), _) => Ok(rows.clone()),
        // An object where PHP kept the keys of a filtered list.
        (Some(Value::Object(rows)), _) => Ok(rows.values().cloned().collect()),
        (Some(other), _) => Err(format!(
            "expected a list at values, found {}",
            describe(other)
        )),
        (None, Value::Object(map)) => Err(reason(map)),
        (None, other) => Err(format!("expected `values`, found {}", describe(other))),
    }
}

fn is_error(map: &Map<String, Value>) -> bool {
    let marks = ["error_message", "error_code", "status_message"];
    marks
        .iter()
        .any(|key| map.get(*key).is_some_and(|value| !value.is_object()))
}

/// Why the site refused, in its words; without the identifier of this one failure, so that the
/// same refusal gives the same snapshot.
fn reason(map: &Map<String, Value>) -> String {
    let said = ["error_message", "status_message"]
        .iter()
        .find_map(|key| map.get(*key)?.as_str())
        .map(|text| text.split(" (Error ID").next().unwrap_or(text).trim());
    let status = ["status", "status_code"]
        .iter()
        .find_map(|key| map.get(*key)?.as_i64());
    match (said, status) {
        (Some(said), Some(status)) => format!("the site answered {status}: {said}"),
        (Some(said), None) => format!("the site answered: {said}"),
        (None, Some(status)) => format!("the site answered {status}"),
        (None, None) => "the answer has no `values`".to_owned(),
    }
}
