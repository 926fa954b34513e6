//! `replace`: the rows that pass a filter become exactly these records.

use std::collections::HashSet;

use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::{WrittenFields, admit_one};
use crate::clone::cloned;
use crate::entity::{CanGet, CanReloadAs, Keyed};
use crate::error::{Error, Result};
use crate::query::filter::Filter;
use crate::query::gate::Gate;
use crate::query::select::Selection;
use crate::query::values::{Changes, Values};
use crate::read::chain::chainable;
use crate::write::dry_run::DryRun;
use crate::write::filtered_keys::{checked, keys_of, named_where, proof, proven, verifiable};
use crate::write::options_known::{all_known, is_lookup, look_up, lookup};
use crate::write::record_set::{Columns, RecordSet};
use crate::write::returning::{Keys, Reloaded, Returning, Rows, keys};
use crate::write::rows_by_key::among;

/// Makes the rows that pass a filter exactly these records: saves the records and **deletes** every
/// other row that passes the filter. Made by [`Actions::replace`](crate::Actions::replace).
///
/// Before that the filter is read back, and the call stops if the site drops one of its clauses. The
/// call then names the rows that were found and has the filter again: a row that somebody else adds
/// or changes in between is not deleted. It is one call, since the site compares the two sets; so the
/// records can't go in several. In a batch, at most 999 rows may pass the filter.
///
/// Where several rows match a record ([`matching`](Replace::matching)), the site would change none of
/// them, make a new row, and delete those that pass the filter. So what the records match is looked up
/// before, and a call with such a record is refused ([`is_ambiguous`](crate::Error::is_ambiguous)),
/// as is one with two records that match each other.
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](Replace::send) | `Result<Replaced<K, K>>` | `Result<Replaced<K, K>>` |
/// | after [`reload`](Replace::reload) | `Result<Replaced<K, Row>>` | `Result<Replaced<K, Row>>` |
/// | [`dry_run`](Replace::dry_run), then `send` | `Result<Vec<K>>` | `Result<Vec<K>>` |
///
/// `K` is the type of the entity's key, `Row` its row struct, or what
/// [`reload_as`](Replace::reload_as) selects.
///
/// # Cancellation
///
/// Dropping the future before the call itself is sent writes nothing. Later, the site carries the call
/// out all the same, and how much of it is not known.
///
/// ```no_run
#[doc = include_str!("../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// let replaced = Tag::replace(Tag::NAME.like("tmp%"), [Tag::changes().name("tmp")])
///     .matching(Tag::NAME)
///     .send(client)
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Replace<E, R = Keys> {
    filter: Filter<E>,
    records: RecordSet<E>,
    returning: R,
}

cloned!(Replace<E, R: Clone> { filter, records, returning });

/// What `replace` did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replaced<K, T> {
    /// One for each record, in their order.
    pub rows: Vec<T>,
    /// The rows that were deleted.
    pub deleted: Vec<K>,
    /// How many of the records changed a row that was there (since CiviCRM 6.0).
    pub updated: Option<u64>,
    /// The rows that passed the filter when it was read, and did no longer when the call came:
    /// changed or deleted by somebody else in between. They were left alone.
    pub no_longer_matching: Vec<K>,
}

impl<E: Keyed> Replace<E> {
    pub(crate) fn new(filter: Filter<E>, records: Vec<Values<E, Changes>>) -> Self {
        Replace {
            filter,
            records: RecordSet::new(records),
            returning: Keys,
        }
    }
}

impl<E: Keyed, R: Returning<E>> Replace<E, R> {
    /// Only finds out which rows pass the filter: of those, the ones that no record is for would be
    /// deleted.
    pub fn dry_run(self) -> DryRun<E> {
        DryRun::new(self.filter, "replace")
    }

    /// The fields that tell whether a record is a row that is there: that row is changed, instead of
    /// being deleted and created anew.
    pub fn matching(mut self, fields: impl Columns<E>) -> Self {
        self.records.matching = fields.columns();
        self
    }

    /// Values for each record that does not have its own.
    pub fn defaults<M>(mut self, values: impl Into<Values<E, M>>) -> Self {
        self.records.defaults = Some(values.into().retyped());
        self
    }

    /// Gives the whole rows instead of the ids, read again by the site after writing.
    pub fn reload(self) -> Replace<E, Rows<E>>
    where
        E: CanGet,
    {
        Replace {
            filter: self.filter,
            records: self.records,
            returning: Rows::new(),
        }
    }

    /// Gives a selection of each row instead of the ids, read again by the site after writing.
    pub fn reload_as<S: Selection<E>>(self, selection: S) -> Replace<E, Reloaded<E, S>>
    where
        E: CanReloadAs,
    {
        Replace {
            filter: self.filter,
            records: self.records,
            returning: Reloaded::new(selection),
        }
    }
}

