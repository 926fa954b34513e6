//! `update_where`: new values for the rows that pass a filter.

use crate::call::action::{Caller, Exchange};
use crate::clone::cloned;
use crate::entity::{CanGet, CanReloadAs, Keyed};
use crate::error::{Error, Result};
use crate::query::filter::Filter;
use crate::query::select::Selection;
use crate::query::values::{Changes, Values};
use crate::read::chain::{Chainable, Linked, RowsOfChain};
use crate::row::Misfit;
use crate::write::chunks::{Chunks, Part};
use crate::write::dry_run::DryRun;
use crate::write::filtered_keys::{checked, keys_of, named_where, verifiable};
use crate::write::options_known::{all_known, lookup};
use crate::write::progress::{ChunkReport, OnProgress};
use crate::write::returning::{Keys, Reloaded, Returning, Rows, keys};
use crate::write::update::Update;
use crate::write::written_where::WrittenWhere;

/// New values for the rows that pass a filter; made by
/// [`Actions::update_where`](crate::Actions::update_where).
///
/// The filter is first read back: the ids, together with the filter's own fields. If the site drops
/// one of its clauses, the call stops with [`is_filter_dropped`](crate::Error::is_filter_dropped)
/// before anything is written. The update then names the ids that were found *and* has the filter
/// again. So rows that come to pass the filter in between are not touched, and neither are those
/// that somebody changes in between so that they no longer pass it: those are in
/// [`no_longer_matching`](WrittenWhere::no_longer_matching). (That the site drops a clause of the
/// write only can't happen: the same contact has just read with it.)
///
/// The site's implicit filters hold here as in a `get`: deleted contacts, test contributions and
/// templates are left out unless the filter itself names `is_deleted`, `is_test`, `is_template`
/// (APIv4 wire contract §6.6).
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](UpdateWhere::send) | `Result<WrittenWhere<K, K>>` | `Result<WrittenWhere<K, K>>` |
/// | after [`reload`](UpdateWhere::reload) | `Result<WrittenWhere<Row, K>>` | `Result<WrittenWhere<Row, K>>` |
/// | [`dry_run`](UpdateWhere::dry_run), then `send` | `Result<Vec<K>>` | `Result<Vec<K>>` |
///
/// `K` is the type of the entity's key, `Row` its row struct, or what
/// [`reload_as`](UpdateWhere::reload_as) selects.
///
/// # Cancellation
///
/// Dropping the future stops the update between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are changed, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](UpdateWhere::on_progress) tells which is
/// which, also then.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let ids = Tag::update_where(Tag::NAME.like("tmp%"), Tag::changes().description("To be sorted"))
///     .send(client)
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct UpdateWhere<E: Keyed, R = Keys> {
    filter: Filter<E>,
    values: Values<E, Changes>,
    returning: R,
    progress: OnProgress,
}

cloned!(UpdateWhere<E: Keyed, R: Clone> { filter, values, returning, progress });

impl<E: Keyed> UpdateWhere<E> {
    pub(crate) fn new<M>(filter: Filter<E>, values: Values<E, M>) -> Self {
        UpdateWhere {
            filter,
            values: values.retyped(),
            returning: Keys,
            progress: OnProgress::default(),
        }
    }

    /// Only finds out which rows would be changed.
    pub fn dry_run(self) -> DryRun<E> {
        DryRun::new(self.filter, "update")
    }
}

impl<E: Keyed, R: Returning<E>> UpdateWhere<E, R> {
    /// Gives the whole rows instead of the ids, read again by the site after writing.
    pub fn reload(self) -> UpdateWhere<E, Rows<E>>
    where
        E: CanGet,
    {
        UpdateWhere {
            filter: self.filter,
            values: self.values,
            returning: Rows::new(),
            progress: self.progress,
        }
    }

    /// Gives a selection of each row instead of the ids, read again by the site after writing.
    pub fn reload_as<S: Selection<E>>(self, selection: S) -> UpdateWhere<E, Reloaded<E, S>>
    where
        E: CanReloadAs,
    {
        UpdateWhere {
            filter: self.filter,
            values: self.values,
            returning: Reloaded::new(selection),
            progress: self.progress,
        }
    }

    /// Tells `follow` of every part of the rows that is sent, and of what came of it; see
    /// [`ChunkReport`](crate::ChunkReport). What it was told is known even when the call's future is
    /// dropped, which takes the report of the error with it.
    pub fn on_progress(
        mut self,
        follow: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = OnProgress::new(follow);
        self
    }

    /// Finds the rows, verifies that the whole filter was applied, and changes them.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<WrittenWhere<R::Row, E::Key>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    /// The values that the rows get.
    pub(crate) const fn values(&self) -> &Values<E, Changes> {
        &self.values
    }

    pub(crate) async fn run(self, exchange: &dyn Exchange) -> Result<WrittenWhere<R::Row, E::Key>> {
        if self.values.key().is_some() {
            return Err(Error::refused(format!(
                "{}.update was not sent: the values name one row by its key, the filter others",
                E::NAME
            )));
        }
        let (filter, returning) = (&self.filter, &self.returning);
        let update = &Update::new(self.values).returning(returning.clone());
        update.check()?;
        let found = keys_of(exchange, filter, "update").await?;
        if found.is_empty() {
            return Ok(WrittenWhere::nothing());
        }
        update.look_up(exchange).await?;
        let written = Chunks {
            entity: E::NAME,
            action: "update",
            keys: &found,
            progress: &self.progress,
        }
        .run(
            exchange,
            |part| update.call_for(&named_where(filter, part, "update")?),
            |part, answer| {
                let rows = returning.read(answer)?;
                if rows.len() == part.len() {
                    return Ok(Part::whole(rows));
                }
                let written = keys::<E>(answer.values(), "update")?;
                Ok(Part::matching(part, &written, rows))
            },
        );
        Ok(written.await?.beside(&found))
    }
}

/// In a chain, the site itself chooses the rows: its filter is checked as always, but not found to be
/// applied.
impl<E: Keyed, R: Returning<E>> Chainable for UpdateWhere<E, R> {
    type Output = Vec<R::Row>;
    type One = Vec<R::Row>;

    fn linked(&self) -> Linked {
        let update = Update::new(self.values.clone()).returning(self.returning.clone());
        let (filter, known) = (self.filter.clone(), update.clone());
        Linked::call(move || {
            verifiable(&filter, "update")?;
            update.check()?;
            update.call_for(&checked(&filter, "update")?)
        })
        .looking_up(
            known,
            |it| lookup::<E>("update", &it.values().unlisted()),
            |it, answer| all_known::<E>("update", &it.values().unlisted(), answer),
        )
    }

    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<Self::Output, Misfit> {
        rows.of_answer(|answer| self.returning.read(&answer))
    }

    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<Self::Output, Misfit> {
        self.read_all(rows)
    }
}
