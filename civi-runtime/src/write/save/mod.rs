//! `save`: records, each of which changes a row that is there or becomes a new one.

mod dry_run;
mod run;

pub use dry_run::{Planned, SaveDryRun};

use crate::call::action::{Action, Call, Caller};
use crate::call::answer::Answer;
use crate::call::known_fields::WrittenFields;
use crate::call::repeat::Repeat;
use crate::clone::cloned;
use crate::entity::{CanGet, CanReloadAs, Keyed};
use crate::error::{Error, Result};
use crate::query::select::Selection;
use crate::query::values::{Changes, Values};
use crate::read::chain::chainable;
use crate::write::matched::Ambiguous;
use crate::write::options_known::{all_known, is_lookup, lookup};
use crate::write::progress::{ChunkReport, OnProgress};
use crate::write::record_set::{Columns, RecordSet};
use crate::write::returning::{Keys, Reloaded, Returning, Rows};
use crate::write::rows_by_key::{ROWS_A_CALL, all_present, fits_one_call, presence};

/// Saves records: one with a key ([`Values::id`]) changes that row, one that matches a row by
/// [`matching`](Save::matching) changes that one, any other becomes a new row. Made by
/// [`Actions::save`](crate::Actions::save).
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](Save::send) | `Result<Saved<K>>` | `Result<Saved<K>>` |
/// | after [`reload`](Save::reload) | `Result<Saved<Row>>` | `Result<Saved<Row>>` |
/// | [`dry_run`](Save::dry_run), then `send` | `Result<Vec<Planned<K>>>` | `Result<Vec<Planned<K>>>` |
///
/// `K` is the type of the entity's key, `Row` its row struct, or what
/// [`reload_as`](Save::reload_as) selects.
///
/// # Many records, and failures
///
/// Records go in calls of at most 100 and of at most a part of what a body may have; see
/// [`chunk`](Save::chunk). Nothing is transactional on the site, so what it had saved before a
/// failure stays. The error then says of each record whether it is in, was refused and why, or was
/// not sent ([`Error::partial_write`]). To know that,
///
/// - records that match by fields or by key go many to a call; if the site refuses it, what they
///   match is looked up again and the same records are sent one by one, which does nothing twice;
/// - other records go one by one from the start, many to a request (a batch), since sending them
///   again would save them twice.
///
/// The first request in which a record is refused is the last that is sent, but with
/// [`keep_going`](Save::keep_going).
///
/// With several writers at once a site's database now and then refuses records that are fine
/// ([`is_database`](crate::Error::is_database)). They are among the failed ones like any other, and
/// are not sent again.
///
/// # Matching
///
/// A record without a value for one of the fields is refused, since the site would create a new row
/// every time.
///
/// **Where several rows match, the site changes none of them and adds one more**, each time that the
/// record is sent. So before each part one request looks up what its records match, with the site's
/// own query, and a record that matches several rows is never written:
/// [`on_ambiguous`](Save::on_ambiguous) says what becomes of the others. Two records of one call that
/// match each other go in requests of their own, so that the later one changes the row of the earlier
/// one. What another program adds between the look-up and the write is not seen.
///
/// # Records that are found by something else than their own values
///
/// The site's matching compares values of the row itself. [`save_where`](crate::Actions::save_where)
/// takes a filter with each record, which may go through keys: a contact by its primary e-mail. One
/// request finds the rows of a part by these filters, with proof that the site applied each
/// ([`is_filter_dropped`](crate::Error::is_filter_dropped)). The record changes the one row that
/// passes, becomes a new one where none does, and is not written where several do. A deleted contact
/// is not found, unless the filter asks for `is_deleted` (APIv4 wire contract §6.6). Two records with
/// the same filter go in requests of their own. If the row of the first one is not found by it then,
/// since it was not given what it is found by, the second is refused: it would become another row.
///
/// # Sending the rest again
///
/// After a failure nothing of [`untried`](crate::PartialWrite::untried) is in, so these records can be
/// sent as they are. What is [`unknown`](crate::PartialWrite::unknown) can be sent again where it is
/// matched by fields, or found by a filter on values that the record itself writes. A program that has
/// to go on after it was ended writes down what [`on_progress`](Save::on_progress) tells is done.
///
/// # Cancellation
///
/// Dropping the future stops the save between two requests or within one. The site goes on with what
/// it has received, and nothing is taken back. The parts before are written; of the part on its way
/// nothing is known; no later part is sent. [`on_progress`](Save::on_progress) tells which is which,
/// also then.
///
/// ```no_run
#[doc = include_str!("../../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let records = ["donor", "helper"].map(|name| Tag::changes().name(name));
/// match Tag::save(records).matching(Tag::NAME).send(client).await {
///     Ok(saved) => println!("{} rows, {:?} of them were there", saved.rows.len(), saved.updated),
///     Err(error) => {
///         for failed in error.partial_write().into_iter().flat_map(|report| &report.failed) {
///             println!("record {}: {}", failed.index, failed.error);
///         }
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Save<E, R = Keys> {
    records: RecordSet<E>,
    returning: R,
    chunk: usize,
    on_ambiguous: Ambiguous,
    keep_going: bool,
    progress: OnProgress,
}

