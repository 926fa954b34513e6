//! The query language: fields and what may be asked of them, filters, orders, joins, functions and
//! selections.

pub(crate) mod chain;
pub mod current;
pub mod dynamic;
pub(crate) mod expression;
pub mod field;
pub mod filter;
pub mod function;
pub(crate) mod gate;
pub mod group;
pub mod join;
pub mod kind;
pub mod operand;
pub mod operator;
pub mod order;
pub(crate) mod parent;
pub(crate) mod scope;
pub mod select;
pub mod suffix;
pub mod values;
