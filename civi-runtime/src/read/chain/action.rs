//! [`Chaining`]: an action with a call for each row that it gives.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::{Chainable, Link, Linked, Links, RowsOfChain};
use crate::call::action::{Action, Call};
use crate::call::answer::Answer;
use crate::call::known_fields::WrittenFields;
use crate::error::{Error, Result};
use crate::row::Tally;

/// Chains calls to an action: what [`Get::chain`](crate::Get::chain) is for a `get`.
///
/// ```
/// # use civi_runtime::{self as rt, Field, Id, PrimaryKey, read::parent, prelude::*};
/// # enum Contact {}
/// # enum Email {}
/// # impl rt::Entity for Contact { const NAME: &'static str = "Contact"; }
/// # impl rt::Entity for Email { const NAME: &'static str = "Email"; }
/// # impl rt::Keyed for Contact { type Key = Id<Contact>; }
/// # impl rt::Keyed for Email { type Key = Id<Email>; }
/// # impl rt::Standard for Contact {}
/// # impl rt::Standard for Email {}
/// # impl Contact { const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id"); }
/// let ada = rt::Values::<Contact>::new().set::<String>("first_name", "Ada");
/// let email = rt::Values::<Email>::new()
///     .set::<Id<Contact>>("contact_id", parent(Contact::ID))
///     .set::<String>("email", "ada@example.org");
///
/// let both = Contact::create(ada).chain("email", Email::create(email));
/// assert_eq!(
///     both.call()?.params.to_json(),
///     r#"{"values":{"first_name":"Ada"},"chain":{"email":["Email","create",{"values":{"contact_id":"$id","email":"ada@example.org"}}]}}"#
/// );
/// # Ok::<(), rt::Error>(())
/// ```
pub trait Chains: Action {
    /// Makes another call for each row that this one gives, inside the site, in the same request.
    /// The output becomes `(output, one output of the chained call for each row)`.
    ///
    /// The chained call refers to the row with [`parent`](super::parent): to its key, and to what
    /// else the action answers. It is one call a row within the site, and an error in one of them
    /// fails the whole, while what was written before stays written (APIv4 wire contract §6.5).
    fn chain<L: Chainable>(self, name: impl Into<Cow<'static, str>>, link: L) -> Chaining<Self, L> {
        Chaining {
            action: self,
            name: name.into(),
            link,
        }
    }
}

impl<A: Action> Chains for A {}

/// An action with a chained call: what [`Chains::chain`] makes.
#[derive(Debug, Clone)]
#[must_use = "nothing happens until it is sent"]
pub struct Chaining<A, L> {
    action: A,
    name: Cow<'static, str>,
    link: L,
}

impl<A: Action, L: Chainable> Chaining<A, L> {
    /// How many guards the action has itself.
    fn own_guards(&self) -> Result<usize> {
        Ok(self.action.guards()?.len())
    }

    fn add_chain(&self, call: &mut Call) -> Result<()> {
        // An entity's name is one of the program's own words, but a call may hold any text.
        let entity: &'static str = match &call.entity {
            Cow::Borrowed(name) => name,
            Cow::Owned(name) => {
                return Err(Error::refused(format!(
                    "calls can be chained to an entity of the bindings, not to `{name}`"
                )));
            }
        };
        let link = Link::new(self.name.clone(), self.link.linked());
        let links = Links::of(&[link], entity)?;
        let added = serde_json::to_string(&links)
            .map_err(|e| Error::refused(format!("a chained call can't be sent as JSON: {e}")))?;
        let inner = |text: &str| text.get(1..text.len().saturating_sub(1)).map(str::to_owned);
        let before = call.params.get("chain").and_then(inner).unwrap_or_default();
        let added = inner(&added).unwrap_or_default();
        let parts = [before, added];
        let all: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        let json = RawValue::from_string(format!("{{{}}}", all.join(",")))
            .map_err(|e| Error::refused(format!("a chained call can't be sent as JSON: {e}")))?;
        call.params.set("chain", &json)
    }
}

impl<A: Action, L: Chainable> Action for Chaining<A, L> {
    type Output = (A::Output, Vec<L::Output>);

    fn call(&self) -> Result<Call> {
        let mut call = self.action.call()?;
        self.add_chain(&mut call)?;
        Ok(call)
    }

