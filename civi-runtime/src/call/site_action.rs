//! [`SiteAction`]: an action that is not one of the standard ones, with its parameters.
//!
//! Generated bindings wrap it, see [`builder`](crate::builder), so that each action has its
//! parameters as setters.
//!
//! ```
//! # use civi_runtime::{self as rt, Action as _};
//! # pub enum Contact {}
//! # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
//! let call = rt::SiteAction::<Contact>::new("getChecksum").set::<i64>("ttl", 3).call()?;
//! assert_eq!(call.params.to_json(), r#"{"ttl":3}"#);
//! # Ok::<(), rt::Error>(())
//! ```
//!
//! By hand it is the raw call for whatever the bindings do not know.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::call::action::{Action, Call, Params};
use crate::call::answer::Answer;
use crate::call::repeat::{Repeat, is_reading};
use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::query::chain::{self, ParentField};
use crate::row::{Record, read_records};
use crate::value::wire::{IntoWire, TakesValues, Wire};

/// One call of an action `E.name`, whose answer's `values` are read as `O`: a list of JSON rows
/// unless said otherwise with [`reads`](SiteAction::reads).
pub struct SiteAction<E, O = Vec<Json>> {
    name: Cow<'static, str>,
    params: Vec<Param>,
    /// Said by the caller; otherwise the name tells.
    writes: bool,
    reader: fn(&Answer) -> Result<O>,
    marker: PhantomData<fn() -> E>,
}

/// One parameter, with what is wrong with its value: what replaces the value replaces that too.
#[derive(Clone)]
struct Param {
    name: Cow<'static, str>,
    value: Json,
    /// The fields of a parent's row that are in the value, in a chained call.
    parents: Vec<ParentField>,
    problems: Vec<String>,
}

impl<E> SiteAction<E> {
    /// The action by its wire name, in its exact case.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        SiteAction {
            name: name.into(),
            params: Vec::new(),
            writes: false,
            reader: decoded,
            marker: PhantomData,
        }
    }
}

impl<E, O> SiteAction<E, O> {
    /// Sets a parameter of type `T`. What generated setters call.
    ///
    /// The site refuses a parameter that the action does not have (APIv4 wire contract §1.4).
    #[must_use]
    pub fn set<T>(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoWire<T>) -> Self {
        self.put(name.into(), value.into_wire());
        self
    }

    fn put(&mut self, name: Cow<'static, str>, wire: Wire) {
        let mut problems = Vec::new();
        if let Some(problem) = wire.problem {
            problems.push(format!("`{name}` {problem}"));
        }
        if wire.suffix.is_some() {
            problems.push(format!(
                "`{name}` takes the stored value: a parameter has no suffixes to name an option by"
            ));
        }
        let param = Param {
            name,
            value: wire.value,
            parents: wire.parents,
            problems,
        };
        match self.params.iter_mut().find(|p| p.name == param.name) {
            Some(place) => *place = param,
            None => self.params.push(param),
        }
    }

    /// Says what the answer's `values` are read as.
    #[must_use]
    pub fn reads<P: DeserializeOwned>(self) -> SiteAction<E, P> {
        self.read_by(decoded)
    }

    /// Reads the answer as rows of generated bindings: of this entity for an action that gets its
    /// rows in another way than `get` does, of another one for an action that gives such rows. What
    /// the action adds to a row that the struct has no field for is left out.
    ///
    /// ```
    /// # use civi_runtime::{self as rt, Action as _, Id};
    /// # pub enum Group {}
    /// # impl rt::Entity for Group { const NAME: &'static str = "Group"; }
    /// # #[derive(Default)]
    /// # pub struct Row { pub id: Option<Id<Group>> }
    /// # impl rt::Record for Row {
    /// #     const COLUMNS: &'static [&'static str] = &["id"];
    /// #     fn slot(&mut self, _: usize) -> rt::Slot<'_> { rt::Value::slot(&mut self.id) }
    /// # }
    /// let action = rt::SiteAction::<Group>::new("getSmart").reads_rows::<Row>();
    /// # fn rows<A: rt::Action<Output = Vec<Row>>>(_: A) {}
    /// # rows(action);
    /// ```
    #[must_use]
    pub fn reads_rows<R: Record>(self) -> SiteAction<E, Vec<R>> {
        self.read_by(|answer| {
            read_records(answer.values().as_bytes())
                .map_err(|misfit| misfit.into_error(answer.entity(), answer.action()))
        })
    }

