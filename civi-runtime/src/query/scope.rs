//! [`Scope`]: which names a query has, so that a wrong one is refused before anything is sent.

use crate::error::{Error, Result};
use crate::field::{Source, Use};
use crate::filter::{Filter, Node, Right};
use crate::join::Join;
use crate::operand::Operand;
use crate::operator::Operator;
use crate::order::Order;
use crate::select::Wanted;

/// The aliases of a query's joins and the names of its calculated values.
///
/// The site answers a wrong name in `where` with an error, but one in `select` or of a join that it
/// skipped with silence (APIv4 wire contract §0.8), so they are checked here.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scope {
    joins: Vec<String>,
    outputs: Vec<String>,
}

impl Scope {
    /// The scope of a query with these joins, each of which may use the ones before it.
    pub(crate) fn of<E>(joins: &[Join<E>]) -> Result<Scope> {
        let mut scope = Scope::default();
        for join in joins {
            let alias = join.alias();
            if let Some(reason) = bad_name(alias).or((alias == "a")
                .then_some("`a` is the site's own name for the queried entity; take another"))
            {
                return Err(Error::refused(format!(
                    "the join of {} can't be called `{alias}`: {reason}",
                    join.entity()
                )));
            }
            if scope.joins.iter().any(|known| known == alias) {
                return Err(Error::refused(format!(
                    "two joins are called `{alias}`; give the one of {} another alias",
                    join.entity()
                )));
            }
            if *join.on() == Node::Everything {
                return Err(Error::refused(format!(
                    "the join `{alias}` of {} has no condition; say what links the two, as in \
                     `Contact::ID.eq_field(e.field(Email::CONTACT_ID))`",
                    join.entity()
                )));
            }
            scope.joins.push(alias.to_owned());
            scope.tree(join.on(), "the conditions of a join", false)?;
        }
        Ok(scope)
    }

    /// Checks a selection, and takes the names of its calculated values into the scope.
    pub(crate) fn select(&mut self, wanted: &Wanted) -> Result<()> {
        for field in wanted.fields() {
            self.uses(&field.uses, "the selection", false)?;
            let (Some(name), text) = (&field.name, &field.text) else {
                continue;
            };
            if let Some(reason) = bad_name(name) {
                return Err(Error::refused(format!(
                    "`{text}` can't be called `{name}`: {reason}"
                )));
            }
            if self.outputs.contains(name) {
                return Err(Error::refused(format!(
                    "two calculated values are called `{name}`; give each a name of its own"
                )));
            }
            self.outputs.push(name.clone());
        }
        Ok(())
    }

    /// Checks `where`.
    pub(crate) fn filter<E>(&self, filter: &Filter<E>) -> Result<()> {
        self.tree(filter.node(), "a filter", false)
    }

    /// Checks `having`.
    pub(crate) fn having<E>(&self, filter: &Filter<E>) -> Result<()> {
        self.tree(filter.node(), "`having`", true)
    }

    /// Checks one part of `orderBy`.
    pub(crate) fn order<E>(&self, order: &Order<E>) -> Result<()> {
        self.uses(order.uses(), "the order", true)
    }

    /// Checks one expression of `groupBy`.
    pub(crate) fn group(&self, uses: &[Use]) -> Result<()> {
        self.uses(uses, "`group_by`", false)
    }

    fn tree(&self, node: &Node, place: &str, outputs: bool) -> Result<()> {
        for clause in node.clauses() {
            self.uses(&clause.uses, place, outputs)?;
            let Right::Value(value) = &clause.right else {
                continue;
            };
            let flaw = value.flaw().or_else(|| match (clause.operator, value) {
                (Operator::Between | Operator::NotBetween, Operand::List(ends)) => ends
                    .iter()
                    .any(|end| *end == Operand::Text(String::new()))
                    .then_some("neither end of a range may be empty text"),
                _ => None,
            });
            if let Some(flaw) = flaw {
                return Err(Error::refused(format!(
                    "the clause `{} {}` in {place} can't be sent: {flaw}",
                    clause.left, clause.operator
                )));
            }
        }
        Ok(())
    }

    fn uses(&self, uses: &[Use], place: &str, outputs: bool) -> Result<()> {
        for used in uses {
            let path = &used.path;
            match &used.source {
                Source::Entity => {}
                Source::Join(alias) if self.joins.contains(alias) => {}
                Source::Join(alias) => {
                    return Err(Error::refused(format!(
                        "{place} uses `{path}`, but nothing is joined as `{alias}` (or only after \
                         that); add the join to the call"
                    )));
                }
                Source::Output if !outputs => {
                    return Err(Error::refused(format!(
                        "{place} uses `{path}`, the name of a calculated value; such a name stands \
                         in `having` and in the order"
                    )));
                }
                Source::Output if self.outputs.contains(path) => {}
                Source::Output => {
                    return Err(Error::refused(format!(
                        "{place} uses `{path}`, but no selected value is called so; select it too"
                    )));
                }
                Source::Flaw(reason) => return Err(Error::refused(reason.clone())),
            }
        }
        Ok(())
    }
}

/// Why a name can't be an alias, if it can't.
fn bad_name(name: &str) -> Option<&'static str> {
    let legal = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !legal {
        Some("a name has letters, digits and `_` only, and begins with a letter")
    } else if name.len() > 64 {
        Some("a name has at most 64 characters")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
