//! `$field` in a chained call: the parent row's field where it is meant, and nowhere else.
//!
//! The site replaces any text of a chained call's parameters that begins with `$` and names a key
//! of the parent's row (APIv4 wire contract §6.5). So a literal that begins with `$` is sent as a
//! quoted expression, which begins with a quote.

use std::marker::PhantomData;

use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::query::chain;
use crate::query::expression::{Place, quoted};
use crate::query::field::Expression;
use crate::query::filter::{Clause, Node, Right};
use crate::query::kind::Selectable;
use crate::query::operand::{IntoOperand, Operand};
use crate::query::operator::Operator;
use crate::query::values::{Chosen, IntoWire, Wire};

/// A field of the row that a chained call runs for, as a value to compare with: made by
/// [`parent`].
#[derive(Debug, Clone)]
pub struct Parent<E, T> {
    path: String,
    marker: PhantomData<fn() -> (E, T)>,
}

/// A field of the row that a chained call runs for.
///
/// ```
/// # use civi_runtime::{Field, Id, PrimaryKey, read::parent};
/// # enum Contact {}
/// # impl civi_runtime::Entity for Contact { const NAME: &'static str = "Contact"; }
/// # enum Email {}
/// # const ID: Field<Contact, Id<Contact>, PrimaryKey> = Field::new("id");
/// # const CONTACT_ID: Field<Email, Id<Contact>> = Field::new("contact_id");
/// let of_this_contact = CONTACT_ID.eq(parent(ID));
/// # drop(of_this_contact);
/// ```
///
/// As a value that is written it is what `.create(…)` and the like take in a chained call:
/// `Email::values(address).contact_id(parent(Contact::ID))`.
///
/// In a call that is not chained to rows of that entity it is an error.
#[must_use]
pub fn parent<X>(field: X) -> Parent<X::Entity, X::Value>
where
    X: Expression<Kind: Selectable>,
    X::Entity: Entity,
{
    Parent {
        path: field.as_field().path().to_owned(),
        marker: PhantomData,
    }
}

#[diagnostic::do_not_recommend]
impl<E: Entity, T> IntoOperand<T> for Parent<E, T> {
    fn into_operand(self) -> Operand {
        Operand::Parent {
            entity: E::NAME,
            path: self.path,
        }
    }
}

// The same where a value is written, or where a parameter of a site's own action stands.

macro_rules! written {
    ($({$($generic:ident)*} $value:ty => $stored:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<E: Entity, $($generic),*> IntoWire<$stored> for Parent<E, $value> {
            fn into_wire(self) -> Wire {
                Wire::parent(E::NAME, self.path)
            }
        }
    )+};
}
written! {
    {T} T => T;
    {T} T => Option<T>;
    {T} T => Vec<T>;
    {T} T => Option<Vec<T>>;
    {T O} T => Chosen<T, O>;
    {T O} T => Option<Chosen<T, O>>;
}

/// The fields of a parent's row that these trees refer to, each with its entity.
pub(crate) fn fields<'n>(nodes: impl IntoIterator<Item = &'n Node>) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    for clause in nodes.into_iter().flat_map(Node::clauses) {
        if let Right::Value(value) = &clause.right {
            collect(value, &mut fields);
        }
    }
    fields
}

