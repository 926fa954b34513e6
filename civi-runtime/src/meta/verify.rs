//! [`EntitySchema`], and what a site lacks of it: [`SchemaReport`].
//!
//! Bindings carry the names that they use as their constant `SCHEMA`, for
//! [`Client::verify`](crate::Client::verify).

use std::collections::{HashMap, HashSet};
use std::fmt;

use civi_schema::nearest::nearest;
use serde_json::json;

use crate::call::action::{Call, Exchange};
use crate::call::answer::Answer;
use crate::call::batch;
use crate::call::known_fields::{names_of, question};
use crate::entity::Entity;
use crate::error::{Error, Kind, Result};
use crate::query::select::{Selected, Selection, Wanted};

/// The names that bindings, or a struct of your own, use of one entity.
///
/// ```
/// use civi_runtime::meta::EntitySchema;
///
/// const TAG: EntitySchema = EntitySchema::new(
///     "Tag",
///     &[("get\ncreate\nupdate", "name\nlabel"), ("get", "id")],
///     "get\ncreate\nupdate",
/// );
/// assert_eq!(TAG.entity(), "Tag");
/// ```
#[derive(Debug, Clone)]
pub struct EntitySchema {
    entity: &'static str,
    fields: Fields,
    actions: &'static str,
}

/// The actions for which fields are named, and their names; each name on a line.
type Lists = &'static [(&'static str, &'static str)];

#[derive(Debug, Clone)]
enum Fields {
    Bindings(Lists),
    /// The columns that a row type asks for.
    Row(Vec<String>),
}

impl EntitySchema {
    /// An entity's name, the names of its fields by the actions that have them (out of `get`,
    /// `create` and `update`), and the names of its actions; in each text one name a line. Generated
    /// code calls this.
    #[must_use]
    pub const fn new(entity: &'static str, fields: Lists, actions: &'static str) -> Self {
        EntitySchema {
            entity,
            fields: Fields::Bindings(fields),
            actions,
        }
    }

    /// What a struct with `#[derive(CiviEntity)]` asks for, fields behind joins included.
    ///
    /// ```ignore
    /// let report = client.verify(&[EntitySchema::of::<Donor>()]).await?;
    /// ```
    #[must_use]
    pub fn of<R>() -> Self
    where
        R: Selected<Entity: Entity>,
    {
        let mut wanted = Wanted::default();
        R::selection().want(&mut wanted);
        let columns = wanted.expressions().iter();
        EntitySchema {
            entity: R::Entity::NAME,
            fields: Fields::Row(columns.map(|name| name.clone().into_owned()).collect()),
            actions: "get",
        }
    }

    /// The entity's name on the wire.
    #[must_use]
    pub const fn entity(&self) -> &'static str {
        self.entity
    }

    /// Each field with the actions that it is named for.
    fn fields(&self) -> Vec<(&str, &'static str)> {
        match &self.fields {
            Fields::Bindings(lists) => lists
                .iter()
                .flat_map(|(actions, names)| names.lines().map(|name| (name, *actions)))
                .collect(),
            Fields::Row(names) => names
                .iter()
                .map(|name| (name.split(':').next().unwrap_or(name), "get"))
                .collect(),
        }
    }

    /// What has to be asked to compare it with the site.
    fn questions(&self) -> Result<Vec<(Question, Call)>> {
        let fields = self.fields();
        let mut questions = Vec::new();
        let has = |actions: &str, action: &str| actions.lines().any(|it| it == action);
        for action in ["get", "create", "update"] {
            if fields.iter().any(|(_, actions)| has(actions, action)) {
                let call = question(self.entity, action)?;
                questions.push((Question::Fields(action), call));
            }
        }
        // A custom field has a dot in its name too, and is found either way.
        let joined: Vec<&str> = match &self.fields {
            Fields::Bindings(_) => Vec::new(),
            Fields::Row(_) => fields.iter().map(|(name, _)| *name).collect(),
        };
        let joined: Vec<&str> = joined.into_iter().filter(|n| n.contains('.')).collect();
        if !joined.is_empty() {
            let mut call = question(self.entity, "get")?;
            call.params.set("where", &json!([["name", "IN", joined]]))?;
            questions.push((Question::Fields("get"), call));
        }
        if !self.actions.is_empty() {
            let mut call = Call::reading(self.entity, "getActions");
            call.params.set("select", &["name"])?;
            questions.push((Question::Actions, call));
        }
        Ok(questions)
    }
}

