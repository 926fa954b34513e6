//! [`Gate`]: the one place where the parts of a request become JSON, after they are checked.
//!
//! Filters, selections, orders, joins, groups and values have no `Serialize` of their own, so
//! nothing can put one of them into a call but as the [`Checked`] that the gate makes of it. What
//! one action refuses, every other one refuses with the same words.

use std::borrow::Cow;

use serde::ser::{Serialize, Serializer};
use serde_json::Value as Json;
use serde_json::value::{RawValue, to_raw_value};

use crate::entity::Release;
use crate::error::{Error, Result};
use crate::query::chain;
use crate::query::field::Use;
use crate::query::filter::Node;
use crate::query::join::Join;
use crate::query::order::Order;
use crate::query::parent;
use crate::query::scope::Scope;
use crate::query::select::Wanted;

mod wire;

use wire::{Joined, OrderBy, Pairs, Where};

/// A part of a request that has passed the gate, as the JSON that is sent.
#[derive(Debug, Clone)]
pub(crate) struct Checked(Box<RawValue>);

impl Checked {
    fn new(part: &impl Serialize) -> Result<Checked> {
        to_raw_value(part).map(Checked).map_err(|e| {
            Error::refused(format!("a part of the request can't be sent as JSON: {e}"))
        })
    }

    /// The JSON text.
    pub(crate) fn to_json(&self) -> String {
        self.0.get().to_owned()
    }
}

impl Serialize for Checked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Checks the parts of one request, which know of one another: a filter may use what is joined, an
/// order what is calculated.
#[derive(Debug)]
pub(crate) struct Gate<'a> {
    scope: Scope,
    /// The entity whose rows the call is chained to.
    parent: Option<&'a str>,
}

impl<'a> Gate<'a> {
    /// The gate of a call without joins and without a selection: of a write.
    pub(crate) fn plain(release: Release) -> Self {
        let scope = Scope::plain(release);
        let parent = chain::parent();
        Gate { scope, parent }
    }

    /// The gate of a call with these joins and this selection, both of which it checks. `columns`
    /// are the entity's own fields as far as they are known.
    pub(crate) fn of<E>(
        joins: &[Join<E>],
        wanted: &Wanted,
        columns: &'static [&'static str],
        release: Release,
    ) -> Result<Self> {
        let mut scope = Scope::of(joins, release)?;
        for join in joins {
            parent::refuse(join.on(), "the conditions of a join")?;
        }
        scope.select(wanted, columns)?;
        let parent = None;
        Ok(Gate { scope, parent })
    }

    /// The gate of a call that is chained to rows of this entity, if it is.
    pub(crate) fn chained_to(mut self, parent: Option<&'a str>) -> Self {
        self.parent = parent;
        self
    }

    /// Takes a field that the site adds to every row by itself.
    pub(crate) fn added(mut self, field: &str) -> Self {
        self.scope.add(field);
        self
    }

    /// The parameter `select`: what [`of`](Gate::of) has checked, and other fields; none where that
    /// is what the site gives by itself.
    pub(crate) fn select(
        &self,
        wanted: Option<&Wanted>,
        others: &[Cow<'static, str>],
    ) -> Result<Option<Checked>> {
        let mut select: Vec<&str> = Vec::new();
        let own = wanted.into_iter().flat_map(Wanted::expressions);
        for expression in own.chain(others) {
            let expression = expression.as_ref();
            if !select.contains(&expression) {
                select.push(expression);
            }
        }
        match select.as_slice() {
            [] | ["*"] => Ok(None),
            some => Checked::new(&some).map(Some),
        }
    }

    /// The parameter `join`: what [`of`](Gate::of) has checked.
    pub(crate) fn joins<E>(&self, joins: &[Join<E>]) -> Result<Checked> {
        Checked::new(&Joined(joins))
    }

    /// The parameter `where`.
    pub(crate) fn filter(&self, node: &Node) -> Result<Checked> {
        self.scope.filter(node)?;
        let node = parent::guarded(node.clone(), self.parent)?;
        self.scope.literals(&node)?;
        Checked::new(&Where(&self.scope.readable(node)))
    }

    /// The parameter `having`.
    pub(crate) fn having(&self, node: &Node) -> Result<Checked> {
        self.scope.having(node)?;
        parent::guarded_group(node, self.parent)?;
        Checked::new(&Where(&self.scope.readable(node.clone())))
    }

    /// The parameter `groupBy`: expressions, each with the fields in it.
    pub(crate) fn group<'g>(
        &self,
        groups: impl Iterator<Item = (&'g str, &'g [Use])>,
    ) -> Result<Checked> {
        let mut texts = Vec::new();
        for (text, uses) in groups {
            self.scope.group(text, uses)?;
            texts.push(text);
        }
        Checked::new(&texts)
    }

    /// The parameter `orderBy`.
    pub(crate) fn order<E>(&self, order: &[Order<E>]) -> Result<Checked> {
        for one in order {
            self.scope.order(one)?;
        }
        Checked::new(&OrderBy(order))
    }
}

/// The values of a write, in their order, when nothing is wrong with them.
pub(crate) fn values<'v>(
    call: std::fmt::Arguments<'_>,
    problems: &[&str],
    fields: impl Iterator<Item = (&'v str, Cow<'v, Json>)> + Clone,
) -> Result<Checked> {
    if !problems.is_empty() {
        let problems = problems.join("; ");
        return Err(Error::refused(format!("{call} was not sent: {problems}")));
    }
    Checked::new(&Pairs(fields))
}

/// The parameter `reload`: what of each written row the site reads again. It is a selection of rows,
/// and the call has no joins.
pub(crate) fn reload(
    wanted: &Wanted,
    columns: &'static [&'static str],
    release: Release,
) -> Result<Json> {
    Gate::of::<()>(&[], wanted, columns, release)?;
    if wanted.is_aggregate() {
        return Err(Error::refused(
            "what is read again after writing is one row for each that was written; a value that is \
             worked out over several is read with `get`",
        ));
    }
    let expressions = wanted.expressions().iter();
    Ok(expressions.map(|e| Json::from(e.as_ref())).collect())
}

/// A filter for people to read.
pub(crate) fn shown(node: &Node) -> String {
    serde_json::to_string(&Where(node)).unwrap_or_else(|_| format!("{node:?}"))
}

/// A join for people to read.
pub(crate) fn shown_join<E>(join: &Join<E>) -> String {
    serde_json::to_string(&Joined(std::slice::from_ref(join)))
        .ok()
        .and_then(|list| Some(list.strip_prefix('[')?.strip_suffix(']')?.to_owned()))
        .unwrap_or_else(|| format!("{} AS {}, {:?}", join.entity(), join.alias(), join.on()))
}

#[cfg(test)]
mod tests;