cloned!(Save<E, R: Clone> { records, returning, chunk, on_ambiguous, keep_going, progress });

/// What `save` did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved<T> {
    /// One for each record, in their order.
    pub rows: Vec<T>,
    /// How many of the records changed a row that was there, the others being new (since CiviCRM
    /// 6.0).
    pub updated: Option<u64>,
}

impl<E: Keyed> Save<E> {
    pub(crate) fn new(records: RecordSet<E>) -> Self {
        Save {
            records,
            returning: Keys,
            chunk: ROWS_A_CALL,
            on_ambiguous: Ambiguous::default(),
            keep_going: false,
            progress: OnProgress::default(),
        }
    }
}

impl<E: Keyed, R: Returning<E>> Save<E, R> {
    /// The fields that tell whether a record is a row that is there: that row is changed.
    pub fn matching(mut self, fields: impl Columns<E>) -> Self {
        self.records.matching = fields.columns();
        self
    }

    /// Values for each record that does not have its own.
    pub fn defaults<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.records.defaults = Some(values.into().retyped());
        self
    }

    /// How many records go to the site in one request, at least one and 100 unless said otherwise.
    /// Fewer for entities whose saving takes long: a request has to end within the site's limits.
    pub fn chunk(mut self, records: usize) -> Self {
        self.chunk = records.max(1);
        self
    }

    /// Gives the whole rows instead of the ids, read again by the site after writing.
    pub fn reload(self) -> Save<E, Rows<E>>
    where
        E: CanGet,
    {
        self.returning(Rows::new())
    }

    /// Gives a selection of each row instead of the ids, read again by the site after writing.
    pub fn reload_as<S: Selection<E>>(self, selection: S) -> Save<E, Reloaded<E, S>>
    where
        E: CanReloadAs,
    {
        self.returning(Reloaded::new(selection))
    }

    fn returning<Q>(self, returning: Q) -> Save<E, Q> {
        Save {
            records: self.records,
            returning,
            chunk: self.chunk,
            on_ambiguous: self.on_ambiguous,
            keep_going: self.keep_going,
            progress: self.progress,
        }
    }

    /// What happens to a record that matches several rows; [`Ambiguous::Refuse`] unless said
    /// otherwise.
    pub fn on_ambiguous(mut self, what: Ambiguous) -> Self {
        self.on_ambiguous = what;
        self
    }

    /// Goes on with the other records when one is refused or matches several rows, as
    /// [`Ambiguous::Report`] does for the latter alone: for an import, in which a bad line must not
    /// keep the others out. All refusals are in the report that the call ends with. What leaves an
    /// outcome unknown, such as a broken connection, stops it all the same.
    pub fn keep_going(mut self) -> Self {
        self.keep_going = true;
        self
    }

    /// Finds out what would become of each record; writes nothing.
    pub fn dry_run(self) -> SaveDryRun<E> {
        SaveDryRun::new(self.records)
    }

    /// Tells `follow` of every part of the records that is sent, and of what came of it; see
    /// [`ChunkReport`]. What it was told is known even when the call's future is dropped, which
    /// takes the report of the error with it.
    pub fn on_progress(
        mut self,
        follow: impl Fn(&ChunkReport<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.progress = OnProgress::new(follow);
        self
    }

    /// Sends the records, in as many requests as it takes.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Saved<R::Row>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    pub(crate) fn records(&self) -> &RecordSet<E> {
        &self.records
    }

    /// The fields that are given values, and those that are read again.
    fn fields(&self) -> WrittenFields {
        let written = self.records.written("save");
        written.reloading(self.returning.columns())
    }

    fn call_for(&self, list: &[Values<E, Changes>]) -> Result<Call> {
        let mut call = Call::writing_to::<E>("save");
        self.records.put("save", &mut call.params, list)?;
        if let Some(reload) = self.returning.reload()? {
            call.params.set("reload", &reload)?;
        }
        if self.records.are_idempotent(list) {
            call.repeat = Repeat::IfUnsent;
        }
        Ok(call)
    }

    /// The rows of one answer: one a record, or the answer is not to be believed.
    fn read_part(&self, expected: usize, answer: &Answer) -> Result<Vec<R::Row>> {
        let rows = self.returning.read(answer)?;
        if rows.len() == expected {
            return Ok(rows);
        }
        Err(Error::protocol(format!(
            "{}.save: {expected} records were sent and {} rows came back",
            E::NAME,
            rows.len()
        ))
        .at(E::NAME, Some("save")))
    }

    /// The keys that records name: the site would report success for one that isn't there.
    fn named_keys(&self) -> Vec<E::Key> {
        self.records.list.iter().filter_map(Values::key).collect()
    }
}

