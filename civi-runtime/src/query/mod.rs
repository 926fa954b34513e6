//! The query language: fields and what may be asked of them, filters, orders, joins, functions and
//! selections.

pub mod current;
pub mod dynamic;
pub mod field;
pub mod filter;
pub mod function;
pub mod join;
pub mod kind;
pub mod operand;
pub mod operator;
pub mod order;
pub(crate) mod scope;
pub mod select;
pub mod suffix;
