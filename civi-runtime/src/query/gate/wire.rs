//! The wire forms of a request's parts. They are private to the gate, so that nothing is written
//! that it has not checked.

use std::borrow::Cow;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

use crate::query::expression::{Place, quoted};
use crate::query::filter::{Clause, Node, Right};
use crate::query::join::Join;
use crate::query::operand::Operand;
use crate::query::operator::Operator;
use crate::query::order::Order;

/// The value of `where` and `having`: a list of nodes.
pub(super) struct Where<'a>(pub(super) &'a Node);

/// Which list a tree stands in, which decides how its values are written.
#[derive(Clone, Copy, PartialEq)]
enum List {
    Where,
    /// Values are expressions by default: text is quoted inside the string.
    On,
}

impl Serialize for Where<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.top().iter().map(|node| Tree(node, List::Where)))
    }
}

/// The value of `join`.
pub(super) struct Joined<'a, E>(pub(super) &'a [Join<E>]);

impl<E> Serialize for Joined<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(One))
    }
}

struct One<'a, E>(&'a Join<E>);

impl<E> Serialize for One<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let join = self.0;
        let mut seq = serializer.serialize_seq(None)?;
        seq.serialize_element(&format_args!("{} AS {}", join.entity(), join.alias()))?;
        seq.serialize_element(join.side())?;
        if let Some(bridge) = join.bridge() {
            seq.serialize_element(bridge)?;
        }
        for node in join.on().top() {
            seq.serialize_element(&Tree(node, List::On))?;
        }
        seq.end()
    }
}

/// The value of `orderBy`: an object whose keys count in their order (APIv4 wire contract §6.4).
pub(super) struct OrderBy<'a, E>(pub(super) &'a [Order<E>]);

impl<E> Serialize for OrderBy<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut known: Vec<&str> = Vec::new();
        for order in self.0 {
            // Sorting twice by one expression means nothing, and a key twice would overwrite the
            // first.
            if !known.contains(&order.path()) {
                let direction = if order.is_descending() { "DESC" } else { "ASC" };
                map.serialize_entry(order.path(), direction)?;
                known.push(order.path());
            }
        }
        map.end()
    }
}

/// Values by their names, in order.
pub(super) struct Pairs<I>(pub(super) I);

impl<'v, I: Iterator<Item = (&'v str, Cow<'v, Json>)> + Clone> Serialize for Pairs<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.clone())
    }
}

struct Tree<'a>(&'a Node, List);

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Tree(node, list) = *self;
        match node {
            Node::Clause(clause) => write(clause, list, serializer),
            Node::And(nodes) => ("AND", Trees(nodes, list)).serialize(serializer),
            Node::Or(nodes) => ("OR", Trees(nodes, list)).serialize(serializer),
            Node::Not(inner) => ("NOT", Tree(inner, list)).serialize(serializer),
            // `IN []` matches nothing, where an empty group would filter nothing (APIv4 wire
            // contract §6.1).
            Node::Nothing => ("id", "IN", [0_u8; 0].as_slice()).serialize(serializer),
            Node::Everything => ("AND", [0_u8; 0].as_slice()).serialize(serializer),
        }
    }
}

struct Trees<'a>(&'a [Node], List);

impl Serialize for Trees<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|node| Tree(node, self.1)))
    }
}

fn write<S: Serializer>(clause: &Clause, list: List, serializer: S) -> Result<S::Ok, S::Error> {
    let (left, operator) = (clause.left.as_str(), clause.operator.as_str());
    match (&clause.right, list) {
        (Right::Missing, _) => (left, operator).serialize(serializer),
        (Right::Value(value), List::Where) => (left, operator, Plain(value)).serialize(serializer),
        // The site puts the elements of such a list between quotes without escaping them, so
        // each gets a clause of its own.
        (Right::Value(Operand::List(parts)), List::On)
            if clause.operator == Operator::ContainsOneOf =>
        {
            ("OR", Each(left, parts)).serialize(serializer)
        }
        (Right::Value(Operand::List(parts)), List::On)
            if clause.operator == Operator::NotContainsOneOf =>
        {
            ("NOT", ("OR", Each(left, parts))).serialize(serializer)
        }
        (Right::Value(value), List::On) => (left, operator, Quoted(value)).serialize(serializer),
        (Right::Expression(text), List::Where) => {
            (left, operator, text, true).serialize(serializer)
        }
        // The fourth element is true by default in a join, and 5.77 knows nothing else.
        (Right::Expression(text), List::On) => (left, operator, text).serialize(serializer),
    }
}

/// One `CONTAINS` clause for each of the parts.
struct Each<'a>(&'a str, &'a [Operand]);

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let clauses = self
            .1
            .iter()
            .map(|part| (self.0, Operator::Contains.as_str(), Quoted(part)));
        serializer.collect_seq(clauses)
    }
}

/// A value where values are expressions: text in quotes; lists, numbers and booleans bare (APIv4
/// wire contract §6.4).
struct Quoted<'a>(&'a Operand);

impl Serialize for Quoted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let day = match self.0 {
            Operand::Day(day) => Some(day.to_string()),
            _ => None,
        };
        match day.as_deref().or(self.0.text()) {
            Some(text) => {
                let literal = quoted(text, Place::Alone).map_err(S::Error::custom)?;
                serializer.serialize_str(&literal)
            }
            None => Plain(self.0).serialize(serializer),
        }
    }
}

/// A value as it is.
struct Plain<'a>(&'a Operand);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Operand::Boolean(value) => serializer.serialize_bool(*value),
            Operand::Integer(value) => serializer.serialize_i64(*value),
            Operand::Float(value) => serializer.serialize_f64(*value),
            Operand::Decimal(value) => serializer.collect_str(value),
            Operand::Day(day) => serializer.collect_str(day),
            Operand::Text(value) | Operand::ListOption { stored: value, .. } => {
                serializer.serialize_str(value)
            }
            Operand::List(list) => serializer.collect_seq(list.iter().map(Plain)),
            Operand::Parent { path, .. } => serializer.collect_str(&format_args!("${path}")),
            Operand::Json(value) => value.serialize(serializer),
        }
    }
}
