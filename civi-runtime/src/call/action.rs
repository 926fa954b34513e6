//! One APIv4 call: entity, action and parameters, and what its answer is read as.
//!
//! [`Action`] is what everything that is *one* call implements: a `create`, a `delete`, a page of
//! rows, and the actions that only one site has (see [`SiteAction`](crate::SiteAction)). What needs
//! several calls (`update_where`, `save` of a thousand records) has a `send` of its own, built from
//! the same parts.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::call::answer::Answer;
use crate::call::batch::{self, Calls};
use crate::call::known_fields::{KnownFields, Unproven, WrittenFields, admit_one, prove};
use crate::call::repeat::{Repeat, chain_writes};
use crate::entity::{Entity, Release};
use crate::error::Result;

/// A boxed future, as the object-safe traits of this crate return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The parameters of one call, in the order that they were set, each already JSON.
///
/// `orderBy` means its keys in order (APIv4 wire contract §6.4), so every order is kept.
///
/// ```
/// let mut params = civi_runtime::Params::default();
/// params.set("limit", &25)?;
/// params.set("select", &["id", "display_name"])?;
/// assert_eq!(params.to_json(), r#"{"limit":25,"select":["id","display_name"]}"#);
/// # Ok::<(), civi_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(Cow<'static, str>, Box<RawValue>)>);

impl Params {
    /// Sets one parameter; a name that is already there gets the new value in its old place.
    ///
    /// # Errors
    ///
    /// When the value can't be written as JSON.
    pub fn set(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl Serialize + ?Sized),
    ) -> Result<()> {
        let name = name.into();
        let json = serde_json::value::to_raw_value(value).map_err(|e| {
            crate::error::Error::refused(format!(
                "parameter `{name}` can't be written as JSON: {e}"
            ))
        })?;
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some(place) => place.1 = json,
            None => self.0.push((name, json)),
        }
        Ok(())
    }

    /// The JSON text of one parameter, when it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, json)| json.get())
    }

    /// The names that are set, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// The parameters as one JSON object, as the site receives them: `{}` when none is set, since
    /// `null` instead of an object is fatal in a batch (APIv4 wire contract §1.7).
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::from("{");
        for (i, (name, json)) in self.0.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            text.push_str(&serde_json::Value::from(name.as_ref()).to_string());
            text.push(':');
            text.push_str(json.get());
        }
        text.push('}');
        text
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, json) in &self.0 {
            map.serialize_entry(name, json)?;
        }
        map.end()
    }
}

/// From here on one failing call of a batch does not affect the rest (APIv4 wire contract §1.7).
const ISOLATED: Release = Release::new(5, 64);

/// One call, ready to send.
#[derive(Debug, Clone)]
pub struct Call {
    /// The entity's wire name.
    pub entity: Cow<'static, str>,
    /// The action's wire name, in its exact case.
    pub action: Cow<'static, str>,
    /// The parameters.
    pub params: Params,
    /// Whether the client may send the call again by itself.
    pub repeat: Repeat,
    /// Whether the site is known to answer a batch with a failing call by one error, so that a write
    /// goes in a request of its own.
    pub(crate) alone: bool,
}

/// The call as text, `Contact.get {"select":["id"],"limit":2}`: what would be sent, for people to
/// read. Parameters can hold personal data; civi itself never logs them.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{} {}",
            self.entity,
            self.action,
            self.params.to_json()
        )
    }
}

impl Call {
    /// A call that only reads, and so may be retried.
    #[must_use]
    pub fn reading(
        entity: impl Into<Cow<'static, str>>,
        action: impl Into<Cow<'static, str>>,
    ) -> Self {
        Call {
            entity: entity.into(),
            action: action.into(),
            params: Params::default(),
            repeat: Repeat::Always,
            alone: false,
        }
    }

    /// A call that may write, and so is sent once.
    #[must_use]
    pub fn writing(
        entity: impl Into<Cow<'static, str>>,
        action: impl Into<Cow<'static, str>>,
    ) -> Self {
        Call {
            entity: entity.into(),
            action: action.into(),
            params: Params::default(),
            repeat: Repeat::Never,
            alone: false,
        }
    }

    /// A call that may write rows of an entity: [`writing`](Self::writing), with what the release of
    /// the entity's site tells about it.
    pub(crate) fn writing_to<E: Entity>(action: impl Into<Cow<'static, str>>) -> Self {
        Call::writing(E::NAME, action).of_release(E::RELEASE)
    }

