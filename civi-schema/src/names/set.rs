//! The names of sets: what is in them, one after the other.

use heck::ToUpperCamelCase as _;

use crate::{Operator, Suffix};

/// The name of the type of fields that have these suffixes.
///
/// ```
/// use civi_schema::{Suffix, names};
///
/// assert_eq!(names::suffix_set(&[Suffix::Name, Suffix::Label]), "NameLabel");
/// assert_eq!(names::suffix_set(&[]), "NoSuffix");
/// ```
#[must_use]
pub fn suffix_set(suffixes: &[Suffix]) -> String {
    let words = suffixes
        .iter()
        .map(|suffix| suffix.as_str().to_upper_camel_case());
    named(words.collect(), "NoSuffix")
}

/// The name of the type of fields that take these operators.
///
/// ```
/// use civi_schema::{Operator, names};
///
/// assert_eq!(names::operator_set(&[Operator::In, Operator::NotIn]), "InNotIn");
/// ```
#[must_use]
pub fn operator_set(operators: &[Operator]) -> String {
    let words = operators.iter().map(|operator| operator.marker());
    named(words.collect(), "NoOperator")
}

fn named(words: String, empty: &str) -> String {
    if words.is_empty() {
        return empty.to_owned();
    }
    words
}
