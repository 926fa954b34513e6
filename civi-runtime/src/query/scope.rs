//! [`Scope`]: which names a query has, so that a wrong one is refused before anything is sent.

use crate::entity::Release;
use crate::error::{Error, Result};
use civi_schema::function::ExpressionForm;

use crate::query::expression::{self, aggregate_in, form};
use crate::query::field::{Source, Use};
use crate::query::filter::{Clause, Node, Right};
use crate::query::join::Join;
use crate::query::operand::Operand;
use crate::query::operator::Operator;
use crate::query::order::Order;
use crate::query::select::Wanted;

/// The aliases of a query's joins and the names of its calculated values.
///
/// The site answers a wrong name in `where` with an error, but one in `select` or of a join that it
/// skipped with silence (APIv4 wire contract §0.8), so they are checked here.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// The release of the site, as far as the bindings know it.
    release: Release,
    joins: Vec<String>,
    outputs: Vec<String>,
    /// What the rows have.
    wanted: Wanted,
}

/// The first release that reads a negation wherever it stands in a group (APIv4 wire contract §12).
const NOT_ANYWHERE: Release = Release::new(5, 40);

/// The first release that compares a moment with a whole day (APIv4 wire contract §6.7).
const WHOLE_DAYS: Release = Release::new(5, 78);

/// A part of a request that has clauses or expressions.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    On,
    Select,
    Where,
    Group,
    Having,
    Order,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Part::On => "the conditions of a join",
            Part::Select => "the selection",
            Part::Where => "a filter",
            Part::Group => "`group_by`",
            Part::Having => "`having`",
            Part::Order => "the order",
        }
    }

    /// Whether the site has the groups by then: their names and what is worked out over their rows.
    const fn is_after_grouping(self) -> bool {
        matches!(self, Part::Having | Part::Order)
    }
}

impl Scope {
    /// The scope of a call without joins and without a selection, to a site of this release.
    pub(crate) fn plain(release: Release) -> Scope {
        Scope {
            release,
            joins: Vec::new(),
            outputs: Vec::new(),
            wanted: Wanted::default(),
        }
    }

    /// The scope of a query with these joins, each of which may use the ones before it.
    pub(crate) fn of<E>(joins: &[Join<E>], release: Release) -> Result<Scope> {
        let mut scope = Scope::plain(release);
        for join in joins {
            let alias = join.alias();
            if join.side() == "EXCLUDE" {
                release.demand(
                    Release::new(5, 37),
                    format_args!("the join `{alias}`, which excludes rows,"),
                )?;
            }
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
            if *join.on() == Node::Everything && !join.is_by_key() {
                return Err(Error::refused(format!(
                    "the join `{alias}` of {} has no condition; say what links the two, as in \
                     `Contact::ID.eq_field(e.field(Email::CONTACT_ID))`, or leave it to the site \
                     with `left_by_key()` or `inner_by_key()`",
                    join.entity()
                )));
            }
            if join.on().top().iter().any(Node::has_late_negation) {
                release.demand(
                    NOT_ANYWHERE,
                    format_args!("a negation behind another condition of the join `{alias}`"),
                )?;
            }
            scope.joins.push(alias.to_owned());
            scope.tree(join.on(), Part::On)?;
        }
        Ok(scope)
    }