#[derive(Debug, Clone, Copy)]
enum Question {
    /// The fields that this action has.
    Fields(&'static str),
    Actions,
}

/// What a site lacks of the names in a list of [`EntitySchema`]s, for the contact that asked. It is
/// shown as text for people.
#[derive(Debug)]
#[non_exhaustive]
pub struct SchemaReport {
    /// How many entities were compared.
    pub compared: usize,
    /// The entities of which something is missing, in the order of the list.
    pub entities: Vec<EntityReport>,
}

/// What a site lacks of one entity.
#[derive(Debug)]
#[non_exhaustive]
pub struct EntityReport {
    /// The entity's name on the wire.
    pub entity: String,
    /// The site does not have the entity at all.
    pub missing: bool,
    /// The fields that the site does not have, or not for this contact.
    pub fields: Vec<MissingField>,
    /// The actions that the site does not have, or not for this contact.
    pub actions: Vec<String>,
    /// Why the site did not say what it has, where it did not.
    pub error: Option<Error>,
}

/// A field that a site does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingField {
    /// Its name on the wire.
    pub name: String,
    /// The actions out of `get`, `create` and `update` that lack it.
    pub actions: Vec<&'static str>,
    /// The site's name that was probably meant.
    pub nearest: Option<String>,
}

impl SchemaReport {
    /// Whether nothing is missing, and the site answered for every entity.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.entities.is_empty()
    }

    /// Nothing, or the report as an error, for a program's start.
    ///
    /// # Errors
    ///
    /// When something is missing; the error [`is_unknown_field`](Error::is_unknown_field), and its
    /// text is the report's.
    pub fn into_result(self) -> Result<()> {
        if self.is_ok() {
            return Ok(());
        }
        Err(Error::new(
            Kind::UnknownField { sent: true },
            self.to_string(),
        ))
    }
}

impl EntityReport {
    fn new(entity: &str) -> Self {
        EntityReport {
            entity: entity.to_owned(),
            missing: false,
            fields: Vec::new(),
            actions: Vec::new(),
            error: None,
        }
    }

    fn is_ok(&self) -> bool {
        !self.missing && self.fields.is_empty() && self.actions.is_empty() && self.error.is_none()
    }
}

impl fmt::Display for SchemaReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ok() {
            return write!(
                f,
                "the site has every entity, field and action of the {} entities compared",
                self.compared
            );
        }
        write!(
            f,
            "{} of {} entities differ from the site, or from what this contact may do there:",
            self.entities.len(),
            self.compared
        )?;
        for entity in &self.entities {
            write!(f, "\n{entity}")?;
        }
        write!(
            f,
            "\n`civi-codegen diff --live` tells whether they are gone or a permission is missing"
        )
    }
}

impl fmt::Display for EntityReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entity = &self.entity;
        if self.missing {
            return write!(f, "  {entity}: the site has no such entity");
        }
        let mut lines = Vec::new();
        for field in &self.fields {
            let meant = match &field.nearest {
                Some(nearest) => format!(" (did you mean `{nearest}`?)"),
                None => String::new(),
            };
            let actions = field.actions.join(", ");
            lines.push(format!(
                "  {entity}: no field `{}` for {actions}{meant}",
                field.name
            ));
        }
        let actions = self.actions.iter();
        lines.extend(actions.map(|action| format!("  {entity}: no action `{action}`")));
        if let Some(error) = &self.error {
            lines.push(format!("  {entity}: the site did not say: {error}"));
        }
        f.write_str(&lines.join("\n"))
    }
}

