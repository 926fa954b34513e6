//! [`Query`]: what a `get` sends, without the types of its entity and its rows.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::on_unreadable::OnUnreadable;
use super::translation::TranslationMode;
use super::union::{Set, sets};
use super::window::{Counting, Window};
use crate::call::action::{Call, Params};
use crate::entity::{Entity, Release};
use crate::error::{Error, Result};
use crate::query::field::Field;
use crate::query::filter::{Filter, Node, Right};
use crate::query::gate::Gate;
use crate::query::group::Group;
use crate::query::join::Join;
use crate::query::operand::Operand;
use crate::query::operator::Operator;
use crate::query::order::Order;
use crate::query::select::Wanted;
use crate::read::chain::{Link, Links};

/// Stands for the entity of a query that no longer knows it: what follows is compiled once.
#[derive(Debug)]
pub(crate) enum Any {}

/// What a `get` sends.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) entity: &'static str,
    pub(super) key: Option<&'static str>,
    /// The entity's own fields, as far as they are known.
    columns: &'static [&'static str],
    release: Release,
    pub(super) filter: Filter<Any>,
    pub(super) order: Vec<Order<Any>>,
    pub(super) group: Vec<Group>,
    pub(super) having: Filter<Any>,
    pub(super) joins: Vec<Join<Any>>,
    pub(super) limit: Option<u64>,
    pub(super) offset: u64,
    pub(super) language: Option<String>,
    pub(super) translation: Option<TranslationMode>,
    pub(super) sets: Vec<Set>,
    pub(super) debug: bool,
    pub(super) page_size: u64,
    pub(super) on_unreadable: OnUnreadable,
    pub(super) raw: Vec<(Cow<'static, str>, Json)>,
    pub(super) links: Vec<Link>,
}

/// How many rows one page of a long result has, unless said otherwise.
const PAGE: u64 = 500;

