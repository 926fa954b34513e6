//! `delete`: rows by primary key, or those that pass a filter.

use std::collections::HashSet;

use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::clone::cloned;
use crate::entity::{CanTrash, Keyed};
use crate::error::Result;
use crate::query::filter::Filter;
use crate::query::gate::Checked;
use crate::write::chunks::{Chunks, Part};
use crate::write::dry_run::DryRun;
use crate::write::progress::{ChunkReport, OnProgress};
use crate::write::resolve::{keys_of, named_where};
use crate::write::rows_by_key::{fits_one_call, where_key};
use crate::write::written::keys;
use crate::write::written_where::WrittenWhere;

/// Deletes the rows with certain ids; made by [`Actions::delete`](crate::Actions::delete), gives the
/// ids of the rows that were there.
///
/// A row that isn't there is not an error, since it is gone as wished: it is just not among the ids
/// that come back. Contacts and cases go to the trash; a site before CiviCRM 5.45 has none for them,
/// so that there is only [`erase`](crate::Actions::erase). More than 100 rows go in several calls, and an error says which are gone
/// ([`Error::partial_write`](crate::Error::partial_write)).
///
/// # Cancellation
///
/// Dropping the future stops the deletion between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are gone, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](Delete::on_progress) tells which is
/// which, also then.
///
/// ```no_run
/// # use civi_runtime::{self as rt, prelude::*};
/// # enum Tag {}
/// # impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
/// # impl rt::Keyed for Tag { type Key = Id<Tag>; const KEY: &'static str = "id"; }
/// # #[derive(Default)] struct Row;
/// # impl rt::Record for Row {
/// #     const COLUMNS: &'static [&'static str] = &[];
/// #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Slot::Skip }
/// # }
/// # impl rt::CanGet for Tag { type Row = Row; }
/// # impl rt::CanCreate for Tag {} impl rt::CanUpdate for Tag {} impl rt::CanDelete for Tag {}
/// # impl rt::CanSave for Tag {} impl rt::CanReplace for Tag {}
/// # impl Tag {
/// #     const NAME: rt::Field<Tag, String> = rt::Field::new("name");
/// #     fn changes() -> Changes { rt::Values::new() }
/// #     fn values(label: &str) -> rt::Values<Tag> { rt::Values::new().set::<String>("label", label) }
/// # }
/// # type Changes = rt::Values<Tag, rt::Changes>;
/// # trait Setters { fn name(self, v: &str) -> Self; fn description(self, v: &str) -> Self; }
/// # impl Setters for Changes {
/// #     fn name(self, v: &str) -> Self { self.set::<String>("name", v) }
/// #     fn description(self, v: &str) -> Self { self.set::<String>("description", v) }
/// # }
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let gone = Tag::delete([Id::new(3), Id::new(4)]).send(client).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Delete<E: Keyed> {
    keys: Vec<E::Key>,
    trash: Option<bool>,
    progress: OnProgress,
}

cloned!(Delete<E: Keyed> { keys, trash, progress });

impl<E: Keyed> Delete<E> {
    pub(crate) fn new(keys: impl IntoIterator<Item = E::Key>) -> Self {
        let mut seen = HashSet::new();
        let keys = keys
            .into_iter()
            .filter(|key| seen.insert(key.clone()))
            .collect();
        Delete {
            keys,
            trash: None,
            progress: OnProgress::default(),
        }
    }

    /// Sends the deletion, in as many calls as it takes.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<E::Key>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    async fn run(self, exchange: &dyn Exchange) -> Result<Vec<E::Key>> {
        let deleted = Chunks {
            entity: E::NAME,
            action: "delete",
            keys: &self.keys,
            progress: &self.progress,
        }
        .run(
            exchange,
            |part| call::<E>(&where_key::<E>(part)?, self.trash),
            |_, answer| keys::<E>(answer.values(), "delete").map(Part::whole),
        );
        Ok(deleted.await?.rows)
    }
}

