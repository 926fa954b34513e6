//! [`Filter`]: which rows a call is about, as a tree of clauses that is checked before it is sent.

use std::fmt;
use std::marker::PhantomData;
use std::ops;

use serde_json::Value as Json;

use crate::entity::Release;
use crate::error::{Error, Result};
use crate::query::field::{Source, Use};
use crate::query::gate::{self, Gate};
use crate::query::operand::Operand;
use crate::query::operator::Operator;

/// A condition on the rows of entity `E`: one clause, or several joined by `&`, `|` and `!`.
///
/// ```
/// # use civi_runtime::{Field, Filter, filter};
/// # enum Contact {}
/// # const LAST_NAME: Field<Contact, String> = Field::new("last_name");
/// # const IS_DECEASED: Field<Contact, bool> = Field::new("is_deceased");
/// let living: Filter<Contact> = LAST_NAME.like("A%") & !IS_DECEASED.eq(true);
/// let either = filter::any(["Miller", "Smith"].map(|name| LAST_NAME.eq(name)));
/// # drop((living, either));
/// ```
///
/// `!` is SQL's: a clause on a field that is null is neither true nor false, and neither is its
/// negation. Add [`is_null`](crate::Field::is_null) where such rows are meant.
pub struct Filter<E> {
    node: Node,
    marker: PhantomData<fn() -> E>,
}

/// A filter without its entity. `Everything` and `Nothing` are never inside another node: the
/// constructors work them out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Everything,
    Nothing,
    Clause(Clause),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    /// The left side as it stands on the wire.
    pub(crate) left: String,
    /// The fields on both sides.
    pub(crate) uses: Vec<Use>,
    pub(crate) operator: Operator,
    pub(crate) right: Right,
}

/// What a clause compares with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Right {
    /// Nothing: `IS NULL` and its like.
    Missing,
    /// A value.
    Value(Operand),
    /// An expression: another field, a function of some.
    Expression(String),
}

impl Node {
    /// All of the nodes.
    pub(crate) fn all(nodes: impl IntoIterator<Item = Node>) -> Node {
        let mut kept = Vec::new();
        for node in nodes {
            match node {
                Node::Everything => {}
                Node::Nothing => return Node::Nothing,
                Node::And(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        Node::one_or(kept, Node::Everything, Node::And)
    }

    /// At least one of the nodes.
    pub(crate) fn any(nodes: impl IntoIterator<Item = Node>) -> Node {
        let mut kept = Vec::new();
        for node in nodes {
            match node {
                Node::Nothing => {}
                Node::Everything => return Node::Everything,
                Node::Or(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        Node::one_or(kept, Node::Nothing, Node::Or)
    }

    fn one_or(mut nodes: Vec<Node>, none: Node, several: fn(Vec<Node>) -> Node) -> Node {
        match (nodes.pop(), nodes.is_empty()) {
            (None, _) => none,
            (Some(only), true) => only,
            (Some(last), false) => {
                nodes.push(last);
                several(nodes)
            }
        }
    }

    fn negated(self) -> Node {
        match self {
            Node::Everything => Node::Nothing,
            Node::Nothing => Node::Everything,
            other => Node::Not(Box::new(other)),
        }
    }

    /// The same filter, with at most one negation in each group, as its first part. Order means
    /// nothing in a group, and negations are joined by De Morgan's laws, which hold where a value
    /// is null too.
    pub(crate) fn with_negations_first(self) -> Node {
        let (nodes, is_and) = match self {
            Node::And(nodes) => (nodes, true),
            Node::Or(nodes) => (nodes, false),
            Node::Not(inner) => return Node::Not(Box::new(inner.with_negations_first())),
            other => return other,
        };
        let mut negated = Vec::new();
        let mut others = Vec::new();
        for node in nodes {
            match node.with_negations_first() {
                Node::Not(inner) => negated.push(*inner),
                other => others.push(other),
            }
        }
        let group = |nodes, is_and| match is_and {
            true => Node::And(nodes),
            false => Node::Or(nodes),
        };
        let first = match negated.len() {
            0 => None,
            1 => negated.pop(),
            _ => Some(group(negated, !is_and)),
        };
        let first = first.map(|inner| Node::Not(Box::new(inner.with_negations_first())));
        group(first.into_iter().chain(others).collect(), is_and)
    }

    /// Whether a group has a negation that is not its first part.
    pub(crate) fn has_late_negation(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                let mut later = nodes.iter().skip(1);
                later.any(|node| matches!(node, Node::Not(_)))
                    || nodes.iter().any(Node::has_late_negation)
            }
            Node::Not(inner) => inner.has_late_negation(),
            _ => false,
        }
    }

    /// The nodes that stand side by side at the top.
    pub(crate) fn top(&self) -> &[Node] {
        match self {
            Node::Everything => &[],
            Node::And(nodes) => nodes,
            one => std::slice::from_ref(one),
        }
    }

    /// Every clause, from left to right.
    pub(crate) fn clauses(&self) -> Vec<&Clause> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            match node {
                Node::Everything | Node::Nothing => {}
                Node::Clause(clause) => found.push(clause),
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
                Node::Not(node) => open.push(node),
            }
        }
        found
    }
}

impl<E> Filter<E> {
    pub(crate) fn of(node: Node) -> Self {
        Filter {
            node,
            marker: PhantomData,
        }
    }

    /// A clause on one field.
    pub(crate) fn clause(left: &str, uses: Vec<Use>, operator: Operator, right: Right) -> Self {
        Filter::of(Node::Clause(Clause {
            left: left.to_owned(),
            uses,
            operator,
            right,
        }))
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// The same filter in a query whose entity the compiler no longer knows.
    pub(crate) fn retype<F>(self) -> Filter<F> {
        Filter::of(self.node)
    }

    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// Both filters, with the other one's clauses in a group of their own behind this one's.
    pub(crate) fn and_group(self, other: Filter<E>) -> Filter<E> {
        let mut nodes = self.node.top().to_vec();
        nodes.push(Node::And(other.node.top().to_vec()));
        match self.node {
            Node::Nothing => self,
            _ => Filter::of(Node::And(nodes)),
        }
    }

    /// No filter: every row.
    #[must_use]
    pub fn everything() -> Self {
        Filter::of(Node::Everything)
    }

    /// A filter that no row passes.
    #[must_use]
    pub fn nothing() -> Self {
        Filter::of(Node::Nothing)
    }

    /// Whether the filter has no clause at all, so that every row passes it.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.node == Node::Everything
    }

    /// Whether it is certain without asking the site that no row passes.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.node == Node::Nothing
    }

    /// The filter as the parameter `where` has it: a list of nodes, all of which must hold
    /// (APIv4 wire contract §6.1). It is for the actions that only one site has; every other call
    /// takes the filter itself.
    ///
    /// A filter that [nothing](Filter::nothing) passes is `[["id", "IN", []]]`: for an entity
    /// without `id` the site refuses that or finds nothing, but never everything.
    ///
    /// ```
    /// # use civi_runtime::Field;
    /// # enum Contact {}
    /// # const LAST_NAME: Field<Contact, String> = Field::new("last_name");
    /// # const SCORE: Field<Contact, f64> = Field::new("donors.score");
    /// let json = LAST_NAME.like("A%").to_json()?;
    /// assert_eq!(json.to_string(), r#"[["last_name","LIKE","A%"]]"#);
    /// assert!(SCORE.gt(f64::NAN).to_json().is_err());
    /// # Ok::<(), civi_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_refused`](crate::Error::is_refused) for what a `get` with this filter alone refuses.
    pub fn to_json(&self) -> Result<Json> {
        let json = Gate::plain(Release::NEWEST).filter(&self.node)?.to_json();
        serde_json::from_str(&json)
            .map_err(|e| Error::refused(format!("the filter's JSON can't be read back: {e}")))
    }

    /// The paths of the fields that the filter uses, each once, in order of appearance.
    #[must_use]
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        for used in self.node.clauses().into_iter().flat_map(|c| &c.uses) {
            if !used.path.is_empty() && !paths.contains(&used.path.as_str()) {
                paths.push(&used.path);
            }
        }
        paths
    }