impl Query {
    pub(super) fn new(
        entity: &'static str,
        key: Option<&'static str>,
        columns: &'static [&'static str],
        release: Release,
    ) -> Self {
        Query {
            entity,
            key,
            columns,
            release,
            filter: Filter::everything(),
            order: Vec::new(),
            group: Vec::new(),
            having: Filter::everything(),
            joins: Vec::new(),
            limit: None,
            offset: 0,
            language: None,
            translation: None,
            sets: Vec::new(),
            debug: false,
            page_size: PAGE,
            on_unreadable: OnUnreadable::default(),
            raw: Vec::new(),
            links: Vec::new(),
        }
    }

    /// A query for rows of an entity that pass a filter.
    pub(crate) fn of<E>(entity: &'static str, key: Option<&'static str>, filter: Filter<E>) -> Self
    where
        E: Entity,
    {
        Query {
            filter: filter.retype(),
            ..Query::new(entity, key, &[], E::RELEASE)
        }
    }

    /// The same query, with so many rows a page.
    pub(crate) fn paged(mut self, rows: u64) -> Self {
        self.page_size = rows;
        self
    }

    /// The same query, of the rows that pass a further filter.
    pub(crate) fn and<F>(mut self, filter: Filter<F>) -> Self {
        self.filter &= filter.retype();
        self
    }

    /// The same query, with rows that are equal so far sorted by this.
    pub(crate) fn sorted_by<F>(mut self, order: Order<F>) -> Self {
        self.order.push(order.retype());
        self
    }

    /// The same query, with at most so many rows.
    pub(crate) fn limited(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Whether the caller has said in which order the rows come.
    pub(super) fn has_order(&self) -> bool {
        !self.order.is_empty() || self.is_raw("orderBy")
    }

    /// Whether the caller has set a parameter to JSON of its own.
    fn is_raw(&self, parameter: &str) -> bool {
        self.raw.iter().any(|(name, _)| name == parameter)
    }

    /// The field by which the rows can be paged: none when rows are made of several.
    pub(super) fn row_key(&self, wanted: &Wanted) -> Option<&'static str> {
        self.key.filter(|_| self.counts_rows(wanted))
    }

    /// Whether the rows are those of the entity, and not made of several.
    pub(super) fn counts_rows(&self, wanted: &Wanted) -> bool {
        self.group.is_empty() && !wanted.is_aggregate()
    }

    /// Whether the answer is one row that is worked out over all the rows.
    pub(super) fn sums_up(&self, wanted: &Wanted) -> bool {
        self.group.is_empty() && wanted.is_aggregate()
    }

    /// Whether it is certain without asking the site that there is no row. (A count or a sum over no
    /// rows is a row.)
    pub(crate) fn is_nothing(&self, wanted: &Wanted) -> bool {
        (self.having.is_nothing() && !self.is_raw("having"))
            || (self.filter.is_nothing() && !self.is_raw("where") && !self.sums_up(wanted))
    }

    /// The window that the caller asked for, word for word.
    pub(crate) fn window(&self) -> Window {
        Window {
            limit: self.limit,
            offset: self.offset,
            ..Window::default()
        }
    }

    /// The same window with the order that rows have, however many calls they come in: that of the
    /// query, and then the key's.
    pub(super) fn sorted_window(&self, wanted: &Wanted) -> Window {
        Window {
            sorted_by: self.row_key(wanted),
            ..self.window()
        }
    }

    /// Refuses the limit that means every row to the site.
    pub(super) fn check_limit(&self) -> Result<()> {
        if self.limit != Some(0) {
            return Ok(());
        }
        Err(Error::refused(
            "a limit of 0 means every row to the site; leave the limit out for all rows",
        )
        .at(self.entity, Some("get")))
    }

    /// Refuses a page with more rows than were asked for.
    pub(super) fn check_page(&self, fetched: u64, asked: Option<u64>) -> Result<()> {
        match asked {
            Some(asked) if fetched > asked => {
                Err(self.not_followed(&format!("gave {fetched} rows where {asked} were asked for")))
            }
            _ => Ok(()),
        }
    }

    /// The site does not follow the request: going on could repeat rows for ever.
    pub(super) fn not_followed(&self, what: &str) -> Error {
        Error::protocol(format!(
            "the site {what}: it seems to have lost the request's filter, order or limit on the \
             way (a proxy, or a body over PHP's limit)"
        ))
        .at(self.entity, Some("get"))
    }

    /// The call for one window of the rows.
    pub(crate) fn call(&self, wanted: &Wanted, window: &Window) -> Result<Call> {
        let mut call = Call::reading(self.entity, "get").of_release(self.release);
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
        let mut params = self
            .checked(wanted, window, parent)
            .map_err(|e| e.at(self.entity, Some("get")))?;
        if window.counting != Counting::Only {
            let links = Links::of(&self.links, self.entity)?;
            if !links.is_empty() {
                params.set("chain", &links)?;
            }
        }
        if let Some(language) = &self.language {
            self.release
                .demand(Release::new(5, 54), format_args!("the language of a call"))?;
            params.set("language", language)?;
        }
        if let Some(mode) = self.translation {
            self.release.demand(
                Release::new(5, 54),
                format_args!("the translation mode of a call"),
            )?;
            params.set("translationMode", mode.as_str())?;
        }
        if self.debug {
            params.set("debug", &true)?;
        }
        for (name, value) in &self.raw {
            params.set(name.clone(), value)?;
        }
        Ok(params)
    }

    fn checked(&self, wanted: &Wanted, window: &Window, parent: Option<&str>) -> Result<Params> {
        self.check_names(wanted)?;
        let mut gate =
            Gate::of(&self.joins, wanted, self.columns, self.release)?.chained_to(parent);
        if let Some(key) = self.row_key(wanted) {
            gate = gate.added(key);
        }
        let mut params = Params::default();
        if let Some(sets) = sets(self.entity, &self.sets)? {
            params.set("sets", &sets)?;
        }
        let own = Some(wanted).filter(|_| window.counting != Counting::Only);
        if let Some(select) = gate.select(own, &self.others(wanted, window)?)? {
            params.set("select", &select)?;
        }
        if !self.joins.is_empty() {
            params.set("join", &gate.joins(&self.joins)?)?;
        }
        let filter = match window.after {
            Some((key, last)) => &Node::all([self.filter.node().clone(), beyond(key, last)]),
            None => self.filter.node(),
        };
        let filtered = gate.filter(filter)?;
        if *filter != Node::Everything {
            params.set("where", &filtered)?;
        }
        if !self.group.is_empty() {
            let groups = self.group.iter().map(|g| (g.text.as_str(), &*g.uses));
            params.set("groupBy", &gate.group(groups)?)?;
        }
        let having = gate.having(self.having.node())?;
        if *self.having.node() != Node::Everything {
            params.set("having", &having)?;
        }
        // The whole order is checked, though a call that only counts is sent none.
        let sorted = self.sorted(window);
        let order = gate.order(&sorted)?;
        if !sorted.is_empty() && window.counting != Counting::Only {
            params.set("orderBy", &order)?;
        }
        if let Some(limit) = window.limit {
            params.set("limit", &limit)?;
        }
        if window.offset > 0 {
            params.set("offset", &window.offset)?;
        }
        Ok(params)
    }

    fn check_names(&self, wanted: &Wanted) -> Result<()> {
        for (at, link) in self.links.iter().enumerate() {
            link.knows_its_options()?;
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

    /// What is asked for beside the selection.
    fn others(&self, wanted: &Wanted, window: &Window) -> Result<Vec<Cow<'static, str>>> {
        let mut others: Vec<Cow<'static, str>> = Vec::new();
        if let Some(key) = window.with_key
            && !wanted.expressions().iter().any(|e| e == "*")
        {
            others.push(key.into());
        }
        if window.counting != Counting::No {
            others.push("row_count".into());
        }
        if window.counting != Counting::Only {
            for link in &self.links {
                let paths = link.parent_paths(self.entity)?;
                let unnamed = |path: &Cow<'static, str>| !wanted.names().contains(path);
                others.extend(paths.into_iter().filter(unnamed));
            }
        }
        Ok(others)
    }

    fn sorted(&self, window: &Window) -> Vec<Order<Any>> {
        let mut order = self.order.clone();
        if let Some(key) = window.sorted_by {
            order.push(Field::<Any, i64>::new(key).asc());
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
