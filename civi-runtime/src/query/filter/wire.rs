//! A filter's wire forms: in `where` and `having`, and in the ON part of a join.

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::{Clause, Node, Right};
use crate::operand::{Operand, quoted};
use crate::operator::Operator;

/// The value of `where` and `having`: a list of nodes.
pub(crate) struct Where<'a>(pub(crate) &'a Node);

/// The conditions of a join, one element a node.
pub(crate) struct On<'a>(pub(crate) &'a Node);

/// Where a tree stands, which decides how its values are written.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Where,
    /// Values are expressions by default: text is quoted inside the string.
    On,
}

impl Node {
    /// The nodes that stand side by side at the top.
    fn top(&self) -> &[Node] {
        match self {
            Node::Everything => &[],
            Node::And(nodes) => nodes,
            one => std::slice::from_ref(one),
        }
    }
}

impl Serialize for Where<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.top().iter().map(|node| Tree(node, Place::Where)))
    }
}

impl On<'_> {
    /// Appends the conditions to a join that is being written.
    pub(crate) fn append<S: SerializeSeq>(&self, seq: &mut S) -> Result<(), S::Error> {
        for node in self.0.top() {
            seq.serialize_element(&Tree(node, Place::On))?;
        }
        Ok(())
    }
}

struct Tree<'a>(&'a Node, Place);

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Tree(node, place) = *self;
        match node {
            Node::Clause(clause) => clause.write(place, serializer),
            Node::And(nodes) => ("AND", List(nodes, place)).serialize(serializer),
            Node::Or(nodes) => ("OR", List(nodes, place)).serialize(serializer),
            Node::Not(inner) => ("NOT", Tree(inner, place)).serialize(serializer),
            // `IN []` matches nothing, where an empty group would filter nothing (APIv4 wire
            // contract §6.1).
            Node::Nothing => ("id", "IN", [0_u8; 0].as_slice()).serialize(serializer),
            Node::Everything => ("AND", [0_u8; 0].as_slice()).serialize(serializer),
        }
    }
}

struct List<'a>(&'a [Node], Place);

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|node| Tree(node, self.1)))
    }
}

impl Clause {
    fn write<S: Serializer>(&self, place: Place, serializer: S) -> Result<S::Ok, S::Error> {
        let (left, operator) = (self.left.as_str(), self.operator.as_str());
        match (&self.right, place) {
            (Right::Missing, _) => (left, operator).serialize(serializer),
            (Right::Value(value), Place::Where) => (left, operator, value).serialize(serializer),
            (Right::Value(Operand::Text(text)), Place::On) => {
                (left, operator, quoted(text)).serialize(serializer)
            }
            (Right::Value(Operand::Json(serde_json::Value::String(text))), Place::On) => {
                (left, operator, quoted(text)).serialize(serializer)
            }
            // The site puts the elements of such a list between quotes without escaping them, so
            // each gets a clause of its own.
            (Right::Value(Operand::List(parts)), Place::On)
                if self.operator == Operator::ContainsOneOf =>
            {
                ("OR", self.each(parts)).serialize(serializer)
            }
            (Right::Value(Operand::List(parts)), Place::On)
                if self.operator == Operator::NotContainsOneOf =>
            {
                ("NOT", ("OR", self.each(parts))).serialize(serializer)
            }
            // Lists, numbers and booleans stand bare (APIv4 wire contract §6.4).
            (Right::Value(value), Place::On) => (left, operator, value).serialize(serializer),
            (Right::Expression(text), Place::Where) => {
                (left, operator, text, true).serialize(serializer)
            }
            // The fourth element is true by default in a join, and 5.77 knows nothing else.
            (Right::Expression(text), Place::On) => (left, operator, text).serialize(serializer),
        }
    }

    /// One `CONTAINS` clause for each of the parts.
    fn each<'a>(&'a self, parts: &'a [Operand]) -> impl Serialize + 'a {
        parts
            .iter()
            .map(|part| {
                let text = match part {
                    Operand::Text(text) => Operand::Text(quoted(text)),
                    Operand::Json(serde_json::Value::String(text)) => Operand::Text(quoted(text)),
                    other => other.clone(),
                };
                (self.left.as_str(), Operator::Contains.as_str(), text)
            })
            .collect::<Vec<_>>()
    }
}