chainable!(
    Save<E, R> {E: Keyed, R: Returning<E>},
    |it| lookup::<E>("save", &it.records.unlisted()),
    |it, answer| all_known::<E>("save", &it.records.unlisted(), answer)
);

/// As one call, for a batch: all records in it. When it fails, nothing says which are in; sent by
/// itself a `save` finds out.
impl<E: Keyed, R: Returning<E>> Action for Save<E, R> {
    type Output = Saved<R::Row>;

    /// As [`Save::send`], in as many calls as it takes: code that takes any action does the same.
    fn send<C: Caller>(self, client: &C) -> C::Out<Self::Output> {
        Save::send(self, client)
    }

    fn call(&self) -> Result<Call> {
        self.records.check("save")?;
        fits_one_call::<E>(self.records.list.len(), "save")?;
        self.records.distinct("save")?;
        self.call_for(&self.records.list)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        let rows = self.read_part(self.records.list.len(), &answer)?;
        Ok(Saved {
            rows,
            updated: answer.count_matched(),
        })
    }

    fn written(&self) -> Option<WrittenFields> {
        Some(self.fields())
    }

    fn guards(&self) -> Result<Vec<Call>> {
        let mut guards = Vec::new();
        let named = self.named_keys();
        if !named.is_empty() {
            guards.push(presence::<E>(&named)?);
        }
        for (_, lookup) in self.records.lookups()? {
            guards.push(lookup);
        }
        guards.extend(lookup::<E>("save", &self.records.unlisted())?);
        Ok(guards)
    }

    fn admit(&self, place: usize, guard: &Answer, call: &mut Call) -> Result<()> {
        if is_lookup(guard) {
            return all_known::<E>("save", &self.records.unlisted(), guard);
        }
        let named = self.named_keys();
        // In the order of `guards`: the records with a key, then each one without.
        let matched = place.checked_sub(usize::from(!named.is_empty()));
        match matched {
            None => all_present::<E>(&named, guard, "save"),
            Some(at) => self.records.admit_lookup("save", at, guard, call),
        }
    }
}
