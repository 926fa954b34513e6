//! `update`: new values for rows that are there, chosen by primary key.

use std::collections::HashSet;
use std::marker::PhantomData;

use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::{WrittenFields, admit_one};
use crate::clone::cloned;
use crate::entity::{CanGet, CanReloadAs, Keyed};
use crate::error::{Error, Result};
use crate::query::gate::Checked;
use crate::query::select::Selection;
use crate::query::values::{Changes, Values};
use crate::write::chunks::{Chunks, Part};
use crate::write::options_known::{all_known, is_lookup, look_up, lookup};
use crate::write::progress::{ChunkReport, OnProgress};
use crate::write::returning::{Keys, Reloaded, Returning, Rows, keys};
use crate::write::rows_by_key::{
    all_present, fits_one_call, not_there, presence, verify, where_key,
};

/// New values for the rows with certain ids; made by [`Actions::update`](crate::Actions::update),
/// gives the ids, or the rows after [`reload`](Update::reload).
///
/// The ids are verified before anything is written: the site itself reports success for a row that
/// isn't there. That costs one small read; the update then goes by the keys alone.
///
/// More than 100 rows go in several calls, one after the other, and an error says which are in
/// ([`Error::partial_write`]).
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](Update::send) | `Result<Vec<K>>` | `Result<Vec<K>>` |
/// | after [`reload`](Update::reload) | `Result<Vec<Row>>` | `Result<Vec<Row>>` |
///
/// `K` is the type of the entity's key, `Row` its row struct, or what
/// [`reload_as`](Update::reload_as) selects.
///
/// # Cancellation
///
/// Dropping the future stops the update between two requests or within one. The site goes on with
/// what it has received, and nothing is taken back: the parts before are changed, of the part on its
/// way nothing is known, and no later part is sent. [`on_progress`](Update::on_progress) tells which is
/// which, also then.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// Tag::update(Tag::changes().description("Gave once")).ids([3, 4]).send(client).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Update<E: Keyed, R = Keys> {
    values: Values<E, Changes>,
    keys: Option<Vec<E::Key>>,
    returning: R,
    progress: OnProgress,
    marker: PhantomData<fn() -> E>,
}

cloned!(Update<E: Keyed, R: Clone> { values, keys, returning, progress, marker });

impl<E: Keyed> Update<E> {
    pub(crate) fn new<M>(values: Values<E, M>) -> Self {
        let (key, values) = values.retyped().without_key();
        let keys = key.map(|key| vec![key]);
        Update {
            values,
            keys,
            returning: Keys,
            progress: OnProgress::default(),
            marker: PhantomData,
        }
    }
}

impl<E: Keyed, R: Returning<E>> Update<E, R> {
    /// Changes the row with this key.
    pub fn id(mut self, key: impl Into<E::Key>) -> Self {
        self.keys.get_or_insert_default().push(key.into());
        self
    }

    /// Changes the rows with these keys; none, when the list is empty.
    pub fn ids(mut self, keys: impl IntoIterator<Item = impl Into<E::Key>>) -> Self {
        self.keys
            .get_or_insert_default()
            .extend(keys.into_iter().map(Into::into));
        self
    }

    /// Gives the whole rows instead of the ids, read again by the site after writing.
    pub fn reload(self) -> Update<E, Rows<E>>
    where
        E: CanGet,
    {
        self.returning(Rows::new())
    }

