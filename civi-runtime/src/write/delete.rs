//! `delete`: rows by primary key, or those that pass a filter.

use std::collections::HashSet;

use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::{CanTrash, Keyed};
use crate::error::Result;
use crate::query::filter::Filter;
use crate::query::gate::Checked;
use crate::read::chain::{Chainable, Linked, RowsOfChain, chainable};
use crate::row::Misfit;
use crate::write::chunks::{Chunks, Part};
use crate::write::dry_run::DryRun;
use crate::write::filtered_keys::{checked, keys_of, named_where, verifiable};
use crate::write::progress::{ChunkReport, OnProgress};
use crate::write::returning::keys;
use crate::write::rows_by_key::{fits_one_call, where_key};
use crate::write::written_where::WrittenWhere;

/// Deletes the rows with certain ids; made by [`Actions::delete`](crate::Actions::delete), gives the
/// ids of the rows that were there.
///
/// A row that isn't there is not an error, since it is gone as wished: it is just not among the ids
/// that come back. Contacts and cases go to the trash; a site before CiviCRM 5.45 has none for them,
/// so that there is only [`erase`](crate::Actions::erase). More than 100 rows go in several calls, and an error says which are gone
/// ([`Error::partial_write`](crate::Error::partial_write)).
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](Delete::send) | `Result<Vec<K>>` | `Result<Vec<K>>` |
///
/// `K` is the type of the entity's key: `Id<Contact>`.
///
/// # Cancellation
///
/// Dropping the future stops the deletion between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are gone, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](Delete::on_progress) tells which is
/// which, also then.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let gone = Tag::delete([Id::new(3), Id::new(4)]).send(client).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Delete<E: Keyed> {
    keys: Vec<E::Key>,
    how: How,
}

cloned!(Delete<E: Keyed> { keys, how });

impl<E: Keyed> Delete<E> {
    pub(crate) fn new(keys: impl IntoIterator<Item = E::Key>, trash: Option<bool>) -> Self {
        let mut seen = HashSet::new();
        let keys = keys
            .into_iter()
            .filter(|key| seen.insert(key.clone()))
            .collect();
        Delete {
            keys,
            how: How::new(trash),
        }
    }

    /// Whether the rows go to the trash (what the site does when it isn't told) or for good.
    pub fn use_trash(mut self, trash: bool) -> Self
    where
        E: CanTrash,
    {
        self.how.trash = Some(trash);
        self
    }

    /// Tells `follow` of every part of the rows that is sent, and of what came of it; see
    /// [`ChunkReport`](crate::ChunkReport). What it was told is known even when the call's future is
    /// dropped, which takes the report of the error with it.
    pub fn on_progress(
        mut self,
        follow: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.how.progress = OnProgress::new(follow);
        self
    }

    /// Sends the deletion, in as many calls as it takes.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<E::Key>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    async fn run(self, exchange: &dyn Exchange) -> Result<Vec<E::Key>> {
        let read =
            |_: &[E::Key], answer: &Answer| keys::<E>(answer.values(), "delete").map(Part::whole);
        let deleted = self
            .how
            .run::<E>(exchange, &self.keys, where_key::<E>, read);
        Ok(deleted.await?.rows)
    }
}

/// How rows are deleted, and who follows it: the same whichever way they are chosen.
#[derive(Debug, Clone)]
struct How {
    trash: Option<bool>,
    progress: OnProgress,
}

impl How {
    fn new(trash: Option<bool>) -> Self {
        How {
            trash,
            progress: OnProgress::default(),
        }
    }

    /// Deletes the rows with these keys, as many calls as it takes.
    async fn run<E: Keyed>(
        &self,
        exchange: &dyn Exchange,
        keys: &[E::Key],
        chosen: impl Fn(&[E::Key]) -> Result<Checked>,
        read: impl Fn(&[E::Key], &Answer) -> Result<Part<E::Key>>,
    ) -> Result<Part<E::Key>> {
        let chunks = Chunks {
            entity: E::NAME,
            action: "delete",
            keys,
            progress: &self.progress,
        };
        let call = |part: &[E::Key]| self.call::<E>(&chosen(part)?);
        chunks.run(exchange, call, read).await
    }

    fn call<E: Keyed>(&self, chosen: &Checked) -> Result<Call> {
        let mut call = Call::writing_to::<E>("delete");
        call.params.set("where", chosen)?;
        if let Some(trash) = self.trash {
            call.params.set("useTrash", &trash)?;
        }
        Ok(call)
    }
}

