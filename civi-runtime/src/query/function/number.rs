//! Functions of numbers.

use super::{Argument, Computed, Maybe, Numeric, Written, one};
use crate::query::field::{Expression, Field};
use crate::query::kind::NotNull;

/// `ABS(x)`: the value without its sign.
#[must_use]
pub fn abs<X: Expression<Value: Numeric>>(x: X) -> Maybe<X, X::Value> {
    one("ABS", x)
}

/// `ROUND(x, digits)`: rounded to so many digits after the point.
#[must_use]
pub fn round<X: Expression<Value: Numeric>>(x: X, digits: u8) -> Maybe<X, f64> {
    Written::new("ROUND")
        .arg(Argument::of(x))
        .arg(Argument {
            text: digits.to_string(),
            uses: Vec::new(),
        })
        .end()
}

/// `RAND()`: a random number from 0 to 1, mostly to sort by.
#[must_use]
pub fn rand<E>() -> Computed<E, f64, NotNull> {
    Field::expression("RAND()".to_owned(), Vec::new())
}
