//! The operators of filters: their wire names, the markers that a field's operator set is made of,
//! and which Rust types each of them makes sense for.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use crate::entity::Release;
use crate::query::kind::{
    Aliased, Calculated, Dynamic, FilterOnly, JoinedKey, Kind, Limited, Listed, NotNull, Nullable,
    PrimaryKey, Reference, Restricted,
};
use crate::value::{Id, OptionList};

/// An operator of a filter clause (APIv4 wire contract §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // each is its wire name, which `as_str` gives
pub enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Like,
    NotLike,
    In,
    NotIn,
    Between,
    NotBetween,
    IsNull,
    IsNotNull,
    IsEmpty,
    IsNotEmpty,
    Contains,
    NotContains,
    ContainsOneOf,
    NotContainsOneOf,
    Regexp,
    NotRegexp,
    RegexpBinary,
    NotRegexpBinary,
}

impl Operator {
    /// The operator as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Operator::Eq => "=",
            Operator::Ne => "!=",
            Operator::Gt => ">",
            Operator::Ge => ">=",
            Operator::Lt => "<",
            Operator::Le => "<=",
            Operator::Like => "LIKE",
            Operator::NotLike => "NOT LIKE",
            Operator::In => "IN",
            Operator::NotIn => "NOT IN",
            Operator::Between => "BETWEEN",
            Operator::NotBetween => "NOT BETWEEN",
            Operator::IsNull => "IS NULL",
            Operator::IsNotNull => "IS NOT NULL",
            Operator::IsEmpty => "IS EMPTY",
            Operator::IsNotEmpty => "IS NOT EMPTY",
            Operator::Contains => "CONTAINS",
            Operator::NotContains => "NOT CONTAINS",
            Operator::ContainsOneOf => "CONTAINS ONE OF",
            Operator::NotContainsOneOf => "NOT CONTAINS ONE OF",
            Operator::Regexp => "REGEXP",
            Operator::NotRegexp => "NOT REGEXP",
            Operator::RegexpBinary => "REGEXP BINARY",
            Operator::NotRegexpBinary => "NOT REGEXP BINARY",
        }
    }
}

impl Operator {
    /// The first release that has the operator, where not every one has it that civi works with
    /// (APIv4 wire contract §8).
    pub(crate) const fn since(self) -> Option<Release> {
        Some(match self {
            Operator::IsEmpty | Operator::IsNotEmpty => Release::new(5, 36),
            Operator::Regexp | Operator::NotRegexp => Release::new(5, 43),
            Operator::NotContains => Release::new(5, 63),
            Operator::RegexpBinary | Operator::NotRegexpBinary => Release::new(5, 68),
            Operator::ContainsOneOf | Operator::NotContainsOneOf => Release::new(6, 4),
            _ => return None,
        })
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One marker type an operator. A generated operator set lists the ones that the schema's
/// `operators` has, as `impl Allows<op::In> for …`.
pub mod op {
    macro_rules! markers {
        ($($(#[$doc:meta])* $name:ident,)+) => {$(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
        )+};
    }
    markers! {
        /// `=`
        Eq,
        /// `!=`
        Ne,
        /// `>`
        Gt,
        /// `>=`
        Ge,
        /// `<`
        Lt,
        /// `<=`
        Le,
        /// `LIKE`
        Like,
        /// `NOT LIKE`
        NotLike,
        /// `IN`
        In,
        /// `NOT IN`
        NotIn,
        /// `BETWEEN`
        Between,
        /// `NOT BETWEEN`
        NotBetween,
        /// `IS NULL`
        IsNull,
        /// `IS NOT NULL`
        IsNotNull,
        /// `IS EMPTY`
        IsEmpty,
        /// `IS NOT EMPTY`
        IsNotEmpty,
        /// `CONTAINS`
        Contains,
        /// `NOT CONTAINS`
        NotContains,
        /// `CONTAINS ONE OF`
        ContainsOneOf,
        /// `NOT CONTAINS ONE OF`
        NotContainsOneOf,
        /// `REGEXP`
        Regexp,
        /// `NOT REGEXP`
        NotRegexp,
        /// `REGEXP BINARY`
        RegexpBinary,
        /// `NOT REGEXP BINARY`
        NotRegexpBinary,
    }
}

/// A set of operators that has `Op`.
#[diagnostic::on_unimplemented(
    message = "the site's schema does not allow the operator `{Op}` on this field",
    label = "`{Op}` is not among the field's operators",
    note = "the operators that the field takes are those that `{Self}` implements `Allows` for"
)]
pub trait Allows<Op> {}

/// A field kind that takes the operator `Op`: every kind, unless it is [`Limited`] to a set that
/// lacks it.
#[diagnostic::on_unimplemented(
    message = "the operator `{Op}` can't be used on this field",
    label = "not an operator of this field"
)]
pub trait Takes<Op>: Kind {}

