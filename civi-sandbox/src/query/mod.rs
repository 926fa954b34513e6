//! A call's query: expressions are parsed, names resolved to columns, and all of it becomes SQL.

mod calculated;
mod clause;
mod compare;
mod condition;
mod equation;
mod expression;
mod format;
mod function;
mod join;
mod literal;
mod operand;
mod order;
mod parse;
mod relative;
mod render;
mod run;
mod scope;
mod select;

pub(crate) use format::remove_foreign_fields;
pub(crate) use literal::symbolic;
pub(crate) use operand::wanted_ids;
pub(crate) use parse::split_suffix;
pub(crate) use run::{Request, run};
pub(crate) use scope::{Scope, Target};