/// As one call, for a batch: at most 100 rows.
impl<E: Keyed> Action for Delete<E> {
    type Output = Vec<E::Key>;

    /// As [`Delete::send`], in as many calls as it takes: code that takes any action does the same.
    fn send<C: Caller>(self, client: &C) -> C::Out<Self::Output> {
        Delete::send(self, client)
    }

    fn call(&self) -> Result<Call> {
        fits_one_call::<E>(self.keys.len(), "delete")?;
        self.how.call::<E>(&where_key::<E>(&self.keys)?)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        keys::<E>(answer.values(), "delete")
    }
}

chainable!(Delete<E> {E: Keyed});

/// Deletes the rows that pass a filter; made by
/// [`Actions::delete_where`](crate::Actions::delete_where), gives their ids.
///
/// As with [`UpdateWhere`](crate::write::UpdateWhere), the filter is read back first and the
/// call stops before anything is deleted if the site drops one of its clauses; the deletion names
/// the rows and has the filter again, so that what somebody changes in between is left alone; the
/// site's implicit filters hold.
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](DeleteWhere::send) | `Result<WrittenWhere<K, K>>` | `Result<WrittenWhere<K, K>>` |
/// | [`dry_run`](DeleteWhere::dry_run), then `send` | `Result<Vec<K>>` | `Result<Vec<K>>` |
///
/// `K` is the type of the entity's key: `Id<Contact>`.
///
/// # Cancellation
///
/// Dropping the future stops the deletion between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are gone, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](DeleteWhere::on_progress) tells which is
/// which, also then.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let delete = Tag::delete_where(Tag::NAME.like("tmp%"));
/// println!("would delete {:?}", delete.clone().dry_run().send(client).await?);
/// delete.send(client).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct DeleteWhere<E> {
    filter: Filter<E>,
    how: How,
}

cloned!(DeleteWhere<E> { filter, how });

impl<E: Keyed> DeleteWhere<E> {
    pub(crate) fn new(filter: Filter<E>, trash: Option<bool>) -> Self {
        DeleteWhere {
            filter,
            how: How::new(trash),
        }
    }

    /// Whether the rows go to the trash (what the site does when it isn't told) or for good.
    pub fn use_trash(mut self, trash: bool) -> Self
    where
        E: CanTrash,
    {
        self.how.trash = Some(trash);
        self
    }

    /// Tells `follow` of every part of the rows that is sent, and of what came of it; see
    /// [`ChunkReport`](crate::ChunkReport). What it was told is known even when the call's future is
    /// dropped, which takes the report of the error with it.
    pub fn on_progress(
        mut self,
        follow: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.how.progress = OnProgress::new(follow);
        self
    }

    /// Only finds out which rows would be deleted.
    pub fn dry_run(self) -> DryRun<E> {
        DryRun::new(self.filter, "delete")
    }

    /// Finds the rows, verifies that the whole filter was applied, and deletes them.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<WrittenWhere<E::Key, E::Key>> {
        let exchange = client.exchange();
        client.run(async move {
            let found = keys_of(&*exchange, &self.filter, "delete").await?;
            let chosen = |part: &[E::Key]| named_where(&self.filter, part, "delete");
            let read = |part: &[E::Key], answer: &Answer| {
                let gone = keys::<E>(answer.values(), "delete")?;
                Ok(Part::matching(part, &gone.clone(), gone))
            };
            let deleted = self.how.run::<E>(&*exchange, &found, chosen, read);
            Ok(deleted.await?.beside(&found))
        })
    }
}

/// In a chain, the site itself chooses the rows: its filter is checked as always, but not found to be
/// applied.
impl<E: Keyed> Chainable for DeleteWhere<E> {
    type Output = Vec<E::Key>;
    type One = Vec<E::Key>;

    fn linked(&self) -> Linked {
        let (filter, how) = (self.filter.clone(), self.how.clone());
        Linked::call(move || {
            verifiable(&filter, "delete")?;
            how.call::<E>(&checked(&filter, "delete")?)
        })
    }

    fn read_all(&self, rows: RowsOfChain<'_>) -> Result<Self::Output, Misfit> {
        rows.of_answer(|answer| keys::<E>(answer.values(), "delete"))
    }

    fn read_one(&self, rows: RowsOfChain<'_>) -> Result<Self::Output, Misfit> {
        self.read_all(rows)
    }
}
