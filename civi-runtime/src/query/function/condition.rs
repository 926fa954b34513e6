//! Functions that choose between values.
//!
//! The site reads the result of `IF`, `IFNULL` and `NULLIF` as the type of their *first field*,
//! whatever they choose: `IF(is_deleted, "a", "b")` comes back as `true` (APIv4 wire contract
//! §6.2). So their values are [`serde_json::Value`].

use serde_json::Value;

use super::{Argument, Certain, Computed, IntoArgument, IntoArguments, Written, one, several};
use crate::query::field::Expression;

/// `COALESCE(x, …)`: the first that is not null.
#[must_use]
pub fn coalesce<X: Expression>(
    x: X,
    others: impl IntoArguments<X::Entity>,
) -> Computed<X::Entity, X::Value> {
    chosen("COALESCE", x, others)
}

/// `GREATEST(x, …)`: the greatest of them.
#[must_use]
pub fn greatest<X: Expression>(
    x: X,
    others: impl IntoArguments<X::Entity>,
) -> Computed<X::Entity, X::Value> {
    chosen("GREATEST", x, others)
}

/// `LEAST(x, …)`: the smallest of them.
#[must_use]
pub fn least<X: Expression>(
    x: X,
    others: impl IntoArguments<X::Entity>,
) -> Computed<X::Entity, X::Value> {
    chosen("LEAST", x, others)
}

fn chosen<X: Expression>(
    name: &'static str,
    x: X,
    others: impl IntoArguments<X::Entity>,
) -> Computed<X::Entity, X::Value> {
    let mut arguments = vec![Argument::of(x)];
    arguments.extend(others.into_arguments());
    several(name, arguments)
}

/// `IF(condition, then, otherwise)`. The condition is a field, or an
/// [comparison](super::compare).
#[must_use]
pub fn if_<X: Expression>(
    condition: X,
    then: impl IntoArgument<X::Entity>,
    otherwise: impl IntoArgument<X::Entity>,
) -> Computed<X::Entity, Value> {
    Written::new("IF")
        .arg(Argument::of(condition))
        .arg(then.into_argument())
        .arg(otherwise.into_argument())
        .end()
}

/// `IFNULL(x, otherwise)`.
#[must_use]
pub fn ifnull<X: Expression>(
    x: X,
    otherwise: impl IntoArgument<X::Entity>,
) -> Computed<X::Entity, Value> {
    Written::new("IFNULL")
        .arg(Argument::of(x))
        .arg(otherwise.into_argument())
        .end()
}

/// `NULLIF(x, value)`: null where the two are equal.
#[must_use]
pub fn nullif<X: Expression>(
    x: X,
    value: impl IntoArgument<X::Entity>,
) -> Computed<X::Entity, Value> {
    Written::new("NULLIF")
        .arg(Argument::of(x))
        .arg(value.into_argument())
        .end()
}

/// `ISNULL(x)`.
#[must_use]
pub fn isnull<X: Expression>(x: X) -> Certain<X, bool> {
    one("ISNULL", x)
}

/// `ISNOTNULL(x)`.
#[must_use]
pub fn isnotnull<X: Expression>(x: X) -> Certain<X, bool> {
    one("ISNOTNULL", x)
}
