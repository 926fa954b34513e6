//! [`Confirmed`]: a write whose rows are read back and compared with what was sent.

mod compare;
mod read_back;
mod unconfirmed;

use std::marker::PhantomData;

use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::{Unproven, WrittenFields};
use crate::clone::cloned;
use crate::entity::{CanGet, Keyed};
use crate::error::Result;
use crate::value::KeyValue;
use crate::write::create::Create;
use crate::write::replace::{Replace, Replaced};
use crate::write::rows_by_key::ROWS_A_CALL;
use crate::write::save::{Save, Saved};
use crate::write::update::Update;
use crate::write::update_where::UpdateWhere;
use crate::write::written_where::WrittenWhere;
use read_back::{ReadBack, Sent};
pub use unconfirmed::{StoredOtherwise, Unconfirmed};

/// A write whose rows are read back and compared with what was sent: made by [`Create::confirm`],
/// [`Update::confirm`], [`UpdateWhere::confirm`], [`Save::confirm`] and [`Replace::confirm`].
///
/// The site stores what it can't keep as something else and reports success: a text that is too long
/// is cut, an option that it does not know becomes nothing, `false` becomes nothing in a custom field
/// of CiviCRM 5.39 (APIv4 wire contract §0 hazard 9, §6.7, §12.5, §12.21). Then the error
/// [`is_unconfirmed`](crate::Error::is_unconfirmed), and
/// [`unconfirmed`](crate::Error::unconfirmed) has every value that was stored otherwise. **The rows
/// are written all the same**, and their keys are in it.
///
/// It costs one read for every 100 rows, after all of them are written. Values that the site works
/// out itself (`now`, `user_contact_id`) are not compared. A field that can only be written, such as
/// a password, can't be confirmed and is reported so.
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | `send` | what `send` of the write itself gives | the same |
///
/// # Cancellation
///
/// Until the first row is read back, dropping the future does what it does to the write itself. Later,
/// everything is written, and what has not been read back yet is not compared.
///
/// ```no_run
#[doc = include_str!("../../doc/tag.txt")]
/// # async fn doc(client: &rt::Client) -> rt::Result<()> {
/// match Tag::create(Tag::values("Major donors")).confirm().send(client).await {
///     Ok(id) => println!("tag {id} has what was sent"),
///     Err(error) => match error.unconfirmed() {
///         Some(report) => {
///             for other in &report.stored_otherwise {
///                 println!("{}: sent {}, stored {:?}", other.field, other.sent, other.stored);
///             }
///         }
///         None => return Err(error),
///     },
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing happens until it is sent"]
pub struct Confirmed<E, A> {
    write: A,
    marker: PhantomData<fn() -> E>,
}

cloned!(Confirmed<E, A: Clone> { write, marker });

/// A write that can be confirmed: which rows it wrote, and with which values.
#[doc(hidden)]
pub trait Confirms<E: Keyed> {
    /// What the write gives.
    type Written;

    /// The rows that were written, each with the position of its values.
    fn rows(&self, written: &Self::Written) -> Vec<(usize, E::Key)>;

    /// The values that were sent for this position.
    fn values_sent(&self, position: usize) -> Sent;
}

impl<E: CanGet + Keyed> Create<E> {
    /// Reads the row back after writing, and compares it with what was sent; see [`Confirmed`].
    pub fn confirm(self) -> Confirmed<E, Create<E>> {
        Confirmed::new(self)
    }
}

impl<E: CanGet + Keyed> Update<E> {
    /// Reads the rows back after writing, and compares them with what was sent; see [`Confirmed`].
    pub fn confirm(self) -> Confirmed<E, Update<E>> {
        Confirmed::new(self)
    }
}

impl<E: CanGet + Keyed> Save<E> {
    /// Reads the rows back after writing, and compares them with what was sent; see [`Confirmed`].
    pub fn confirm(self) -> Confirmed<E, Save<E>> {
        Confirmed::new(self)
    }
}

impl<E: CanGet + Keyed> UpdateWhere<E> {
    /// Reads the rows back after writing, and compares them with what was sent; see [`Confirmed`].
    pub fn confirm(self) -> Confirmed<E, UpdateWhere<E>> {
        Confirmed::new(self)
    }
}

impl<E: CanGet + Keyed> Replace<E> {
    /// Reads the rows of the records back after writing, and compares them with what was sent; see
    /// [`Confirmed`].
    pub fn confirm(self) -> Confirmed<E, Replace<E>> {
        Confirmed::new(self)
    }
}

impl<E: Keyed> Confirms<E> for Create<E> {
    type Written = E::Key;

    fn rows(&self, output: &E::Key) -> Vec<(usize, E::Key)> {
        vec![(0, output.clone())]
    }

    fn values_sent(&self, _position: usize) -> Sent {
        Sent::of(self.values())
    }
}

impl<E: Keyed> Confirms<E> for Update<E> {
    type Written = Vec<E::Key>;

    fn rows(&self, output: &Vec<E::Key>) -> Vec<(usize, E::Key)> {
        output.iter().cloned().enumerate().collect()
    }

    fn values_sent(&self, _position: usize) -> Sent {
        Sent::of(self.values())
    }
}

impl<E: Keyed> Confirms<E> for UpdateWhere<E> {
    type Written = WrittenWhere<E::Key, E::Key>;

    fn rows(&self, written: &Self::Written) -> Vec<(usize, E::Key)> {
        written.rows.iter().cloned().enumerate().collect()
    }

    fn values_sent(&self, _position: usize) -> Sent {
        Sent::of(self.values())
    }
}

impl<E: Keyed> Confirms<E> for Replace<E> {
    type Written = Replaced<E::Key, E::Key>;