    /// The paths that can't be read back, so that nobody can see whether the site dropped their
    /// clauses: fields that exist only in filters.
    #[must_use]
    pub fn unverifiable_paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        for used in self.node.clauses().into_iter().flat_map(|c| &c.uses) {
            if !used.selectable && used.source != Source::Output && !paths.contains(&&*used.path) {
                paths.push(&used.path);
            }
        }
        paths
    }
}

/// The rows that pass every one of the filters; without any filter, every row.
#[must_use]
pub fn all<E>(filters: impl IntoIterator<Item = Filter<E>>) -> Filter<E> {
    Filter::of(Node::all(filters.into_iter().map(|f| f.node)))
}

/// The rows that pass at least one of the filters; without any filter, **no row**.
///
/// (The site itself takes an empty `OR` for no filter at all.)
#[must_use]
pub fn any<E>(filters: impl IntoIterator<Item = Filter<E>>) -> Filter<E> {
    Filter::of(Node::any(filters.into_iter().map(|f| f.node)))
}

impl<E> ops::BitAnd for Filter<E> {
    type Output = Filter<E>;
    fn bitand(self, other: Self) -> Self {
        Filter::of(Node::all([self.node, other.node]))
    }
}

impl<E> ops::BitAndAssign for Filter<E> {
    fn bitand_assign(&mut self, other: Self) {
        let own = std::mem::replace(&mut self.node, Node::Everything);
        self.node = Node::all([own, other.node]);
    }
}

impl<E> ops::BitOr for Filter<E> {
    type Output = Filter<E>;
    fn bitor(self, other: Self) -> Self {
        Filter::of(Node::any([self.node, other.node]))
    }
}

impl<E> ops::Not for Filter<E> {
    type Output = Filter<E>;
    fn not(self) -> Self {
        Filter::of(self.node.negated())
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Filter::of(self.node.clone())
    }
}

impl<E> PartialEq for Filter<E> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<E> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", gate::shown(&self.node))
    }
}

#[cfg(test)]
mod tests;