    /// Gives a selection of each row instead of the ids, read again by the site after writing.
    pub fn reload_as<S: Selection<E>>(self, selection: S) -> Update<E, Reloaded<E, S>>
    where
        E: CanReloadAs,
    {
        self.returning(Reloaded::new(selection))
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

    pub(crate) fn returning<Q>(self, returning: Q) -> Update<E, Q> {
        Update {
            values: self.values,
            keys: self.keys,
            returning,
            progress: self.progress,
            marker: PhantomData,
        }
    }

    pub(crate) fn values(&self) -> &Values<E, Changes> {
        &self.values
    }

    /// The keys, each once.
    fn keys(&self) -> Result<Vec<E::Key>> {
        let Some(keys) = &self.keys else {
            return Err(Error::refused(format!(
                "{}.update was not sent: no row is chosen; add `.id(…)` or `.ids(…)`, or use \
                 `update_where`",
                E::NAME
            )));
        };
        let mut seen = HashSet::new();
        Ok(keys
            .iter()
            .filter(|key| seen.insert(*key))
            .cloned()
            .collect())
    }

    pub(crate) fn check(&self) -> Result<()> {
        self.values.checked("update")?;
        self.returning.reload()?;
        if self.values.is_empty() {
            return Err(Error::refused(format!(
                "{}.update was not sent: no field is given a value",
                E::NAME
            )));
        }
        Ok(())
    }

    /// The fields that are given values.
    fn fields(&self) -> WrittenFields {
        WrittenFields::new(E::NAME, "update", self.values.names().cloned().collect())
            .reloading(self.returning.columns())
    }

    pub(crate) fn call_for(&self, chosen: &Checked) -> Result<Call> {
        let mut call = Call::writing_to::<E>("update");
        call.params.set("values", &self.values.checked("update")?)?;
        call.params.set("where", chosen)?;
        if let Some(reload) = self.returning.reload()? {
            call.params.set("reload", &reload)?;
        }
        Ok(call)
    }

    /// Finds out whether the site has the fields that are written, and the options that the bindings
    /// do not know.
    pub(crate) async fn look_up(&self, exchange: &dyn Exchange) -> Result<()> {
        admit_one(exchange, &self.fields()).await?;
        look_up::<E>(exchange, "update", &self.values.unlisted()).await
    }

    /// Sends the update, in as many calls as it takes.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<R::Row>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    pub(crate) async fn run(self, exchange: &dyn Exchange) -> Result<Vec<R::Row>> {
        self.check()?;
        let keys = self.keys()?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.look_up(exchange).await?;
        verify::<E>(exchange, &keys, "update").await?;
        let (update, keys) = (&self, &keys);
        let written = Chunks {
            entity: E::NAME,
            action: "update",
            keys,
            progress: &update.progress,
        }
        .run(
            exchange,
            |part| update.call_for(&where_key::<E>(part)?),
            |part, answer| update.read_part(part, answer).map(Part::whole),
        );
        Ok(written.await?.rows)
    }

    /// Every row that was asked for has to be in the answer.
    fn read_part(&self, part: &[E::Key], answer: &Answer) -> Result<Vec<R::Row>> {
        let rows = self.returning.read(answer)?;
        if rows.len() < part.len() {
            let there: HashSet<E::Key> = keys::<E>(answer.values(), "update")
                .unwrap_or_default()
                .into_iter()
                .collect();
            let missing: Vec<&E::Key> = part.iter().filter(|key| !there.contains(key)).collect();
            return Err(not_there::<E>(
                &missing,
                "update",
                "the other rows are written",
            ));
        }
        Ok(rows)
    }
}

/// As one call, for a batch: at most 100 rows.
impl<E: Keyed, R: Returning<E>> Action for Update<E, R> {
    type Output = Vec<R::Row>;

    /// As [`Update::send`], in as many calls as it takes: code that takes any action does the same.
    fn send<C: Caller>(self, client: &C) -> C::Out<Self::Output> {
        Update::send(self, client)
    }

    fn call(&self) -> Result<Call> {
        self.check()?;
        let keys = self.keys()?;
        fits_one_call::<E>(keys.len(), "update")?;
        self.call_for(&where_key::<E>(&keys)?)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        self.read_part(&self.keys()?, &answer)
    }

    fn written(&self) -> Option<WrittenFields> {
        Some(self.fields())
    }

    fn guards(&self) -> Result<Vec<Call>> {
        let mut guards = vec![presence::<E>(&self.keys()?)?];
        guards.extend(lookup::<E>("update", &self.values.unlisted())?);
        Ok(guards)
    }

    fn admit(&self, _place: usize, guard: &Answer, _call: &mut Call) -> Result<()> {
        if is_lookup(guard) {
            return all_known::<E>("update", &self.values.unlisted(), guard);
        }
        all_present::<E>(&self.keys()?, guard, "update")
    }
}