    /// The same call, to a site of this release.
    pub(crate) fn of_release(mut self, release: Release) -> Self {
        self.alone = release < ISOLATED;
        self
    }

    /// What holds for the call as it stands: a read with a chained call that writes is no read.
    pub(crate) fn repeated(&self) -> Repeat {
        if self.repeat.reads() && chain_writes(&self.params) {
            return Repeat::Never;
        }
        self.repeat
    }
}

/// Something that is one call to a site, and what its answer means.
///
/// Programs may implement it, for an action that civi has no type for; most are a
/// [`SiteAction`](crate::SiteAction).
///
/// # What it gives
///
/// | | with [`Client`](crate::Client), awaited | with `blocking::Client` |
/// |---|---|---|
/// | [`send`](Action::send) | `Result<Output>` | `Result<Output>` |
/// | [`Caller::batch`] of a tuple `(A, B)` | `Result<(Result<A::Output>, Result<B::Output>)>` | `Result<(Result<A::Output>, Result<B::Output>)>` |
/// | [`Caller::batch`] of a `Vec<A>` | `Result<Vec<Result<A::Output>>>` | `Result<Vec<Result<A::Output>>>` |
pub trait Action: Send + Sync + Sized + 'static {
    /// What the answer is read as.
    type Output: Send + 'static;

    /// The call to send.
    ///
    /// # Errors
    ///
    /// When the action can't be sent as it stands; nothing has been sent.
    fn call(&self) -> Result<Call>;

    /// Reads the answer to [`call`](Action::call), which is already judged to be a success.
    ///
    /// # Errors
    ///
    /// When the answer does not fit what the action returns; the error names the entity, the row,
    /// the field and what was found.
    fn read(&self, answer: Answer) -> Result<Self::Output>;

    /// Reads that have to go before the call, to find out what the call's own answer would hide: an
    /// `update` of an id that isn't there reports success (APIv4 wire contract §0 hazard 11).
    ///
    /// # Errors
    ///
    /// When the action can't be sent as it stands; nothing has been sent.
    fn guards(&self) -> Result<Vec<Call>> {
        Ok(Vec::new())
    }

    /// The fields that the call gives values, for the client to compare with those that the site
    /// has.
    #[doc(hidden)]
    fn written(&self) -> Option<WrittenFields> {
        None
    }

    /// Judges the answer to the guard at this place in [`guards`](Action::guards), and completes the
    /// call by what it says.
    ///
    /// # Errors
    ///
    /// When the call must not be sent; nothing has been written.
    fn admit(&self, _place: usize, _guard: &Answer, _call: &mut Call) -> Result<()> {
        Ok(())
    }

    /// The [`call`](Action::call) as it goes to the site: with what makes its answer reliable, such as
    /// an order of rows that have none.
    ///
    /// # Errors
    ///
    /// As [`call`](Action::call).
    #[doc(hidden)]
    fn sent(&self) -> Result<Call> {
        self.call()
    }

    /// The answer, where it is certain without asking the site: no row passes an empty `IN`. Then
    /// nothing is sent.
    fn without_request(&self) -> Option<Answer> {
        None
    }

    /// Reads the answer to [`call`](Action::call) beside those to the [`guards`](Action::guards).
    ///
    /// # Errors
    ///
    /// As [`read`](Action::read).
    fn read_guarded(&self, answer: Answer, _guards: &[Answer]) -> Result<Self::Output> {
        self.read(answer)
    }

    /// Reads the answer, and says what has to be found out before it is believed.
    ///
    /// # Errors
    ///
    /// As [`read`](Action::read).
    #[doc(hidden)]
    fn read_unproven(
        &self,
        _exchange: &dyn Exchange,
        answer: Answer,
        guards: &[Answer],
        _unproven: &mut Unproven,
    ) -> Result<Self::Output> {
        self.read_guarded(answer, guards)
    }

    /// Sends the call and reads its answer.
    fn send<C: Caller>(self, client: &C) -> C::Out<Self::Output> {
        let exchange = client.exchange();
        client.run(async move { perform(&*exchange, &self).await })
    }
}

