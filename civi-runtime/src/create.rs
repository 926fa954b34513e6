//! `create`: one new row.

use crate::action::{Action, Call};
use crate::answer::Answer;
use crate::entity::Keyed;
use crate::error::{Error, Found, Result};
use crate::values::{Complete, Values};
use crate::written::keys;

/// A new row; made by [`Entity::create`](crate::Entity::create), gives its primary key.
///
/// The site's `create` can't read the row again: use [`save`](crate::Entity::save) of one record
/// with `.reload()` for that.
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct Create<E> {
    values: Values<E, Complete>,
}

impl<E: Keyed> Create<E> {
    pub(crate) fn new(values: Values<E, Complete>) -> Self {
        Create { values }
    }
}

impl<E: Keyed> Action for Create<E> {
    type Output = E::Key;

    fn call(&self) -> Result<Call> {
        self.values.check("create")?;
        if self.values.get(E::KEY).is_some_and(|_| E::KEY == "id") {
            return Err(Error::refused(format!(
                "{}.create was not sent: a new row has no `id` yet; use `update` or `save`",
                E::NAME
            )));
        }
        let mut call = Call::writing(E::NAME, "create");
        call.params.set("values", &self.values)?;
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<E::Key> {
        keys::<E>(answer.values(), "create")?.pop().ok_or_else(|| {
            let found = Found {
                wanted: "the new row",
                json: answer.values(),
                ..Found::default()
            };
            Error::decode(E::NAME, &found)
        })
    }
}
