//! [`Link`]: one chained call of a query, without its types.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use crate::call::action::{Action, Call, Params};
use crate::call::answer::Answer;
use crate::error::{Error, Result};
use crate::query::chain::{outside, within};
use crate::query::select::{Selection, Wanted, read_named};
use crate::read::get::Query;
use crate::row::{Misfit, Tally};

type Make = Arc<dyn Fn() -> Result<Call> + Send + Sync>;
type Find = Arc<dyn Fn() -> Result<Option<Call>> + Send + Sync>;
type Judge = Arc<dyn Fn(&Answer) -> Result<()> + Send + Sync>;

/// A call that options are looked up by, and what its answer is judged by.
#[derive(Clone)]
struct Lookup {
    call: Find,
    judge: Judge,
}

/// A call that is chained to another, without its types.
#[derive(Clone)]
pub struct Linked {
    what: What,
    index: Option<Json>,
    lookup: Option<Lookup>,
}

#[derive(Clone)]
enum What {
    /// A `get`, and what it selects.
    Query(Box<(Query, Wanted)>),
    /// Another call; whether it is known to give nothing.
    Action(Make),
}

impl Linked {
    pub(crate) fn query(query: Query, wanted: Wanted) -> Self {
        Linked {
            what: What::Query(Box::new((query, wanted))),
            index: None,
            lookup: None,
        }
    }

    pub(crate) fn action<A: Action>(action: A) -> Self {
        Linked::call(move || action.call())
    }

    pub(crate) fn call(make: impl Fn() -> Result<Call> + Send + Sync + 'static) -> Self {
        Linked {
            what: What::Action(Arc::new(make)),
            index: None,
            lookup: None,
        }
    }

    /// The same, with options that have to be looked up before anything is sent.
    pub(crate) fn looking_up<A: Clone + Send + Sync + 'static>(
        mut self,
        action: A,
        call: fn(&A) -> Result<Option<Call>>,
        judge: fn(&A, &Answer) -> Result<()>,
    ) -> Self {
        let same = action.clone();
        self.lookup = Some(Lookup {
            call: Arc::new(move || call(&action)),
            judge: Arc::new(move |answer| judge(&same, answer)),
        });
        self
    }

    /// The same, with what is taken of its rows.
    pub(super) fn taking(mut self, index: Json) -> Self {
        self.index = Some(index);
        self
    }

    /// The call that looks options up, if there are any.
    pub(super) fn lookup(&self) -> Result<Option<Call>> {
        match &self.lookup {
            Some(lookup) => outside(|| (lookup.call)()),
            None => Ok(None),
        }
    }

    /// Judges the answer to [`lookup`](Linked::lookup).
    pub(super) fn judge(&self, answer: &Answer) -> Result<()> {
        match &self.lookup {
            Some(lookup) => (lookup.judge)(answer),
            None => Ok(()),
        }
    }
}

/// One chained call, with its name.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    name: Cow<'static, str>,
    linked: Linked,
}

/// A chained call as it is sent, and the fields of the parent's row that it refers to.
struct Made {
    entity: Cow<'static, str>,
    action: Cow<'static, str>,
    params: Params,
    index: Option<Json>,
    parent_paths: Vec<Cow<'static, str>>,
}

impl Link {
    pub(crate) fn new(name: Cow<'static, str>, linked: Linked) -> Self {
        Link { name, linked }
    }

