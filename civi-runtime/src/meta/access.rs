//! `checkAccess`: may this contact do that?

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::{Error, Result};
use crate::query::values::{Changes, Values};

/// Asks whether the contact that the client is may do an action with a row; made by
/// [`Actions::check_access`](crate::Actions::check_access).
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct CheckAccess<E> {
    action: Cow<'static, str>,
    values: Values<E, Changes>,
}

cloned!(CheckAccess<E> { action, values });

impl<E: Keyed> CheckAccess<E> {
    pub(crate) fn new(action: Cow<'static, str>) -> Self {
        CheckAccess {
            action,
            values: Values::new(),
        }
    }

    /// Asks about the row with this key.
    pub fn id(mut self, key: impl Into<E::Key>) -> Self {
        self.values = self.values.id(key);
        self
    }

    /// Asks about a row with these values: for `create`, which has no key yet.
    pub fn values<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.values = values.into().retyped();
        self
    }
}

impl<E: Keyed> Action for CheckAccess<E> {
    type Output = bool;

    fn call(&self) -> Result<Call> {
        let values = self.values.checked("checkAccess")?;
        if self.values.is_empty() {
            return Err(Error::refused(format!(
                "{}.checkAccess was not sent: say which row it is about, with `.id(…)` or `.values(…)`",
                E::NAME
            )));
        }
        let mut call = Call::reading(E::NAME, "checkAccess");
        call.params.set("action", &self.action)?;
        call.params.set("values", &values)?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<bool> {
        let rows: Vec<Json> = answer.decode()?;
        rows.first()
            .and_then(|row| row.get("access"))
            .and_then(Json::as_bool)
            .ok_or_else(|| {
                Error::protocol(format!(
                    "{}.checkAccess: the answer has no `access`",
                    E::NAME
                ))
                .at(E::NAME, Some("checkAccess"))
            })
    }
}