    fn rows(&self, replaced: &Self::Written) -> Vec<(usize, E::Key)> {
        replaced.rows.iter().cloned().enumerate().collect()
    }

    fn values_sent(&self, position: usize) -> Sent {
        Sent::of_record(self.records(), position)
    }
}

impl<E: Keyed> Confirms<E> for Save<E> {
    type Written = Saved<E::Key>;

    fn rows(&self, output: &Saved<E::Key>) -> Vec<(usize, E::Key)> {
        output.rows.iter().cloned().enumerate().collect()
    }

    fn values_sent(&self, position: usize) -> Sent {
        Sent::of_record(self.records(), position)
    }
}

impl<E: CanGet + Keyed, A> Confirmed<E, A> {
    const fn new(write: A) -> Self {
        Confirmed {
            write,
            marker: PhantomData,
        }
    }
}

impl<E: CanGet + Keyed, A: Confirms<E>> Confirmed<E, A> {
    /// What has to be read back of these rows.
    fn read_back(&self, action: &'static str, rows: &[(usize, E::Key)]) -> Result<ReadBack> {
        let keys: Vec<E::Key> = rows.iter().map(|(_, key)| key.clone()).collect();
        let sent = rows
            .iter()
            .map(|(position, key)| (*position, key.to_json(), self.write.values_sent(*position)))
            .collect();
        ReadBack::of::<E>(action, &keys, sent)
    }

    /// Reads back all rows of a write, 100 at a time.
    async fn confirmed(
        &self,
        exchange: &dyn Exchange,
        action: &'static str,
        rows: &[(usize, E::Key)],
    ) -> Result<()> {
        let mut report = Unconfirmed::default();
        for part in rows.chunks(ROWS_A_CALL) {
            let read_back = self.read_back(action, part)?;
            let Some(call) = read_back.question()? else {
                continue;
            };
            let answer = exchange.execute(call).await;
            read_back.compare(answer, &mut report);
        }
        let written = rows.iter().map(|(_, key)| key.to_json());
        report.into_result(E::NAME, action, written.collect())
    }
}

impl<E: CanGet + Keyed> Confirmed<E, Update<E>> {
    /// Sends the update, in as many calls as it takes, and reads the rows back.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Vec<E::Key>> {
        let exchange = client.exchange();
        client.run(async move {
            let keys = self.write.clone().run(&*exchange).await?;
            let rows = self.write.rows(&keys);
            self.confirmed(&*exchange, "update", &rows).await?;
            Ok(keys)
        })
    }
}

impl<E: CanGet + Keyed> Confirmed<E, UpdateWhere<E>> {
    /// Finds the rows, verifies that the whole filter was applied, changes them, and reads them back
    /// by their keys: they may no longer pass the filter.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<WrittenWhere<E::Key, E::Key>> {
        let exchange = client.exchange();
        client.run(async move {
            let written = self.write.clone().run(&*exchange).await?;
            let rows = self.write.rows(&written);
            self.confirmed(&*exchange, "update", &rows).await?;
            Ok(written)
        })
    }
}

impl<E: CanGet + Keyed> Confirmed<E, Replace<E>> {
    /// Finds the rows, verifies that the whole filter was applied, replaces them, and reads the rows
    /// of the records back.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Replaced<E::Key, E::Key>> {
        let exchange = client.exchange();
        client.run(async move {
            let replaced = self.write.clone().run(&*exchange).await?;
            let rows = self.write.rows(&replaced);
            self.confirmed(&*exchange, "replace", &rows).await?;
            Ok(replaced)
        })
    }
}

impl<E: CanGet + Keyed> Confirmed<E, Save<E>> {
    /// Sends the records, in as many requests as it takes, and reads the rows back.
    pub fn send<C: Caller>(self, client: &C) -> C::Out<Saved<E::Key>> {
        let exchange = client.exchange();
        client.run(async move {
            let saved = self.write.clone().run(&*exchange).await?;
            let rows = self.write.rows(&saved);
            self.confirmed(&*exchange, "save", &rows).await?;
            Ok(saved)
        })
    }
}

/// As one call, for a batch; what was written is read back after all calls of the batch.
impl<E, A> Action for Confirmed<E, A>
where
    E: CanGet + Keyed,
    A: Action + Confirms<E, Written = <A as Action>::Output>,
{
    type Output = A::Output;

    fn call(&self) -> Result<Call> {
        self.write.call()
    }

    fn sent(&self) -> Result<Call> {
        Action::sent(&self.write)
    }

    fn without_request(&self) -> Option<Answer> {
        self.write.without_request()
    }

    fn read(&self, answer: Answer) -> Result<A::Output> {
        self.write.read(answer)
    }

    fn guards(&self) -> Result<Vec<Call>> {
        self.write.guards()
    }

    fn written(&self) -> Option<WrittenFields> {
        self.write.written()
    }

    fn admit(&self, place: usize, guard: &Answer, call: &mut Call) -> Result<()> {
        self.write.admit(place, guard, call)
    }

    fn read_guarded(&self, answer: Answer, guards: &[Answer]) -> Result<A::Output> {
        self.write.read_guarded(answer, guards)
    }

    fn read_unproven(
        &self,
        exchange: &dyn Exchange,
        answer: Answer,
        guards: &[Answer],
        unproven: &mut Unproven,
    ) -> Result<A::Output> {
        let action = action_name(&answer);
        let output = self
            .write
            .read_unproven(exchange, answer, guards, unproven)?;
        let rows = self.write.rows(&output);
        unproven.read_back = Some(Box::new(self.read_back(action, &rows)?));
        Ok(output)
    }
}

fn action_name(answer: &Answer) -> &'static str {
    match answer.action() {
        "update" => "update",
        "save" => "save",
        "replace" => "replace",
        _ => "create",
    }
}
