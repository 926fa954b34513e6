//! [`Query`]: what a `get` sends, without the types of its entity and its rows.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use super::window::{Counting, Window};
use crate::action::{Call, Params};
use crate::chain::{Link, parents};
use crate::error::{Error, Result};
use crate::field::Use;
use crate::filter::{Filter, Node, Right, Where};
use crate::join::Join;
use crate::operand::Operand;
use crate::operator::Operator;
use crate::order::{Order, OrderBy};
use crate::scope::Scope;
use crate::select::Wanted;

/// Stands for the entity of a query that no longer knows it: what follows is compiled once.
#[derive(Debug)]
pub(crate) enum Any {}

/// One expression of `groupBy`.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) text: String,
    pub(super) uses: Vec<Use>,
}

/// What a `get` sends.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) entity: &'static str,
    pub(super) key: Option<&'static str>,
    pub(super) filter: Filter<Any>,
    pub(super) order: Vec<Order<Any>>,
    pub(super) group: Vec<Group>,
    pub(super) having: Filter<Any>,
    pub(super) joins: Vec<Join<Any>>,
    pub(super) limit: Option<u64>,
    pub(super) offset: u64,
    pub(super) language: Option<String>,
    pub(super) debug: bool,
    pub(super) page_size: u64,
    pub(super) raw: Vec<(Cow<'static, str>, Json)>,
    pub(super) links: Vec<Link>,
}

/// How many rows one page of a long result has, unless said otherwise.
const PAGE: u64 = 500;

