//! The query language: fields and what may be asked of them, filters, orders, joins, functions and
//! selections.

pub(crate) mod chain;
pub(crate) mod current;
pub(crate) mod dynamic;
pub(crate) mod expression;
pub(crate) mod field;
pub(crate) mod filter;
pub(crate) mod function;
pub(crate) mod gate;
pub(crate) mod group;
pub(crate) mod join;
pub(crate) mod kind;
pub(crate) mod operand;
pub(crate) mod operator;
pub(crate) mod order;
pub(crate) mod parent;
pub(crate) mod scope;
pub(crate) mod select;
pub(crate) mod suffix;
pub(crate) mod values;

pub use dynamic::{Target, Targets};
pub use field::{ComparesWith, Composed, Expression, Fixed, Path};
pub use group::Grouping;
pub use join::{Bridge, NoBridge};
pub use kind::{
    Aliased, Calculated, CanJoin, Guarded, JoinedKey, Kind, Permitted, Selectable, Yearly,
};
pub use operand::{
    ByDay, ByElement, ByList, ByOption, ByRelative, ByValue, Comparand, IntoOperand, Member,
    Operand,
};
pub use operator::{Operator, Ordered, Scalar, Searchable, Takes, Textual};
pub use order::IntoOrder;
pub use select::{
    AllFields, AsPresence, Mapped, Matching, Optional, Row13, Row14, Row15, Row16, Selected,
    mapped, matching, read_rows,
};
pub use suffix::{HasOptions, NameOf, Named, NoSuffixes, OneOrList};