impl<Op> Takes<Op> for Nullable {}
impl<Op> Takes<Op> for NotNull {}
impl<Op> Takes<Op> for PrimaryKey {}
impl<Op> Takes<Op> for JoinedKey {}
impl<Op, O: 'static, S: 'static, K: Takes<Op>> Takes<Op> for Listed<O, S, K> {}
impl<Op, X: 'static, K: Takes<Op>> Takes<Op> for Reference<X, K> {}
impl<Op, S: 'static, K: Takes<Op>> Takes<Op> for Dynamic<S, K> {}
impl<Op, K: Takes<Op>> Takes<Op> for FilterOnly<K> {}
impl<Op, K: Takes<Op>> Takes<Op> for Restricted<K> {}
impl<Op, K: Kind> Takes<Op> for Calculated<K> {}
impl<Op, K: Kind> Takes<Op> for Aliased<K> {}
impl<Op, Ops: Allows<Op> + 'static, K: Kind> Takes<Op> for Limited<Ops, K> {}

/// A type whose fields can be compared as a whole.
#[diagnostic::on_unimplemented(
    message = "a field of `{Self}` can't be compared as a whole",
    label = "not a type of fields"
)]
pub trait Scalar {}

/// A type whose values have an order that means something.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` have no order",
    label = "can't be compared with `gt`, `ge`, `lt`, `le` or `between`",
    note = "numbers, amounts, dates, times, ids and text have an order; use `eq` or `in_` here"
)]
pub trait Ordered: Scalar {}

/// A type that is text on the site.
#[diagnostic::on_unimplemented(
    message = "a field of `{Self}` is not text",
    label = "patterns match text only",
    note = "use `eq`, `between`, `in_` or the like"
)]
pub trait Textual: Scalar {}

/// A type that something can be looked for in: text, or a list.
#[diagnostic::on_unimplemented(
    message = "nothing can be looked for inside a field of `{Self}`",
    label = "neither text nor a list",
    note = "use `eq` or `in_`"
)]
pub trait Searchable {
    /// What is looked for: text in text, an element in a list.
    type Part;
}

macro_rules! classes {
    ($($class:ident: $($type:ty),+;)+) => {$($(
        #[diagnostic::do_not_recommend]
        impl $class for $type {}
    )+)+};
}
classes! {
    Scalar: i64, f64, bool, String, Decimal, Date, DateTime, Time, serde_json::Value;
    Ordered: i64, f64, String, Decimal, Date, DateTime, Time, serde_json::Value;
    Textual: String, serde_json::Value;
}
#[diagnostic::do_not_recommend]
impl<X> Scalar for Id<X> {}
// The site compares what is stored of the list: see `Field::eq`.
#[diagnostic::do_not_recommend]
impl<T> Scalar for Vec<T> {}
#[diagnostic::do_not_recommend]
impl<X> Ordered for Id<X> {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> Scalar for O {}
#[diagnostic::do_not_recommend]
impl<O: OptionList> Textual for O {}

#[diagnostic::do_not_recommend]
impl Searchable for String {
    type Part = String;
}
#[diagnostic::do_not_recommend]
impl Searchable for serde_json::Value {
    type Part = serde_json::Value;
}
#[diagnostic::do_not_recommend]
impl<T> Searchable for Vec<T> {
    type Part = T;
}