impl Query {
    pub(super) fn new(entity: &'static str, key: Option<&'static str>) -> Self {
        Query {
            entity,
            key,
            filter: Filter::everything(),
            order: Vec::new(),
            group: Vec::new(),
            having: Filter::everything(),
            joins: Vec::new(),
            limit: None,
            offset: 0,
            language: None,
            debug: false,
            page_size: PAGE,
            raw: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The field by which the rows can be paged: none when rows are made of several.
    pub(super) fn row_key(&self, wanted: &Wanted) -> Option<&'static str> {
        self.key.filter(|_| self.counts_rows(wanted))
    }

    /// Whether the rows are those of the entity, and not made of several.
    pub(super) fn counts_rows(&self, wanted: &Wanted) -> bool {
        self.group.is_empty() && !wanted.is_aggregate()
    }

    /// The window that the caller asked for.
    pub(crate) fn window(&self) -> Window {
        Window {
            limit: self.limit,
            offset: self.offset,
            ..Window::default()
        }
    }

    /// The call for one window of the rows.
    pub(crate) fn call(&self, wanted: &Wanted, window: &Window) -> Result<Call> {
        let mut call = Call::reading(self.entity, "get");
        call.params = self.params(wanted, window, None)?;
        Ok(call)
    }

    /// The parameters; `parent` is the entity whose rows the call is chained to.
    pub(crate) fn params(
        &self,
        wanted: &Wanted,
        window: &Window,
        parent: Option<&str>,
    ) -> Result<Params> {
        self.check(wanted)
            .map_err(|e| e.at(self.entity, Some("get")))?;
        let mut params = Params::default();
        let mut select = self.select(wanted, window);
        let filter = self.filter.node();
        let filter = match window.after {
            Some((key, last)) => Node::all([filter.clone(), beyond(key, last)]),
            None => filter.clone(),
        };
        let filter = parents::guarded(filter, parent)?;
        let having = parents::guarded(self.having.node().clone(), parent)?;
        let linked = window.counting != Counting::Only;
        for link in self.links.iter().filter(|_| linked) {
            for path in link.parent_paths(self.entity)? {
                if !wanted.names().contains(&path) && !select.contains(&path) {
                    if select.is_empty() {
                        select.push("*".into());
                    }
                    select.push(path);
                }
            }
        }
        if !select.is_empty() && select != ["*"] {
            params.set("select", &select)?;
        }
        if !self.joins.is_empty() {
            params.set("join", &self.joins)?;
        }
        if filter != Node::Everything {
            params.set("where", &Where(&filter))?;
        }
        if !self.group.is_empty() {
            let texts: Vec<&str> = self.group.iter().map(|g| g.text.as_str()).collect();
            params.set("groupBy", &texts)?;
        }
        if having != Node::Everything {
            params.set("having", &Where(&having))?;
        }
        let order = self.sorted(window);
        if !order.is_empty() {
            params.set("orderBy", &OrderBy(&order))?;
        }
        if let Some(limit) = window.limit {
            params.set("limit", &limit)?;
        }
        if window.offset > 0 {
            params.set("offset", &window.offset)?;
        }
        if linked && !self.links.is_empty() {
            params.set("chain", &Links::of(&self.links, self.entity)?)?;
        }
        if let Some(language) = &self.language {
            params.set("language", language)?;
        }
        if self.debug {
            params.set("debug", &true)?;
        }
        for (name, value) in &self.raw {
            params.set(name.clone(), value)?;
        }
        Ok(params)
    }

    /// The trees that can refer to a parent's row.
    pub(crate) fn trees(&self) -> [&Node; 2] {
        [self.filter.node(), self.having.node()]
    }

    fn check(&self, wanted: &Wanted) -> Result<()> {
        let mut scope = Scope::of(&self.joins)?;
        scope.select(wanted)?;
        scope.filter(&self.filter)?;
        for group in &self.group {
            scope.group(&group.uses)?;
        }
        scope.having(&self.having)?;
        for order in &self.order {
            scope.order(order)?;
        }
        for join in &self.joins {
            parents::refuse(join.on(), "the conditions of a join")?;
        }
        for (at, link) in self.links.iter().enumerate() {
            let name = link.name();
            let taken = wanted.names().iter().filter(|n| *n == name).count() > 1
                || self.links.iter().take(at).any(|other| other.name() == name);
            if taken {
                return Err(Error::refused(format!(
                    "the chained call can't be called `{name}`: a column of the row is called so \
                     already"
                )));
            }
        }
        Ok(())
    }

    fn select(&self, wanted: &Wanted, window: &Window) -> Vec<Cow<'static, str>> {
        let mut select: Vec<Cow<'static, str>> = match window.counting {
            Counting::Only => Vec::new(),
            _ if wanted.is_plain() => vec!["*".into()],
            _ => wanted.expressions().to_vec(),
        };
        if let Some(key) = window.with_key
            && !select.iter().any(|e| e == key || e == "*")
        {
            select.push(key.into());
        }
        if window.counting != Counting::No {
            select.push("row_count".into());
        }
        select
    }

    fn sorted(&self, window: &Window) -> Vec<Order<Any>> {
        let mut order = match window.counting {
            Counting::Only => Vec::new(),
            _ => self.order.clone(),
        };
        if let Some(key) = window.sorted_by {
            order.push(crate::field::Field::<Any, i64>::new(key).asc());
        }
        order
    }
}

/// The rows whose key is greater.
fn beyond(key: &'static str, last: i64) -> Node {
    Filter::<Any>::clause(
        key,
        Vec::new(),
        Operator::Gt,
        Right::Value(Operand::Integer(last)),
    )
    .node()
    .clone()
}

/// The parameter `chain`.
struct Links(Vec<(Cow<'static, str>, &'static str, Params)>);

impl Links {
    fn of(links: &[Link], parent: &'static str) -> Result<Self> {
        links
            .iter()
            .map(|link| Ok((link.name().clone(), link.entity(), link.params(parent)?)))
            .collect::<Result<_>>()
            .map(Links)
    }
}

impl Serialize for Links {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Chained<'a>(&'static str, &'a Params);
        impl Serialize for Chained<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut seq = serializer.serialize_seq(Some(3))?;
                seq.serialize_element(self.0)?;
                seq.serialize_element("get")?;
                seq.serialize_element(self.1)?;
                seq.end()
            }
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, entity, params) in &self.0 {
            map.serialize_entry(name, &Chained(entity, params))?;
        }
        map.end()
    }
}
