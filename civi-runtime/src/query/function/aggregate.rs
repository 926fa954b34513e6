//! Functions over the rows of a group.

use rust_decimal::Decimal;

use super::{Argument, Certain, Computed, Maybe, Written, one};
use crate::query::field::{Expression, Field};
use crate::query::kind::NotNull;
use crate::query::operator::Ordered;
use crate::query::order::Order;

/// A type that can be added up.
#[diagnostic::on_unimplemented(
    message = "values of `{Self}` can't be calculated with",
    label = "not a number",
    note = "whole numbers, floats and amounts can"
)]
pub trait Numeric {}
#[diagnostic::do_not_recommend]
impl Numeric for i64 {}
#[diagnostic::do_not_recommend]
impl Numeric for f64 {}
#[diagnostic::do_not_recommend]
impl Numeric for Decimal {}

/// `COUNT(x)`: how many rows have a value.
#[must_use]
pub fn count<X: Expression>(x: X) -> Certain<X, i64> {
    one("COUNT", x)
}

/// `COUNT(DISTINCT x)`: how many different values there are.
#[must_use]
pub fn count_distinct<X: Expression>(x: X) -> Certain<X, i64> {
    Written::new("COUNT")
        .after("DISTINCT", Argument::of(x))
        .end()
}

/// `COUNT(*)`: how many rows there are.
#[must_use]
pub fn count_all<E>() -> Computed<E, i64, NotNull> {
    Field::expression("COUNT(*)".to_owned(), Vec::new())
}

/// `SUM(x)`, of the field's own type; null over no rows.
#[must_use]
pub fn sum<X: Expression<Value: Numeric>>(x: X) -> Maybe<X, X::Value> {
    one("SUM", x)
}

/// `AVG(x)`: the average.
#[must_use]
pub fn avg<X: Expression<Value: Numeric>>(x: X) -> Maybe<X, f64> {
    one("AVG", x)
}

/// `MIN(x)`: the smallest value.
#[must_use]
pub fn min<X: Expression<Value: Ordered>>(x: X) -> Maybe<X, X::Value> {
    one("MIN", x)
}

/// `MAX(x)`: the greatest value.
#[must_use]
pub fn max<X: Expression<Value: Ordered>>(x: X) -> Maybe<X, X::Value> {
    one("MAX", x)
}

/// `GROUP_CONCAT(x)`: every value of the group, as a list.
#[must_use]
pub fn group_concat<X: Expression>(x: X) -> Maybe<X, Vec<X::Value>> {
    one("GROUP_CONCAT", x)
}

/// `GROUP_CONCAT(DISTINCT x)`: every different value of the group, as a list.
#[must_use]
pub fn group_concat_distinct<X: Expression>(x: X) -> Maybe<X, Vec<X::Value>> {
    Written::new("GROUP_CONCAT")
        .after("DISTINCT", Argument::of(x))
        .end()
}

/// `GROUP_CONCAT(x SEPARATOR "; ")`: every value of the group in one text.
#[must_use]
pub fn group_concat_text<X: Expression>(x: X, separator: &str) -> Maybe<X, String> {
    Written::new("GROUP_CONCAT")
        .arg(Argument::of(x))
        .after("SEPARATOR", Argument::text(separator))
        .end()
}

/// `GROUP_FIRST(x ORDER BY y)`: the group's first value in that order (CiviCRM 5.69 and newer).
#[must_use]
pub fn group_first<X: Expression>(x: X, order: &Order<X::Entity>) -> Maybe<X, X::Value> {
    Written::new("GROUP_FIRST")
        .arg(Argument::of(x))
        .ordered(order)
        .end()
}

/// `GROUP_NTH(x N= n ORDER BY y)`: the group's `n`th value in that order, counted from 1, or from
/// the end if negative (CiviCRM 6.6 and newer).
#[must_use]
pub fn group_nth<X: Expression>(x: X, n: i32, order: &Order<X::Entity>) -> Maybe<X, X::Value> {
    nth(x, n).ordered(order).end()
}

/// `GROUP_FIRST(x)`: a value of the group, whichever comes first (CiviCRM 5.69 and newer).
#[must_use]
pub fn group_first_unordered<X: Expression>(x: X) -> Maybe<X, X::Value> {
    one("GROUP_FIRST", x)
}

/// `GROUP_NTH(x N= n)`: the group's `n`th value in no order of its own, counted from 1, or from the
/// end if negative (CiviCRM 6.6 and newer).
#[must_use]
pub fn group_nth_unordered<X: Expression>(x: X, n: i32) -> Maybe<X, X::Value> {
    nth(x, n).end()
}

fn nth<X: Expression>(x: X, n: i32) -> Written {
    Written::new("GROUP_NTH")
        .arg(Argument::of(x))
        .word("N=")
        .word(&n.to_string())
}