/// Compares the names with the site: one request. A site before 5.64 answers a whole batch with the
/// error of one call (APIv4 wire contract §1.7); then it is asked again, without the entities that
/// it does not have.
pub(crate) async fn verify(
    exchange: &dyn Exchange,
    schema: &[EntitySchema],
) -> Result<SchemaReport> {
    let mut entities = Call::reading("Entity", "get");
    entities.params.set("select", &["name"])?;
    let mut asked = Vec::new();
    let mut calls = vec![entities.clone()];
    for (at, entity) in schema.iter().enumerate() {
        for (question, call) in entity.questions()? {
            asked.push((at, question));
            calls.push(call);
        }
    }
    let (there, answers) = match batch::execute(exchange, calls.clone()).await {
        Ok(answers) => {
            let mut answers = answers.into_iter();
            let there = answers.next().unwrap_or_else(too_few);
            (names_of(&there?)?, answers.collect::<Vec<_>>())
        }
        Err(error) if error.is_api() => {
            let there = names_of(&exchange.execute(entities).await?)?;
            calls.remove(0);
            let is_there = |call: &Call| there.contains(&*call.entity);
            asked = asked
                .into_iter()
                .zip(&calls)
                .filter_map(|(asked, call)| is_there(call).then_some(asked))
                .collect();
            calls.retain(is_there);
            let answers = batch::execute(exchange, calls).await?;
            (there, answers)
        }
        Err(error) => return Err(error),
    };
    let mut said: HashMap<usize, Vec<(Question, Result<Answer>)>> = HashMap::new();
    for ((at, question), answer) in asked.into_iter().zip(answers) {
        said.entry(at).or_default().push((question, answer));
    }
    let mut reports = Vec::new();
    for (at, entity) in schema.iter().enumerate() {
        let mut report = EntityReport::new(entity.entity);
        if there.contains(entity.entity) {
            compare(entity, said.remove(&at).unwrap_or_default(), &mut report)?;
        } else {
            report.missing = true;
        }
        if !report.is_ok() {
            reports.push(report);
        }
    }
    Ok(SchemaReport {
        compared: schema.len(),
        entities: reports,
    })
}

fn too_few() -> Result<Answer> {
    Err(Error::protocol("the batch has fewer answers than calls"))
}

/// Notes what the answers about one entity lack.
fn compare(
    entity: &EntitySchema,
    said: Vec<(Question, Result<Answer>)>,
    report: &mut EntityReport,
) -> Result<()> {
    let mut fields: HashMap<&str, HashSet<String>> = HashMap::new();
    for (question, answer) in said {
        let names = match answer {
            Ok(answer) => names_of(&answer)?,
            Err(error) => {
                report.error.get_or_insert(error);
                continue;
            }
        };
        match question {
            Question::Fields(action) => fields.entry(action).or_default().extend(names),
            Question::Actions => {
                let missing = entity.actions.lines().filter(|name| !names.contains(*name));
                report.actions.extend(missing.map(str::to_owned));
            }
        }
    }
    for (name, actions) in entity.fields() {
        let lacks = |action: &&str| {
            let known = fields.get(action);
            // A list that did not come is in the report as an error; one that is empty says nothing.
            known.is_some_and(|known| !known.is_empty() && !known.contains(name))
        };
        let lacking: Vec<&'static str> = actions.lines().filter(lacks).collect();
        if let Some(first) = lacking.first() {
            let known = fields.get(first).into_iter().flatten();
            let mut known: Vec<&str> = known.map(String::as_str).collect();
            known.sort_unstable();
            report.fields.push(MissingField {
                name: name.to_owned(),
                nearest: nearest(name, known).map(str::to_owned),
                actions: lacking,
            });
        }
    }
    Ok(())
}