    /// Checks a selection, and takes the names of its calculated values into the scope. `columns` are
    /// the entity's own fields, whose names no calculated value can have.
    pub(crate) fn select(&mut self, wanted: &Wanted, columns: &[&str]) -> Result<()> {
        for field in wanted.fields() {
            self.uses(&field.uses, Part::Select)?;
            expression::demand(self.release, &field.text)?;
            let (Some(name), text) = (&field.name, &field.text) else {
                continue;
            };
            let of_a_field = columns.contains(&name.as_str())
                || wanted.fields().iter().any(|f| f.uses_own(name));
            if let Some(reason) = bad_name(name).or(of_a_field
                .then_some("a field of the entity is called so, and the site takes no other value under its name"))
            {
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
        self.wanted = wanted.clone();
        Ok(())
    }

    /// Takes a field into the scope that every row has, whatever is selected.
    pub(crate) fn add(&mut self, field: &str) {
        self.wanted.expression(field.to_owned());
    }

    /// Checks `where`.
    pub(crate) fn filter(&self, node: &Node) -> Result<()> {
        self.tree(node, Part::Where)
    }

    /// Checks `having`.
    pub(crate) fn having(&self, node: &Node) -> Result<()> {
        self.tree(node, Part::Having)?;
        for clause in node.clauses() {
            self.selected(&clause.left, matches!(clause.right, Right::Value(_)))?;
            if let Right::Expression(text) = &clause.right {
                self.selected(text, false)?;
            }
        }
        Ok(())
    }

    /// The site knows in `having` only what is selected; beside a value, whatever suffix either has
    /// (APIv4 wire contract §6.1).
    fn selected(&self, text: &str, any_suffix: bool) -> Result<()> {
        let base = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
        let similar = || {
            let mut selected = self.wanted.expressions().iter();
            any_suffix && selected.any(|expression| base(expression) == base(text))
        };
        if self.wanted.has(text) || similar() {
            return Ok(());
        }
        Err(Error::refused(format!(
            "`having` uses `{text}`, which is not selected, and the site knows nothing else there; \
             select it too, or filter the rows by it"
        )))
    }

    /// Checks one part of `orderBy`.
    pub(crate) fn order<E>(&self, order: &Order<E>) -> Result<()> {
        self.uses(order.uses(), Part::Order)?;
        expression::demand(self.release, order.path())
    }

    /// Checks one expression of `groupBy`.
    pub(crate) fn group(&self, text: &str, uses: &[Use]) -> Result<()> {
        self.uses(uses, Part::Group)?;
        expression::demand(self.release, text)?;
        grouped(text, Part::Group)
    }

    fn tree(&self, node: &Node, part: Part) -> Result<()> {
        for clause in node.clauses() {
            self.uses(&clause.uses, part)?;
            self.demand(clause, part)?;
            if !part.is_after_grouping() {
                grouped(&clause.left, part)?;
                if let Right::Expression(text) = &clause.right {
                    grouped(text, part)?;
                }
            }
            if let Some(flaw) = flaw(clause, part) {
                return Err(Error::refused(format!(
                    "the clause `{} {}` in {} can't be sent: {flaw}",
                    clause.left,
                    clause.operator,
                    part.name()
                )));
            }
        }
        Ok(())
    }

    /// Refuses a clause that the site does not read yet.
    fn demand(&self, clause: &Clause, part: Part) -> Result<()> {
        let operator = clause.operator;
        // In a join each value of the list has a clause of its own.
        let is_taken_apart = part == Part::On
            && matches!(
                operator,
                Operator::ContainsOneOf | Operator::NotContainsOneOf
            );
        if let Some(since) = operator.since().filter(|_| !is_taken_apart) {
            self.release
                .demand(since, format_args!("the operator `{operator}`"))?;
        }
        let is_equality = matches!(operator, Operator::Eq | Operator::Ne);
        if let (true, Right::Value(Operand::Day(day))) = (is_equality, &clause.right) {
            self.release.demand(
                WHOLE_DAYS,
                format_args!("`{operator}` with the whole day {day}"),
            )?;
        }
        expression::demand(self.release, &clause.left)?;
        if part == Part::Where && form(&clause.left) != ExpressionForm::Field {
            expression::demand_filter(self.release, &clause.left, part.name())?;
        }
        if let Right::Expression(text) = &clause.right {
            expression::demand(self.release, text)?;
            if part != Part::On {
                expression::demand_filter(self.release, text, part.name())?;
            }
        }
        Ok(())
    }

    /// Refuses literals that had to be written as expressions, where the site reads none.
    pub(crate) fn literals(&self, node: &Node) -> Result<()> {
        for clause in node.clauses() {
            if let Right::Expression(text) = &clause.right {
                expression::demand_filter(self.release, text, "the filter of a chained call")?;
            }
        }
        Ok(())
    }

    /// The tree as the site can read it: before 5.40 it writes no space between the `AND` or `OR` of
    /// a group and a `NOT` that follows, which breaks its SQL.
    pub(crate) fn readable(&self, node: Node) -> Node {
        if self.release < NOT_ANYWHERE {
            node.with_negations_first()
        } else {
            node
        }
    }

    fn uses(&self, uses: &[Use], part: Part) -> Result<()> {
        let place = part.name();
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
                Source::Output if !part.is_after_grouping() => {
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

/// Refuses what is worked out over the rows of a group where there are no groups yet.
fn grouped(text: &str, part: Part) -> Result<()> {
    match aggregate_in(text) {
        None => Ok(()),
        Some(function) => Err(Error::refused(format!(
            "{} uses `{text}`, but `{function}` is worked out only once the rows are chosen and \
             grouped; give it a name with `.alias(…)`, select it, and use it in `having`",
            part.name()
        ))),
    }
}

/// What is wrong with the value of a clause, if it can't be sent.
fn flaw(clause: &Clause, part: Part) -> Option<&'static str> {
    let Right::Value(value) = &clause.right else {
        return None;
    };
    if let (Operator::Eq | Operator::Ne, Operand::List(_)) = (clause.operator, value) {
        return Some(
            "the site takes no list there; say `contains` for each element, or `contains_one_of`",
        );
    }
    if let (Operator::Between | Operator::NotBetween, Operand::List(ends)) =
        (clause.operator, value)
        && ends.iter().any(|end| end.text() == Some(""))
    {
        return Some("neither end of a range may be empty text");
    }
    match (part, clause.operator, value) {
        (Part::On, Operator::ContainsOneOf | Operator::NotContainsOneOf, Operand::List(parts)) => {
            parts.iter().find_map(Operand::literal_flaw)
        }
        (Part::On, ..) => value.literal_flaw(),
        _ => value.flaw(),
    }
}

/// Why a name can't be an alias, if it can't.
fn bad_name(name: &str) -> Option<&'static str> {
    let legal = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !legal {
        Some("a name has letters, digits and `_` only, and begins with a letter")
    } else if name.len() > 256 {
        Some("a name has at most 256 characters")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
