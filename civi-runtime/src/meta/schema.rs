//! `getFields`, `getActions` and `Entity.get`: what the site says of itself.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde_json::{Map, Value as Json};

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Entity;
use crate::error::{Error, Result};

/// What the site says of a field, an action or an entity: its name, and everything else as it comes
/// (APIv4 wire contract §3 to §5). Bindings know it from the snapshot; this is for asking again
/// while a program runs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Info {
    /// The name on the wire.
    pub name: String,
    /// Everything that the site says of it, the name included.
    pub all: Map<String, Json>,
}

fn infos(answer: &Answer) -> Result<Vec<Info>> {
    let rows: Vec<Map<String, Json>> = answer.decode()?;
    rows.into_iter()
        .map(|all| match all.get("name").and_then(Json::as_str) {
            Some(name) => Ok(Info {
                name: name.to_owned(),
                all,
            }),
            None => Err(Error::protocol(format!(
                "{}.{}: a row without a name",
                answer.entity(),
                answer.action()
            ))),
        })
        .collect()
}

/// Asks for an entity's fields; made by [`Actions::fields`](crate::Actions::fields).
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct GetFields<E> {
    action: Option<Cow<'static, str>>,
    options: bool,
    marker: PhantomData<fn() -> E>,
}

cloned!(GetFields<E> { action, options, marker });

/// The parts of an option that are asked for.
const OPTION_PARTS: [&str; 6] = ["id", "name", "label", "abbr", "description", "color"];

impl<E: Entity> GetFields<E> {
    pub(crate) fn new() -> Self {
        GetFields {
            action: None,
            options: false,
            marker: PhantomData,
        }
    }

    /// The fields as this action has them: `get` unless said otherwise.
    pub fn for_action(mut self, action: impl Into<Cow<'static, str>>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// The options of each field too, each with its parts (APIv4 wire contract §4.4).
    pub fn with_options(mut self) -> Self {
        self.options = true;
        self
    }
}

impl<E: Entity> Action for GetFields<E> {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading(E::NAME, "getFields");
        if let Some(action) = &self.action {
            call.params.set("action", action)?;
        }
        if self.options {
            call.params.set("loadOptions", &OPTION_PARTS)?;
        }
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}

/// Asks for the actions that the contact may use; made by
/// [`Actions::actions`](crate::Actions::actions).
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct GetActions<E>(PhantomData<fn() -> E>);

impl<E> Clone for GetActions<E> {
    fn clone(&self) -> Self {
        GetActions(PhantomData)
    }
}

impl<E: Entity> GetActions<E> {
    pub(crate) fn new() -> Self {
        GetActions(PhantomData)
    }
}

impl<E: Entity> Action for GetActions<E> {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        Ok(Call::reading(E::NAME, "getActions"))
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}

/// Asks which entities the site has (`Entity.get`).
///
/// ```
/// use civi_runtime::{Action as _, meta::Entities};
/// assert_eq!(Entities.call()?.params.to_json(), r#"{"orderBy":{"name":"ASC"}}"#);
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing happens until it is sent"]
pub struct Entities;

impl Action for Entities {
    type Output = Vec<Info>;

    fn call(&self) -> Result<Call> {
        let mut call = Call::reading("Entity", "get");
        call.params
            .set("orderBy", &serde_json::json!({ "name": "ASC" }))?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Vec<Info>> {
        infos(&answer)
    }
}