impl<E: Keyed, R: Returning<E>> Replace<E, R> {
    /// Finds the rows, verifies that the whole filter was applied, and replaces them.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Replaced<E::Key, R::Row>> {
        let exchange = client.exchange();
        client.run(async move { self.run(&*exchange).await })
    }

    pub(crate) async fn run(self, exchange: &dyn Exchange) -> Result<Replaced<E::Key, R::Row>> {
        let mut call = self.call()?;
        admit_one(exchange, &self.fields()).await?;
        let found = keys_of(exchange, &self.filter, "replace").await?;
        look_up::<E>(exchange, "replace", &self.records.unlisted()).await?;
        self.records.admit_matches(exchange, "replace").await?;
        self.name_rows(&found, &mut call)?;
        let answer = exchange.execute(call).await?;
        let context = answer.context();
        context
            .read(|| self.conclude(&answer, &found))
            .map_err(|error| context.error(error))
    }

    pub(crate) const fn records(&self) -> &RecordSet<E> {
        &self.records
    }

    /// The fields that are given values, and those that are read again.
    fn fields(&self) -> WrittenFields {
        let written = self.records.written("replace");
        written.reloading(self.returning.columns())
    }

    /// Puts the rows into the call beside the filter.
    fn name_rows(&self, found: &[E::Key], call: &mut Call) -> Result<()> {
        let chosen = match self.filter.is_nothing() {
            true => Gate::plain(E::RELEASE).filter(among::<E>(&[]).node())?,
            false => named_where(&self.filter, found, "replace")?,
        };
        call.params.set("where", &chosen)
    }

    fn conclude(&self, answer: &Answer, found: &[E::Key]) -> Result<Replaced<E::Key, R::Row>> {
        let deleted = match answer.deleted() {
            Some(list) => keys::<E>(list, "replace")?,
            None => Vec::new(),
        };
        // Without a key in the answer nothing can be said of the others.
        let left = keys::<E>(answer.values(), "replace").map_or_else(
            |_| Vec::new(),
            |saved| {
                let touched: HashSet<&E::Key> = saved.iter().chain(&deleted).collect();
                let left = found.iter().filter(|key| !touched.contains(key));
                left.cloned().collect()
            },
        );
        Ok(Replaced {
            rows: self.returning.read(answer)?,
            deleted,
            updated: answer.count_matched(),
            no_longer_matching: left,
        })
    }
}

chainable!(
    Replace<E, R> {E: Keyed, R: Returning<E>},
    |it| lookup::<E>("replace", &it.records.unlisted()),
    |it, answer| all_known::<E>("replace", &it.records.unlisted(), answer)
);

/// As one call, for a batch.
impl<E: Keyed, R: Returning<E>> Action for Replace<E, R> {
    type Output = Replaced<E::Key, R::Row>;

    /// As [`Replace::send`], in as many calls as it takes: code that takes any action does the same.
    fn send<C: Caller>(self, client: &C) -> C::Out<Self::Output> {
        Replace::send(self, client)
    }

    fn call(&self) -> Result<Call> {
        verifiable(&self.filter, "replace")?;
        if self.records.list.is_empty() {
            return Err(Error::refused(format!(
                "{}.replace was not sent: there are no records, so it would only delete; use \
                 `delete_where` when that is meant",
                E::NAME
            )));
        }
        self.records.check("replace")?;
        self.records.distinct("replace")?;
        let mut call = Call::writing_to::<E>("replace");
        call.params
            .set("where", &checked(&self.filter, "replace")?)?;
        if self.filter.is_nothing() {
            self.name_rows(&[], &mut call)?;
        }
        self.records
            .put("replace", &mut call.params, &self.records.list)?;
        if let Some(reload) = self.returning.reload()? {
            call.params.set("reload", &reload)?;
        }
        Ok(call)
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        self.conclude(&answer, &[])
    }

    fn written(&self) -> Option<WrittenFields> {
        Some(self.fields())
    }

    fn guards(&self) -> Result<Vec<Call>> {
        let mut guards = Vec::new();
        guards.extend(proof(&self.filter, "replace")?);
        for (_, lookup) in self.records.lookups()? {
            guards.push(lookup);
        }
        guards.extend(lookup::<E>("replace", &self.records.unlisted())?);
        Ok(guards)
    }

    fn admit(&self, place: usize, guard: &Answer, call: &mut Call) -> Result<()> {
        if is_lookup(guard) {
            return all_known::<E>("replace", &self.records.unlisted(), guard);
        }
        // In the order of `guards`: the proof of the filter, then what each record matches.
        match place.checked_sub(usize::from(!self.filter.is_nothing())) {
            None => {
                let found = proven(&self.filter, guard.values(), "replace")?;
                self.name_rows(&found, call)
            }
            Some(at) => self.records.admit_lookup("replace", at, guard, call),
        }
    }

    fn read_guarded(&self, answer: Answer, guards: &[Answer]) -> Result<Self::Output> {
        let found = match guards.first().filter(|_| !self.filter.is_nothing()) {
            Some(proof) => proven(&self.filter, proof.values(), "replace")?,
            None => Vec::new(),
        };
        self.conclude(&answer, &found)
    }
}