/// Runs one action to its end: the fields that it writes, guards, call, reading, and what has to be
/// found out before that is believed.
pub(crate) async fn perform<A: Action>(exchange: &dyn Exchange, action: &A) -> Result<A::Output> {
    let mut call = action.sent()?;
    if let Some(answer) = action.without_request() {
        return action.read(answer);
    }
    if let Some(written) = action.written() {
        admit_one(exchange, &written).await?;
    }
    let mut guards = Vec::new();
    for (place, guard) in action.guards()?.into_iter().enumerate() {
        let answer = exchange.execute(guard).await?;
        let context = answer.context();
        let admitted = action.admit(place, &answer, &mut call);
        admitted.map_err(|error| context.error(error))?;
        guards.push(answer);
    }
    let answer = exchange.execute(call).await?;
    let mut unproven = Unproven::default();
    let output = read(exchange, action, answer, &guards, &mut unproven);
    prove(exchange, unproven).await?;
    output
}

/// Reads the answer to an action's call, beside those to its guards.
pub(crate) fn read<A: Action>(
    exchange: &dyn Exchange,
    action: &A,
    answer: Answer,
    guards: &[Answer],
    unproven: &mut Unproven,
) -> Result<A::Output> {
    let context = answer.context();
    context
        .read(|| action.read_unproven(exchange, answer, guards, unproven))
        .map_err(|error| context.error(error))
}

/// The way to one site: sends calls and judges the answers. Clients hand it out, and everything
/// that takes more than one call runs over it.
///
/// Programs may implement it, for a site that their tests make up; what they leave out is then not
/// asked.
pub trait Exchange: Send + Sync + 'static {
    /// Sends one call; the answer is judged by its body.
    fn execute(&self, call: Call) -> BoxFuture<'_, Result<Answer>>;

    /// Sends several calls in one request, or in as few as fit under the body cap, one after the
    /// other. The outer error is that of the first request; otherwise there is exactly one result a
    /// call, in the order of the calls. When a later request fails, its calls have that error, and
    /// the calls after it are not sent ([`is_unsent`](crate::Error::is_unsent)).
    fn execute_batch(&self, calls: Vec<Call>) -> BoxFuture<'_, Result<Vec<Result<Answer>>>>;

    /// The number of bytes that a request's body may have (APIv4 wire contract §9).
    fn body_cap(&self) -> usize;

    /// What is known of the site's fields; without it nothing is compared with them.
    #[doc(hidden)]
    fn known_fields(&self) -> Option<&KnownFields> {
        None
    }
}

/// A client: the asynchronous one, whose results are futures, or the blocking one, whose results
/// are there. Every action takes either.
///
/// Programs may implement it around a client of civi. New methods will have a body.
pub trait Caller {
    /// `Result<T>`, or a boxed future of it.
    type Out<T: Send + 'static>;

    /// The way to the site, for a future to keep.
    fn exchange(&self) -> Arc<dyn Exchange>;

    /// Sends several actions in one request, or as few as the body's cap allows: a tuple of up to 12,
    /// or a `Vec` of one kind. Each has its own `Result`; the outer one is that of the request.
    ///
    /// The calls run in order, without a transaction (APIv4 wire contract §1.7). When the request
    /// itself fails after it was sent, nothing is known of the calls that write
    /// ([`is_outcome_unknown`](crate::Error::is_outcome_unknown)). So it is on CiviCRM before 5.64,
    /// which answers a batch with a failing call by one error, after the calls before it were carried
    /// out. So to a site that the bindings say is of such a release
    /// ([`Entity::RELEASE`](crate::Entity::RELEASE)) each write of a batch goes in a request of its
    /// own; where they say nothing, once a batch has failed like that, or where
    /// [`writes_in_batches`](crate::ClientBuilder::writes_in_batches) says so beforehand.
    ///
    /// # Cancellation
    ///
    /// Dropping the future before the batch is sent writes nothing. Later, the site carries out what
    /// it has received, and nothing is known of the calls that write.
    ///
    /// ```no_run
    #[doc = include_str!("../doc/tag.txt")]
    /// # async fn doc(client: &rt::Client) -> rt::Result<()> {
    /// let (made, gone) = client
    ///     .batch((Tag::create(Tag::values("Donors")), Tag::delete([Id::new(3)])))
    ///     .await?;
    /// let made: Id<Tag> = made?;
    /// # Ok(()) }
    /// ```
    fn batch<B: Calls>(&self, calls: B) -> Self::Out<B::Outputs> {
        batch::run(self, calls)
    }

    /// Runs the exchange to its end, in this client's way.
    fn run<T, F>(&self, exchange: F) -> Self::Out<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static;
}
