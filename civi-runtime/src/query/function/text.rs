//! Functions of text.

use super::{Argument, Computed, IntoArgument, IntoArguments, Maybe, Written, one, several};
use crate::query::field::Expression;

fn number(value: i64) -> Argument {
    Argument {
        text: value.to_string(),
        uses: Vec::new(),
    }
}

/// `BINARY(x)`: compared byte by byte, with regard to case.
#[must_use]
pub fn binary<X: Expression>(x: X) -> Maybe<X, String> {
    one("BINARY", x)
}

/// `CONCAT(a, b, …)`: one after the other; null if one of them is.
#[must_use]
pub fn concat<E>(parts: impl IntoArguments<E>) -> Computed<E, String> {
    several("CONCAT", parts.into_arguments())
}

/// `CONCAT_WS(separator, a, b, …)`: one after the other with a separator between, without those
/// that are null.
#[must_use]
pub fn concat_ws<E>(separator: &str, parts: impl IntoArguments<E>) -> Computed<E, String> {
    let mut arguments = vec![Argument::text(separator)];
    arguments.extend(parts.into_arguments());
    several("CONCAT_WS", arguments)
}

/// `LEFT(x, length)`: the first characters.
#[must_use]
pub fn left<X: Expression>(x: X, length: u32) -> Maybe<X, String> {
    Written::new("LEFT")
        .arg(Argument::of(x))
        .arg(number(length.into()))
        .end()
}

/// `RIGHT(x, length)`: the last characters.
#[must_use]
pub fn right<X: Expression>(x: X, length: u32) -> Maybe<X, String> {
    Written::new("RIGHT")
        .arg(Argument::of(x))
        .arg(number(length.into()))
        .end()
}

/// `SUBSTRING(x, from, length)`: so many characters from a position on, which counts from 1, or
/// from the end if negative.
#[must_use]
pub fn substring<X: Expression>(x: X, from: i32, length: u32) -> Maybe<X, String> {
    Written::new("SUBSTRING")
        .arg(Argument::of(x))
        .arg(number(from.into()))
        .arg(number(length.into()))
        .end()
}

/// `LOWER(x)`: in small letters.
#[must_use]
pub fn lower<X: Expression>(x: X) -> Maybe<X, String> {
    one("LOWER", x)
}

/// `UPPER(x)`: in capital letters.
#[must_use]
pub fn upper<X: Expression>(x: X) -> Maybe<X, String> {
    one("UPPER", x)
}

/// `REPLACE(x, from, to)`: every occurrence of one text replaced by another.
#[must_use]
pub fn replace<E>(
    x: impl IntoArgument<E>,
    from: impl IntoArgument<E>,
    to: impl IntoArgument<E>,
) -> Computed<E, String> {
    Written::new("REPLACE")
        .arg(x.into_argument())
        .arg(from.into_argument())
        .arg(to.into_argument())
        .end()
}

/// `JSON_EXTRACT(x, path)`: a part of a JSON column, by a path such as `$.a` (CiviCRM 6.14 and
/// newer).
#[must_use]
pub fn json_extract<X: Expression>(x: X, path: &str) -> Maybe<X, serde_json::Value> {
    Written::new("JSON_EXTRACT")
        .arg(Argument::of(x))
        .arg(Argument::text(path))
        .end()
}