    fn sent(&self) -> Result<Call> {
        let mut call = self.action.sent()?;
        self.add_chain(&mut call)?;
        Ok(call)
    }

    fn guards(&self) -> Result<Vec<Call>> {
        let mut guards = self.action.guards()?;
        guards.extend(self.link.linked().lookup()?);
        Ok(guards)
    }

    fn written(&self) -> Option<WrittenFields> {
        self.action.written()
    }

    fn admit(&self, place: usize, guard: &Answer, call: &mut Call) -> Result<()> {
        if place < self.own_guards()? {
            return self.action.admit(place, guard, call);
        }
        self.link.linked().judge(guard)
    }

    fn without_request(&self) -> Option<Answer> {
        self.action.without_request()
    }

    fn read(&self, answer: Answer) -> Result<Self::Output> {
        let rows = self.chained(&answer)?;
        Ok((self.action.read(answer)?, rows))
    }

    fn read_guarded(&self, answer: Answer, guards: &[Answer]) -> Result<Self::Output> {
        let rows = self.chained(&answer)?;
        let own = guards.get(..self.own_guards()?).unwrap_or(guards);
        Ok((self.action.read_guarded(answer, own)?, rows))
    }
}

impl<A: Action, L: Chainable> Chaining<A, L> {
    /// What the chained call gave for each row.
    fn chained(&self, answer: &Answer) -> Result<Vec<L::Output>> {
        let rows: Rows<'_> = answer.decode_borrowed()?;
        let mut outputs = Vec::new();
        for (number, row) in rows.0.into_iter().enumerate() {
            let Some(json) = row.get(&*self.name) else {
                return Err(Error::protocol(format!(
                    "row {number} of the answer has nothing of the chained call `{}`",
                    self.name
                ))
                .at(answer.entity(), Some(answer.action())));
            };
            let output = self.link.read_all(RowsOfChain {
                json: json.get().as_bytes(),
                tally: &mut Tally::default(),
            });
            outputs.push(output.map_err(|misfit| {
                misfit
                    .in_field(self.name.clone())
                    .in_row(number)
                    .into_error(answer.entity(), answer.action())
            })?);
        }
        Ok(outputs)
    }
}

/// An action with a chained call can be chained itself.
impl<A: Action + Chainable + Clone, L: Chainable + Clone> Chainable for Chaining<A, L> {
    type Output = <Self as Action>::Output;
    type One = <Self as Action>::Output;

    fn linked(&self) -> Linked {
        Linked::action(self.clone()).looking_up(
            self.clone(),
            |it| match (it.action.linked().lookup()?, it.link.linked().lookup()?) {
                (Some(_), Some(_)) => Err(Error::refused(format!(
                    "the chained call `{}` and the call that it is chained to both name options \
                     that the bindings do not have; give the stored values, or make two calls",
                    it.name
                ))),
                (one, two) => Ok(one.or(two)),
            },
            |it, answer| match it.action.linked().lookup()? {
                Some(_) => it.action.linked().judge(answer),
                None => it.link.linked().judge(answer),
            },
        )
    }

    fn read_all(
        &self,
        rows: RowsOfChain<'_>,
    ) -> Result<<Self as Action>::Output, crate::row::Misfit> {
        rows.of_action(self)
    }

    fn read_one(
        &self,
        rows: RowsOfChain<'_>,
    ) -> Result<<Self as Action>::Output, crate::row::Misfit> {
        rows.of_action(self)
    }
}

/// The rows of an answer, each by its columns: a list, or one row as it is.
struct Rows<'a>(Vec<std::collections::BTreeMap<Cow<'a, str>, &'a RawValue>>);

impl<'de> serde::Deserialize<'de> for Rows<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(transparent)]
        struct Columns<'a>(#[serde(borrow)] std::collections::BTreeMap<Cow<'a, str>, &'a RawValue>);
        let json: &RawValue = serde::Deserialize::deserialize(deserializer)?;
        let text = json.get();
        let read = if text.starts_with('{') {
            serde_json::from_str(text).map(|row: Columns<'de>| vec![row])
        } else {
            serde_json::from_str(text)
        };
        let rows = read.map_err(serde::de::Error::custom)?;
        Ok(Rows(rows.into_iter().map(|row| row.0).collect()))
    }
}