/// What both ways of deleting can be told.
macro_rules! told {
    ($($delete:ident)+) => {$(
        impl<E: Keyed> $delete<E> {
            pub(crate) fn with_trash(mut self, trash: Option<bool>) -> Self {
                self.trash = trash;
                self
            }

            /// Whether the rows go to the trash (what the site does when it isn't told) or for good.
            pub fn use_trash(self, trash: bool) -> Self
            where
                E: CanTrash,
            {
                self.with_trash(Some(trash))
            }

            /// Tells `follow` of every part of the rows that is sent, and of what came of it; see
            /// [`ChunkReport`](crate::ChunkReport). What it was told is known even when the call's
            /// future is dropped, which takes the report of the error with it.
            pub fn on_progress(
                mut self,
                follow: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static,
            ) -> Self {
                self.progress = OnProgress::new(follow);
                self
            }
        }
    )+};
}
told! { Delete DeleteWhere }

fn call<E: Keyed>(chosen: &Checked, trash: Option<bool>) -> Result<Call> {
    let mut call = Call::writing_to::<E>("delete");
    call.params.set("where", chosen)?;
    if let Some(trash) = trash {
        call.params.set("useTrash", &trash)?;
    }
    Ok(call)
}

/// As one call, for a batch: at most 100 rows.
impl<E: Keyed> Action for Delete<E> {
    type Output = Vec<E::Key>;

    fn call(&self) -> Result<Call> {
        fits_one_call::<E>(self.keys.len(), "delete")?;
        call::<E>(&where_key::<E>(&self.keys)?, self.trash)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        keys::<E>(answer.values(), "delete")
    }
}

/// Deletes the rows that pass a filter; made by
/// [`Actions::delete_where`](crate::Actions::delete_where), gives their ids.
///
/// As with [`UpdateWhere`](crate::update_where::UpdateWhere), the filter is read back first and the
/// call stops before anything is deleted if the site drops one of its clauses; the deletion names
/// the rows and has the filter again, so that what somebody changes in between is left alone; the
/// site's implicit filters hold.
///
/// # Cancellation
///
/// Dropping the future stops the deletion between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are gone, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](DeleteWhere::on_progress) tells which is
/// which, also then.
///
/// ```no_run
/// # use civi_runtime::{self as rt, prelude::*};
/// # enum Tag {}
/// # impl rt::Entity for Tag { const NAME: &'static str = "Tag"; }
/// # impl rt::Keyed for Tag { type Key = Id<Tag>; const KEY: &'static str = "id"; }
/// # #[derive(Default)] struct Row;
/// # impl rt::Record for Row {
/// #     const COLUMNS: &'static [&'static str] = &[];
/// #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Slot::Skip }
/// # }
/// # impl rt::CanGet for Tag { type Row = Row; }
/// # impl rt::CanCreate for Tag {} impl rt::CanUpdate for Tag {} impl rt::CanDelete for Tag {}
/// # impl rt::CanSave for Tag {} impl rt::CanReplace for Tag {}
/// # impl Tag {
/// #     const NAME: rt::Field<Tag, String> = rt::Field::new("name");
/// #     fn changes() -> Changes { rt::Values::new() }
/// #     fn values(label: &str) -> rt::Values<Tag> { rt::Values::new().set::<String>("label", label) }
/// # }
/// # type Changes = rt::Values<Tag, rt::Changes>;
/// # trait Setters { fn name(self, v: &str) -> Self; fn description(self, v: &str) -> Self; }
/// # impl Setters for Changes {
/// #     fn name(self, v: &str) -> Self { self.set::<String>("name", v) }
/// #     fn description(self, v: &str) -> Self { self.set::<String>("description", v) }
/// # }
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
    trash: Option<bool>,
    progress: OnProgress,
}

cloned!(DeleteWhere<E> { filter, trash, progress });

impl<E: Keyed> DeleteWhere<E> {
    pub(crate) fn new(filter: Filter<E>) -> Self {
        DeleteWhere {
            filter,
            trash: None,
            progress: OnProgress::default(),
        }
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
            let deleted = Chunks {
                entity: E::NAME,
                action: "delete",
                keys: &found,
                progress: &self.progress,
            }
            .run(
                &*exchange,
                |part| call::<E>(&named_where(&self.filter, part, "delete")?, self.trash),
                |part, answer| {
                    let gone = keys::<E>(answer.values(), "delete")?;
                    Ok(Part::matching(part, &gone.clone(), gone))
                },
            );
            Ok(deleted.await?.beside(&found))
        })
    }
}
