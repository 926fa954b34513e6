//! `create`: one new row.

use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::call::known_fields::WrittenFields;
use crate::clone::cloned;
use crate::entity::Keyed;
use crate::error::{Error, Found, Result};
use crate::query::values::{Complete, Values};
use crate::read::chain::chainable;
use crate::write::options_known::{all_known, lookup};
use crate::write::returning::keys;

/// A new row; made by [`Actions::create`](crate::Actions::create), gives its primary key.
///
/// The site's `create` can't read the row again: use [`save`](crate::Actions::save) of one record
/// with `.reload()` for that.
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](crate::Action::send) | `Result<K>` | `Result<K>` |
///
/// `K` is the type of the entity's key: `Id<Contact>`.
///
/// # Cancellation
///
/// Dropping the future before the call itself is sent (what is not known has to be looked up first)
/// writes nothing. Later, the site carries the call out all the same, and whether the row is there is
/// not known.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let id: Id<Tag> = Tag::create(Tag::values("Donors")).send(client).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Create<E> {
    values: Values<E, Complete>,
}

cloned!(Create<E> { values });

impl<E: Keyed> Create<E> {
    pub(crate) fn new(values: Values<E, Complete>) -> Self {
        Create { values }
    }

    pub(crate) fn values(&self) -> &Values<E, Complete> {
        &self.values
    }
}

chainable!(Create<E> {E: Keyed}, |it| lookup::<E>("create", &it.values.unlisted()), |it, answer| {
    all_known::<E>("create", &it.values.unlisted(), answer)
});

impl<E: Keyed> Action for Create<E> {
    type Output = E::Key;

    fn call(&self) -> Result<Call> {
        let values = self.values.checked("create")?;
        if self.values.get(E::KEY).is_some_and(|_| E::KEY == "id") {
            return Err(Error::refused(format!(
                "{}.create was not sent: a new row has no `id` yet; use `update` or `save`",
                E::NAME
            )));
        }
        let mut call = Call::writing_to::<E>("create");
        call.params.set("values", &values)?;
        Ok(call)
    }

    fn written(&self) -> Option<WrittenFields> {
        let names = self.values.names().cloned().collect();
        Some(WrittenFields::new(E::NAME, "create", names))
    }

    fn guards(&self) -> Result<Vec<Call>> {
        Ok(lookup::<E>("create", &self.values.unlisted())?
            .into_iter()
            .collect())
    }

    fn admit(&self, _place: usize, guard: &Answer, _call: &mut Call) -> Result<()> {
        all_known::<E>("create", &self.values.unlisted(), guard)
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