    fn read_by<P>(self, reader: fn(&Answer) -> Result<P>) -> SiteAction<E, P> {
        SiteAction {
            name: self.name,
            params: self.params,
            writes: self.writes,
            reader,
            marker: PhantomData,
        }
    }

    /// Says that the action changes something, whatever its name: it is sent once and never by GET.
    ///
    /// An action whose name begins with `get` counts as a read without it, since the site lets such
    /// names through as GET (APIv4 wire contract §1.3), and a read is sent again after a failure.
    ///
    /// ```
    /// # use civi_runtime::{self as rt, Action as _, Repeat};
    /// # pub enum Contact {}
    /// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
    /// let action = rt::SiteAction::<Contact>::new("getOrCreateToken");
    /// assert_eq!(action.call()?.repeat, Repeat::Always);
    /// assert_eq!(action.writes().call()?.repeat, Repeat::Never);
    /// # Ok::<(), rt::Error>(())
    /// ```
    ///
    /// An action of generated bindings becomes one with `SiteAction::from(…)`; a call without a type
    /// says it with [`Call::writing`].
    #[must_use]
    pub fn writes(mut self) -> Self {
        self.writes = true;
        self
    }

    fn only_reads(&self) -> bool {
        !self.writes && is_reading(&self.name)
    }
}

impl<E, O> TakesValues for SiteAction<E, O> {
    /// A parameter has no greatest length.
    fn take(&mut self, name: &'static str, wire: Wire, _max: Option<u32>) {
        self.put(Cow::Borrowed(name), wire);
    }
}

impl<E: Entity, O: Send + 'static> Action for SiteAction<E, O> {
    type Output = O;

    fn call(&self) -> Result<Call> {
        let problems: Vec<&str> = self
            .params
            .iter()
            .flat_map(|param| param.problems.iter().map(String::as_str))
            .collect();
        if !problems.is_empty() {
            let problems = problems.join("; ");
            return Err(Error::refused(format!(
                "{}.{} was not sent: {problems}",
                E::NAME,
                self.name
            )));
        }
        let mut params = Params::default();
        for param in &self.params {
            let place = format_args!("{}.{}: the parameter `{}`", E::NAME, self.name, param.name);
            chain::check(place, &param.parents, &param.value)?;
            params.set(param.name.clone(), &param.value)?;
        }
        let call = Call::writing_to::<E>(self.name.clone());
        let repeat = match self.only_reads() {
            true => Repeat::Always,
            false => Repeat::Never,
        };
        Ok(Call {
            params,
            repeat,
            ..call
        })
    }

    fn read(&self, answer: Answer) -> Result<O> {
        (self.reader)(&answer)
    }
}

/// A few actions answer with one object where others have a list (APIv4 wire contract §1.6); it is
/// read as a list of one where a list is wanted.
fn decoded<O: DeserializeOwned>(answer: &Answer) -> Result<O> {
    let values = answer.values();
    if values.starts_with('{')
        && let Ok(listed) = serde_json::from_str(&format!("[{values}]"))
    {
        return serde_json::from_str(values).or(Ok(listed));
    }
    answer.decode()
}

impl<E, O> Clone for SiteAction<E, O> {
    fn clone(&self) -> Self {
        SiteAction {
            name: self.name.clone(),
            params: self.params.clone(),
            writes: self.writes,
            reader: self.reader,
            marker: PhantomData,
        }
    }
}

/// Names only: the values can be personal data, or secret.
impl<E: Entity, O> fmt::Debug for SiteAction<E, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.params.iter().map(|param| &param.name).collect();
        write!(f, "{}.{}{names:?}", E::NAME, self.name)
    }
}