fn collect(value: &Operand, fields: &mut Vec<(&'static str, String)>) {
    match value {
        Operand::Parent { entity, path } => {
            let field = (*entity, path.clone());
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        Operand::List(list) => list.iter().for_each(|value| collect(value, fields)),
        _ => {}
    }
}

/// Refuses a parent's field where there can be none.
pub(crate) fn refuse(node: &Node, place: &str) -> Result<()> {
    match fields([node]).first() {
        None => Ok(()),
        Some((entity, path)) => Err(Error::refused(format!(
            "`{path}` of {entity}'s row can't be used in {place}: it is there only in the filter \
             of a call that is chained to it with `.chain(…)`"
        ))),
    }
}

/// The tree as it can be sent: in a chained call (`parent` is the entity of its parent) with
/// literals that the site would take for a field made safe, otherwise as it is.
pub(crate) fn guarded(node: Node, parent: Option<&str>) -> Result<Node> {
    if parent.is_none() {
        refuse(&node, "this call")?;
        return Ok(node);
    }
    Ok(match node {
        Node::Everything | Node::Nothing => node,
        Node::Clause(clause) => clause_guarded(clause)?,
        Node::And(nodes) => Node::And(each(nodes, parent)?),
        Node::Or(nodes) => Node::Or(each(nodes, parent)?),
        Node::Not(inner) => Node::Not(Box::new(guarded(*inner, parent)?)),
    })
}

fn each(nodes: Vec<Node>, parent: Option<&str>) -> Result<Vec<Node>> {
    nodes
        .into_iter()
        .map(|node| guarded(node, parent))
        .collect()
}

fn clause_guarded(clause: Clause) -> Result<Node> {
    let Right::Value(value) = &clause.right else {
        return Ok(Node::Clause(clause));
    };
    for field in fields([&Node::Clause(clause.clone())]) {
        chain::note(&field);
    }
    if !at_risk(value) {
        return Ok(Node::Clause(clause));
    }
    if let Some(text) = value.text() {
        let literal = quoted(text, Place::Alone).map_err(|flaw| unguarded(&clause, flaw))?;
        return Ok(Node::Clause(Clause {
            right: Right::Expression(literal),
            ..clause
        }));
    }
    match (clause.operator, value) {
        // A list can't hold expressions: one clause an element instead.
        (Operator::In, Operand::List(list)) => Ok(Node::Or(singly(&clause, Operator::Eq, list)?)),
        (Operator::NotIn, Operand::List(list)) => {
            Ok(Node::And(singly(&clause, Operator::Ne, list)?))
        }
        _ => Err(unguarded(
            &clause,
            "it can stand only beside `=`, `IN` and the like",
        )),
    }
}

fn unguarded(clause: &Clause, reason: &str) -> Error {
    Error::refused(format!(
        "the clause `{} {}` of a chained call has a text that begins with `$`: the site could take \
         it for a field of the parent's row, and it can't be quoted: {reason}; make two calls instead",
        clause.left, clause.operator
    ))
}

/// Checks the filter of groups. Only names can be expressions there (APIv4 wire contract §6.1), so
/// no literal can be quoted, and a parent's field is for the filter of rows.
pub(crate) fn guarded_group(node: &Node, parent: Option<&str>) -> Result<()> {
    if parent.is_none() {
        return refuse(node, "this call");
    }
    for clause in node.clauses() {
        if let Right::Value(value) = &clause.right
            && at_risk(value)
        {
            return Err(unguarded(clause, "`having` compares with names only"));
        }
    }
    Ok(())
}

fn singly(clause: &Clause, operator: Operator, list: &[Operand]) -> Result<Vec<Node>> {
    list.iter()
        .map(|value| {
            clause_guarded(Clause {
                operator,
                right: Right::Value(value.clone()),
                ..clause.clone()
            })
        })
        .collect()
}

/// Whether the site could take the value for a field of the parent's row.
fn at_risk(value: &Operand) -> bool {
    match value {
        Operand::Text(text) | Operand::ListOption { stored: text, .. } => text.starts_with('$'),
        Operand::List(list) => list.iter().any(at_risk),
        Operand::Json(json) => json_at_risk(json),
        _ => false,
    }
}

/// As [`at_risk`], of any JSON.
pub(crate) fn json_at_risk(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::String(text) => text.starts_with('$'),
        serde_json::Value::Array(list) => list.iter().any(json_at_risk),
        serde_json::Value::Object(map) => map.values().any(json_at_risk),
        _ => false,
    }
}