    pub(crate) fn name(&self) -> &Cow<'static, str> {
        &self.name
    }

    /// The query and its selection, where the call is a `get`.
    pub(crate) fn asks(&self) -> Option<(&Query, &Wanted)> {
        match &self.linked.what {
            What::Query(it) => Some((&it.0, &it.1)),
            What::Action(_) => None,
        }
    }

    /// Whether it is certain without asking the site that there is no row.
    pub(crate) fn is_nothing(&self) -> bool {
        self.asks()
            .is_some_and(|(query, wanted)| query.is_nothing(wanted))
    }

    /// The fields of the parent's row that the call refers to.
    pub(crate) fn parent_paths(&self, parent: &'static str) -> Result<Vec<Cow<'static, str>>> {
        Ok(self.made(parent)?.parent_paths)
    }

    /// Refuses what would have to be looked up before the call is made.
    pub(crate) fn knows_its_options(&self) -> Result<()> {
        match self.linked.lookup()? {
            None => Ok(()),
            Some(_) => Err(Error::refused(format!(
                "the chained call `{}` names an option that the bindings do not have, which is \
                 looked up before it is written, and can't be inside a `get`: give the option's \
                 stored value, or make two calls",
                self.name
            ))),
        }
    }

    fn made(&self, parent: &'static str) -> Result<Made> {
        let index = self.linked.index.clone();
        let (call, fields) = within(parent, || match &self.linked.what {
            What::Query(it) => {
                let (query, wanted) = &**it;
                let mut call = Call::reading(query.entity, "get");
                call.params = query.params(wanted, &query.window(), Some(parent))?;
                Ok(call)
            }
            What::Action(make) => make(),
        })?;
        let mut parent_paths = Vec::new();
        for (entity, path) in fields {
            if entity != parent {
                return Err(Error::refused(format!(
                    "the chained call `{}` refers to `{path}` of {entity}, but it is chained to \
                     rows of {parent}",
                    self.name
                )));
            }
            parent_paths.push(path.into());
        }
        Ok(Made {
            entity: call.entity,
            action: call.action,
            params: call.params,
            index,
            parent_paths,
        })
    }
}

impl fmt::Debug for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Query(it) => it.0.fmt(f),
            What::Action(_) => f.write_str("an action"),
        }
    }
}

/// The parameter `chain`, without the calls that are known to give no row.
pub(crate) struct Links(Vec<(Cow<'static, str>, Made)>);

impl Links {
    pub(crate) fn of(links: &[Link], parent: &'static str) -> Result<Self> {
        let mut sent = Vec::new();
        for link in links {
            let made = link.made(parent)?;
            if !link.is_nothing() {
                sent.push((link.name().clone(), made));
            }
        }
        Ok(Links(sent))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, made) in &self.0 {
            map.serialize_entry(name, made)?;
        }
        map.end()
    }
}

impl Serialize for Made {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        seq.serialize_element(&self.entity)?;
        seq.serialize_element(&self.action)?;
        seq.serialize_element(&self.params)?;
        if let Some(index) = &self.index {
            seq.serialize_element(index)?;
        }
        seq.end()
    }
}

/// What a chained call gave for one row, and where its columns are told.
pub struct RowsOfChain<'a> {
    pub(super) json: &'a [u8],
    pub(super) tally: &'a mut Tally,
}

impl fmt::Debug for RowsOfChain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.json.len())
    }
}

impl RowsOfChain<'_> {
    /// The same as a list: an action may give one row as it is.
    fn listed(&self) -> Cow<'_, [u8]> {
        if self.json.first() == Some(&b'[') {
            return Cow::Borrowed(self.json);
        }
        Cow::Owned([b"[", self.json, b"]"].concat())
    }

    /// Rows of a selection.
    pub(crate) fn of_selection<E, S: Selection<E>>(
        self,
        selection: &S,
        names: Vec<Cow<'static, str>>,
    ) -> Result<Vec<S::Row>, Misfit> {
        let rows = self.listed().into_owned();
        read_named(selection, names, &rows, self.tally)
    }

    /// What an action reads its answer as.
    pub(crate) fn of_action<A: Action>(self, action: &A) -> Result<A::Output, Misfit> {
        self.of_answer(|answer| action.read(answer))
    }

    /// What an answer with these values is read as.
    pub(crate) fn of_answer<T>(self, read: impl FnOnce(Answer) -> Result<T>) -> Result<T, Misfit> {
        let wanted = "what the chained call gives";
        let text = String::from_utf8(self.listed().into_owned())
            .map_err(|_| Misfit::new(wanted, self.json))?;
        let answer = Answer::chained("chain", "call", text);
        read(answer).map_err(|error| Misfit::said(wanted, error.to_string()))
    }
}
